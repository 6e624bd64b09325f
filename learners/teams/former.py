"""What is left in a team's figures of people who erased their accounts: counts, and nobody's name."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification
from learners.credentials.models import Credential, CredentialPeriod
from learners.plans.models import StudyPlan
from learners.teams.models import Membership, Team

Keys = models.QuerySet[Any, Any]
validate_month = RegexValidator(r"^\d{4}-\d{2}$", _("Year and month, e.g. 2026-03."))


class FormerFigureQuerySet(models.QuerySet["FormerFigure"]):
    def add(self, *, team: int, certification: int, what: str, until: str = "") -> None:
        """One more of it."""
        figure, is_new = self.get_or_create(
            team_id=team, certification_id=certification, what=what, until=until, defaults={"count": 1}
        )
        if not is_new:
            self.filter(pk=figure.pk).update(count=F("count") + 1)

    def counting(self, today: date) -> "FormerFigureQuerySet":
        """Those that count today: what has no end, and what lasts to the end of this month or longer."""
        return self.filter(Q(until="") | Q(until__gte=month_of(today)))


class FormerFigure(models.Model):
    """How many finished plans or held credentials for a certification a team counts from people who are gone.

    One row for many people, so that no two facts can be put together again to one person; no day, no name, no key of anybody.
    `until` is the last month of validity; empty where there is no end.
    """

    class What(models.TextChoices):
        FINISHED_PLAN = "finished_plan", _("finished plans")
        CREDENTIAL = "credential", _("credentials held")

    team = models.ForeignKey(Team, models.CASCADE, related_name="former_figures", verbose_name=_("team"))
    certification = models.ForeignKey(Certification, models.PROTECT, related_name="+", verbose_name=_("certification"))
    what = models.CharField(_("what"), max_length=20, choices=What)
    until = models.CharField(_("until"), max_length=7, blank=True, validators=[validate_month])
    count = models.PositiveIntegerField(_("how many"))

    objects = FormerFigureQuerySet.as_manager()

    class Meta:
        ordering = ["team", "what", "certification", "until"]
        verbose_name = _("figure of former members")
        verbose_name_plural = _("figures of former members")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "certification", "what", "until"],
                name="one_figure_of_former_members",
                violation_error_message=_("This figure is there already: add to it."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.count}"


@dataclass(frozen=True, slots=True)
class Totals:
    """`former` says whether people who are gone are among them."""

    finished: int
    held: int
    former: bool


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def totals(team: Team, *, today: date) -> Totals:
    """Three queries: what current members reached, as far as they show it, and what those who are gone had reached."""
    members = Membership.objects.members().filter(team=team)
    showing = members.exclude(visibility=Membership.Visibility.STATUS)
    return totals_of([team.pk], members.values("learner"), showing.values("learner"), today=today)


def totals_of(teams: Collection[int], learners: Keys, showing: Keys, *, today: date) -> Totals:
    """Three queries. `learners` are the keys of those whose plans count, `showing` of those whose credentials do."""
    former: dict[str, Any] = (
        FormerFigure.objects.filter(team__in=teams)
        .counting(today)
        .aggregate(
            finished=Sum("count", filter=Q(what=FormerFigure.What.FINISHED_PLAN), default=0),
            held=Sum("count", filter=Q(what=FormerFigure.What.CREDENTIAL), default=0),
        )
    )
    return Totals(
        finished=StudyPlan.objects.done().filter(learner__in=learners).count() + former["finished"],
        held=held_on(today).filter(learner__in=showing).count() + former["held"],
        former=any(former.values()),
    )


def held_on(day: date) -> "models.QuerySet[Credential]":
    """Credentials of which a period covers the day."""
    covering = CredentialPeriod.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=day),
        credential=OuterRef("pk"),
        valid_from__lte=day,
    )
    return Credential.objects.filter(Exists(covering))
