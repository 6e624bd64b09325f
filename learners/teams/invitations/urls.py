from django.urls import URLPattern, path

from learners.teams.invitations import answer_views, views

urlpatterns: list[URLPattern] = [
    path("invitations/<str:token>/", answer_views.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", answer_views.accept_invitation, name="accept-invitation"),
    path("invitations/<str:token>/decline/", answer_views.decline_invitation, name="decline-invitation"),
    path("<slug:slug>/members/", views.members, name="members"),
    path("<slug:slug>/members/<int:pk>/remove/", views.remove, name="remove"),
    path("<slug:slug>/invitations/<int:pk>/again/", views.send_again, name="send-again"),
    path("<slug:slug>/invitations/<int:pk>/take-back/", views.take_back, name="take-back-invitation"),
]
