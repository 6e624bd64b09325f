from django.urls import URLPattern, path

from learners.credentials import verify_views

app_name = "verify"
urlpatterns: list[URLPattern] = [path("<str:token>/", verify_views.verify, name="credential")]
