from django.urls import URLPattern, path

from learners.teams.guests import views

app_name = "guests"
urlpatterns: list[URLPattern] = [path("<str:secret>/", views.guest, name="figures")]
