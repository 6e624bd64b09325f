from django.urls import URLPattern, path

from learners.teams import views
from learners.teams.guests.urls import urlpatterns as guests
from learners.teams.log.urls import urlpatterns as log
from learners.teams.progress.urls import urlpatterns as progress

app_name = "teams"
urlpatterns: list[URLPattern] = [
    path("", views.teams, name="teams"),
    *log,
    *progress,
    *guests,
    path("<slug:slug>/", views.team, name="team"),
    path("<slug:slug>/accept/", views.accept, name="accept"),
    path("<slug:slug>/leave/", views.leave, name="leave"),
    path("<slug:slug>/members/<int:pk>/waivers/", views.waivers, name="waivers"),
    path("<slug:slug>/members/<int:pk>/waivers/<int:waiver_pk>/take-back/", views.take_back, name="take-back"),
    path("<slug:slug>/visibility/", views.set_visibility, name="visibility"),
]
