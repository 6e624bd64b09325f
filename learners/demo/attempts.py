"""Demo attempts at exams: passed with the period they earned, not passed some days ago, and booked for the days ahead."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from learners.credentials.exams import ExamAttempt
from learners.credentials.models import CredentialPeriod
from learners.demo.backdate import morning_of
from learners.demo.holdings import BATCH, Award
from learners.demo.personas import chance, within
from learners.plans.models import StudyPlan

BOOKED_PERCENT, FAILED_PERCENT = 60, 12
FAILED_DAYS_AGO = (2, 12)
BOOKED_DAYS_BEFORE = timedelta(days=21)
EVENING = time(18)
DAY = timedelta(days=1)
State = ExamAttempt.State


def draw_attempt(random: Random, plan: StudyPlan, awards: Sequence[Award], today: date) -> ExamAttempt | None:
    """Whoever was awarded what they studied for has passed. Of the others few have sat it too early, and many have booked."""
    earned = next((one for one in awards if one.certification == plan.certification), None)
    if plan.finished_at and earned:
        return _attempt(plan, earned.periods[-1][0], State.PASSED, today)
    if plan.state != StudyPlan.State.ACTIVE:
        return None
    sat_on = today - within(random, FAILED_DAYS_AGO) * DAY
    if plan.start < sat_on and chance(random, FAILED_PERCENT):
        return _attempt(plan, sat_on, State.FAILED, today)
    is_ahead = plan.exam_date and plan.exam_date > today
    return booked_for(plan, today) if is_ahead and chance(random, BOOKED_PERCENT) else None


def booked_for(plan: StudyPlan, today: date) -> ExamAttempt:
    """For the plan's exam date, where it has one ahead."""
    return _attempt(plan, plan.exam_date or today + DAY, State.BOOKED, today)


def _attempt(plan: StudyPlan, exam_on: date, state: ExamAttempt.State, today: date) -> ExamAttempt:
    is_over = state != State.BOOKED
    return ExamAttempt(
        learner=plan.learner,
        certification=plan.certification,
        exam_on=exam_on,
        state=state,
        booked_at=morning_of(min(exam_on - BOOKED_DAYS_BEFORE, today - DAY)),
        recorded_at=datetime.combine(exam_on, EVENING, UTC) if is_over else None,
    )


def make_attempts(attempts: Sequence[ExamAttempt]) -> None:
    """A failed one names the last phase of its plan; a passed one is linked to the period that it earned."""
    made = ExamAttempt.objects.bulk_create(attempts, batch_size=BATCH)
    _name_weak_phases([one for one in made if one.is_failed])
    _link([one for one in made if one.is_passed])


def _name_weak_phases(failed: Sequence[ExamAttempt]) -> None:
    plans = StudyPlan.objects.filter(learner__in=[one.learner_id for one in failed])
    rows = plans.order_by("tasks__phase_position").values_list("learner", "certification", "tasks__phase_key")
    last = {(learner, certification): key for learner, certification, key in rows}
    for one in failed:
        one.weak_phases = [last[one.learner_id, one.certification_id]]
    ExamAttempt.objects.bulk_update(failed, ["weak_phases"], batch_size=BATCH)


def _link(passed: Sequence[ExamAttempt]) -> None:
    attempts = {(one.learner_id, one.certification_id, one.exam_on): one for one in passed}
    periods = CredentialPeriod.objects.filter(credential__learner__in=[one.learner_id for one in passed])
    linked = []
    for period in periods.select_related("credential"):
        key = period.credential.learner_id, period.credential.certification_id, period.valid_from
        if key in attempts:
            period.attempt = attempts[key]
            linked.append(period)
    CredentialPeriod.objects.bulk_update(linked, ["attempt"], batch_size=BATCH)
