"""What managers ask of their members: a certification by a day, how it was answered, and every change of that on record."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certifications.models import Certification
from learners.credentials.models import CredentialPeriod
from learners.profiles.models import Learner
from learners.teams.models import Membership, Team

WORDS_LENGTH = 500


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def in_force(self) -> "AssignmentQuerySet":
        """Of people who are in the team still: leaving it ends what was assigned there, and so does another role."""
        return self.filter(
            membership__left_at__isnull=True,
            membership__accepted_at__isnull=False,
            membership__role=Membership.Role.MEMBER,
        )

    def in_team(self, team: Team) -> "AssignmentQuerySet":
        """Those that a manager of the team may act on."""
        return self.in_force().filter(membership__team=team).with_people()

    def of(self, learner: Learner) -> "AssignmentQuerySet":
        return self.in_force().filter(membership__learner=learner).with_people()

    def waiting_for(self, user: int) -> "AssignmentQuerySet":
        """Those that the person, by their user's key, has not answered."""
        return self.in_force().filter(membership__learner__user=user, state=Assignment.State.PROPOSED)

    def open(self) -> "AssignmentQuerySet":
        return self.filter(state__in=Assignment.OPEN)

    def with_people(self) -> "AssignmentQuerySet":
        return self.select_related("membership__team", "membership__learner__user", "certification", "assigned_by")

    def reached(self) -> "AssignmentQuerySet":
        """Accepted ones whose certification was held on a day since then; nobody has to write that down."""
        return self.open().filter(Exists(_held_since()), accepted_at__isnull=False)

    def with_standing(self) -> "AssignmentQuerySet":
        """Annotates `standing`: the state, and “done” for those that are `reached`."""
        done = When(Exists(_held_since()), state__in=Assignment.OPEN, accepted_at__isnull=False, then=Value("done"))
        return self.annotate(standing=Case(done, default=F("state"), output_field=CharField()))

    def for_list(self, standing: str = "") -> "AssignmentQuerySet":
        """What waits for the manager first, then what waits for the learner, then by due date. All standings where none is named."""
        first = Case(
            When(standing="countered", then=0),
            When(standing="proposed", then=1),
            When(standing="accepted", then=2),
            default=3,
        )
        found = self.filter(Q(standing=standing)) if standing else self
        return found.order_by(first, "due", "membership__learner__user__name", "pk")

    def counted(self) -> dict[str, int]:
        """How many of each standing, of those that have `with_standing`. One query."""
        return dict(self.order_by().values_list("standing").annotate(count=Count("pk", distinct=True)))  # type: ignore[misc]  # annotated


def _held_since() -> "models.QuerySet[CredentialPeriod]":
    accepted = TruncDate(ExpressionWrapper(OuterRef("accepted_at"), output_field=models.DateTimeField()))
    return CredentialPeriod.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=accepted),
        revoked_on__isnull=True,
        credential__learner=OuterRef("membership__learner"),
        credential__certification=OuterRef("certification"),
    )


class Assignment(models.Model):
    """A certification, alone or with all that lies before it, that a member is asked to reach by `due`, an exam day at the latest.

    `membership` says who and in which team: with its end the assignment ends. `accepted_at` stays when a later date is asked for
    afterwards; `asked_due` is that date, there while the manager has not answered. Rows with one `batch` were assigned at once.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        COUNTERED = "countered", _("another date asked for")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DONE = "done", pgettext_lazy("state of an assignment", "done")

    OPEN = (State.PROPOSED, State.ACCEPTED, State.COUNTERED)

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="assignments", verbose_name=_("member of the team")
    )
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="assignments", verbose_name=_("certification")
    )
    is_chain = models.BooleanField(_("with all that lies before it"), default=False)
    due = models.DateField(_("due"))
    asked_due = models.DateField(_("date asked for"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=WORDS_LENGTH, blank=True)
    reason = models.CharField(_("reason of the learner"), max_length=WORDS_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PROPOSED)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("assigned by")
    )
    batch = models.UUIDField(_("assigned at once"), default=uuid4, editable=False)
    created_at = models.DateTimeField(_("assigned"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("last changed"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "certification"],
                condition=Q(state__in=["proposed", "accepted", "countered"]),
                name="one_open_assignment_a_certification",
                violation_error_message=_("This certification is assigned to this person already."),
            ),
            models.CheckConstraint(
                condition=Q(state="countered", asked_due__isnull=False)
                | Q(~Q(state="countered"), asked_due__isnull=True),
                name="assignment_asks_for_a_date",
                violation_error_message=_("A date is asked for exactly while the manager has not answered."),
            ),
        ]
        indexes = [models.Index(fields=["batch"], name="assignment_by_batch")]

    def __str__(self) -> str:
        return f"{self.membership.learner}: {self.certification}"

    def get_absolute_url(self) -> str:
        """The learner's own page of it."""
        return reverse("teams:assigned-one", args=[self.pk])

    @property
    def learner(self) -> Learner:
        return self.membership.learner

    @property
    def team(self) -> Team:
        return self.membership.team

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def is_over(self, today: date) -> bool:
        """Its day has passed."""
        return self.due < today


class AssignmentChange(models.Model):
    """One step of an assignment, kept for good: who, when, from which state and date to which, in whose words.

    `from_state` is empty for the first. While another date is asked for, `to_due` is that date.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="changes", verbose_name=_("assignment"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    from_state = models.CharField(_("from"), max_length=20, choices=Assignment.State, blank=True)
    to_state = models.CharField(_("to"), max_length=20, choices=Assignment.State)
    from_due = models.DateField(_("due before"), null=True, blank=True)
    to_due = models.DateField(_("due after"))
    words = models.CharField(_("words"), max_length=WORDS_LENGTH, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("change of an assignment")
        verbose_name_plural = _("changes of assignments")

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}, {self.to_due}"
