"""Which steps of a certification's plan its renewal asks for. Pure; the rule, in the order in which it is applied:

- what is new or changed since the version that was earned, optional or not: nobody has learnt it yet;
- the reviews, the projects and the rehearsals of the exam, without the optional ones;
- were that more than half of the whole plan, the projects that have not changed are left out;
- of a plan without any of these, the last step that is not optional of each phase.
So it is lighter than the plan by more than half wherever less than half of the plan is new. What a curriculum has wholly rewritten
is asked for whole: that is the truth of it, and the numbers on the page say so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from learners.plans.versions.moves import Content

REVIEWED, PRACTISED = frozenset({"review", "exam"}), "project"


@dataclass(frozen=True, slots=True)
class Lighter:
    """`steps` in the order of the plan. `minutes` of them, beside those of the whole plan without its optional steps."""

    steps: tuple[Content, ...]
    new: frozenset[str]
    minutes: int
    full_minutes: int


def lighter(steps: Sequence[Content], new: Collection[str]) -> Lighter:
    """`steps` of the current version in order; `new`, the keys of those that are new or changed."""
    full = sum(step.minutes for step in steps if not step.optional)
    kept = [step for step in steps if _is_kept(step, new, with_projects=True)]
    if 2 * _minutes(kept) > full:
        kept = [step for step in steps if _is_kept(step, new, with_projects=False)] or kept
    kept = kept or _last_of_each_phase(steps)
    return Lighter(tuple(kept), frozenset(new) & {step.key for step in kept}, _minutes(kept), full)


def _is_kept(step: Content, new: Collection[str], *, with_projects: bool) -> bool:
    if step.key in new:
        return True
    return not step.optional and (step.kind in REVIEWED or (with_projects and step.kind == PRACTISED))


def _last_of_each_phase(steps: Sequence[Content]) -> list[Content]:
    last = {step.phase_key: step for step in steps if not step.optional}
    return list(last.values()) or list(steps[-1:])


def _minutes(steps: Sequence[Content]) -> int:
    return sum(step.minutes for step in steps)
