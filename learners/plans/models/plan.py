from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.db.models import F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification, CurriculumVersion
from learners.plans.status import PlanFacts, Status, percent_of
from learners.plans.words import status_of
from learners.profiles.models import Learner, WeekMinutes, day_within_1440_minutes

SUMMARY = ("minutes_total", "minutes_done", "next_due", "last_due", "furthest_done")

REFRESH = """
    UPDATE learners_studyplan SET changes = changes + 1,
        (minutes_total, minutes_done, next_due, last_due, furthest_done) = (
            SELECT COALESCE(SUM(CASE WHEN state <> 'skipped' THEN minutes END), 0),
                COALESCE(SUM(CASE WHEN state = 'done' THEN minutes END), 0),
                MIN(CASE WHEN state = 'todo' THEN due END),
                MAX(CASE WHEN state = 'todo' THEN due END),
                MAX(CASE WHEN state = 'done' THEN due END)
            FROM learners_task WHERE plan_id = %s)
    WHERE id = %s
    RETURNING minutes_total, minutes_done, next_due, last_due, furthest_done, changes"""


def summary_expressions(prefix: str = "") -> dict[str, Any]:
    """The five summary fields as aggregates over tasks; `prefix` leads from the model that is asked to its tasks."""
    todo, done, skipped = (Q(**{f"{prefix}state": state}) for state in ("todo", "done", "skipped"))
    minutes, due = f"{prefix}minutes", f"{prefix}due"
    return {
        "minutes_total": Coalesce(Sum(minutes, filter=~skipped), 0),
        "minutes_done": Coalesce(Sum(minutes, filter=done), 0),
        "next_due": Min(due, filter=todo),
        "last_due": Max(due, filter=todo),
        "furthest_done": Max(due, filter=done),
    }


class StudyPlanQuerySet(models.QuerySet["StudyPlan"]):
    def visible_to(self, learner: Learner) -> "StudyPlanQuerySet":
        """Plans whose pages this person may open: their own. What managers see is decided in `learners.teams.seen`."""
        return self.filter(learner=learner)

    def running(self) -> "StudyPlanQuerySet":
        return self.filter(state__in=StudyPlan.RUNNING)

    def done(self) -> "StudyPlanQuerySet":
        """Those of which `learners.plans.status` says “done”."""
        all_done = Q(state__in=StudyPlan.RUNNING, next_due__isnull=True, minutes_done__gt=0)
        return self.filter(Q(state=StudyPlan.State.FINISHED) | all_done)

    def for_plans_page(self) -> "StudyPlanQuerySet":
        """One query: running ones first, whatever is due soonest on top."""
        over = models.Case(models.When(state__in=StudyPlan.RUNNING, then=0), default=1)
        return self.order_by(over, F("next_due").asc(nulls_last=True), "-created_at")

    def for_plan_page(self) -> "StudyPlanQuerySet":
        """One query: the plan with the certification it links to. Its tasks come by `Task.objects.for_plan_page`."""
        return self.select_related("certification").with_offer()

    def for_today(self) -> "StudyPlanQuerySet":
        active = self.filter(state=StudyPlan.State.ACTIVE).with_offer()
        return active.order_by(F("exam_date").asc(nulls_last=True), "pk")

    def with_offer(self) -> "StudyPlanQuerySet":
        """Annotates `offered_id`, the certification's current version; `learners.plans.versions.offers.offer_lines` reads it."""
        return self.annotate(offered_id=F("certification__current_version_id"))

    def movable(self) -> "StudyPlanQuerySet":
        """Those a newer version can still change: they run, and something is left to do. A finished plan stays finished.

        A retake or a renewal holds a part of the steps: a move would bring all the others back.
        """
        return self.running().filter(next_due__isnull=False, purpose=StudyPlan.Purpose.FIRST)

    def with_fresh_summary(self) -> "StudyPlanQuerySet":
        """Annotates `fresh_minutes_total` … : what the tasks say, beside what is stored."""
        return self.annotate(**{f"fresh_{name}": value for name, value in summary_expressions("tasks__").items()})


class StudyPlan(WeekMinutes):
    """A learner's own dated copy of a plan template, pinned to the curriculum version it was made from.

    `changes` counts the changes of its tasks: what is kept of its pages counts for one number only (`learners.plans.kept`).
    The five summary fields at the end are derived from the tasks; `refresh_summary` alone writes them, and
    `manage.py check_plans` tells where they are not what the tasks say (docs/decisions/0002-plan-summary.md).
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        FINISHED = "finished", _("finished")
        LEFT = "left", _("left")

    class Purpose(models.TextChoices):
        FIRST = "first", _("towards the certification")
        RETAKE = "retake", _("towards a retake")
        RENEWAL = "renewal", _("towards a renewal")

    RUNNING = (State.ACTIVE, State.PAUSED)

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="plans", verbose_name=_("learner"))
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="plans", verbose_name=_("certification")
    )
    version = models.ForeignKey(
        CurriculumVersion, models.PROTECT, related_name="plans", verbose_name=_("curriculum version")
    )
    title = models.CharField(_("title"), max_length=200)
    horizon_days = models.PositiveSmallIntegerField(_("horizon (days)"))
    start = models.DateField(_("start"))
    exam_date = models.DateField(_("exam date"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ACTIVE)
    buffer_days = models.PositiveSmallIntegerField(
        _("days kept free before the exam"), default=0, help_text=_("Study ends that many days before the day before.")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, default=Purpose.FIRST)
    paused_on = models.DateField(_("paused on"), null=True, blank=True)
    resumes_on = models.DateField(
        _("resumes on"),
        null=True,
        blank=True,
        help_text=_("The first day of study after the pause, where one was named."),
    )
    celebrated_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    minutes_total = models.PositiveIntegerField(default=0, editable=False)
    minutes_done = models.PositiveIntegerField(default=0, editable=False)
    next_due = models.DateField(null=True, editable=False)
    last_due = models.DateField(null=True, editable=False)
    furthest_done = models.DateField(null=True, editable=False)
    changes = models.PositiveIntegerField(default=0, editable=False)

    objects = StudyPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("study plan")
        verbose_name_plural = _("study plans")
        constraints = [
            day_within_1440_minutes("plan_day_within_1440_minutes"),
            models.UniqueConstraint(
                fields=["learner", "certification"],
                condition=Q(state__in=["active", "paused"]),
                name="one_running_plan_a_certification",
                violation_error_message=_("You have a running plan for this certification already."),
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "state"], name="plan_by_learner_and_state"),
            models.Index(fields=["resumes_on"], condition=Q(resumes_on__isnull=False), name="plan_by_end_of_pause"),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.pk])

    @property
    def facts(self) -> tuple[object, ...]:
        """All that a page can show of the plan and, by `changes`, of its tasks; for `learners.plans.kept`."""
        return tuple(getattr(self, field.attname) for field in self._meta.concrete_fields)

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    @property
    def is_movable(self) -> bool:
        """The same rule as `movable()`."""
        return self.is_running and self.next_due is not None and self.purpose == self.Purpose.FIRST

    @property
    def percent(self) -> int:
        """Of minutes; skipped tasks do not count."""
        return percent_of(self.minutes_done, self.minutes_total)

    def status(self, today: date, overdue_tasks: int | None = None) -> Status:
        """How it stands on the learner's own `today`, from the stored summary alone."""
        return status_of(
            PlanFacts(
                state=self.state,
                minutes_total=self.minutes_total,
                minutes_done=self.minutes_done,
                next_due=self.next_due,
                last_due=self.last_due,
                furthest_done=self.furthest_done,
                exam_date=self.exam_date,
                start=self.start,
                today=today,
                overdue_tasks=overdue_tasks,
            )
        )

    def refresh_summary(self) -> None:
        """What every change of tasks ends with: the only writer of the five summary fields, and it counts the change.

        One statement, since a tick waits for it; `manage.py check_plans` tells whether it says what `summary_expressions` do.
        """
        with connection.cursor() as cursor:
            cursor.execute(REFRESH, [self.pk, self.pk])
            written = cursor.fetchone() or ()
        for name, value in zip((*SUMMARY, "changes"), written, strict=True):
            setattr(self, name, date.fromisoformat(value) if isinstance(value, str) else value)

    def finish(self, *, now: datetime) -> None:
        """Closed, by a pass or by the plan that follows. What is still to do stays readable as it is."""
        self.state, self.finished_at = self.State.FINISHED, now
        self.save(update_fields=["state", "finished_at"])

    def reopen(self) -> None:
        """What closed it was a mistake: it goes on, or pauses on."""
        self.state, self.finished_at = self.State.PAUSED if self.paused_on else self.State.ACTIVE, None
        self.save(update_fields=["state", "finished_at"])

    def leave(self) -> None:
        self.state = self.State.LEFT
        self.save(update_fields=["state"])
