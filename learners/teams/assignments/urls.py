from django.urls import URLPattern, path

from learners.teams.assignments import own_views, views

own: list[URLPattern] = [
    path("assigned/", own_views.assigned, name="assigned"),
    path("assigned/<int:pk>/", own_views.assigned_one, name="assigned-one"),
    path("assigned/<int:pk>/accept/", own_views.accept_one, name="assigned-accept"),
    path("assigned/<int:pk>/ask/", own_views.ask, name="assigned-ask"),
    path("assigned/<int:pk>/decline/", own_views.decline_one, name="assigned-decline"),
    path("assigned/<int:pk>/plan/", own_views.plan_it, name="assigned-plan"),
]
managed: list[URLPattern] = [
    path("<slug:slug>/assignments/", views.assignments, name="assignments"),
    path("<slug:slug>/assignments/new/", views.new, name="assign"),
    path("<slug:slug>/assignments/<int:pk>/", views.assignment, name="assignment"),
    path("<slug:slug>/assignments/<int:pk>/agree/", views.agree_to, name="assignment-agree"),
    path("<slug:slug>/assignments/<int:pk>/keep/", views.keep_date, name="assignment-keep"),
    path("<slug:slug>/assignments/<int:pk>/withdraw/", views.take_away, name="assignment-withdraw"),
]
