"""Hours, exam date and buffer of a running plan. Noon on Monday 2 March 2026."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from learners.credentials.exams import ExamAttempt
from learners.plans.models import PlanRevision, StudyPlan
from learners.profiles.models import Learner
from tests.factories import MONDAY, NOON, make_guided, make_plan

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("noon"),
    pytest.mark.ignore_template_errors,  # crispy's own templates look up what is not always there
]
HX = {"HX-Request": "true"}
DAY = timedelta(days=1)
WEEK = dict.fromkeys(Learner.WEEKDAYS, "60")


@pytest.fixture
def plan(ada) -> StudyPlan:
    made = make_plan(
        ada,
        make_guided(),
        tasks=(
            {"state": "done", "due": MONDAY - 3 * DAY, "minutes": 60},
            {"due": MONDAY - 2 * DAY, "minutes": 60},
            {"due": MONDAY + 9 * DAY, "minutes": 60, "pinned": True},
            {"due": MONDAY + 20 * DAY, "minutes": 120},
        ),
        start=MONDAY - 7 * DAY,
        **dict.fromkeys(Learner.WEEKDAYS, 60),
    )
    made.refresh_summary()
    return made


def url(plan: StudyPlan, name: str = "settings") -> str:
    return reverse(f"plans:{name}", args=[plan.pk])


def given(**changes: str) -> dict[str, str]:
    return {"exam_date": "", "buffer_days": "0", **WEEK, **changes}


def test_saving_dates_what_is_ahead_anew_and_leaves_done_and_pinned(signed_in, plan):
    before = {task.key: (task.starts, task.due) for task in plan.tasks.all()}
    response = signed_in.post(url(plan), given(exam_date="2026-04-10", buffer_days="3", monday="120"))
    assert response["Location"] == plan.get_absolute_url()
    plan.refresh_from_db()
    assert (plan.exam_date, plan.buffer_days, plan.monday) == (date(2026, 4, 10), 3, 120)
    after = {task.key: (task.starts, task.due) for task in plan.tasks.all()}
    assert (after["task-1"], after["task-3"]) == (before["task-1"], before["task-3"])
    assert after["task-2"] == (MONDAY, MONDAY)
    assert plan.revisions.get().why == PlanRevision.Why.RESCHEDULED


def test_checking_shows_what_it_would_give_and_saves_nothing(signed_in, plan):
    text = signed_in.post(url(plan), given(exam_date="2026-03-04", check="1")).content.decode()
    assert "It does not fit" in text
    plan.refresh_from_db()
    assert plan.exam_date is None
    assert not plan.revisions.exists()


def test_the_preview_is_a_fragment_by_htmx_and_the_page_without(signed_in, plan):
    fragment = signed_in.get(url(plan, "settings-preview"), given(monday="0"), headers=HX).content.decode()
    assert "you finish on" in fragment
    assert "<html" not in fragment
    assert 'name="monday" value="0"' in signed_in.get(url(plan, "settings-preview"), given(monday="0")).content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (dict.fromkeys(Learner.WEEKDAYS, "0"), "monday", "Give at least one weekday some minutes."),
        ({"monday": "1441"}, "monday", "A day has 1440 minutes."),
        ({"exam_date": "2026-03-02"}, "exam_date", "The exam must lie ahead: tomorrow at the earliest."),
        ({"exam_date": "2028-03-03"}, "exam_date", "That is more than two years ahead."),
        ({"exam_date": "2026-02-30"}, "exam_date", "This is no date."),
        ({"exam_date": "2026-03-05", "buffer_days": "3"}, "buffer_days", "That leaves no day to study"),
        ({"buffer_days": "-1"}, "buffer_days", "greater than or equal to 0"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field_and_kept(signed_in, plan, changes, field, message):
    response = signed_in.post(url(plan), given(**{"tuesday": "77", **changes}))
    assert response.context["form"].errors.keys() == {field}
    assert message in response.content.decode()
    assert not plan.revisions.exists()


def test_a_leap_day_and_the_turn_of_a_year_are_days_like_any_other(signed_in, plan):
    signed_in.post(url(plan), given(exam_date="2028-02-29"))
    plan.refresh_from_db()
    assert plan.exam_date == date(2028, 2, 29)


def test_days_off_that_cover_everything_are_said_and_nothing_is_written(signed_in, ada, plan):
    ada.days_off.create(first=MONDAY, last=MONDAY + 4000 * DAY)
    response = signed_in.post(url(plan), given(monday="90"))
    assert "there is no end in ten years" in response.content.decode()
    plan.refresh_from_db()
    assert plan.monday == 60


def test_a_booked_exam_decides_the_date(signed_in, ada, plan):
    plan.exam_date = MONDAY + 40 * DAY
    plan.save()
    ExamAttempt.objects.create(learner=ada, certification=plan.certification, exam_on=plan.exam_date, booked_at=NOON)
    signed_in.post(url(plan), given(exam_date="2026-06-01"))
    plan.refresh_from_db()
    assert plan.exam_date == MONDAY + 40 * DAY
    assert "The exam is booked for that day" in signed_in.get(url(plan)).content.decode()


def test_a_paused_plan_keeps_its_dates_until_it_goes_on(signed_in, plan):
    plan.state = StudyPlan.State.PAUSED
    plan.save()
    before = list(plan.tasks.values_list("due", flat=True))
    signed_in.post(url(plan), given(monday="120"))
    plan.refresh_from_db()
    assert plan.monday == 120
    assert list(plan.tasks.values_list("due", flat=True)) == before


def test_only_the_owner_of_a_running_plan_may(signed_in, as_stranger, client, plan):
    for name in ("settings", "settings-preview"):
        assert as_stranger.get(url(plan, name)).status_code == 404
        assert client.get(url(plan, name)).status_code == 302
    plan.leave()
    assert signed_in.get(url(plan)).status_code == 404
