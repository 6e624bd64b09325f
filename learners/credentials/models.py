from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification
from certifications.validity import Rule
from learners.credentials import expiry
from learners.credentials.words import Status, status_of
from learners.profiles.models import Learner


class CredentialQuerySet(models.QuerySet["Credential"]):
    def visible_to(self, learner: Learner) -> "CredentialQuerySet":
        """One's own. What managers see is decided in `learners.teams.seen`."""
        return self.filter(learner=learner)

    def for_credentials_page(self) -> "CredentialQuerySet":
        """Two queries for any number of rows: the credentials, and all their periods with the newest first."""
        newest_first = CredentialPeriod.objects.order_by("-valid_from")
        return (
            self.select_related("certification__program__issuer", "certification__current_version")
            .prefetch_related(Prefetch("periods", newest_first))
            .order_by("certification__name")
        )

    def for_verification(self, token: str) -> "CredentialQuerySet":
        """Two queries: what its holder shows to whoever has the link."""
        shown = self.filter(is_public=True, verify_token=token)
        return shown.for_credentials_page().select_related("learner__user", "certification__program__issuer")


class Credential(models.Model):
    """That a learner holds a certification. One for each certification; renewals add periods, never replace them."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="credentials", verbose_name=_("learner"))
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="credentials", verbose_name=_("certification")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    verify_token = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    is_public = models.BooleanField(
        _("shown to whoever has the link"), default=False, help_text=_("Whether its verification page can be opened.")
    )

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "certification"]
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "certification"],
                name="one_credential_a_certification",
                violation_error_message=_("This person holds that credential already: add a period to it."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.certification}"

    def standing(self, today: date) -> expiry.Standing:
        """How it stands on the holder's own `today`, from all its periods."""
        return expiry.standing([period.as_value() for period in self.periods.all()], today=today, rule=self.rule)

    def status(self, today: date) -> Status:
        return status_of(self.standing(today))

    @property
    def rule(self) -> Rule:
        """Of validity and renewal, by what the certification's current version says."""
        version = self.certification.current_version
        return version.rule if version else Rule()

    def end_by_rule(self, valid_from: date) -> date | None:
        """The last valid day of a period; None where nothing is known."""
        return expiry.valid_until(valid_from, self.rule.months)


class CredentialPeriod(models.Model):
    """A period of validity, both ends included; no end when it does not expire.

    `awarded_on` is the day of the pass that gave it, which may lie before `valid_from`: a renewal may count from the old end.
    """

    class Cause(models.TextChoices):
        EARNED = "earned", _("earned")
        RENEWED = "renewed", _("renewed")
        BY_HIGHER = "by_higher", _("renewed by a higher one")
        RECORDED = "recorded", _("recorded")

    credential = models.ForeignKey(Credential, models.CASCADE, related_name="periods", verbose_name=_("credential"))
    attempt = models.OneToOneField(
        "ExamAttempt",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="period",
        verbose_name=_("attempt that earned it"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    cause = models.CharField(
        _("how it came"),
        max_length=20,
        choices=Cause,
        default=Cause.RECORDED,
        help_text=_("Recorded: its dates were written down as they stand."),
    )
    awarded_on = models.DateField(_("day of the pass"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revoked_reason = models.CharField(_("why revoked"), max_length=200, blank=True)

    class Meta:
        ordering = ["credential", "valid_from"]
        verbose_name = _("period of validity")
        verbose_name_plural = _("periods of validity")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="period_in_order",
                violation_error_message=_("A period must not end before it begins."),
            ),
            models.UniqueConstraint(
                fields=["credential", "valid_from"],
                name="period_starts_once",
                violation_error_message=_("A period of this credential begins on that day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} – {self.valid_until or '…'}"

    def as_value(self) -> expiry.Period:
        return expiry.Period(self.valid_from, self.valid_until, self.revoked_on)


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def in_force(self, today: date) -> "WaiverQuerySet":
        return self.filter(until__gte=today, revoked_at__isnull=True)

    def for_credentials_page(self, learner: Learner) -> "WaiverQuerySet":
        """One query: all on record, those that hold longest first."""
        return self.filter(learner=learner).select_related("certification", "granted_by").order_by("-until", "-pk")


class Waiver(models.Model):
    """That somebody may sit an exam without (one of) its prerequisites: who says so, why, and until when. Kept for good."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="waivers", verbose_name=_("learner"))
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="waivers", verbose_name=_("certification")
    )
    key = models.CharField(
        _("prerequisite"),
        max_length=80,
        blank=True,
        help_text=_("The key of the one prerequisite that is waived. Empty: all of them."),
    )
    reason = models.CharField(_("reason"), max_length=500)
    until = models.DateField(_("until"), help_text=_("The last day on which it counts."))
    granted_at = models.DateTimeField(_("granted"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("granted by")
    )
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_at"]
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="waiver_has_a_reason",
                violation_error_message=_("Say why: it stays on record."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.certification}"

    @property
    def granted_by_name(self) -> str:
        return str(self.granted_by or _("somebody who has left"))

    def is_in_force(self, today: date) -> bool:
        return self.revoked_at is None and self.until >= today

    def take_back(self, *, now: datetime) -> None:
        """What it was and until when stays on record."""
        self.revoked_at = now
        self.save(update_fields=["revoked_at"])
