"""The way from what a learner brings to a goal: reads rows, leaves the reckoning to the pure modules.

What the catalogue says is kept in the process for one revision of it, like the public pages (certifications/views/cached.py): a way
over thousands of certifications then asks the database about the person only.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache, partial

from django.urls import reverse

from certifications.chain import Chain, Need, Weight, chain_to
from certifications.models import CatalogueRevision, Certification, Role, SkillTaught
from learners.credentials.eligibility import Ask, Facts, State, judge
from learners.credentials.eligible import asks_by_certification, facts_of, facts_of_many
from learners.plans.goals.chains import Cover, Outline, Stone, outline
from learners.plans.models import StudyPlan
from learners.plans.schedule import Availability, NoStudyTimeError
from learners.profiles.days_off import days_off_of, days_off_of_many
from learners.profiles.models import Learner

ROLE = 0  # stands for the role itself among the certifications of its chain; no row has that key


@dataclass(frozen=True, slots=True)
class Place:
    """A certification as a chain knows it. `minutes` is None where there is no plan of ours; `position` its place in study order."""

    pk: int
    slug: str
    name: str
    level: str
    minutes: int | None
    months: int | None
    position: int
    is_offered: bool
    is_retired: bool
    replaced_by: int | None

    def get_absolute_url(self) -> str:
        return reverse("certifications:certification", args=[self.slug])

    @property
    def weight(self) -> Weight | None:
        """None for what nobody can earn any more."""
        return Weight(self.minutes, self.position) if self.is_offered and not self.is_retired else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A group of alternatives with a certification among them. `same`: the need of it, where it is the same for everybody who has
    no waiver; None where there is a skill or years among them.
    """

    asks: tuple[Ask, ...]
    same: Need[int] | None


@dataclass(frozen=True, eq=False)
class Ground:
    """The catalogue. Equal to itself alone."""

    places: Mapping[int, Place]
    by_slug: Mapping[str, int]
    asks: Mapping[int, Sequence[Ask]]
    groups: Mapping[int, Sequence[Asked]]
    taught: Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Brought:
    """What the way begins with. Two are equal where `marks` are: they hold all that a way hangs on."""

    ground: Ground
    facts: Facts = field(compare=False)
    plans: Mapping[int, StudyPlan] = field(compare=False)
    availability: Availability
    today: date
    marks: tuple[Hashable, ...]


@dataclass(frozen=True, eq=False)
class Way:
    """Equal to itself alone. `outline` is None where no weekday has minutes. `stones` are the places in study order, the goal last.

    `kept` are held ones that the way rests on.
    """

    chain: Chain[int]
    stones: tuple[Place, ...]
    kept: tuple[Place, ...]
    outline: Outline | None

    @cached_property
    def minutes(self) -> int:
        return sum(stone.minutes or 0 for stone in self.stones)


Target = Place | Role


def ground() -> Ground:
    revision = CatalogueRevision.objects.current()
    return _read() if revision is None else kept_ground(revision)


@lru_cache(maxsize=1)
def kept_ground(_revision: int) -> Ground:
    return _read()


def brought_by(learner: Learner, today: date) -> Brought:
    """Eight queries, and three more after a change of the catalogue."""
    plans = {plan.certification_id: plan for plan in StudyPlan.objects.visible_to(learner).running().order_by("pk")}
    availability = Availability(learner.minutes_by_weekday, days_off_of(learner, today))
    return brought_with(facts_of(learner, today, expected=expected_by(plans)), plans, availability, today, ground())


def brought_by_many(
    asked: Sequence[tuple[Learner, date]], plans: Mapping[int, Mapping[int, StudyPlan]]
) -> dict[int, Brought]:
    """The same by learner, of each with their own today and their running plans by certification. Seven queries, and three more."""
    expected = {pk: expected_by(own) for pk, own in plans.items()}
    facts, days_off, shared = facts_of_many(asked, expected=expected), days_off_of_many(asked), ground()
    return {
        learner.pk: brought_with(
            facts[learner.pk],
            plans.get(learner.pk, {}),
            Availability(learner.minutes_by_weekday, days_off[learner.pk]),
            today,
            shared,
        )
        for learner, today in asked
    }


def expected_by(plans: Mapping[int, StudyPlan]) -> dict[int, date | None]:
    return {pk: None if plan.state == StudyPlan.State.PAUSED else plan.last_due for pk, plan in plans.items()}


def brought_with(
    facts: Facts, plans: Mapping[int, StudyPlan], availability: Availability, today: date, ground: Ground
) -> Brought:
    return Brought(ground, facts, plans, availability, today, (*_marks(facts), *map(_plan_marks, plans.values())))


def _marks(facts: Facts) -> tuple[Hashable, ...]:
    found = (facts.held, facts.lapsed, facts.taught, facts.years, facts.waivers)
    return facts.skills, *(tuple(sorted(one.items())) for one in found)


def _plan_marks(plan: StudyPlan) -> Hashable:
    return plan.certification_id, plan.minutes_total, plan.minutes_done, plan.state, plan.last_due, plan.exam_date


def wishes_of(role: Role) -> tuple[int, ...]:
    """The certifications recommended to a role; what is only named is not among them."""
    found = (one.certification_id for one in role.recommendations.all())
    return tuple(dict.fromkeys(pk for pk in found if pk))


def way_to(goal: Target, brought: Brought, left_out: Collection[str] = ()) -> Way:
    """`left_out`: slugs; one that is unknown or required changes nothing."""
    by_slug = brought.ground.by_slug
    refused = frozenset(by_slug[slug] for slug in left_out if slug in by_slug)
    if isinstance(goal, Role):
        return kept_way(ROLE, wishes_of(goal), brought, refused)
    return kept_way(goal.pk, (), brought, refused)


@lru_cache(maxsize=256)
def kept_way(root: int, wishes: tuple[int, ...], brought: Brought, refused: frozenset[int]) -> Way:
    """Reckoned once for all that it hangs on; the next tick, credential or day asks anew."""
    places = brought.ground.places
    chain = chain_to(
        root,
        partial(_needs, brought, tuple(Need((pk,), required=False) for pk in wishes)),
        lambda pk: places[pk].weight if pk else Weight(0, 0),
        held=_longest_first(brought.facts.held),
        left_out=refused,
    )
    stones = tuple(places[pk] for pk in chain.stones if pk)
    rested = dict.fromkeys(pk for rests in chain.rests_on.values() for pk in rests if pk not in chain.rests_on)
    return Way(chain, stones, tuple(places[pk] for pk in rested), _outline(brought, chain, stones, rested))


def _needs(brought: Brought, wishes: Sequence[Need[int]], pk: int) -> Sequence[Need[int]]:
    if pk == ROLE:
        return wishes
    facts, groups = brought.facts, brought.ground.groups.get(pk, ())
    is_spared = pk in facts.waivers
    found = (group.same if group.same and not is_spared else _need(group.asks, facts, pk) for group in groups)
    return [need for need in found if need]


def _need(asks: Sequence[Ask], facts: Facts, pk: int) -> Need[int] | None:
    """What of a group is left to certifications, when that which the person brings or was spared is taken off.

    Where they alone can't fill the group, all of them are needed; the rest stays a condition of the exam.
    """
    group = judge(asks, facts, pk).groups[0]
    spared = sum(
        row.state == State.WAIVED or (row.ask.certification is None and row.state == State.MET) for row in group.rows
    )
    options = tuple(
        dict.fromkeys(
            row.ask.certification for row in group.rows if row.ask.certification and row.state != State.WAIVED
        )
    )
    minimum = min(group.minimum - spared, len(options))
    return Need(options, minimum, group.required) if minimum > 0 else None


def _longest_first(held: Mapping[int, date | None]) -> list[int]:
    """Of alternatives that are held the one that holds longest counts."""
    return sorted(held, key=lambda pk: held[pk] or date.max, reverse=True)


def retimed(way: Way, brought: Brought, week: tuple[int, ...]) -> Outline | None:
    """The same way at other hours; running plans move with them, only what is done of them counts."""
    moved = replace(brought, availability=replace(brought.availability, weekday_minutes=week))
    return _outline(moved, way.chain, way.stones, [place.pk for place in way.kept], plans_stay=False)


def _outline(
    brought: Brought, chain: Chain[int], stones: Iterable[Place], rested: Iterable[int], *, plans_stay: bool = True
) -> Outline | None:
    held = brought.facts.held
    places = brought.ground.places
    try:
        return outline(
            [
                _stone(place, tuple(chain.rests_on[place.pk]), brought.plans.get(place.pk), stays=plans_stay)
                for place in stones
            ],
            brought.availability,
            brought.today,
            held={pk: Cover(held[pk], places[pk].months) for pk in rested},
            at_the_end=tuple(chain.rests_on.get(ROLE, ())),
        )
    except NoStudyTimeError:
        return None


def _stone(place: Place, rests_on: tuple[int, ...], plan: StudyPlan | None, *, stays: bool) -> Stone:
    if plan is None:
        return Stone(place.pk, place.minutes, place.months, rests_on)
    left = plan.minutes_total - plan.minutes_done
    if not stays:
        return Stone(place.pk, left, place.months, rests_on)
    ends = plan.last_due if left and plan.state == StudyPlan.State.ACTIVE else None
    return Stone(place.pk, left, place.months, rests_on, ends, plan.exam_date)


# What the catalogue says ---------------------------------------------------------------------------------------------


def _read() -> Ground:
    """Three queries at any size of catalogue."""
    columns = (
        "pk", "slug", "name", "level__name", "kind", "plan_minutes", "current_version__validity_months", "current_version",
        "archived", "retired", "replaced_by",
    )  # fmt: skip
    rows = Certification.objects.with_plan_minutes().in_study_order().values_list(*columns)
    places = {
        pk: Place(
            pk, slug, name, level or "", minutes if kind == Certification.Kind.GUIDED else None, months, position,
            version is not None and not archived, retired, replaced_by,
        )
        for position, (pk, slug, name, level, kind, minutes, months, version, archived, retired, replaced_by) in enumerate(rows)
    }  # fmt: skip
    asks = asks_by_certification()
    return Ground(
        places,
        {place.slug: pk for pk, place in places.items()},
        asks,
        {pk: _groups(own) for pk, own in asks.items()},
        _taught(),
    )


def _groups(asks: Iterable[Ask]) -> list[Asked]:
    groups: dict[tuple[bool, str | int], list[Ask]] = {}
    for index, ask in enumerate(asks):
        groups.setdefault((ask.required, ask.group or index), []).append(ask)
    return [Asked(tuple(group), _same(group)) for group in groups.values() if any(ask.certification for ask in group)]


def _same(asks: Sequence[Ask]) -> Need[int] | None:
    if not all(ask.certification for ask in asks):
        return None
    options = tuple(dict.fromkeys(ask.certification for ask in asks if ask.certification))
    return Need(options, min(max(ask.minimum for ask in asks), len(options)), asks[0].required)


def _taught() -> dict[int, list[int]]:
    taught: dict[int, list[int]] = {}
    rows = SkillTaught.objects.filter(version__current_for__isnull=False).order_by("pk")
    for pk, skill in rows.values_list("version__certification_id", "skill_id"):
        taught.setdefault(pk, []).append(skill)
    return taught
