"""Attempts at exams, credentials from elsewhere that wait for review, and the evidence for both."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification
from learners.credentials.models import CredentialPeriod
from learners.profiles.models import Learner


class ExamAttemptQuerySet(models.QuerySet["ExamAttempt"]):
    def visible_to(self, learner: Learner) -> "ExamAttemptQuerySet":
        """One's own."""
        return self.filter(learner=learner)

    def booked(self) -> "ExamAttemptQuerySet":
        return self.filter(state=ExamAttempt.State.BOOKED)

    def due(self, today: date) -> "ExamAttemptQuerySet":
        """One query: booked ones whose day has come, so that their results are waited for."""
        return self.booked().filter(exam_on__lte=today).select_related("certification").order_by("exam_on", "pk")

    def for_exams_page(self) -> "ExamAttemptQuerySet":
        """One query: booked ones first and the next on top, then the others with the newest first."""
        is_booked = models.Case(models.When(state=ExamAttempt.State.BOOKED, then=0), default=1)
        next_first = models.Case(models.When(state=ExamAttempt.State.BOOKED, then="exam_on"))
        return self.select_related("certification", "period").order_by(is_booked, next_first, "-exam_on", "-pk")

    def for_exam_page(self) -> "ExamAttemptQuerySet":
        return self.select_related("certification__current_version", "period")


class ExamAttempt(models.Model):
    """A booked exam and how it ended. `weak_phases` are keys of the plan's phases that a failed one named."""

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="attempts", verbose_name=_("learner"))
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="attempts", verbose_name=_("certification")
    )
    exam_on = models.DateField(_("exam on"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.BOOKED)
    booked_at = models.DateTimeField(_("booked"))
    recorded_at = models.DateTimeField(_("result recorded"), null=True, blank=True)
    weak_phases = models.JSONField(_("weak phases"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)

    objects = ExamAttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-exam_on", "-pk"]
        verbose_name = _("exam attempt")
        verbose_name_plural = _("exam attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "certification"],
                condition=Q(state="booked"),
                name="one_booked_attempt_a_certification",
                violation_error_message=_("An attempt at this exam is booked already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.certification}, {self.exam_on}"

    def get_absolute_url(self) -> str:
        return reverse("exams:attempt", args=[self.pk])

    @property
    def is_booked(self) -> bool:
        return self.state == self.State.BOOKED

    @property
    def is_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def is_passed(self) -> bool:
        return self.state == self.State.PASSED

    def move_to(self, day: date) -> None:
        """`sequence` counts the changes, so that calendars see a newer one."""
        self.exam_on, self.sequence = day, F("sequence") + 1
        self.save(update_fields=["exam_on", "sequence"])
        self.refresh_from_db(fields=["sequence"])

    def cancel(self) -> None:
        self.state, self.sequence = self.State.CANCELLED, F("sequence") + 1
        self.save(update_fields=["state", "sequence"])
        self.refresh_from_db(fields=["sequence"])

    def record(self, result: str, *, now: datetime, weak_phases: Iterable[str] = (), note: str = "") -> None:
        self.state, self.recorded_at, self.note = result, now, note
        self.weak_phases = list(weak_phases)
        self.save(update_fields=["state", "recorded_at", "note", "weak_phases"])

    def take_back_result(self) -> None:
        """Booked again, as before; the note stays."""
        self.state, self.recorded_at, self.weak_phases = self.State.BOOKED, None, []
        self.save(update_fields=["state", "recorded_at", "weak_phases"])


class CredentialClaimQuerySet(models.QuerySet["CredentialClaim"]):
    def visible_to(self, learner: Learner) -> "CredentialClaimQuerySet":
        return self.filter(learner=learner)

    def waiting(self) -> "CredentialClaimQuerySet":
        return self.filter(state=CredentialClaim.State.WAITING)

    def for_credentials_page(self) -> "CredentialClaimQuerySet":
        """Two queries: what waits, and what was not accepted and not handed in again since; with their evidence."""
        since = self.model._default_manager.filter(
            learner=OuterRef("learner"), certification=OuterRef("certification"), made_at__gt=OuterRef("made_at")
        ).exclude(state=CredentialClaim.State.WITHDRAWN)
        open_ones = Q(state=CredentialClaim.State.WAITING) | Q(state=CredentialClaim.State.REJECTED) & ~Exists(since)
        return (
            self.filter(open_ones)
            .select_related("certification__program__issuer", "reviewed_by")
            .prefetch_related("evidence")
        )


class CredentialClaim(models.Model):
    """A credential that a learner says they earned elsewhere. It counts once a reviewer has accepted it, as `period`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for review")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("not accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="claims", verbose_name=_("learner"))
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="claims", verbose_name=_("certification")
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    note = models.CharField(_("note"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("made"))
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    review_note = models.CharField(_("what the reviewer says"), max_length=500, blank=True)
    period = models.OneToOneField(
        CredentialPeriod, models.SET_NULL, null=True, blank=True, related_name="claim", verbose_name=_("period")
    )

    objects = CredentialClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("credential from elsewhere")
        verbose_name_plural = _("credentials from elsewhere")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="claim_in_order",
                violation_error_message=_("A credential must not end before it begins."),
            ),
            models.UniqueConstraint(
                fields=["learner", "certification"],
                condition=Q(state="waiting"),
                name="one_waiting_claim_a_certification",
                violation_error_message=_("One for this certification waits for review already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.certification}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def of(self, learner: Learner) -> "EvidenceQuerySet":
        return self.filter(Q(attempt__learner=learner) | Q(claim__learner=learner))

    def of_users(self, users: Collection[int]) -> "EvidenceQuerySet":
        return self.filter(Q(attempt__learner__user__in=users) | Q(claim__learner__user__in=users))

    def removable_by(self, learner: Learner) -> "EvidenceQuerySet":
        """Of an attempt, always. Of a claim, as long as nobody has accepted it on the strength of that file."""
        accepted = Q(claim__state=CredentialClaim.State.ACCEPTED)
        return self.of(learner).exclude(accepted)


class Evidence(models.Model):
    """A file that shows an attempt or a claim. Kept outside what is served, under a random name."""

    attempt = models.ForeignKey(ExamAttempt, models.CASCADE, null=True, blank=True, related_name="evidence")
    claim = models.ForeignKey(CredentialClaim, models.CASCADE, null=True, blank=True, related_name="evidence")
    name = models.CharField(_("name"), max_length=120, help_text=_("As the learner's own file was called."))
    stored_as = models.CharField(max_length=80, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20)
    size = models.PositiveIntegerField(_("bytes"))
    uploaded_at = models.DateTimeField(_("uploaded"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(attempt__isnull=False, claim__isnull=True) | Q(attempt__isnull=True, claim__isnull=False),
                name="evidence_of_one_thing",
                violation_error_message=_("Evidence belongs to an attempt or to a claim."),
            )
        ]

    def __str__(self) -> str:
        return self.name
