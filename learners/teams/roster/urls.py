from django.urls import URLPattern, path

from learners.teams.roster import views

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/roster/", views.roster, name="roster"),
    path("<slug:slug>/roster/<int:pk>/", views.roster_check, name="roster-check"),
    path("<slug:slug>/roster/<int:pk>/confirm/", views.roster_confirm, name="roster-confirm"),
    path("<slug:slug>/roster/<int:pk>/drop/", views.roster_drop, name="roster-drop"),
]
