"""The lighter plan of a renewal: of which steps, dated back from the day on which the credential lapses."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from certifications.models import Certification, CurriculumVersion, PlanPhase, PlanStep
from learners.credentials.models import Credential
from learners.plans.drafts import Draft, Wish, draw
from learners.plans.models import StudyPlan
from learners.plans.renewals.steps import Lighter, lighter
from learners.plans.schedule import DateRange
from learners.plans.versions.moves import Content, compare
from learners.plans.versions.offers import steps_by_version
from learners.plans.writes import create_plan
from learners.profiles.models import Learner

DAY = timedelta(days=1)
TITLE_LENGTH = 200
Begun = Callable[[date], Draft]


@dataclass(frozen=True)
class Target:
    """`end`: the last valid day, None where it has lapsed or has no end; then nothing is dated back."""

    today: date
    end: date | None
    buffer_days: int

    @property
    def study_ends_before(self) -> date | None:
        return self.end - self.buffer_days * DAY if self.end else None


def version_earned_with(credential: Credential) -> int | None:
    """The version of the last plan for it, else the one that was current when the newest period was earned. Two queries."""
    plans = StudyPlan.objects.visible_to(credential.learner).filter(certification=credential.certification_id)
    planned = plans.filter(minutes_done__gt=0).order_by("-created_at").values_list("version_id", flat=True).first()
    newest = max(credential.periods.all(), key=lambda period: period.valid_from, default=None)
    if planned or newest is None:
        return planned
    published = CurriculumVersion.objects.filter(
        certification=credential.certification_id, published_at__date__lte=newest.awarded_on or newest.valid_from
    )
    return published.order_by("-published_at").values_list("pk", flat=True).first()


def lighter_plan(credential: Credential) -> Lighter:
    """Of the current version. Three queries."""
    current, earned = credential.certification.current_version_id or 0, version_earned_with(credential)
    steps = steps_by_version({current, earned or current})
    now = steps.get(current, [])
    return lighter(now, _new(steps.get(earned, []) if earned else now, now))


def _new(before: Sequence[Content], now: Sequence[Content]) -> set[str]:
    found = compare(before, now)
    return {one.key for one in found.added} | {one.after.key for one in found.changed}


def template_of_lighter(version: CurriculumVersion, found: Lighter) -> list[PlanPhase]:
    """The phases of which something is left, with those steps alone. Two queries."""
    steps = PlanStep.objects.filter(key__in=[step.key for step in found.steps])
    phases = version.phases.prefetch_related(Prefetch("steps", steps)).order_by("position", "pk")
    return [phase for phase in phases if phase.steps.all()]


def draw_back(
    certification: Certification,
    phases: Sequence[PlanPhase],
    week: tuple[int, ...],
    days_off: Iterable[DateRange],
    target: Target,
) -> Draft:
    """Begins as late as it fits, but not before today; what can't fit any more begins today. Raises ScheduleError."""
    days_off = tuple(days_off)
    wish = Wish(max(phase.by_day for phase in phases), target.today, target.study_ends_before, week)

    def begun(start: date) -> Draft:
        return draw(certification, phases, replace(wish, start=start), days_off)

    today = begun(target.today)
    goal = target.study_ends_before
    if goal is None or not today.schedule.verdict.fits:
        return today
    latest = _enough_room_from(today, goal)
    return _latest(begun, today, target.today, latest)


def _enough_room_from(draft: Draft, goal: date) -> date:
    """The last day from which on there are minutes enough; order and length of the steps may ask for an earlier one."""
    needed, day = sum(draft.schedule.loads.values()), goal
    while needed > 0 and day > draft.wish.start:
        day -= DAY
        needed -= draft.availability.minutes_on(day)
    return day


def _latest(begun: Begun, found: Draft, low: date, high: date) -> Draft:
    """By halving between a day from which it fits and one from which it may."""
    if high > low and (late := begun(high)).schedule.verdict.fits:
        return late
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        draft = begun(middle)
        if draft.schedule.verdict.fits:
            found, low = draft, middle
        else:
            high = middle
    return found


@transaction.atomic
def make_renewal(learner: Learner, draft: Draft, target: Target, *, now: datetime) -> tuple[StudyPlan, bool]:
    """The new plan and True, or the one that runs already and False. An old plan on which nothing is left is finished and stays."""
    Learner.objects.select_for_update().get(pk=learner.pk)
    running = StudyPlan.objects.running().filter(learner=learner, certification=draft.certification)
    running.filter(next_due__isnull=True).update(state=StudyPlan.State.FINISHED, finished_at=now)
    plan, is_new = create_plan(learner, draft)
    if is_new:
        plan.title = (_("Renewal: %(name)s") % {"name": draft.certification.name})[:TITLE_LENGTH]
        plan.purpose = StudyPlan.Purpose.RENEWAL
        plan.exam_date, plan.buffer_days = target.end, target.buffer_days if target.end else 0
        plan.save(update_fields=["title", "purpose", "exam_date", "buffer_days"])
    return plan, is_new
