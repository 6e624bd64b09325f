from django.urls import URLPattern, path

from learners.teams import views

app_name = "teams"
urlpatterns: list[URLPattern] = [
    path("", views.teams, name="teams"),
    path("<slug:slug>/", views.team, name="team"),
    path("<slug:slug>/accept/", views.accept, name="accept"),
    path("<slug:slug>/leave/", views.leave, name="leave"),
    path("<slug:slug>/visibility/", views.set_visibility, name="visibility"),
]
