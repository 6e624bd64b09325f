from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification, CurriculumVersion, PlanStep
from learners.plans.status import PlanFacts, Status, percent_of
from learners.plans.words import status_of
from learners.profiles.models import Learner, WeekMinutes, day_within_1440_minutes

NOTE_LENGTH = 4000
SUMMARY = ("minutes_total", "minutes_done", "next_due", "last_due", "furthest_done")


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
        """Annotates `offered_id`, the certification's current version; `learners.plans.offers.offer_lines` reads it."""
        return self.annotate(offered_id=F("certification__current_version_id"))

    def movable(self) -> "StudyPlanQuerySet":
        """Those a newer version can still change: they run, and something is left to do. A finished plan stays finished."""
        return self.running().filter(next_due__isnull=False)

    def with_fresh_summary(self) -> "StudyPlanQuerySet":
        """Annotates `fresh_minutes_total` … : what the tasks say, beside what is stored."""
        return self.annotate(**{f"fresh_{name}": value for name, value in summary_expressions("tasks__").items()})


class StudyPlan(WeekMinutes):
    """A learner's own dated copy of a plan template, pinned to the curriculum version it was made from.

    The five summary fields at the end are derived from the tasks; `refresh_summary` alone writes them, and
    `manage.py check_plans` tells where they are not what the tasks say (docs/decisions/0002-plan-summary.md).
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        FINISHED = "finished", _("finished")
        LEFT = "left", _("left")

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
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    minutes_total = models.PositiveIntegerField(default=0, editable=False)
    minutes_done = models.PositiveIntegerField(default=0, editable=False)
    next_due = models.DateField(null=True, editable=False)
    last_due = models.DateField(null=True, editable=False)
    furthest_done = models.DateField(null=True, editable=False)

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
        indexes = [models.Index(fields=["learner", "state"], name="plan_by_learner_and_state")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    @property
    def is_movable(self) -> bool:
        """The same rule as `movable()`."""
        return self.is_running and self.next_due is not None

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
        """The only writer of the five summary fields: one query over the tasks, one update."""
        for name, value in self.tasks.aggregate(**summary_expressions()).items():
            setattr(self, name, value)
        self.save(update_fields=SUMMARY)

    def leave(self) -> None:
        self.state = self.State.LEFT
        self.save(update_fields=["state"])


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, learner: Learner) -> "TaskQuerySet":
        return self.filter(plan__learner=learner)

    def changeable_by(self, learner: Learner) -> "TaskQuerySet":
        """Those of plans that run; a plan that was left can be read only."""
        return self.visible_to(learner).filter(plan__state__in=StudyPlan.RUNNING)

    def in_order(self) -> "TaskQuerySet":
        return self.order_by("plan", "phase_position", "position")

    def for_plan_page(self, plan: StudyPlan) -> "TaskQuerySet":
        """One query: every task of the plan, in its order."""
        return self.filter(plan=plan).in_order()

    def for_today(self, plans: Iterable[StudyPlan], *, week: tuple[date, date], since: datetime) -> "TaskQuerySet":
        """One query over all these plans: what is to do, what the week holds, what was done since that instant."""
        first, last = week
        return self.filter(
            Q(state=Task.State.TODO) | Q(due__gte=first, starts__lte=last) | Q(done_at__gte=since), plan__in=plans
        ).in_order()


class Task(models.Model):
    """One dated piece of a study plan. `starts` differs from `due` when it is spread over several days."""

    class State(models.TextChoices):
        TODO = "todo", _("to do")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("skipped")

    plan = models.ForeignKey(StudyPlan, models.CASCADE, related_name="tasks", verbose_name=_("plan"))
    key = models.CharField(_("key"), max_length=80)
    phase_key = models.CharField(_("phase"), max_length=80)
    phase_title = models.CharField(_("phase title"), max_length=200)
    phase_position = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=200)
    detail = models.TextField(_("detail"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanStep.Kind, default=PlanStep.Kind.READ)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    optional = models.BooleanField(_("optional"), default=False)
    pinned = models.BooleanField(_("pinned to its date"), default=False)
    starts = models.DateField(_("starts"))
    due = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.TODO)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    minutes_spent = models.PositiveSmallIntegerField(_("minutes spent"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=NOTE_LENGTH)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "phase_position", "position"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key"],
                name="task_unique_key",
                violation_error_message=_("This plan has a task of that key already."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1),
                name="task_minutes_positive",
                violation_error_message=_("At least one minute."),
            ),
            models.CheckConstraint(
                condition=Q(due__gte=F("starts")),
                name="task_dates_in_order",
                violation_error_message=_("A task must not be due before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
                name="task_done_has_its_moment",
                violation_error_message=_("A done task says when it was done, another one does not."),
            ),
        ]
        indexes = [models.Index(fields=["plan", "state", "due"], name="task_by_plan_state_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_todo(self) -> bool:
        return self.state == self.State.TODO

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    def is_overdue(self, today: date) -> bool:
        return self.is_todo and self.due < today

    def tick(self, *, now: datetime) -> None:
        """Done, at this moment; a second tick changes nothing."""
        if self.is_done:
            return
        self.state, self.done_at = self.State.DONE, now
        self.save(update_fields=["state", "done_at"])

    def untick(self) -> None:
        if self.is_done:
            self._back_to_todo()

    def skip(self) -> None:
        """Leaves the plan's total. What is done stays done."""
        if self.is_todo:
            self.state = self.State.SKIPPED
            self.save(update_fields=["state"])

    def unskip(self) -> None:
        if self.state == self.State.SKIPPED:
            self._back_to_todo()

    def write_note(self, note: str, minutes_spent: int | None = None) -> None:
        self.note, self.minutes_spent = note, minutes_spent
        self.save(update_fields=["note", "minutes_spent"])

    def _back_to_todo(self) -> None:
        self.state, self.done_at = self.State.TODO, None
        self.save(update_fields=["state", "done_at"])


class VersionChoice(models.Model):
    """What a learner chose for a plan when a newer version was offered. One row for each version that was offered."""

    class Choice(models.TextChoices):
        STAY = "stay", _("stay")
        MOVE_NOW = "move_now", _("move now")
        MOVE_LATER = "move_later", _("move after this week")

    plan = models.ForeignKey(StudyPlan, models.CASCADE, related_name="version_choices", verbose_name=_("plan"))
    version = models.ForeignKey(
        CurriculumVersion, models.PROTECT, related_name="+", verbose_name=_("curriculum version")
    )
    choice = models.CharField(_("choice"), max_length=20, choices=Choice)
    decided_at = models.DateTimeField(_("decided"))
    moves_on = models.DateField(_("moves on"), null=True, blank=True)

    class Meta:
        verbose_name = _("choice of a version")
        verbose_name_plural = _("choices of a version")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "version"],
                name="one_choice_a_plan_and_version",
                violation_error_message=_("There is a choice for this plan and version already."),
            ),
            models.CheckConstraint(
                condition=Q(choice="move_later", moves_on__isnull=False)
                | (~Q(choice="move_later") & Q(moves_on__isnull=True)),
                name="moving_later_has_its_day",
                violation_error_message=_("Moving later needs a day, another choice has none."),
            ),
        ]
        indexes = [
            models.Index(fields=["moves_on"], condition=Q(choice="move_later"), name="version_choice_by_moves_on")
        ]

    def __str__(self) -> str:
        return self.get_choice_display()


class PlanRevisionQuerySet(models.QuerySet["PlanRevision"]):
    def for_revisions_page(self, plan: StudyPlan) -> "PlanRevisionQuerySet":
        return self.filter(plan=plan).order_by("-at", "-pk")


class PlanRevision(models.Model):
    """That the tasks or dates of a plan changed as a whole. `diff` as `learners.plans.moving.diff_of` writes it."""

    class Why(models.TextChoices):
        MOVED_NOW = "moved_now", _("moved to a newer version")
        MOVED_LATER = "moved_later", _("moved to a newer version on the day that was chosen")

    plan = models.ForeignKey(StudyPlan, models.CASCADE, related_name="revisions", verbose_name=_("plan"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    why = models.CharField(_("why"), max_length=20, choices=Why)
    diff = models.JSONField(_("what changed"))

    objects = PlanRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("plan revision")
        verbose_name_plural = _("plan revisions")

    def __str__(self) -> str:
        return self.get_why_display()
