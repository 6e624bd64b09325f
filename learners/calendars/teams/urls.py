from django.urls import URLPattern, path

from learners.calendars.teams import views

app_name = "team-calendars"
urlpatterns: list[URLPattern] = [
    path("<str:secret>.ics", views.feed, name="feed"),
    path("<slug:slug>/", views.calendar, name="calendar"),
    path("<slug:slug>/make/", views.renew, name="renew"),
    path("<slug:slug>/off/", views.turn_off, name="off"),
]
