"""The facts behind verdicts, for any number of people and certifications in the same number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial

from certifications.models import Certification, PlanPhase
from learners.credentials.eligibility import judge
from learners.plans.drafts import Wish, draw, horizons, rest_of, usual_horizon
from learners.plans.goals.ways import Brought, brought_by_many, retimed, way_to
from learners.plans.models import StudyPlan, Task
from learners.plans.schedule import Schedule, ScheduleError
from learners.profiles.models import Learner
from learners.teams.assignments.feasibility import Code, Verdict, of_schedule, of_way

Plans = Mapping[int, Mapping[int, StudyPlan]]


@dataclass(frozen=True)
class Asked:
    """Whether `learner` can reach `certification` by `due`; `key` is what the answer is found by."""

    key: int
    learner: Learner
    certification: Certification
    is_chain: bool
    due: date


def verdicts(asked: Sequence[Asked], now: datetime) -> dict[int, Verdict]:
    """Thirteen queries at most, and three more after a change of the catalogue; none where nothing is asked.

    What is equal is reckoned once: the same certification and dates at the same hours and days off.
    """
    if not asked:
        return {}
    people = {one.learner.pk: (one.learner, one.learner.local_date(now)) for one in asked}
    plans = _plans(people)
    desk = _Desk(brought_by_many(list(people.values()), plans), _phases(asked), _tasks(asked, plans))
    return {one.key: desk.verdict(one) for one in asked}


class _Desk:
    def __init__(
        self, brought: Mapping[int, Brought], phases: Mapping[int, list[PlanPhase]], tasks: Mapping[int, list[Task]]
    ) -> None:
        self._brought, self._phases, self._tasks = brought, phases, tasks

    def verdict(self, asked: Asked) -> Verdict:
        brought, pk = self._brought[asked.learner.pk], asked.certification.pk
        if pk in brought.facts.held:
            return Verdict(Code.HOLDS, until=brought.facts.held[pk], has=brought.availability.minutes_a_week)
        found = self._of_way(asked, brought) if asked.is_chain else self._alone(asked, brought)
        found = replace(found, has=brought.availability.minutes_a_week if found.code == Code.NO_WAY else found.has)
        plan = brought.plans.get(pk)
        if plan is None:
            return found
        return replace(found, has_plan=True, plan_until=plan.last_due, is_paused=plan.state == StudyPlan.State.PAUSED)

    def _of_way(self, asked: Asked, brought: Brought) -> Verdict:
        place = brought.ground.places.get(asked.certification.pk)
        way = way_to(place, brought) if place else None
        if way is None or not way.stones:
            return Verdict(Code.NO_WAY)
        week = brought.availability.weekday_minutes
        return of_way(way.outline, partial(retimed, way, brought), week=week, due=asked.due)

    def _alone(self, asked: Asked, brought: Brought) -> Verdict:
        pk = asked.certification.pk
        gate = judge(brought.ground.asks.get(pk, ()), brought.facts, pk)
        plan = brought.plans.get(pk)
        found = self._rest(plan, asked, brought) if plan else self._drawn(asked, brought)
        return replace(found, is_locked=not gate.is_open)

    def _rest(self, plan: StudyPlan, asked: Asked, brought: Brought) -> Verdict:
        """Of a running plan, at its own hours, as if its exam were on the due day. A paused one as if it went on today."""
        wished, today = copy(plan), brought.today
        wished.exam_date = asked.due
        found = rest_of(wished, self._tasks.get(plan.pk, ()), brought.availability.days_off, today)
        if found is None and plan.next_due is not None:
            return Verdict(Code.NO_TIME)
        return of_schedule(found, has=sum(plan.minutes_by_weekday), today=today)

    def _drawn(self, asked: Asked, brought: Brought) -> Verdict:
        """As the form of a new plan would draw it untouched, with its exam on the due day."""
        if not self._phases.get(asked.certification.pk):
            return Verdict(Code.NO_WAY)
        found = self._schedule(asked, brought)
        if found is None:
            return Verdict(Code.NO_TIME)
        return of_schedule(found, has=brought.availability.minutes_a_week, today=brought.today)

    def _schedule(self, asked: Asked, brought: Brought) -> Schedule | None:
        week, off = brought.availability.weekday_minutes, frozenset(brought.availability.days_off)
        same = (asked.certification.pk, asked.due, brought.today, week, off)
        if same not in self._kept:
            phases = self._phases[asked.certification.pk]
            wish = Wish(usual_horizon(horizons(phases)), brought.today, asked.due, week)
            try:
                self._kept[same] = draw(asked.certification, phases, wish, off).schedule
            except ScheduleError:
                self._kept[same] = None
        return self._kept[same]

    @cached_property
    def _kept(self) -> dict[tuple[object, ...], Schedule | None]:
        return {}


def _plans(people: Iterable[int]) -> Plans:
    found: dict[int, dict[int, StudyPlan]] = defaultdict(dict)
    for plan in StudyPlan.objects.running().filter(learner__in=people).order_by("pk"):
        found[plan.learner_id][plan.certification_id] = plan
    return found


def _phases(asked: Iterable[Asked]) -> dict[int, list[PlanPhase]]:
    """The plan template of each certification that is asked for by itself, with its steps. Two queries."""
    wanted = {one.certification.pk for one in asked if not one.is_chain}
    rows = PlanPhase.objects.filter(version__current_for__in=wanted, steps__isnull=False).distinct()
    found: dict[int, list[PlanPhase]] = defaultdict(list)
    for phase in rows.select_related("version").prefetch_related("steps").order_by("position", "pk"):
        found[phase.version.certification_id].append(phase)
    return found


def _tasks(asked: Iterable[Asked], plans: Plans) -> dict[int, list[Task]]:
    """By plan, of the running plans for what is asked for by itself. One query."""
    wanted = [plans.get(one.learner.pk, {}).get(one.certification.pk) for one in asked if not one.is_chain]
    found: dict[int, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(plan__in=[plan.pk for plan in wanted if plan]).in_order().defer("note", "detail"):
        found[task.plan_id].append(task)
    return found
