"""What the pages of assignments show: rows with their state, verdict and record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode

from certifications.models import Certification, PlanPhase
from learners.plans.drafts import horizons, template_of, usual_horizon
from learners.plans.gates import gate_of
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.teams.assignments.feasibility import Code
from learners.teams.assignments.models import Assignment, AssignmentChange
from learners.teams.assignments.reading import Asked, verdicts
from learners.teams.assignments.words import Look, Said, change_words, look_of, said_to_learner, said_to_manager
from learners.teams.assignments.writes import Wanted
from learners.teams.former import held_on
from learners.teams.models import Membership, MembershipQuerySet, Team

State = Assignment.State


@dataclass(frozen=True, slots=True)
class Row:
    """`said` is None where nothing is left to judge: it is done, settled or past its date. `at_once`: rows of its batch."""

    assignment: Assignment
    look: Look
    said: Said | None
    at_once: int = 1
    fitting: date | None = None

    @property
    def name(self) -> str:
        return str(self.assignment.learner)


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    by: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member before anything is assigned. `assigned` is the open assignment of the same, which keeps them out."""

    pk: int
    name: str
    said: Said
    assigned: Assignment | None
    is_out: bool


def manager_rows(found: Sequence[Assignment], *, now: datetime) -> list[Row]:
    """`found` has `with_standing`. Any number of rows in the same number of queries."""
    judged = verdicts([_asked(one) for one in found if _is_judged(one, now)], now)
    sizes = _sizes({one.batch for one in found})
    rows = []
    for one in found:
        today, verdict = one.learner.local_date(now), judged.get(one.pk)
        said = said_to_manager(verdict, one.membership.visibility, today) if verdict else None
        rows.append(Row(one, look_of(standing_of(one), is_over=one.is_over(today)), said, sizes[one.batch]))
    return rows


def learner_rows(found: Sequence[Assignment], *, now: datetime) -> list[Row]:
    """As above, in full numbers, with the first date that fits where the one that is asked for does not."""
    judged = verdicts([_asked(one) for one in found if standing_of(one) in Assignment.OPEN], now)
    rows = []
    for one in found:
        today, verdict = one.learner.local_date(now), judged.get(one.pk)
        is_over = one.is_over(today)
        said = said_to_learner(verdict, today) if verdict and not is_over else None
        fitting = verdict.finish if verdict and (is_over or not verdict.fits) else None
        rows.append(Row(one, look_of(standing_of(one), is_over=is_over), said, fitting=fitting))
    return rows


def standing_of(one: Assignment) -> str:
    standing: str = one.standing  # type: ignore[attr-defined]  # of with_standing
    return standing


def _asked(one: Assignment) -> Asked:
    return Asked(one.pk, one.learner, one.certification, one.is_chain, one.asked_due or one.due)


def _is_judged(one: Assignment, now: datetime) -> bool:
    return standing_of(one) in Assignment.OPEN and not one.is_over(one.learner.local_date(now))


def _sizes(batches: Iterable[UUID]) -> dict[UUID, int]:
    counted = Assignment.objects.filter(batch__in=list(batches)).order_by().values_list("batch")
    return dict(counted.annotate(count=Count("pk")))


def record_of(one: Assignment, today: date) -> list[Step]:
    """The latest first. One query."""
    changes = AssignmentChange.objects.filter(assignment=one).select_related("by").order_by("-at", "-pk")
    return [
        Step(change.at, str(change.by) if change.by else "", change_words(change, today), change.words)
        for change in changes
    ]


# Before anything is assigned -----------------------------------------------------------------------------------------


def assignable(team: Team, certification: Certification, today: date) -> MembershipQuerySet:
    """Members without an open assignment of it, and who do not hold it, as far as they show that."""
    taken = Assignment.objects.open().filter(certification=certification)
    taken = taken.exclude(pk__in=Assignment.objects.reached().filter(certification=certification).values("pk"))
    holders = held_on(today).filter(certification=certification).values("learner")
    shows = ~Q(visibility=Membership.Visibility.STATUS)
    members = Membership.objects.managed_in(team).exclude(pk__in=taken.values("membership"))
    return members.exclude(shows & Q(learner__in=holders))


def candidates(members: Sequence[Membership], wanted: Wanted, *, now: datetime) -> list[Candidate]:
    asked = [Asked(one.pk, one.learner, wanted.certification, wanted.is_chain, wanted.due) for one in members]
    judged = verdicts(asked, now)
    open_ones = Assignment.objects.open().filter(membership__in=members, certification=wanted.certification)
    taken = {one.membership_id: one for one in open_ones.with_standing().exclude(Q(standing=State.DONE))}
    rows = []
    for one in members:
        said = said_to_manager(judged[one.pk], one.visibility, one.learner.local_date(now))
        shows_held = judged[one.pk].code == Code.HOLDS and one.visibility != Membership.Visibility.STATUS
        is_out = one.pk in taken or shows_held
        rows.append(Candidate(one.pk, str(one.learner), said, taken.get(one.pk), is_out))
    return rows


# After it is accepted ------------------------------------------------------------------------------------------------


def way_to_study(one: Assignment, today: date) -> str:
    """Where an accepted assignment leads: the goal of a chain, the plan that runs, or the form of a new one, filled in."""
    if one.is_chain:
        return reverse("goals:certification", args=[one.certification.slug])
    running = StudyPlan.objects.visible_to(one.learner).running().filter(certification=one.certification).first()
    if running:
        return _redated(running, one, today)
    version = one.certification.current_version
    phases = template_of(version) if version else []
    return _new_plan(one, phases, today) if any(phase.steps.all() for phase in phases) else one.get_absolute_url()


def _redated(plan: StudyPlan, one: Assignment, today: date) -> str:
    """The plan itself; where its exam is not by the due day, its settings with that day filled in."""
    if (plan.exam_date and plan.exam_date <= one.due) or not gate_of(one.learner, plan.certification_id, today).is_open:
        return plan.get_absolute_url()
    week = {day: getattr(plan, day) for day in StudyPlan.WEEKDAYS}
    values = {"exam_date": one.due.isoformat(), "buffer_days": plan.buffer_days, **week}
    return f"{reverse('plans:settings-preview', args=[plan.pk])}?{urlencode(values)}"


def _new_plan(one: Assignment, phases: list[PlanPhase], today: date) -> str:
    """With the due day as the exam's, where the exam is open to the learner."""
    learner: Learner = one.learner
    is_open = gate_of(learner, one.certification_id, today).is_open
    values = {
        "horizon": usual_horizon(horizons(phases)),
        "start": today.isoformat(),
        "exam_date": one.due.isoformat() if is_open else "",
        **{day: getattr(learner, day) for day in Learner.WEEKDAYS},
    }
    return f"{reverse('plans:preview', args=[one.certification.slug])}?{urlencode(values)}"
