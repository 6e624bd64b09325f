from datetime import date

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification
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


class Credential(models.Model):
    """That a learner holds a certification. One for each certification; renewals add periods, never replace them."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="credentials", verbose_name=_("learner"))
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="credentials", verbose_name=_("certification")
    )
    created_at = models.DateTimeField(auto_now_add=True)

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
        return expiry.standing([period.as_value() for period in self.periods.all()], today=today)

    def status(self, today: date) -> Status:
        return status_of(self.standing(today))

    def end_by_rule(self, valid_from: date) -> date | None:
        """The last valid day of a period, by what the certification's current version says; None where nothing is known."""
        version = self.certification.current_version
        return expiry.valid_until(valid_from, version.validity_months if version else None)


class CredentialPeriod(models.Model):
    """A period of validity, both ends included; no end when it does not expire."""

    credential = models.ForeignKey(Credential, models.CASCADE, related_name="periods", verbose_name=_("credential"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
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
