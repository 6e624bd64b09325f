"""What a manager's page about one member shows: as much as the member allows, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from learners.plans.models import Task
from learners.plans.status import Code
from learners.teams.models import Membership
from learners.teams.people.needs import needs_of
from learners.teams.people.pages import NeedRow, need_row
from learners.teams.people.people import Person, Shows
from learners.teams.people.reading import people_among
from learners.teams.seen import Day, SeenCredential, SeenMember, SeenPlan, day_of, seen_member

MOST_TASKS = 200
OVER = {Code.DONE, Code.LEFT}


@dataclass(frozen=True, slots=True)
class SeenTask:
    title: str
    is_done: bool
    due: Day | None


@dataclass(frozen=True, slots=True)
class MemberPage:
    """`plans` with the reasons why help may be needed, and the tasks of those who show them; `credentials` with their names."""

    member: SeenMember
    plans: tuple[tuple[SeenPlan, NeedRow | None, tuple[SeenTask, ...]], ...]
    credentials: tuple[tuple[str, SeenCredential], ...]
    shows_tasks: bool


def member_page(membership: Membership, now: datetime) -> MemberPage:
    """Eight queries for any number of plans and tasks."""
    read = people_among([membership.pk], membership.team, now)
    return page_of(read.people[membership.pk], read.names, now)


def page_of(person: Person, names: Mapping[int, str], now: datetime) -> MemberPage:
    running = [(person, plan) for plan in person.plans if plan.code not in OVER]
    needs = {need.plan.pk: need_row(need) for need in needs_of(running, now)}
    seen = seen_member(person)
    shows_tasks = person.shows == Shows.TASKS
    tasks = _tasks([plan.pk for plan in seen.plans]) if shows_tasks else {}
    return MemberPage(
        member=seen,
        plans=tuple((plan, needs.get(plan.pk), tuple(tasks.get(plan.pk, ()))) for plan in seen.plans),
        credentials=tuple((names[one.certification], one) for one in seen.credentials),
        shows_tasks=shows_tasks,
    )


def _tasks(plans: list[int]) -> dict[int, list[SeenTask]]:
    """Titles and whether each is done: no note, no minutes, no link."""
    found: dict[int, list[SeenTask]] = {}
    rows = Task.objects.filter(plan__in=plans).exclude(state=Task.State.SKIPPED)
    ordered = rows.order_by("plan", "phase_position", "position").values_list("plan", "title", "state", "due")
    for plan, title, state, due in ordered[: MOST_TASKS * len(plans)]:
        found.setdefault(plan, []).append(SeenTask(title, state == Task.State.DONE, day_of(due)))
    return found
