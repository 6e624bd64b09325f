from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certifications.models import CurriculumVersion
from learners.plans.models.plan import StudyPlan


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
        """One query: newest first, with who made each."""
        return self.filter(plan=plan).select_related("by").order_by("-at", "-pk")


class PlanRevision(models.Model):
    """That dates or tasks of a plan changed: who, when, why, and what.

    `diff` of a move to a newer version as `learners.plans.versions.moving.diff_of` writes it, of any other as `learners.plans.revisions.revising`
    does; `undo` holds what is needed to put it back, and is null where that can't be done.
    """

    class Why(models.TextChoices):
        MOVED_NOW = "moved_now", _("moved to a newer version")
        MOVED_LATER = "moved_later", _("moved to a newer version on the day that was chosen")
        HELD_DATE = "held_date", _("caught up, the exam date held")
        HELD_HOURS = "held_hours", _("caught up, the hours held")
        DROPPED_OPTIONAL = "dropped_optional", _("caught up, optional tasks dropped")
        RESCHEDULED = "rescheduled", _("dated anew")
        PAUSED = "paused", _("paused")
        RESUMED = "resumed", _("resumed")
        BY_HAND = "by_hand", _("moved by hand")
        EXAM_BOOKED = "exam_booked", _("exam date changed")
        UNDONE = "undone", _("an earlier change undone")

    plan = models.ForeignKey(StudyPlan, models.CASCADE, related_name="revisions", verbose_name=_("plan"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    why = models.CharField(_("why"), max_length=20, choices=Why)
    diff = models.JSONField(_("what changed"))
    undo = models.JSONField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True, editable=False)

    objects = PlanRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("plan revision")
        verbose_name_plural = _("plan revisions")

    def __str__(self) -> str:
        return self.get_why_display()
