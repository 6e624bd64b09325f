from django.urls import URLPattern, path

from learners.teams.log import views

urlpatterns: list[URLPattern] = [path("looks/", views.looks, name="looks")]
