from django.urls import URLPattern, path

from learners.teams import views
from learners.teams.assignments.urls import managed as assignments
from learners.teams.assignments.urls import own as assigned
from learners.teams.coverage.urls import urlpatterns as coverage
from learners.teams.guests.urls import urlpatterns as guests
from learners.teams.invitations.urls import urlpatterns as invitations
from learners.teams.log.urls import urlpatterns as log
from learners.teams.people.urls import urlpatterns as people
from learners.teams.progress.urls import urlpatterns as progress
from learners.teams.roster.urls import urlpatterns as roster
from learners.teams.skills.urls import urlpatterns as skills

app_name = "teams"
urlpatterns: list[URLPattern] = [
    path("", views.teams, name="teams"),
    *log,
    *assigned,
    *invitations,
    *roster,
    *people,
    *assignments,
    *coverage,
    *skills,
    *progress,
    *guests,
    path("<slug:slug>/accept/", views.accept, name="accept"),
    path("<slug:slug>/leave/", views.leave, name="leave"),
    path("<slug:slug>/members/<int:pk>/waivers/", views.waivers, name="waivers"),
    path("<slug:slug>/members/<int:pk>/waivers/<int:waiver_pk>/take-back/", views.take_back, name="take-back"),
    path("<slug:slug>/shown/", views.shown, name="shown"),
    path("<slug:slug>/visibility/", views.set_visibility, name="visibility"),
]
