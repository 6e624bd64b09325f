from django.urls import URLPattern, path

from learners.teams.people import views

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/", views.people, name="team"),
    path("<slug:slug>/export.csv", views.csv, name="csv"),
    path("<slug:slug>/export.xlsx", views.xlsx, name="xlsx"),
    path("<slug:slug>/members/<int:pk>/", views.member, name="member"),
    path("<slug:slug>/members/<int:pk>/nudge/", views.nudge, name="nudge"),
]
