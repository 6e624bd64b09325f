from django.urls import URLPattern, path

from learners.plans import hand_views, own_views, owner_views, task_views, version_views, views

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
    path("plans/<int:pk>/tasks/<int:task_pk>/note/", task_views.note, name="note"),
    path("plans/<int:pk>/tasks/<int:task_pk>/move/", hand_views.move, name="move"),
    path("plans/<int:pk>/tasks/<int:task_pk>/pin/", hand_views.pin_task, name="pin"),
    path("plans/<int:pk>/tasks/<int:task_pk>/unpin/", hand_views.unpin_task, name="unpin"),
    path("plans/<int:pk>/tasks/<int:task_pk>/optional/", hand_views.make_optional, name="optional"),
    path("plans/<int:pk>/tasks/<int:task_pk>/required/", hand_views.make_required, name="required"),
    path("plans/<int:pk>/own/", own_views.add, name="own"),
    path("plans/<int:pk>/tasks/<int:task_pk>/", task_views.task, name="task"),
    path("plans/<int:pk>/tasks/<int:task_pk>/edit/", own_views.edit, name="own_edit"),
    path("plans/<int:pk>/tasks/<int:task_pk>/remove/", own_views.remove, name="own_remove"),
    path("plans/<int:pk>/tasks/<int:task_pk>/time/", task_views.add_time, name="add_time"),
    path("plans/<int:pk>/tasks/<int:task_pk>/time/<int:entry_pk>/", task_views.correct_time, name="correct_time"),
    path("plans/<int:pk>/tasks/<int:task_pk>/time/<int:entry_pk>/remove/", task_views.remove_time, name="remove_time"),
    path("plans/<int:pk>/tasks/<int:task_pk>/timer/start/", task_views.start, name="start_timer"),
    path("plans/<int:pk>/tasks/<int:task_pk>/timer/stop/", task_views.stop, name="stop_timer"),
    path("plans/<int:pk>/tasks/<int:task_pk>/links/", task_views.add_task_link, name="add_link"),
    path(
        "plans/<int:pk>/tasks/<int:task_pk>/links/<int:link_pk>/remove/",
        task_views.remove_task_link,
        name="remove_link",
    ),
]
