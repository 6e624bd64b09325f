from django.urls import URLPattern, path

from learners.calendars import views

app_name = "calendars"
urlpatterns: list[URLPattern] = [
    path("", views.calendar, name="calendar"),
    path("make/", views.make, name="make"),
    path("renew/", views.renew, name="renew"),
    path("off/", views.turn_off, name="off"),
    path("exams/<int:pk>.ics", views.exam, name="exam"),
    path("plans/<int:pk>/exam.ics", views.plan_exam, name="plan-exam"),
    path("<str:secret>.ics", views.feed, name="feed"),
]
