from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certifications.models import PlanStep
from learners.plans.models.plan import StudyPlan
from learners.profiles.models import Learner

NOTE_LENGTH = 4000

IN_CALENDAR = ("title", "minutes", "optional", "starts", "due", "plan__title")


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, learner: Learner) -> "TaskQuerySet":
        return self.filter(plan__learner=learner)

    def changeable_by(self, learner: Learner) -> "TaskQuerySet":
        """Those of plans that run; a plan that was left can be read only."""
        return self.visible_to(learner).filter(plan__state__in=StudyPlan.RUNNING)

    def with_wrong_minutes(self) -> "TaskQuerySet":
        """Those whose `minutes_spent` are not the sum of their time entries, which comes along as `fresh_minutes`."""
        summed = self.annotate(fresh_minutes=Coalesce(Sum("time_entries__minutes"), 0))
        return summed.exclude(fresh_minutes=Coalesce(F("minutes_spent"), 0))

    def in_order(self) -> "TaskQuerySet":
        return self.order_by("plan", "phase_position", "position")

    def for_plan_page(self, plan: StudyPlan) -> "TaskQuerySet":
        """One query: every task of the plan, in its order."""
        return self.filter(plan=plan).in_order()

    def for_calendar(self, learner: Learner) -> "TaskQuerySet":
        """One query: what is to do in plans that are not paused, with the plan's title and without the notes."""
        active = self.visible_to(learner).filter(plan__state=StudyPlan.State.ACTIVE, state=Task.State.TODO)
        return active.select_related("plan").only(*IN_CALENDAR).in_order()

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
    optional_by_learner = models.BooleanField(
        default=False, help_text=_("The learner decided whether it is optional: a newer version leaves that alone.")
    )
    own = models.BooleanField(
        _("own"), default=False, help_text=_("Added by the learner; no version of the curriculum knows it.")
    )
    pinned = models.BooleanField(_("pinned to its date"), default=False)
    starts = models.DateField(_("starts"))
    due = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.TODO)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    minutes_spent = models.PositiveSmallIntegerField(_("minutes spent"), null=True, blank=True)
    timer_started_at = models.DateTimeField(null=True, blank=True, editable=False)
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
        indexes = [
            # With the minutes the sums of a plan are read from the index alone, at each tick.
            models.Index(fields=["plan", "state", "due", "minutes"], name="task_by_plan_state_due")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:task", args=[self.plan_id, self.pk])

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
        self._step((self.State.TODO, self.State.SKIPPED), self.State.DONE, now)

    def untick(self) -> None:
        self._step((self.State.DONE,), self.State.TODO)

    def skip(self) -> None:
        """Leaves the plan's total. What is done stays done."""
        self._step((self.State.TODO,), self.State.SKIPPED)

    def unskip(self) -> None:
        self._step((self.State.SKIPPED,), self.State.TODO)

    def write_note(self, note: str) -> None:
        self.note = note
        self.save(update_fields=["note"])

    def _step(self, before: Sequence[str], after: str, done_at: datetime | None = None) -> None:
        """The database decides whether it is still in a state before: another window may have been quicker."""
        if self.state not in before:
            return
        Task.objects.filter(pk=self.pk, state__in=before).update(state=after, done_at=done_at)
        self.state, self.done_at = after, done_at


class TimeEntry(models.Model):
    """Minutes spent on a task on one local day of the learner. `Task.minutes_spent` is their sum, written with them."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="time_entries", verbose_name=_("task"))
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        ordering = ["task", "day"]
        verbose_name = _("minutes spent")
        verbose_name_plural = _("minutes spent")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "day"],
                name="one_time_entry_a_task_and_day",
                violation_error_message=_("There are minutes of that day already: add to them."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1440),
                name="time_entry_within_a_day",
                violation_error_message=_("A day has 1440 minutes, and an entry at least one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.minutes}"


class TaskLink(models.Model):
    """A link that shows the work on a task: evidence for oneself and, where it is shared, for others."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="links", verbose_name=_("task"))
    url = models.URLField(_("address"), max_length=500)
    title = models.CharField(_("title"), max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["task", "pk"]
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "url"],
                name="one_link_an_address",
                violation_error_message=_("This link is there already."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.url
