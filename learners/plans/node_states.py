"""How a learner stands towards each certification of the catalogue, in one word: held, in progress, open, locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from certifications.models import CatalogueRevision, Certification
from learners.credentials.eligibility import Eligibility, judge
from learners.credentials.eligible import asks_by_certification, facts_of
from learners.credentials.openings import Openings, opened, openings
from learners.plans.gates import expected_of, promised_by
from learners.profiles.models import Learner


@dataclass(frozen=True, slots=True, eq=False)
class NodeState:
    """Shown as `components/_status.html` takes it."""

    code: str
    word: str | Promise
    icon: str
    tone: str


HELD = NodeState("held", pgettext_lazy("state of a certification", "held"), "check-circle-fill", "good")
IN_PROGRESS = NodeState("in-progress", pgettext_lazy("state of a certification", "in progress"), "play-circle", "calm")
OPEN = NodeState("open", pgettext_lazy("state of a certification", "open"), "unlock", "open")
LOCKED = NodeState("locked", pgettext_lazy("state of a certification", "locked"), "lock-fill", "neutral")
STATES = (HELD, IN_PROGRESS, OPEN, LOCKED)


@dataclass(frozen=True, slots=True)
class Gates:
    """What follows from the catalogue alone: how each certification stands to whoever brings nothing, and what opens it."""

    to_nobody: Mapping[int, NodeState]
    openings: Openings


def states_of(learner: Learner, today: date) -> dict[int, NodeState]:
    """By the certification's primary key. Seven queries, and two more where the catalogue has changed.

    A retired certification is neither open nor locked: nobody can earn it any more.
    """
    running = expected_of(learner)
    facts = facts_of(learner, today, expected=running)
    gates = _gates()
    states = dict(gates.to_nobody)
    states.update(dict.fromkeys(opened(gates.openings, facts) & states.keys(), OPEN))
    states.update(dict.fromkeys(running, IN_PROGRESS))
    states.update(dict.fromkeys(facts.held, HELD))
    return states


def standing_at(learner: Learner, certification: int, today: date) -> tuple[NodeState, Eligibility]:
    """Of one certification, with what its prerequisites say. As many queries as the gate alone."""
    facts = facts_of(learner, today, expected=promised_by(learner, today))
    eligibility = judge(asks_by_certification([certification]).get(certification, ()), facts, certification)
    if certification in facts.held:
        return HELD, eligibility
    if certification in facts.expected:
        return IN_PROGRESS, eligibility
    return (OPEN if eligibility.is_open else LOCKED), eligibility


def _gates() -> Gates:
    revision = CatalogueRevision.objects.current()
    return _read_gates() if revision is None else _gates_at(revision)


@lru_cache(maxsize=2)
def _gates_at(_revision: int) -> Gates:
    """Kept in the process: with thousands of certifications, reading what they ask for costs more than all else here."""
    return _read_gates()


def _read_gates() -> Gates:
    found = openings(asks_by_certification())
    earnable = Certification.objects.offered().filter(retired=False).values_list("pk", flat=True)
    to_nobody = {pk: LOCKED if pk in found.locked else OPEN for pk in earnable}
    return Gates(to_nobody, found)
