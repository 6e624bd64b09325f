from django.urls import URLPattern, path

from learners.teams.coverage import views

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/coverage/", views.coverage, name="coverage"),
    path("<slug:slug>/coverage/targets/new/", views.new_target, name="new-target"),
    path("<slug:slug>/coverage/targets/<int:pk>/", views.target, name="target"),
    path("<slug:slug>/coverage/targets/<int:pk>/remove/", views.remove_target, name="remove-target"),
]
