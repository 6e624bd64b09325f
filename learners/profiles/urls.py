from django.urls import URLPattern, path

from learners.profiles import views

app_name = "profiles"
urlpatterns: list[URLPattern] = [
    path("", views.settings, name="settings"),
    path("background/", views.background, name="background"),
    path("days-off/add/", views.add_day_off, name="add-day-off"),
    path("days-off/<int:pk>/remove/", views.remove_day_off, name="remove-day-off"),
]
