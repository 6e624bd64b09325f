from django.urls import URLPattern, path

from learners.credentials import views

app_name = "credentials"
urlpatterns: list[URLPattern] = [
    path("", views.credentials, name="credentials"),
]
