from django.urls import URLPattern, path

from learners.reminders import views

app_name = "reminders"
urlpatterns: list[URLPattern] = [
    path("", views.reminders, name="reminders"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
