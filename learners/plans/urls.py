from django.urls import URLPattern, path

from learners.plans import hand_views, owner_views, version_views, views

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("today/", views.today, name="today"),
    path("plans/", views.plans, name="plans"),
    path("plans/new/<slug:slug>/", views.new_plan, name="new"),
    path("plans/new/<slug:slug>/preview/", views.preview, name="preview"),
    path("plans/study-insight/", owner_views.study_insight, name="insight"),
    path("plans/example/<int:version_pk>/", owner_views.example, name="example"),
    path("plans/<int:pk>/", views.plan, name="plan"),
    path("plans/<int:pk>/offer/", version_views.offer, name="offer"),
    path("plans/<int:pk>/revisions/", version_views.revisions, name="revisions"),
    path("plans/impact/<int:version_pk>/", version_views.impact, name="impact"),
    path("plans/<int:pk>/leave/", views.leave_plan, name="leave"),
    path("plans/<int:pk>/tasks/<int:task_pk>/tick/", views.tick, name="tick"),
    path("plans/<int:pk>/tasks/<int:task_pk>/untick/", views.untick, name="untick"),
    path("plans/<int:pk>/tasks/<int:task_pk>/skip/", views.skip, name="skip"),
    path("plans/<int:pk>/tasks/<int:task_pk>/unskip/", views.unskip, name="unskip"),
    path("plans/<int:pk>/tasks/<int:task_pk>/note/", views.note, name="note"),
    path("plans/<int:pk>/tasks/<int:task_pk>/move/", hand_views.move, name="move"),
    path("plans/<int:pk>/tasks/<int:task_pk>/pin/", hand_views.pin_task, name="pin"),
    path("plans/<int:pk>/tasks/<int:task_pk>/unpin/", hand_views.unpin_task, name="unpin"),
    path("plans/<int:pk>/tasks/<int:task_pk>/optional/", hand_views.make_optional, name="optional"),
    path("plans/<int:pk>/tasks/<int:task_pk>/required/", hand_views.make_required, name="required"),
]
