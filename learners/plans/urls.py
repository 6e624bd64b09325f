from django.urls import URLPattern, path

from learners.plans import (
    forecast_views,
    owner_views,
    pause_views,
    recovery_views,
    renewal_views,
    settings_views,
    version_views,
    views,
)

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("today/", views.today, name="today"),
    path("plans/", views.plans, name="plans"),
    path("plans/new/<slug:slug>/", views.new_plan, name="new"),
    path("plans/new/<slug:slug>/preview/", views.preview, name="preview"),
    path("plans/renew/<slug:slug>/", renewal_views.renew, name="renew"),
    path("plans/renew/<slug:slug>/preview/", renewal_views.preview, name="renew-preview"),
    path("plans/study-insight/", owner_views.study_insight, name="insight"),
    path("plans/example/<int:version_pk>/", owner_views.example, name="example"),
    path("plans/<int:pk>/", views.plan, name="plan"),
    path("plans/<int:pk>/settings/", settings_views.settings, name="settings"),
    path("plans/<int:pk>/settings/preview/", settings_views.preview, name="settings-preview"),
    path("plans/<int:pk>/summary/", views.summary, name="summary"),
    path("plans/<int:pk>/phases/<int:position>/", views.phase, name="phase"),
    path("plans/<int:pk>/forecast/", forecast_views.forecast, name="forecast"),
    path("plans/<int:pk>/offer/", version_views.offer, name="offer"),
    path("plans/<int:pk>/revisions/", version_views.revisions, name="revisions"),
    path("plans/<int:pk>/revisions/<int:revision_pk>/undo/", recovery_views.undo_revision, name="undo"),
    path("plans/<int:pk>/pause/", pause_views.pause_plan, name="pause"),
    path("plans/<int:pk>/resume/", pause_views.resume_plan, name="resume"),
    path("plans/<int:pk>/behind/", recovery_views.behind, name="behind"),
    path("plans/impact/<int:version_pk>/", version_views.impact, name="impact"),
    path("plans/<int:pk>/leave/", views.leave_plan, name="leave"),
    path("plans/<int:pk>/tasks/<int:task_pk>/tick/", views.tick, name="tick"),
    path("plans/<int:pk>/tasks/<int:task_pk>/untick/", views.untick, name="untick"),
    path("plans/<int:pk>/tasks/<int:task_pk>/skip/", views.skip, name="skip"),
    path("plans/<int:pk>/tasks/<int:task_pk>/unskip/", views.unskip, name="unskip"),
    path("plans/<int:pk>/tasks/<int:task_pk>/note/", views.note, name="note"),
]
