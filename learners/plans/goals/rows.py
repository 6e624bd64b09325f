"""The stones of a way as rows of a page: how each stands, when it comes, what it needs and what lapses before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certifications.templatetags.catalogue import duration
from learners.credentials.eligibility import Group, State, judge
from learners.credentials.eligibility_words import StateWords, asked, reason
from learners.plans.goals.chains import Lapse, Leg
from learners.plans.goals.ways import Brought, Place, Way
from learners.plans.models import StudyPlan
from learners.plans.words import day_words


class Code(StrEnum):
    HELD = "held"
    IN_PROGRESS = "in progress"
    OPEN = "open"
    LOCKED = "locked"


# The word, the icon and the tone; the tones are the classes of static/css/base.css.
LOOKS = {
    Code.HELD: (gettext_lazy("held"), "patch-check", "good"),
    Code.IN_PROGRESS: (gettext_lazy("in progress"), "signpost-split", "calm"),
    Code.OPEN: (gettext_lazy("open"), "unlock", "good"),
    Code.LOCKED: (gettext_lazy("locked"), "lock", "neutral"),
}


@dataclass(frozen=True, slots=True)
class StoneRow:
    """`leave_out` is the address of the way without it, empty where it is required."""

    number: int
    name: str
    address: str
    level: str
    status: StateWords
    is_wish: bool
    minutes: str
    dates: str
    lapses: tuple[str, ...]
    conditions: tuple[str, ...]
    helps: str
    leave_out: str


@lru_cache(maxsize=256)
def kept_rows(
    way: Way, brought: Brought, shape: tuple[str, tuple[str, ...], int], _language: str | None
) -> tuple[StoneRow, ...]:
    """`shape`: the address of the page, what is left out, and how many stones are shown."""
    address, left_out, count = shape
    return tuple(_rows(way.stones[:count], way, brought, address, left_out))


def _rows(
    shown: Iterable[Place], way: Way, brought: Brought, address: str, left_out: Sequence[str]
) -> Iterable[StoneRow]:
    held, taught = dict(brought.facts.held), dict(brought.facts.taught)
    facts = replace(brought.facts, held=held, taught=taught)
    legs = {leg.key: leg for leg in way.outline.legs} if way.outline else {}
    free = way.chain.left_to_choice
    for number, stone in enumerate(shown, start=1):
        missing = judge(brought.ground.asks.get(stone.pk, ()), facts, stone.pk).groups
        is_wish = stone.pk not in way.chain.required
        plan = brought.plans.get(stone.pk)
        yield StoneRow(
            number=number,
            name=stone.name,
            address=stone.get_absolute_url(),
            level=stone.level,
            status=_status(stone, brought),
            is_wish=is_wish,
            minutes=_minutes(stone, plan),
            dates=_dates(legs.get(stone.pk), stone, plan, brought.today),
            lapses=lapses_before(way, brought, stone.pk),
            conditions=tuple(_condition(group) for group in missing if group.required and group.state == State.MISSING),
            helps=_helps(missing),
            leave_out=address_without(address, [*left_out, stone.slug]) if stone.pk in free else "",
        )
        held[stone.pk] = None
        for skill in brought.ground.taught.get(stone.pk, ()):
            taught.setdefault(skill, stone.name)


def _status(stone: Place, brought: Brought) -> StateWords:
    if stone.pk in brought.plans:
        return _state(Code.IN_PROGRESS)
    is_open = judge(brought.ground.asks.get(stone.pk, ()), brought.facts, stone.pk).is_open
    return _state(Code.OPEN if is_open else Code.LOCKED)


def _state(code: Code) -> StateWords:
    word, icon, tone = LOOKS[code]
    return StateWords(str(word), icon, tone)


def _minutes(stone: Place, plan: StudyPlan | None) -> str:
    if plan is not None:
        left = plan.minutes_total - plan.minutes_done
        return _("%(time)s left") % {"time": duration(left)} if left else _("every task is done")
    if stone.minutes is None:
        return _("no plan of ours: its time is not counted")
    return duration(stone.minutes)


def _dates(leg: Leg | None, stone: Place, plan: StudyPlan | None, today: date) -> str:
    if leg is None or (stone.minutes is None and plan is None):
        return ""
    if leg.sits is None:
        return _("more than ten years away at these hours")
    exam = day_words(leg.sits, today)
    if leg.starts is None:
        return _("exam from %(exam)s") % {"exam": exam}
    return _("from %(first)s to %(last)s, exam from %(exam)s") % {
        "first": day_words(leg.starts, today),
        "last": day_words(leg.ends, today),
        "exam": exam,
    }


def _condition(group: Group) -> str:
    rows = [row for row in group.rows if row.state == State.MISSING]
    if len(rows) == 1:
        return _("Needs %(what)s. %(why)s") % {"what": asked(rows[0]), "why": reason(rows[0])}
    names = ", ".join(asked(row) for row in rows)
    return ngettext("Needs one of: %(names)s.", "Needs %(count)d of: %(names)s.", group.minimum) % {
        "count": group.minimum,
        "names": names,
    }


def _helps(groups: Iterable[Group]) -> str:
    """Recommended skills and years that the person lacks; recommended certifications are stones of their own."""
    return ", ".join(
        asked(row)
        for group in groups
        if not group.required and group.state == State.MISSING
        for row in group.rows
        if row.ask.certification is None
    )


def lapses_before(way: Way, brought: Brought, before: int | None) -> tuple[str, ...]:
    found = way.outline.lapses if way.outline else ()
    return tuple(_lapse(lapse, brought.ground.places, brought.today) for lapse in found if lapse.before == before)


def _lapse(lapse: Lapse, places: Mapping[int, Place], today: date) -> str:
    day, sits = day_words(lapse.day, today), day_words(lapse.sits, today)
    if lapse.before is None:
        return _("%(name)s lapses on %(day)s, before you reach the end of this way on %(sits)s: renew by %(day)s.") % {
            "name": places[lapse.key].name,
            "day": day,
            "sits": sits,
        }
    return _("%(name)s lapses on %(day)s, before you sit %(next)s on %(sits)s: renew by %(day)s.") % {
        "name": places[lapse.key].name,
        "day": day,
        "next": places[lapse.before].name,
        "sits": sits,
    }


def without(slugs: Iterable[str]) -> list[tuple[str, str]]:
    """Said even when it is nothing: otherwise what was kept with the goal would count."""
    return [("without", slug) for slug in slugs] or [("without", "")]


def address_without(address: str, slugs: Iterable[str]) -> str:
    return f"{address}?{urlencode(without(slugs))}"
