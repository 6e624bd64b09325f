from django.urls import URLPattern, path

from learners.teams.progress import views

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/progress/", views.progress, name="progress"),
    path("<slug:slug>/report/", views.report, name="report"),
]
