"""Whom a draft would touch, counted for its owner. Noon on Monday 2 March 2026."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from certifications.models import Certification
from certifications.owners import GROUP
from learners.plans.desk.impact import Doubtful, impact_of, with_room
from learners.plans.hands.ticking import step_task
from learners.plans.models import StudyPlan
from learners.plans.schedule import Availability
from learners.profiles.models import DayOff, Learner
from tests.factories import MONDAY, NOON, make_guided, make_learner, make_plan, make_user
from tests.learners.plans.versions import next_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
HOUR_A_DAY = dict.fromkeys(StudyPlan.WEEKDAYS, 60)
HX = {"HX-Request": "true"}


@pytest.fixture
def certification() -> Certification:
    return make_guided("guided")


@pytest.fixture
def owner() -> Client:
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=GROUP))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def studying(
    certification: Certification, *, exam: int | None = None, learner: Learner | None = None, **fields: object
) -> StudyPlan:
    """With the three tasks of `make_guided` (60, 90, 120 min), all to do. `exam`: days from Monday."""
    plan = make_plan(
        learner,
        certification,
        tasks=tuple({"key": key, "minutes": n} for key, n in (("d14-s1", 60), ("d14-s2", 90), ("d30-s1", 120))),
        exam_date=None if exam is None else MONDAY + timedelta(days=exam),
        **{**HOUR_A_DAY, **fields},
    )
    plan.refresh_summary()
    return plan


def test_plans_and_learners_are_counted_by_version_and_state(certification):
    learner = make_learner()
    studying(certification, learner=learner, state=StudyPlan.State.LEFT)
    studying(certification, learner=learner, state=StudyPlan.State.LEFT)
    next_version(certification, retime={"d14-s1": 70})
    studying(certification)
    studying(certification, state=StudyPlan.State.PAUSED)
    done = studying(certification)
    done.tasks.update(state="done", done_at=NOON)
    done.refresh_summary()
    found = impact_of(next_version(certification, retime={"d14-s1": 80}, published=False), MONDAY)
    assert [(one.number, one.state, one.plans, one.learners) for one in found.counts] == [
        (2, "active", 1, 1),
        (2, "finished", 1, 1),
        (2, "paused", 1, 1),
        (1, "left", 2, 1),
    ]
    assert (found.plans, found.learners, found.offered) == (5, 4, 2)


def test_steps_and_minutes_are_compared_with_the_current_version(certification):
    draft = next_version(certification, add={"new": ("day-14", 45)}, drop=("d14-s2",), published=False)
    found = impact_of(draft, MONDAY)
    assert [step.key for step in found.diff.added] == ["new"]
    assert [step.key for step in found.diff.removed] == ["d14-s2"]
    assert (found.minutes_before, found.minutes_after) == (270, 225)


@pytest.mark.parametrize(("exam", "unfit"), [(4, 0), (5, 1), (6, 1), (7, 0), (None, 0), (0, 0)])
def test_an_exam_date_that_fits_now_and_no_longer_after_the_move_is_named(certification, exam, unfit):
    """270 min to do and an hour a day: five days are needed; with 100 min more, seven."""
    studying(certification, exam=exam)
    draft = next_version(certification, add={"new": ("day-14", 100)}, published=False)
    found = impact_of(draft, MONDAY).unfit
    assert sum(one.plans for one in found) == unfit
    if unfit:
        assert (found[0].day, found[0].short_minutes) == (MONDAY + timedelta(days=exam or 0), 370 - 60 * (exam or 0))


def test_only_what_is_still_to_do_grows_or_falls_away(certification):
    slow, quick = studying(certification, exam=5), studying(certification, exam=5)
    task = quick.tasks.get(key="d14-s1")
    step_task(quick.learner.user_id, plan_pk=quick.pk, task_pk=task.pk, step=lambda task: task.tick(now=NOON))
    draft = next_version(certification, retime={"d14-s1": 160}, published=False)
    (found,) = impact_of(draft, MONDAY).unfit
    assert (found.plans, found.short_minutes) == (1, 70)
    assert slow.exam_date == found.day


def test_what_is_dropped_makes_room_for_what_is_added(certification):
    studying(certification, exam=5)
    draft = next_version(certification, add={"new": ("day-14", 100)}, drop=("d14-s2",), published=False)
    assert impact_of(draft, MONDAY).unfit == ()


def test_a_horizon_leaves_out_the_phases_after_it(certification):
    plan = studying(certification, exam=5, horizon_days=14)
    plan.tasks.filter(key="d30-s1").delete()
    plan.refresh_summary()
    draft = next_version(certification, add={"new": ("day-30", 1000)}, published=False)
    assert impact_of(draft, MONDAY).unfit == ()


def mails(certification: Certification, today: date = MONDAY) -> tuple[int, int]:
    """All, and those by tomorrow."""
    draft = next_version(certification, retime={"d14-s1": 61}, published=False)
    found = impact_of(draft, today)
    return found.mails, found.mails_by_tomorrow


def test_mails_are_counted_where_an_offer_would_be_read(certification):
    studying(certification)
    studying(certification, learner=make_learner(reminders_on=False))
    studying(certification, learner=make_learner(user=make_user(is_active=False)))
    studying(certification, state=StudyPlan.State.PAUSED)
    assert mails(certification) == (1, 1)


@pytest.mark.parametrize(
    ("rhythm", "today", "week", "soon"),
    [
        ("study_days", 0, {}, 1),
        ("study_days", 0, {"monday": 0, "tuesday": 0}, 0),
        ("study_days", 0, {"monday": 0}, 1),
        ("study_days", 6, {"sunday": 0, "monday": 0}, 0),
        ("weekly", 0, {}, 1),
        ("weekly", 1, {}, 0),
        ("weekly", 5, {}, 0),
        ("weekly", 6, {}, 1),
        ("deadlines", 0, {"monday": 0, "tuesday": 0}, 1),
    ],
)
def test_mails_by_tomorrow_follow_the_rhythm(rhythm, today, week, soon, certification):
    """No task is due on either day."""
    plan = studying(certification, learner=make_learner(reminder_rhythm=rhythm), **week)
    plan.tasks.update(starts=MONDAY + timedelta(days=20), due=MONDAY + timedelta(days=20))
    plan.refresh_summary()
    assert mails(certification, MONDAY + timedelta(days=today)) == (1, soon)


def test_a_task_on_a_day_without_minutes_makes_it_a_day_of_mail(certification):
    studying(certification, monday=0, tuesday=0)
    assert mails(certification) == (1, 1)


@pytest.mark.parametrize(("days", "soon"), [(0, 1), (1, 0), (7, 0)])
def test_who_has_snoozed_through_tomorrow_reads_of_it_later(days, soon, certification):
    studying(certification, learner=make_learner(snoozed_until=MONDAY + timedelta(days=days)))
    assert mails(certification) == (1, soon)


def test_a_draft_whose_steps_are_the_same_offers_nothing(certification):
    studying(certification, exam=5)
    found = impact_of(next_version(certification, published=False), MONDAY)
    assert (found.plans, found.offered, found.mails, found.unfit) == (1, 0, 0, ())


day_numbers = st.integers(-20, 60)


@settings(max_examples=100)
@given(
    week=st.lists(st.integers(0, 300), min_size=7, max_size=7),
    start=day_numbers,
    exam=st.integers(1, 90),
    away=st.lists(st.tuples(day_numbers, st.integers(0, 30)), max_size=3),
    today=st.integers(0, 6),
)
def test_the_room_until_the_exam_is_what_the_calendar_says(week, start, exam, away, today):
    now = MONDAY + timedelta(days=today)
    first, last = now + timedelta(days=start), now + timedelta(days=exam)
    plan = StudyPlan.objects.first() or make_plan()
    fields = dict(zip(StudyPlan.WEEKDAYS, week, strict=True))
    StudyPlan.objects.filter(pk=plan.pk).update(start=first, exam_date=last, **fields)
    off = [(now + timedelta(days=begin), now + timedelta(days=begin + length)) for begin, length in away]
    availability = Availability(tuple(week), tuple(off))
    days = [now + timedelta(days=number) for number in range(exam)]
    room = with_room(StudyPlan.objects.filter(pk=plan.pk), now).get().room
    doubtful = Doubtful(plan.pk, (0, 0), 0, first, last, 0, room, tuple(week))
    assert room == sum(week[day.weekday()] for day in days if day >= first)
    assert room - doubtful.minutes_off(off, now) == sum(availability.minutes_on(day) for day in days if day >= first)


def test_days_off_before_the_exam_take_their_room(certification):
    """Without them 420 min would be free for 370; with two days away, 300."""
    plan = studying(certification, exam=7)
    DayOff.objects.create(learner=plan.learner, first=MONDAY + timedelta(days=1), last=MONDAY + timedelta(days=2))
    draft = next_version(certification, add={"new": ("day-14", 100)}, published=False)
    (found,) = impact_of(draft, MONDAY).unfit
    assert found.short_minutes == 70


def address(certification: Certification) -> str:
    draft = next_version(certification, add={"new": ("day-14", 100)}, published=False)
    return reverse("plans:impact", args=[draft.pk])


def test_the_page_says_it_in_words(owner, certification):
    studying(certification, exam=5)
    text = owner.get(address(certification)).content.decode()
    for words in (
        "On other versions: 1 plan of 1 learner.",
        "4 h 30 min → 6 h 10 min (+1 h 40 min)",
        "New: new",
        "1 plan: exam 7 Mar 2026, short by 1 h 10 min",
        "1 learner would read one line about it",
        "An estimate:",
    ):
        assert words in text, words


def test_the_page_names_no_learner(owner, certification):
    plan = studying(certification, exam=5)
    text = owner.get(address(certification)).content.decode()
    assert plan.learner.user.name not in text
    assert plan.learner.user.email not in text


def test_htmx_gets_the_fragment(owner, certification):
    text = owner.get(address(certification), headers=HX).content.decode()
    assert "Exam dates" in text
    assert "<html" not in text


def test_the_page_is_for_owners_alone(client, signed_in, as_stranger, certification):
    where = address(certification)
    assert client.get(where).status_code == 302
    assert as_stranger.get(where).status_code == 404
    staff = make_user(is_staff=True)
    as_stranger.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    assert as_stranger.get(where).status_code == 404


def test_there_is_no_impact_of_a_published_version(owner, certification):
    assert owner.get(reverse("plans:impact", args=[certification.current_version_id])).status_code == 404


@pytest.mark.parametrize("count", [1, 25])
def test_the_page_asks_the_same_questions_for_any_number_of_plans(
    owner, certification, count, django_assert_max_num_queries
):
    for number in range(count):
        studying(certification, exam=5 + number % 2)
    draft = next_version(certification, add={"new": ("day-14", 100)}, retime={"d14-s1": 90}, published=False)
    owner.get("/today/")
    # session, user, permissions of the person and of groups, learner, version, and those of impact_of with its
    # certification's groups, steps, counts, learners, phases, days off, exam dates, tasks, offers and mails
    with django_assert_max_num_queries(16):
        owner.get(reverse("plans:impact", args=[draft.pk]))


def test_an_exam_of_another_year_and_far_away_has_room(certification):
    plan = studying(certification, exam=365 * 3)
    assert with_room(StudyPlan.objects.filter(pk=plan.pk), date(2026, 3, 2)).get().room == 60 * 365 * 3
