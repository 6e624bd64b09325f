"""What a learner's calendar holds. Noon on Monday 2 March 2026."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from learners.calendars import stamps
from learners.calendars.feed import calendar_of
from learners.calendars.models import CalendarEvent
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from tests.factories import (
    MONDAY,
    NOON,
    make_attempt,
    make_certification,
    make_credential,
    make_guided,
    make_plan,
)
from tests.learners.calendars.reading import Read, lines, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
JUNE = date(2026, 6, 1)


def calendar(learner: Learner, hours: int = 0) -> dict[str, Read]:
    return read(calendar_of(learner, now=NOON + hours * HOUR))


def titles(learner: Learner) -> list[str]:
    return sorted(event.title for event in calendar(learner).values())


def plan_with(learner: Learner, *tasks: dict, **fields) -> StudyPlan:
    return make_plan(learner, make_guided("trail-guide", name="Trail guide"), tasks=tasks, **fields)


def test_what_is_to_do_stands_on_its_days_with_its_plan_and_its_page(ada, settings) -> None:
    settings.SITE_URL = "https://cairn.example.org:8443"
    plan = plan_with(ada, {"title": "Read the map", "minutes": 90, "starts": MONDAY, "due": MONDAY + 2 * DAY})
    task = plan.tasks.get()
    assert f"UID:task-{task.pk}@cairn.example.org" in lines(calendar_of(ada, now=NOON))
    assert calendar(ada)[f"task-{task.pk}"] == Read(
        uid=f"task-{task.pk}@cairn.example.org",
        first=MONDAY,
        end=MONDAY + 3 * DAY,
        title="Read the map",
        text=f"1 h 30 min\nTrail guide\nhttps://cairn.example.org:8443/plans/{plan.pk}/tasks/{task.pk}/",
        sequence=0,
        stamp=NOON,
    )


def test_an_optional_task_says_so(ada) -> None:
    plan = plan_with(ada, {"optional": True})
    assert "1 h, optional" in calendar(ada)[f"task-{plan.tasks.get().pk}"].text


def test_what_is_done_or_skipped_is_not_listed(ada) -> None:
    plan_with(ada, {"title": "To do"}, {"title": "Done", "state": "done"}, {"title": "Skipped", "state": "skipped"})
    assert titles(ada) == ["To do"]


@pytest.mark.parametrize("state", ["finished", "left"])
def test_a_plan_that_is_over_is_not_listed(ada, state: str) -> None:
    plan_with(ada, {}, state=state, exam_date=JUNE)
    assert titles(ada) == []


def test_of_a_paused_plan_only_its_exam_and_the_day_it_goes_on_are_listed(ada) -> None:
    plan_with(ada, {}, state="paused", paused_on=MONDAY, resumes_on=MONDAY + 9 * DAY, exam_date=JUNE)
    assert titles(ada) == ["Exam planned: Trail guide", "Your plan goes on: Trail guide"]


def test_a_pause_without_an_end_has_no_day(ada) -> None:
    plan_with(ada, {}, state="paused", paused_on=MONDAY)
    assert titles(ada) == []


def test_notes_and_what_belongs_to_others_never_go_in(ada, stranger) -> None:
    plan_with(ada, {"note": "my secret note"})
    make_plan(stranger, make_guided(), tasks=({"title": "Of a stranger"},), exam_date=JUNE)
    make_attempt(stranger, exam_on=JUNE)
    make_attempt(ada, exam_on=JUNE, note="my secret doubts")
    make_credential(stranger, periods=({"valid_from": MONDAY, "valid_until": JUNE},))
    content = calendar_of(ada, now=NOON).decode()
    assert content.count("BEGIN:VEVENT") == 2
    assert "secret" not in content
    assert "tranger" not in content


# Exams ---------------------------------------------------------------------------------------------------------------


def test_a_planned_exam_and_its_booking_on_the_same_day_are_one(ada) -> None:
    plan = plan_with(ada, exam_date=JUNE)
    assert list(calendar(ada)) == [f"plan-exam-{plan.pk}"]
    booked = make_attempt(ada, plan.certification, exam_on=JUNE)
    (event,) = calendar(ada).values()
    assert event.uid.startswith(f"exam-{booked.pk}@")
    assert (event.title, event.first, event.end) == ("Exam: Trail guide", JUNE, JUNE + DAY)


def test_a_plan_that_aims_at_another_day_than_the_booking_says_both(ada) -> None:
    plan = plan_with(ada, exam_date=JUNE)
    make_attempt(ada, plan.certification, exam_on=JUNE + 3 * DAY)
    assert titles(ada) == ["Exam planned: Trail guide", "Exam: Trail guide"]
    assert "The exam is booked for 4 Jun 2026." in calendar(ada)[f"plan-exam-{plan.pk}"].text


@pytest.mark.parametrize("state", ["passed", "failed", "cancelled"])
def test_an_exam_that_is_over_or_cancelled_is_not_listed(ada, state: str) -> None:
    make_attempt(ada, exam_on=MONDAY, state=state)
    assert titles(ada) == []


# Credentials ---------------------------------------------------------------------------------------------------------


def test_a_credential_says_when_it_expires_and_when_to_renew_it(ada) -> None:
    goal = make_certification("goal", name="Goal", guide={"validity_months": 24, "renewal_window_months": 6})
    credential = make_credential(
        ada, goal, periods=({"valid_from": date(2024, 8, 29), "valid_until": date(2026, 8, 29)},)
    )
    found = calendar(ada)
    expiry, renewal = found[f"expiry-{credential.pk}"], found[f"renewal-{credential.pk}"]
    assert (expiry.title, expiry.first) == ("Expires: Goal", date(2026, 8, 29))
    assert (renewal.title, renewal.first) == ("Time to renew: Goal", date(2026, 2, 28))
    assert f"/credentials/{credential.pk}/" in expiry.text


def test_a_renewal_that_is_won_moves_both_days(ada) -> None:
    until = MONDAY + 100 * DAY
    credential = make_credential(ada, periods=({"valid_from": MONDAY - 200 * DAY, "valid_until": until},))
    before = calendar(ada)[f"expiry-{credential.pk}"]
    credential.periods.create(valid_from=until + DAY, valid_until=until + 300 * DAY)
    after = calendar(ada)[f"expiry-{credential.pk}"]
    assert (before.uid, before.first, before.sequence) == (after.uid, until, 0)
    assert (after.first, after.sequence) == (until + 300 * DAY, 1)


@pytest.mark.parametrize(
    "period",
    [
        {"valid_from": MONDAY - DAY, "valid_until": None},
        {"valid_from": MONDAY - DAY, "valid_until": JUNE, "revoked_on": MONDAY},
        {"valid_from": MONDAY + DAY, "valid_until": JUNE},
    ],
    ids=["no end", "revoked", "not yet"],
)
def test_what_has_no_end_to_come_has_no_days(ada, period: dict) -> None:
    make_credential(ada, periods=(period,))
    assert titles(ada) == []


def test_a_renewal_plan_does_not_say_the_end_a_second_time(ada) -> None:
    plan = plan_with(ada, exam_date=JUNE, purpose="renewal")
    make_credential(ada, plan.certification, periods=({"valid_from": MONDAY - DAY, "valid_until": JUNE},))
    assert titles(ada) == ["Expires: Trail guide", "Time to renew: Trail guide"]


# What changes, and what does not -------------------------------------------------------------------------------------


def test_read_again_it_is_the_same_to_the_byte(ada) -> None:
    plan_with(ada, {}, {}, exam_date=JUNE)
    assert calendar_of(ada, now=NOON) == calendar_of(ada, now=NOON + HOUR)


def test_a_move_raises_the_sequence_of_that_event_alone(ada) -> None:
    plan = plan_with(ada, {}, {})
    moved, other = plan.tasks.in_order()
    before = calendar(ada)
    moved.due += DAY
    moved.save()
    after = calendar(ada, 1)
    assert after[f"task-{other.pk}"] == before[f"task-{other.pk}"]
    event = after[f"task-{moved.pk}"]
    assert event.uid == before[f"task-{moved.pk}"].uid
    assert (event.end, event.sequence, event.stamp) == (MONDAY + 2 * DAY, 1, NOON + HOUR)


def test_moved_there_and_back_it_is_told_twice(ada) -> None:
    task = plan_with(ada, {}).tasks.get()
    sequences = [calendar(ada)[f"task-{task.pk}"].sequence]
    for day in (MONDAY + DAY, MONDAY):
        task.due = task.starts = day
        task.save()
        sequences.append(calendar(ada)[f"task-{task.pk}"].sequence)
    assert sequences == [0, 1, 2]


def test_a_new_title_raises_the_sequence_too(ada) -> None:
    plan = plan_with(ada, exam_date=JUNE)
    calendar(ada)
    plan.certification.name = "Trail warden"
    plan.certification.save()
    assert calendar(ada)[f"plan-exam-{plan.pk}"].sequence == 1


def test_an_event_that_comes_back_does_not_begin_anew(ada) -> None:
    task = plan_with(ada, {}).tasks.get()
    calendar(ada)
    task.tick(now=NOON)
    assert titles(ada) == []
    task.untick()
    task.due += DAY
    task.save()
    assert calendar(ada)[f"task-{task.pk}"].sequence == 1


def test_the_reader_s_language_is_no_change(ada, settings) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    plan_with(ada, exam_date=JUNE)
    make_credential(ada, periods=({"valid_from": MONDAY - DAY, "valid_until": JUNE},))
    before = calendar_of(ada, now=NOON)
    with translation.override("de"):
        assert calendar_of(ada, now=NOON + HOUR) == before


def test_two_calendars_that_ask_at_once_are_told_the_same(ada, monkeypatch) -> None:
    plan_with(ada, {}, exam_date=JUNE)
    late: list[CalendarEvent] = []
    with monkeypatch.context() as patch:
        patch.setattr(stamps, "_write", late.extend)
        first = calendar_of(ada, now=NOON)
    second = calendar_of(ada, now=NOON)
    stamps._write(late)
    assert first == second == calendar_of(ada, now=NOON + HOUR)


def test_two_people_with_the_same_tasks_share_no_identity(ada, stranger) -> None:
    certification = make_guided()
    for learner in (ada, stranger):
        make_plan(learner, certification, tasks=({},), exam_date=JUNE)
    assert not set(calendar(ada)) & set(calendar(stranger))


@pytest.mark.parametrize("count", [1, 40])
def test_it_asks_the_same_queries_for_any_number_of_events(ada, django_assert_num_queries, count: int) -> None:
    for _number in range(min(count, 10)):
        plan = make_plan(ada, make_guided(), tasks=({},) * (count // 10 or 1), exam_date=JUNE)
        make_attempt(ada, plan.certification, exam_on=JUNE)
        make_credential(ada, periods=({"valid_from": MONDAY - DAY, "valid_until": JUNE},))
    # plans, booked exams, credentials, their periods, tasks, what was told before; then what is told now
    with django_assert_num_queries(7):
        calendar_of(ada, now=NOON)
    with django_assert_num_queries(6):
        calendar_of(ada, now=NOON)


def test_with_the_learner_goes_what_calendars_were_told(ada) -> None:
    plan_with(ada, {})
    calendar(ada)
    assert CalendarEvent.objects.filter(learner=ada).exists()
    ada.user.delete()
    assert not CalendarEvent.objects.exists()
