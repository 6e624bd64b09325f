"""What the page of a goal shows, and the one line of it elsewhere. From a way to words; no query of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from certifications.models import Role
from certifications.templatetags.catalogue import about_hours
from learners.plans.goals.goals import Goal
from learners.plans.goals.rows import StoneRow, address_without, kept_rows, lapses_before, without
from learners.plans.goals.ways import Brought, Place, Target, Way, way_to
from learners.plans.words import day_words, worded

SHOWN = 12  # stones; a longer way is cut there until it is asked for whole


@dataclass(frozen=True, slots=True)
class Link:
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class GoalPage:
    """`address` is this page's own, `target_address` that of what it is about, empty where that has none.

    `no_way` says why there is no trail, and `instead` where to go then. `hidden` is how many stones are not shown.
    """

    name: str
    address: str
    target_address: str
    is_role: bool
    no_way: str
    instead: Link | None
    summary: str
    finish: str
    action: Link | None
    stones: tuple[StoneRow, ...]
    hidden: int
    whole: str
    end_lapses: tuple[str, ...]
    kept: tuple[Link, ...]
    left_out: tuple[Link, ...]
    left_out_slugs: tuple[str, ...]
    only_named: tuple[str, ...]
    goal: Goal | None
    has_hours: bool

    @property
    def has_rest(self) -> bool:
        """Whether something is left when the first plan is begun."""
        return self.action is not None and len(self.stones) > 1

    @property
    def has_conditions(self) -> bool:
        return any(stone.conditions or stone.helps for stone in self.stones)

    @property
    def is_changed(self) -> bool:
        """What is shown is not what was kept."""
        return self.goal is not None and set(self.goal.left_out) != set(self.left_out_slugs)


@dataclass(frozen=True, slots=True)
class GoalLine:
    name: str
    address: str
    words: str


def goal_line(goal: Goal, brought: Brought) -> GoalLine:
    target = target_of(goal, brought)
    way = way_to(target, brought, goal.left_out)
    return GoalLine(target.name, address_of(target), _line_words(target, way, brought))


def target_of(goal: Goal, brought: Brought) -> Target:
    return goal.role or brought.ground.places[goal.certification_id or 0]


def address_of(target: Target) -> str:
    return reverse("goals:role" if isinstance(target, Role) else "goals:certification", args=[target.slug])


def _line_words(target: Target, way: Way, brought: Brought) -> str:
    if not way.stones:
        return _("reached") if is_reached(target, way, brought) else _("no way leads there at the moment")
    ahead = ngettext("%(count)d stone ahead", "%(count)d stones ahead", len(way.stones)) % {"count": len(way.stones)}
    if way.outline is None or way.outline.finish is None or way.outline.is_too_long:
        return ahead
    return _("%(ahead)s, about %(month)s") % {
        "ahead": ahead,
        "month": worded(way.outline.finish, "YEAR_MONTH_FORMAT"),
    }


def is_reached(target: Target, way: Way, brought: Brought) -> bool:
    return bool(way.kept) if isinstance(target, Role) else target.pk in brought.facts.held


def goal_page(
    target: Target, brought: Brought, *, goal: Goal | None, left_out: Sequence[str], whole: bool = False
) -> GoalPage:
    way = way_to(target, brought, left_out)
    is_role = isinstance(target, Role)
    address = address_of(target)
    out = tuple(dict.fromkeys(slug for slug in left_out if slug in brought.ground.by_slug))
    shown = way.stones if whole else way.stones[:SHOWN]
    no_way, instead = ("", None) if way.stones else _no_way(target, way, brought)
    return GoalPage(
        name=target.name,
        address=address,
        target_address=target.get_absolute_url() if isinstance(target, Role) or target.is_offered else "",
        is_role=is_role,
        no_way=no_way,
        instead=instead,
        summary=_summary(way),
        finish=_finish(way),
        action=_action(way, brought),
        stones=kept_rows(way, brought, (address, out, len(shown)), get_language()),
        hidden=len(way.stones) - len(shown),
        whole=f"{address}?{urlencode([*without(out), ('all', '1')])}",
        end_lapses=lapses_before(way, brought, None),
        kept=tuple(_kept(place, brought) for place in way.kept),
        left_out=_left_out(way, brought, address, out),
        left_out_slugs=out,
        only_named=_only_named(target),
        goal=goal,
        has_hours=way.outline is not None,
    )


def _left_out(way: Way, brought: Brought, address: str, out: Sequence[str]) -> tuple[Link, ...]:
    """What is not on the way by choice, each with the address of the way that takes it in again."""
    places, by_slug = brought.ground.places, brought.ground.by_slug
    standing = {place.slug for place in (*way.stones, *way.kept)} if out else set()
    return tuple(
        Link(places[by_slug[slug]].name, address_without(address, [one for one in out if one != slug]))
        for slug in out
        if slug not in standing
    )


def _only_named(target: Target) -> tuple[str, ...]:
    if not isinstance(target, Role):
        return ()
    return tuple(one.label for one in target.recommendations.all() if not one.certification_id)


# Where no trail leads ------------------------------------------------------------------------------------------------


def _no_way(target: Target, way: Way, brought: Brought) -> tuple[str, Link | None]:
    if isinstance(target, Role):
        return _no_way_to_role(target, way)
    if target.pk in brought.facts.held:
        return _held(target, brought)
    if target.weight is None:
        return _gone(target, brought)
    asking, missing = (brought.ground.places[pk] for pk in (target.pk, *way.chain.blocked)[-2:])
    words = _(
        "%(asking)s asks for %(missing)s, which nobody can earn any more. So no way leads to it at the moment, unless that is waived for you."
    ) % {"asking": asking.name, "missing": missing.name}
    return words, Link(_("See what it asks for"), target.get_absolute_url())


def _no_way_to_role(role: Role, way: Way) -> tuple[str, Link | None]:
    if way.kept:
        return _("You hold all that is recommended to this role. Well walked."), None
    if not any(one.certification_id for one in role.recommendations.all()):
        words = _(
            "No certification of this catalogue is recommended to this role. Its page says which skills it asks for."
        )
    else:
        words = _("Nothing is left on this way: what is recommended is left out, or nobody can earn it any more.")
    return words, Link(_("See the role"), role.get_absolute_url())


def _held(target: Place, brought: Brought) -> tuple[str, Link | None]:
    until = brought.facts.held[target.pk]
    words = _("You hold it. Well walked.")
    if until:
        words = _("You hold it until %(day)s. Well walked.") % {"day": day_words(until, brought.today)}
    return words, Link(_("See your credentials"), reverse("credentials:credentials"))


def _gone(target: Place, brought: Brought) -> tuple[str, Link | None]:
    successor = brought.ground.places[target.replaced_by] if target.replaced_by else None
    words = _("It is no longer offered, so no way leads to it.")
    if successor is None or not successor.is_offered:
        return words, Link(_("Choose another goal"), reverse("goals:choose"))
    return words, Link(
        _("Show me the way to %(name)s") % {"name": successor.name},
        reverse("goals:certification", args=[successor.slug]),
    )


# The trail -----------------------------------------------------------------------------------------------------------


def _summary(way: Way) -> str:
    if not way.stones:
        return ""
    words = ngettext("%(count)d certification ahead", "%(count)d certifications ahead", len(way.stones)) % {
        "count": len(way.stones)
    }
    if not way.minutes:
        return words
    return _("%(words)s, %(hours)s of study") % {"words": words, "hours": about_hours(way.minutes)}


def _finish(way: Way) -> str:
    if way.outline is None or not way.stones:
        return ""
    if way.outline.is_too_long:
        return _("At your hours it takes more than ten years. Give it more time a week.")
    if way.outline.finish is None:
        return ""
    return _("At your hours the last exam is on %(day)s at the earliest.") % {
        "day": worded(way.outline.finish, "DATE_FORMAT")
    }


def _action(way: Way, brought: Brought) -> Link | None:
    """What to do now: go on where something is left to do, else begin the first that has a plan of ours."""
    ahead = {stone.pk for stone in way.stones} if brought.plans else set()
    running = [plan for pk, plan in brought.plans.items() if pk in ahead]
    unfinished = [plan for plan in running if plan.minutes_done < plan.minutes_total]
    if unfinished:
        return Link(_("Go on with your plan"), unfinished[0].get_absolute_url())
    for stone in way.stones:
        if stone.minutes is not None and stone.pk not in brought.plans:
            return Link(_("Start the first plan"), reverse("plans:new", args=[stone.slug]))
    return Link(_("Go to your plan"), running[0].get_absolute_url()) if running else None


def _kept(place: Place, brought: Brought) -> Link:
    until = brought.facts.held[place.pk]
    words = place.name
    if until:
        words = _("%(name)s, until %(day)s") % {"name": words, "day": day_words(until, brought.today)}
    return Link(words, place.get_absolute_url() if place.is_offered else "")
