"""The result of an exam, and what follows from it. Noon on Monday 2 March 2026."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest

from certifications.models import Level, PlanStep
from certifications.publishing import make_current, start_draft
from learners.credentials.exams import ExamAttempt
from learners.credentials.models import Credential, CredentialPeriod
from learners.plans.exams.writes import TooEarlyError, record_pass
from learners.plans.models import StudyPlan
from learners.plans.revisions.revising import Moment
from learners.profiles.models import Learner
from tests.factories import MONDAY, NOON, make_attempt, make_credential, make_guided, make_plan, make_program
from tests.learners.plans.versions import next_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY = timedelta(days=1)
PASSED, FAILED = {"result": "passed"}, {"result": "failed"}


@pytest.fixture
def guided(db):
    return make_guided("trail-guide", guide={"retake_wait_days": 14, "validity_months": 24})


@pytest.fixture
def plan(ada, guided):
    """Of two phases, with something left to do in both."""
    rows = (
        {"key": "d14-s1", "phase_key": "day-14", "phase_title": "By day 14", "state": "done", "note": "Kept"},
        {"key": "d14-s2", "phase_key": "day-14", "phase_title": "By day 14"},
        {"key": "d30-s1", "phase_key": "day-30", "phase_title": "By day 30", "phase_position": 1},
    )
    made = make_plan(ada, guided, tasks=rows, exam_date=MONDAY)
    made.refresh_summary()
    return made


@pytest.fixture
def attempt(ada, guided):
    return make_attempt(ada, guided, exam_on=MONDAY)


def page(attempt: ExamAttempt, name: str = "") -> str:
    return f"/exams/{attempt.pk}/{name}"


def periods() -> list[tuple[date, date | None, int | None]]:
    return list(CredentialPeriod.objects.values_list("valid_from", "valid_until", "attempt"))


# Before -------------------------------------------------------------------------------------------------------------


def test_before_the_exam_day_there_is_no_result(signed_in, ada, guided):
    ahead = make_attempt(ada, guided, exam_on=MONDAY + DAY)
    assert "There is no result yet" in signed_in.get(page(ahead, "result/")).content.decode()
    assert "There is no result yet" in signed_in.post(page(ahead, "result/"), PASSED).content.decode()
    with pytest.raises(TooEarlyError):
        record_pass(Moment(ada, NOON), ahead.pk)
    ahead.refresh_from_db()
    assert (ahead.state, periods()) == ("booked", [])


def test_the_exam_day_is_the_learners_own(signed_in, ada, guided, noon):
    ahead = make_attempt(ada, guided, exam_on=MONDAY + DAY)
    Learner.objects.filter(pk=ada.pk).update(time_zone="Pacific/Auckland")
    signed_in.post(page(ahead, "result/"), PASSED)
    ahead.refresh_from_db()
    assert ahead.state == "passed"


def test_the_period_is_shown_before_anything_is_saved(signed_in, attempt, plan):
    text = signed_in.get(page(attempt, "result/")).content.decode()
    assert "valid from 2 Mar 2026 until 2 Mar 2028" in text
    assert "By day 14" in text
    assert (periods(), Credential.objects.count()) == ([], 0)


def test_today_asks_for_the_result_from_the_exam_day_on(signed_in, ada, attempt):
    ahead = make_attempt(ada, exam_on=MONDAY + DAY)
    text = signed_in.get("/today/").content.decode()
    assert page(attempt, "result/") in text
    assert page(ahead, "result/") not in text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"note": "Kept"}, "Choose one of the two."),
        ({"result": "perhaps", "note": "Kept"}, "perhaps"),
        ({**FAILED, "weak_phases": "elsewhere", "note": "Kept"}, "elsewhere"),
        ({**FAILED, "weak_phases": "day-14", "note": "Kept" * 126}, "A note has at most 500 characters; this has 504."),
    ],
)
def test_a_slip_is_answered_at_its_field_and_keeps_what_was_typed(signed_in, attempt, plan, given, message):
    text = signed_in.post(page(attempt, "result/"), given).content.decode()
    assert message in text
    assert "Kept" in text
    attempt.refresh_from_db()
    assert attempt.state == "booked"


# Passed -------------------------------------------------------------------------------------------------------------


def test_a_pass_awards_the_credential_and_closes_the_plan(signed_in, attempt, plan):
    response = signed_in.post(page(attempt, "result/"), {**PASSED, "note": "Calm"}, follow=True)
    text = response.content.decode()
    assert "Well done" in text
    assert "Your credential is valid from 2 Mar 2026 until 2 Mar 2028." in text
    attempt.refresh_from_db()
    plan.refresh_from_db()
    assert (attempt.state, attempt.recorded_at, attempt.note) == ("passed", NOON, "Calm")
    assert periods() == [(MONDAY, date(2028, 3, 2), attempt.pk)]
    assert (plan.state, plan.finished_at) == ("finished", NOON)


def test_what_was_left_to_do_stays_readable(signed_in, attempt, plan):
    signed_in.post(page(attempt, "result/"), PASSED)
    assert [task.state for task in plan.tasks.in_order()] == ["done", "todo", "todo"]
    text = signed_in.get(plan.get_absolute_url()).content.decode()
    assert "This plan is closed." in text
    assert "The last stone is laid" not in text


def test_two_windows_that_pass_make_one_period(signed_in, attempt, plan):
    for _window in range(2):
        response = signed_in.post(page(attempt, "result/"), PASSED)
        assert response["Location"] == page(attempt)
    assert len(periods()) == 1


def test_the_first_of_two_different_results_stands(ada, signed_in, attempt, plan):
    """The second window was opened before the first was sent."""
    signed_in.post(page(attempt, "result/"), FAILED)
    stands = record_pass(Moment(ada, NOON), attempt.pk)
    assert (stands.state, periods()) == ("failed", [])


def test_a_pass_without_a_plan_is_recorded_too(signed_in, attempt):
    signed_in.post(page(attempt, "result/"), PASSED)
    assert len(periods()) == 1


def test_a_pass_adds_a_period_to_the_credential_that_is_held(signed_in, ada, attempt, guided):
    make_credential(ada, guided, periods=({"valid_from": date(2024, 3, 1), "valid_until": date(2026, 3, 1)},))
    signed_in.post(page(attempt, "result/"), PASSED)
    assert Credential.objects.count() == 1
    assert len(periods()) == 2


def test_a_cancelled_exam_has_no_result(signed_in, ada, guided):
    cancelled = make_attempt(ada, guided, state="cancelled")
    assert signed_in.post(page(cancelled, "result/"), PASSED).status_code == HTTPStatus.NOT_FOUND


# Not passed ---------------------------------------------------------------------------------------------------------


def test_a_fail_keeps_what_was_weak_and_says_from_when_on_it_may_be_sat_again(signed_in, attempt, plan):
    given = {**FAILED, "weak_phases": ["day-14"], "note": "Too fast"}
    text = signed_in.post(page(attempt, "result/"), given, follow=True).content.decode()
    attempt.refresh_from_db()
    plan.refresh_from_db()
    assert (attempt.state, attempt.weak_phases, attempt.note) == ("failed", ["day-14"], "Too fast")
    assert "it may be sat again from 16 Mar 2026 on" in text
    assert "By day 14" in text
    assert plan.state == "active"
    assert periods() == []


def failed(attempt: ExamAttempt, *weak: str) -> ExamAttempt:
    attempt.record("failed", now=NOON, weak_phases=weak)
    return attempt


def test_the_retake_plan_is_made_of_the_weak_phases(signed_in, attempt, plan):
    failed(attempt, "day-14")
    assert "2 h 30 min in 2 tasks" in signed_in.get(page(attempt, "retake/")).content.decode()
    response = signed_in.post(page(attempt, "retake/"))
    made = StudyPlan.objects.get(purpose="retake")
    assert response["Location"] == made.get_absolute_url()
    assert (made.title, made.start, made.state) == ("Retake: Trail guide", MONDAY, "active")
    assert [task.key for task in made.tasks.in_order()] == ["d14-s1", "d14-s2"]
    assert {task.state for task in made.tasks.all()} == {"todo"}
    assert made.exam_date == date(2026, 3, 16)
    assert made.minutes_total == 150
    assert "Retake: Trail guide" in signed_in.get(made.get_absolute_url()).content.decode()


def test_the_plan_before_is_closed_and_keeps_its_notes(signed_in, attempt, plan):
    signed_in.post(page(failed(attempt), "retake/"))
    plan.refresh_from_db()
    assert (plan.state, plan.finished_at) == ("finished", NOON)
    assert plan.tasks.get(key="d14-s1").note == "Kept"


def test_the_retake_exam_leaves_time_to_study(signed_in, ada, attempt, plan):
    """150 minutes at 5 a week reach far beyond the waiting period."""
    week = {**dict.fromkeys(Learner.WEEKDAYS, 0), "saturday": 5}
    StudyPlan.objects.filter(pk=plan.pk).update(**week)
    signed_in.post(page(failed(attempt, "day-14"), "retake/"))
    made = StudyPlan.objects.get(purpose="retake")
    assert made.last_due is not None
    assert made.exam_date == made.last_due + DAY
    assert made.minutes_by_weekday == (0, 0, 0, 0, 0, 5, 0)


def test_a_retake_plan_aims_at_what_is_booked_already_and_says_whether_it_fits(signed_in, ada, guided, attempt, plan):
    failed(attempt, "day-14")
    StudyPlan.objects.filter(pk=plan.pk).update(**{**dict.fromkeys(Learner.WEEKDAYS, 0), "saturday": 5})
    make_attempt(ada, guided, exam_on=date(2026, 3, 20))
    text = signed_in.get(page(attempt, "retake/")).content.decode()
    assert "It aims at your booked exam on 20 Mar 2026." in text
    assert "It does not fit" in text
    signed_in.post(page(attempt, "retake/"))
    assert StudyPlan.objects.get(purpose="retake").exam_date == date(2026, 3, 20)


def test_made_twice_it_is_one_retake_plan(signed_in, attempt, plan):
    failed(attempt)
    first = signed_in.post(page(attempt, "retake/"))
    second = signed_in.post(page(attempt, "retake/"))
    assert first["Location"] == second["Location"]
    assert StudyPlan.objects.filter(purpose="retake").count() == 1
    assert "Go to the retake plan" in signed_in.get(page(attempt)).content.decode()


def test_without_weak_phases_those_with_reviews_and_exams_are_taken(signed_in, ada):
    reviewed = make_guided("reviewed", phases=((14, (60,)), (30, (60,))))
    draft = start_draft(reviewed)
    draft.steps.filter(key="d30-s1").update(kind=PlanStep.Kind.EXAM)
    make_current(draft, now=NOON)
    attempt = make_attempt(ada, reviewed, state="failed")
    text = signed_in.get(page(attempt, "retake/")).content.decode()
    assert "No phase was named as weak." in text
    signed_in.post(page(attempt, "retake/"))
    assert [task.key for task in StudyPlan.objects.get().tasks.all()] == ["d30-s1"]


def test_without_reviews_and_exams_all_phases_are_taken(signed_in, attempt):
    signed_in.post(page(failed(attempt), "retake/"))
    assert StudyPlan.objects.get().tasks.count() == 3


def test_weak_phases_that_the_curriculum_has_no_more_are_said(signed_in, attempt, plan):
    text = signed_in.get(page(failed(attempt, "day-7"), "retake/")).content.decode()
    assert "The curriculum has changed since" in text


def test_without_any_minutes_no_plan_is_made_and_the_page_says_so(signed_in, ada, attempt):
    Learner.objects.filter(pk=ada.pk).update(**dict.fromkeys(Learner.WEEKDAYS, 0))
    failed(attempt)
    for response in (signed_in.get(page(attempt, "retake/")), signed_in.post(page(attempt, "retake/"))):
        assert "no dates can be given" in response.content.decode()
    assert not StudyPlan.objects.exists()


@pytest.mark.parametrize("state", ["booked", "passed", "cancelled"])
def test_only_what_was_not_passed_is_planned_again(signed_in, ada, guided, state: str):
    attempt = make_attempt(ada, guided, state=state)
    assert signed_in.get(page(attempt, "retake/")).status_code == HTTPStatus.NOT_FOUND
    assert signed_in.post(page(attempt, "retake/")).status_code == HTTPStatus.NOT_FOUND


def test_a_retake_plan_is_offered_no_newer_version(signed_in, attempt, guided):
    """It was made of some phases; a newer version would bring the others back."""
    signed_in.post(page(failed(attempt, "day-14"), "retake/"))
    next_version(guided, add={"new": ("day-30", 30)})
    plan = StudyPlan.objects.get()
    assert signed_in.get(f"{plan.get_absolute_url()}offer/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("tasks", [2, 40])
def test_the_preview_asks_the_same_number_of_queries_for_any_number_of_steps(
    signed_in, ada, django_assert_num_queries, tasks: int
):
    attempt = make_attempt(ada, make_guided("long", phases=((14, (30,) * tasks),)), state="failed")
    # session, user, learner, attempt; phases, steps; other attempts; plans' last days, credentials, statements, years,
    # waivers, what is asked for; the booked one, the latest plans (running, any), days off
    with django_assert_num_queries(17):
        signed_in.get(page(attempt, "retake/"))


# Taken back ---------------------------------------------------------------------------------------------------------


def test_a_mistaken_pass_is_taken_back_with_what_it_made(signed_in, attempt, plan):
    signed_in.post(page(attempt, "result/"), PASSED)
    assert "Take the result back?" in signed_in.get(page(attempt, "correct/")).content.decode()
    signed_in.post(page(attempt, "correct/"))
    attempt.refresh_from_db()
    plan.refresh_from_db()
    assert (attempt.state, attempt.recorded_at) == ("booked", None)
    assert (periods(), Credential.objects.count()) == ([], 0)
    assert (plan.state, plan.finished_at) == ("active", None)


def test_a_paused_plan_pauses_on_when_its_pass_is_taken_back(signed_in, attempt, plan):
    StudyPlan.objects.filter(pk=plan.pk).update(state="paused", paused_on=MONDAY - DAY)
    signed_in.post(page(attempt, "result/"), PASSED)
    signed_in.post(page(attempt, "correct/"))
    plan.refresh_from_db()
    assert plan.state == "paused"


def test_taken_back_twice_is_taken_back_once(signed_in, attempt, plan):
    signed_in.post(page(attempt, "result/"), PASSED)
    signed_in.post(page(attempt, "correct/"))
    assert signed_in.post(page(attempt, "correct/")).status_code == HTTPStatus.NOT_FOUND


def test_a_credential_that_was_held_before_stays(signed_in, ada, attempt, guided):
    make_credential(ada, guided, periods=({"valid_from": date(2024, 3, 1), "valid_until": date(2026, 3, 1)},))
    signed_in.post(page(attempt, "result/"), PASSED)
    signed_in.post(page(attempt, "correct/"))
    assert periods() == [(date(2024, 3, 1), date(2026, 3, 1), None)]


def test_what_a_pass_renewed_below_goes_with_it(signed_in, ada):
    program = make_program("trail")
    levels = [Level.objects.create(slug=slug, name=slug, rank=rank) for slug, rank in (("low", 20), ("high", 30))]
    rule = {"validity_months": 24, "renewed_by_higher": True}
    low, high = (make_guided(f"the-{level.slug}", program=program, level=level, guide=rule) for level in levels)
    make_credential(ada, low, periods=({"valid_from": date(2025, 3, 1), "valid_until": date(2026, 6, 1)},))
    attempt = make_attempt(ada, high)
    signed_in.post(page(attempt, "result/"), PASSED)
    assert len(periods()) == 3
    signed_in.post(page(attempt, "correct/"))
    assert periods() == [(date(2025, 3, 1), date(2026, 6, 1), None)]


def test_a_fail_becomes_a_pass_and_closes_the_retake_plan(signed_in, attempt, plan):
    signed_in.post(page(attempt, "result/"), FAILED)
    signed_in.post(page(attempt, "retake/"))
    signed_in.post(page(attempt, "correct/"))
    signed_in.post(page(attempt, "result/"), PASSED)
    assert len(periods()) == 1
    assert not StudyPlan.objects.running().exists()


def test_after_fourteen_days_a_result_stands(signed_in, attempt, plan):
    signed_in.post(page(attempt, "result/"), PASSED)
    ExamAttempt.objects.update(recorded_at=NOON - 15 * DAY)
    assert "those are over" in signed_in.post(page(attempt, "correct/")).content.decode()
    assert len(periods()) == 1


def test_what_a_later_renewal_rests_on_is_not_taken_back(signed_in, attempt):
    signed_in.post(page(attempt, "result/"), PASSED)
    Credential.objects.get().periods.create(valid_from=MONDAY + DAY)
    assert "renewed since" in signed_in.post(page(attempt, "correct/")).content.decode()
    assert len(periods()) == 2


def test_a_result_is_not_taken_back_beside_another_booked_attempt(signed_in, ada, guided, attempt):
    signed_in.post(page(attempt, "result/"), FAILED)
    make_attempt(ada, guided, exam_on=MONDAY + 30 * DAY)
    assert "Cancel that first." in signed_in.post(page(attempt, "correct/")).content.decode()
