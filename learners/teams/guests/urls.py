from django.urls import URLPattern, path

from learners.teams.guests import views

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/guests/", views.guests, name="guests"),
    path("<slug:slug>/guests/<int:pk>/revoke/", views.revoke, name="revoke-guest"),
]
