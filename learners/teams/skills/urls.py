from django.urls import URLPattern, path

from learners.teams.skills import views

urlpatterns: list[URLPattern] = [path("<slug:slug>/skills/", views.skills, name="skills")]
