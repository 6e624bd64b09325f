"""What the page of a team's coverage shows of each target: the verdict, the picture, the months, and who could help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from certifications.validity import add_months
from learners.credentials.expiry import Period
from learners.plans.charts.axis import Axis
from learners.plans.charts.time_line_page import axis_words
from learners.plans.words import worded
from learners.teams.coverage.coverage import Code, Coverage, Month, coverage, months
from learners.teams.coverage.facts import Held, held_for
from learners.teams.coverage.models import CoverageTarget
from learners.teams.coverage.picture import LEFT, RIGHT, WIDTH, Picture, draw
from learners.teams.coverage.ready import Help, Lapsing, help_for, lapsing
from learners.teams.models import Team

MONTHS_AHEAD = 18
NAMED = 5  # people in a row of the table
LOOKS = {Code.MET: ("patch-check", "good"), Code.DROPS: ("graph-down-arrow", "soon"), Code.SHORT: ("x-octagon", "late")}
WORDS = {Code.MET: gettext_lazy("met"), Code.SHORT: gettext_lazy("not met")}


@dataclass(frozen=True, slots=True)
class Verdict:
    icon: str
    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class Row:
    """A month; `lapsed` and `begun` are (name, day), `more` says how many of them are not named."""

    month: str
    lowest: int
    is_short: bool
    lapsed: tuple[tuple[str, str], ...]
    more: int
    begun: tuple[tuple[str, str], ...]
    more_begun: int


@dataclass(frozen=True, slots=True)
class TargetPage:
    target: CoverageTarget
    found: Coverage
    verdict: Verdict
    picture: Picture
    days: tuple[tuple[int, str], ...]
    drop: str
    rows: tuple[Row, ...]
    lapsing: Lapsing
    help: Help


def coverage_page(team: Team, targets: Sequence[CoverageTarget], now: datetime, today: date) -> list[TargetPage]:
    """`targets` come from `for_coverage_page`, `today` is the reader's. Six queries at most, for any number of people or targets."""
    if not targets:
        return []
    last = add_months(today, MONTHS_AHEAD)
    held = held_for(team, targets, today)
    own = {target.pk: _counting(held, target) for target in targets}
    found = {target.pk: coverage(_periods(own[target.pk]), target.least, today, last) for target in targets}
    helps = help_for(team, [(target, found[target.pk], own[target.pk]) for target in targets], now)
    names = {one.person: one.name for one in held}
    return [_page(target, found[target.pk], own[target.pk], helps[target.pk], names) for target in targets]


def verdict_of(found: Coverage) -> Verdict:
    icon, tone = LOOKS[found.code]
    if found.code == Code.DROPS and found.short_from:
        return Verdict(icon, tone, _("drops below on %(day)s") % {"day": worded(found.short_from, "DATE_FORMAT")})
    return Verdict(icon, tone, str(WORDS[found.code]))


def _counting(held: Sequence[Held], target: CoverageTarget) -> list[Held]:
    return [one for one in held if target.counts(certification=one.certification, program=one.program, rank=one.rank)]


def _periods(held: Sequence[Held]) -> dict[int, list[Period]]:
    found: dict[int, list[Period]] = {}
    for one in held:
        found.setdefault(one.person, []).append(one.period)
    return found


def _page(
    target: CoverageTarget, found: Coverage, held: Sequence[Held], helps: Help, names: Mapping[int, str]
) -> TargetPage:
    picture = draw(found)
    axis = Axis(found.today, found.last, LEFT, WIDTH - LEFT - RIGHT)
    return TargetPage(
        target=target,
        found=found,
        verdict=verdict_of(found),
        picture=picture,
        days=axis_words(axis, picture.days),
        drop=worded(found.short_from, "j M Y") if found.short_from else "",
        rows=tuple(_row(month, found.least, names) for month in months(found)),
        lapsing=lapsing(found, held),
        help=helps,
    )


def _row(month: Month, least: int, names: Mapping[int, str]) -> Row:
    def named(people: Sequence[tuple[int, date]]) -> tuple[tuple[str, str], ...]:
        return tuple((names[person], worded(day, "j M")) for person, day in people[:NAMED])

    return Row(
        month=worded(month.first, pgettext("month and year", "F Y")),
        lowest=month.lowest,
        is_short=month.lowest < least,
        lapsed=named(month.lapsed),
        more=max(0, len(month.lapsed) - NAMED),
        begun=named(month.begun),
        more_begun=max(0, len(month.begun) - NAMED),
    )
