"""What is wrong, or doubtful, with what a certification says. Pure; one set of rules for the admin, for publishing and for
`load_catalogue --check`. Errors block publishing, warnings do not.

A finding's path leads to the place inside the `CertificationForm`, so that a file's line can be named. Its text is marked
for translation here and translated where it is shown (`certifications.findings`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from certifications.files.form import CertificationForm, GuideForm, Part, PrerequisiteForm
from certifications.graph import find_cycle

Path = tuple[str | int, ...]
Edge = tuple[str, str]

MINUTES_A_DAY = 120
ADDRESSES = {
    "certifications": "certifications",
    "programmes": "programs",
    "skills": "skills",
    "paths": "paths",
    "roles": "roles",
    "roadmaps": "roadmaps",
}
"""First part of an internal address → kind of record that the second part names."""
OTHER_PAGES = frozenset({"compare", "graph"})
LINK = re.compile(r"\]\(\s*/([a-z]+)/([^/)#?\s]+)")


def gettext_noop(text: str) -> str:
    return text


class Rule(StrEnum):
    CYCLE = "cycle"
    UNREACHABLE = "unreachable"
    UNREACHABLE_BEYOND = "unreachable-beyond"
    RETIRED_REQUIRED = "retired-required"
    RETIRED_ASKED = "retired-asked"
    HIDDEN_ASKED = "hidden-asked"
    HIDDEN_NEXT = "hidden-next"
    DEAD_LINK = "dead-link"
    NO_SKILLS = "no-skills"
    NO_PLAN = "no-plan"
    NO_MINUTES = "no-minutes"
    STEP_KEY_TWICE = "step-key-twice"
    PLAN_TOO_FULL = "plan-too-full"
    WINDOW_TOO_LONG = "window-too-long"
    WINDOW_WITHOUT_VALIDITY = "window-without-validity"
    FROM_END_WITHOUT_WINDOW = "from-end-without-window"
    RENEWAL_WITHOUT_VALIDITY = "renewal-without-validity"


WARNINGS = frozenset(
    {
        Rule.UNREACHABLE_BEYOND,
        Rule.RETIRED_ASKED,
        Rule.HIDDEN_ASKED,
        Rule.HIDDEN_NEXT,
        Rule.PLAN_TOO_FULL,
        Rule.WINDOW_WITHOUT_VALIDITY,
        Rule.FROM_END_WITHOUT_WINDOW,
        Rule.RENEWAL_WITHOUT_VALIDITY,
    }
)
WORDS: Mapping[Rule, str] = {
    Rule.CYCLE: gettext_noop("The prerequisites go round in a circle: %(way)s. Take one of them away."),
    Rule.UNREACHABLE: gettext_noop(
        "Nobody can get here: “%(other)s” is required and is not on the site. Publish it, or ask for something else."
    ),
    Rule.UNREACHABLE_BEYOND: gettext_noop(
        "Nobody can get here: “%(other)s” is required, and its own prerequisites cannot be met."
    ),
    Rule.RETIRED_REQUIRED: gettext_noop(
        "“%(other)s” is required and retired: whoever does not hold it yet never will. Offer an alternative."
    ),
    Rule.RETIRED_ASKED: gettext_noop("“%(other)s” is asked for and retired."),
    Rule.HIDDEN_ASKED: gettext_noop("“%(other)s” is asked for and is not on the site."),
    Rule.HIDDEN_NEXT: gettext_noop("A next step leads to “%(other)s”, which is not on the site."),
    Rule.DEAD_LINK: gettext_noop("A link leads to %(address)s, and there is no such page."),
    Rule.NO_SKILLS: gettext_noop("A guided certification needs at least one skill that it teaches."),
    Rule.NO_PLAN: gettext_noop("A guided certification needs a plan: at least one phase with a step."),
    Rule.NO_MINUTES: gettext_noop("The step “%(step)s” takes no minutes."),
    Rule.STEP_KEY_TWICE: gettext_noop("“%(key)s” is a step of an earlier phase already."),
    Rule.PLAN_TOO_FULL: gettext_noop(
        "By day %(day)d the plan asks for %(minutes)d minutes; at two hours a day there are %(room)d."
    ),
    Rule.WINDOW_TOO_LONG: gettext_noop(
        "The renewal window of %(window)d months is longer than the validity of %(validity)d."
    ),
    Rule.WINDOW_WITHOUT_VALIDITY: gettext_noop("There is a renewal window, but no validity that it could end with."),
    Rule.FROM_END_WITHOUT_WINDOW: gettext_noop(
        "A renewed period counts from the old end inside the window, and no window is named: the last 90 days are taken for it."
    ),
    Rule.RENEWAL_WITHOUT_VALIDITY: gettext_noop("It says what a renewal gives, but there is no validity to renew."),
}


@dataclass(frozen=True)
class Finding:
    """`certification` is a slug; `values` fill the words of the rule."""

    rule: Rule
    certification: str
    path: Path = ()
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        return self.rule not in WARNINGS

    @property
    def text(self) -> str:
        return WORDS[self.rule] % self.values


@dataclass(frozen=True, slots=True)
class Ask:
    """One group of alternatives, of which `minimum` suffice; a row that names no certification is None."""

    required: bool
    minimum: int
    certifications: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What others must know of a certification. `offered`: it is on the site."""

    name: str
    offered: bool
    retired: bool
    asks: tuple[Ask, ...]


@dataclass(frozen=True)
class Around:
    """The catalogue that a certification is judged in, itself included; `pages` has the slugs of each kind that has pages."""

    certifications: Mapping[str, Standing]
    pages: Mapping[str, Collection[str]]

    def name(self, slug: str) -> str:
        found = self.certifications.get(slug)
        return found.name if found else slug

    def is_offered(self, slug: str) -> bool:
        """Of a slug that nothing is known of, nothing is wrong either: what names nothing is found elsewhere."""
        return slug not in self.certifications or self.certifications[slug].offered

    def is_retired(self, slug: str) -> bool:
        return slug in self.certifications and self.certifications[slug].retired


def lint(form: CertificationForm, around: Around, *, beyond: Collection[str] | None = None) -> list[Finding]:
    """All but circles, which are a matter of the whole catalogue (`circles`). `beyond` is `beyond_reach(around)`."""
    beyond = beyond_reach(around.certifications) if beyond is None else beyond
    guide = form.guide
    found = [
        *_prerequisites(guide, around, beyond),
        *_next_steps(guide, around),
        *_dead_links(guide, around),
        *_plan(guide),
        *_renewal(guide),
    ]
    if form.kind == "guided":
        found += _missing(guide)
    return [Finding(rule, form.slug, ("guide", *path), values) for rule, path, values in found]


def circles(edges: Iterable[Edge], *, drawn: Collection[Edge], around: Around) -> Iterator[tuple[Edge, Finding]]:
    """Every circle that one of the `drawn` edges closes, with that edge; then the edge is set aside, to see the next."""
    left = dict.fromkeys(edges)
    while circle := find_cycle(left):
        steps = list(pairwise(circle))
        edge = next((step for step in steps if step in drawn), steps[0])
        del left[edge]
        if edge in drawn:
            way = " → ".join(around.name(slug) for slug in circle)
            yield edge, Finding(Rule.CYCLE, edge[0], ("guide", "prerequisites"), {"way": way})


def asks_of(guide: GuideForm) -> tuple[Ask, ...]:
    return tuple(
        Ask(rows[0].strength == "required", _minimum(rows), tuple(row.certification for row in rows))
        for rows in _groups(guide)
    )


def standing_of(form: CertificationForm) -> Standing:
    return Standing(form.name, not form.archived, form.retired, asks_of(form.guide))


def beyond_reach(certifications: Mapping[str, Standing]) -> set[str]:
    """Those whose required prerequisites nobody can meet, at any depth. Circles do not count: they are told on their own."""
    askers: dict[str, list[str]] = {}
    for slug, standing in certifications.items():
        for ask in standing.asks:
            for other in ask.certifications if ask.required else ():
                if other is not None:
                    askers.setdefault(other, []).append(slug)
    lost = {slug for slug, standing in certifications.items() if not standing.offered}
    waiting, found = list(lost), set()
    while waiting:
        for slug in askers.get(waiting.pop(), ()):
            if slug not in lost and any(not _can_be_met(ask, lost) for ask in certifications[slug].asks):
                lost.add(slug)
                found.add(slug)
                waiting.append(slug)
    return found


def _can_be_met(ask: Ask, lost: Collection[str]) -> bool:
    return not ask.required or ask.minimum <= sum(other not in lost for other in ask.certifications)


Found = tuple[Rule, Path, Mapping[str, object]]


def _groups(guide: GuideForm) -> list[list[PrerequisiteForm]]:
    groups: dict[tuple[str, str | int], list[PrerequisiteForm]] = {}
    for index, row in enumerate(guide.prerequisites):
        groups.setdefault((row.strength, row.group or index), []).append(row)
    return list(groups.values())


def _minimum(rows: Iterable[PrerequisiteForm]) -> int:
    return max(row.group_minimum for row in rows)


def _prerequisites(guide: GuideForm, around: Around, beyond: Collection[str]) -> Iterator[Found]:
    places = {row.key: place for place, row in enumerate(guide.prerequisites)}
    for rows in _groups(guide):
        for row in rows:
            if row.certification:
                rule = _rule_for(row.certification, rows, around, beyond)
                if rule:
                    path = ("prerequisites", places[row.key], "certification")
                    yield rule, path, {"other": around.name(row.certification)}


def _rule_for(slug: str, rows: list[PrerequisiteForm], around: Around, beyond: Collection[str]) -> Rule | None:
    """What is wrong with asking for `slug`. An error only where the group's other rows do not suffice."""
    named = [row.certification for row in rows]
    required = rows[0].strength == "required"

    def too_few(lost: Iterable[str | None]) -> bool:
        return required and _minimum(rows) > len(named) - sum(1 for _one in lost)

    if not around.is_offered(slug):
        hidden = too_few(one for one in named if one and not around.is_offered(one))
        return Rule.UNREACHABLE if hidden else Rule.HIDDEN_ASKED
    if around.is_retired(slug):
        gone = too_few(one for one in named if one and (around.is_retired(one) or not around.is_offered(one)))
        return Rule.RETIRED_REQUIRED if gone else Rule.RETIRED_ASKED
    if slug in beyond and too_few(one for one in named if one and (one in beyond or not around.is_offered(one))):
        return Rule.UNREACHABLE_BEYOND
    return None


def _next_steps(guide: GuideForm, around: Around) -> Iterator[Found]:
    for place, step in enumerate(guide.next_steps):
        if step.certification and not around.is_offered(step.certification):
            yield Rule.HIDDEN_NEXT, ("next_steps", place, "certification"), {"other": around.name(step.certification)}


def _dead_links(guide: GuideForm, around: Around) -> Iterator[Found]:
    for path, text in _texts(guide, ()):
        for page, slug in LINK.findall(text):
            kind = ADDRESSES.get(page)
            if kind and slug not in OTHER_PAGES and slug not in around.pages[kind]:
                yield Rule.DEAD_LINK, path, {"address": f"/{page}/{slug}/"}


def _texts(part: Part, path: Path) -> Iterator[tuple[Path, str]]:
    for name, value in part:
        if isinstance(value, str):
            yield (*path, name), value
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, Part):
                    yield from _texts(item, (*path, name, index))


def _missing(guide: GuideForm) -> Iterator[Found]:
    if not guide.skills:
        yield Rule.NO_SKILLS, (), {}
    if not any(phase.steps for phase in guide.plan):
        yield Rule.NO_PLAN, (), {}


def _plan(guide: GuideForm) -> Iterator[Found]:
    """Progress follows a step's key, so it is unique in the whole plan and not only in its phase."""
    first: dict[str, int] = {}
    for index, phase in enumerate(guide.plan):
        for place, step in enumerate(phase.steps):
            path = ("plan", index, "steps", place)
            if step.minutes < 1:
                yield Rule.NO_MINUTES, (*path, "minutes"), {"step": step.title}
            if first.setdefault(step.key, index) != index:
                yield Rule.STEP_KEY_TWICE, (*path, "key"), {"key": step.key}
    yield from _too_full(guide)


def _too_full(guide: GuideForm) -> Iterator[Found]:
    """The first phase that ends before its required steps are done at two hours a day."""
    minutes = 0
    for index, phase in sorted(enumerate(guide.plan), key=lambda numbered: numbered[1].by_day):
        minutes += sum(step.minutes for step in phase.steps if not step.optional)
        room = phase.by_day * MINUTES_A_DAY
        if minutes > room:
            yield Rule.PLAN_TOO_FULL, ("plan", index, "by_day"), {"day": phase.by_day, "minutes": minutes, "room": room}
            return


def _renewal(guide: GuideForm) -> Iterator[Found]:
    window, validity = guide.renewal_window_months, guide.validity_months
    if window and validity and window > validity:
        yield Rule.WINDOW_TOO_LONG, ("renewal_window_months",), {"window": window, "validity": validity}
    if window and not validity:
        yield Rule.WINDOW_WITHOUT_VALIDITY, ("renewal_window_months",), {}
    if guide.renewal_from != "award" and validity and not window:
        yield Rule.FROM_END_WITHOUT_WINDOW, ("renewal_from",), {}
    for name, is_said in (
        ("renewal_from", guide.renewal_from != "award"),
        ("renewed_by_higher", guide.renewed_by_higher),
    ):
        if is_said and not validity:
            yield Rule.RENEWAL_WITHOUT_VALIDITY, (name,), {}
