"""What a learner is heading for. The way there is worked out anew at each look (`learners.plans.goals.ways`), never stored."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification, Role
from learners.profiles.models import Learner


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, learner: Learner) -> "GoalQuerySet":
        """One's own, and nobody else's."""
        return self.filter(learner=learner)

    def for_lines(self) -> "GoalQuerySet":
        """At most three queries: the goals, the roles among them, and what those recommend."""
        return self.prefetch_related("role__recommendations").order_by("created_at", "pk")


class Goal(models.Model):
    """A certification or a role. `left_out`: slugs of recommended certifications that the learner does without."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="goals", verbose_name=_("learner"))
    certification = models.ForeignKey(
        Certification, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("certification")
    )
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("role"))
    left_out = models.JSONField(_("left out"), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "created_at"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.CheckConstraint(
                condition=Q(certification__isnull=False, role__isnull=True)
                | Q(certification__isnull=True, role__isnull=False),
                name="goal_is_one_thing",
                violation_error_message=_("A goal is a certification or a role."),
            ),
            models.UniqueConstraint(
                fields=["learner", "certification"],
                name="goal_once_a_certification",
                violation_error_message=_("This is your goal already."),
            ),
            models.UniqueConstraint(
                fields=["learner", "role"],
                name="goal_once_a_role",
                violation_error_message=_("This is your goal already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.role or self.certification)

    def get_absolute_url(self) -> str:
        if self.role:
            return reverse("goals:role", args=[self.role.slug])
        return reverse("goals:certification", args=[self.certification.slug])  # type: ignore[union-attr]  # one is there
