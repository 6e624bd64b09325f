from django.urls import URLPattern, path

from learners.plans import settings_views, views
from learners.plans.boards import views as board_views
from learners.plans.charts import views as chart_views
from learners.plans.desk import views as owner_views
from learners.plans.forecasts import views as forecast_views
from learners.plans.hands import own_views, task_views
from learners.plans.hands import views as hand_views
from learners.plans.recovery import pause_views
from learners.plans.recovery import views as recovery_views
from learners.plans.renewals import views as renewal_views
from learners.plans.versions import views as version_views

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
    path("plans/<int:pk>/week/", board_views.week, name="week"),
    path("plans/<int:pk>/month/", board_views.month, name="month"),
    path("plans/<int:pk>/settings/", settings_views.settings, name="settings"),
    path("plans/<int:pk>/settings/preview/", settings_views.preview, name="settings-preview"),
    path("plans/<int:pk>/summary/", views.summary, name="summary"),
    path("plans/<int:pk>/phases/<int:position>/", views.phase, name="phase"),
    path("plans/<int:pk>/timeline/", chart_views.timeline, name="timeline"),
    path("plans/<int:pk>/burn-up/", chart_views.burn_up, name="burn-up"),
    path("plans/<int:pk>/days/", chart_views.days, name="days"),
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
