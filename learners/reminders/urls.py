from django.urls import URLPattern, path

from learners.reminders import link_views, views
from learners.reminders.bounces.views import try_again
from learners.reminders.bounces.webhook import bounces

app_name = "reminders"
urlpatterns: list[URLPattern] = [
    path("", views.reminders, name="reminders"),
    path("test-mail/", views.send_test, name="send-test"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("stop-team-mail/<str:token>/", views.stop_team_mail, name="stop-team-mail"),
    path("done/<str:token>/", link_views.done, name="done"),
    path("snooze/<str:token>/", link_views.snooze, name="snooze"),
    path("end-snooze/", link_views.end_snooze, name="end-snooze"),
    path("bounces/", bounces, name="bounces"),
    path("try-again/", try_again, name="try-again"),
]
