"""The Today page. Noon on Monday 2 March 2026, UTC."""

from datetime import timedelta

import pytest
from django.urls import reverse

from learners.plans.models import StudyPlan, Task
from tests.factories import MONDAY, NOON, make_guided, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TODAY = "/today/"
LATE, LATER = MONDAY - timedelta(days=4), MONDAY + timedelta(days=2)


def shown(client) -> str:
    """The page's own part, without what surrounds it, on one line."""
    return " ".join(client.get(TODAY).content.decode().split("<main")[1].split("</main")[0].split())


def planned(ada, *tasks, **fields) -> StudyPlan:
    plan = make_plan(ada, tasks=tasks, **fields)
    plan.refresh_summary()
    return plan


def test_without_a_plan_it_says_where_to_begin(signed_in):
    assert reverse("certifications:catalogue") in shown(signed_in)


def test_a_plan_that_was_left_does_not_come_up(signed_in, ada):
    planned(ada, {"title": "Pack"}, state=StudyPlan.State.LEFT)
    assert "Pack" not in shown(signed_in)


def test_a_paused_plan_does_not_come_up(signed_in, ada):
    planned(ada, {"title": "Pack"}, state=StudyPlan.State.PAUSED)
    assert "Pack" not in shown(signed_in)


def test_the_plans_of_others_do_not_come_up(signed_in, stranger):
    planned(stranger, {"title": "Theirs"})
    assert "Theirs" not in shown(signed_in)


def test_overdue_tasks_stand_on_top_in_words(signed_in, ada):
    planned(ada, {"title": "For today"}, {"title": "From Thursday", "due": LATE})
    text = shown(signed_in)
    assert "1 task is overdue." in text
    assert "overdue since Thu 26 Feb" in text
    assert text.index("From Thursday") < text.index("For today")


def test_three_tasks_are_shown_and_the_others_counted(signed_in, ada):
    planned(ada, *({"title": f"Number {number}"} for number in range(1, 6)))
    text = shown(signed_in)
    assert "5 tasks, 5 h." in text
    assert "Number 3" in text
    assert "Number 4" not in text
    assert "2 more are waiting in the plan." in text


def test_tasks_of_all_active_plans_come_together(signed_in, ada):
    planned(ada, {"title": "Of one"})
    planned(ada, {"title": "Of the other", "due": LATE})
    text = shown(signed_in)
    assert text.index("Of the other") < text.index("Of one")


def test_with_nothing_due_the_next_task_is_offered(signed_in, ada):
    planned(ada, {"title": "Wednesday's", "due": LATER}, {"title": "Thursday's", "due": LATER + timedelta(days=1)})
    text = shown(signed_in)
    assert "Nothing is due today." in text
    assert "Wednesday&#x27;s" in text
    assert "Thursday&#x27;s" not in text


def test_when_all_is_done_it_says_so(signed_in, ada):
    planned(ada, {"state": "done", "done_at": NOON - timedelta(days=9)})
    assert "Every task is done. Well walked." in shown(signed_in)


def test_the_days_to_the_exam_and_the_forecast_are_there(signed_in, ada):
    planned(ada, {}, exam_date=MONDAY + timedelta(days=10))
    text = shown(signed_in)
    assert "10 days to the exam on 12 March" in text
    assert "It fits: with 6 h a week you finish on 2 March" in text


def test_the_week_counts_what_was_caught_up_on_the_day_it_was_done(signed_in, ada):
    planned(
        ada,
        {"minutes": 45},
        {"minutes": 30, "due": LATE, "state": "done", "done_at": NOON},
        {"minutes": 90, "due": MONDAY + timedelta(days=5)},
    )
    text = shown(signed_in)
    assert "2 h 15 min planned, 30 min done" in text
    assert "45 min planned, 30 min done" in text


def test_a_skipped_task_is_not_in_the_week(signed_in, ada):
    planned(ada, {"minutes": 45}, {"minutes": 30, "state": "skipped"})
    assert "45 min planned" in shown(signed_in)


def test_a_tick_leads_back_here_with_the_task_under_done(signed_in, ada):
    plan = planned(ada, {"title": "Pack"})
    response = signed_in.post(f"/plans/{plan.pk}/tasks/{plan.tasks.get().pk}/tick/", {"back": "today"})
    assert response["Location"] == TODAY
    assert shown(signed_in).index("Done today") < shown(signed_in).index("Pack")


def test_a_tick_by_htmx_leads_back_here_too(signed_in, ada):
    plan = planned(ada, {"title": "Pack"})
    address = f"/plans/{plan.pk}/tasks/{plan.tasks.get().pk}/tick/"
    assert signed_in.post(address, {"back": "today"}, headers={"HX-Request": "true"})["Location"] == TODAY


def test_for_htmx_the_page_is_its_changing_part(signed_in, ada):
    planned(ada, {"title": "Pack"})
    response = signed_in.get(TODAY, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "Pack" in text
    assert "<html" not in text
    assert "HX-Request" in response["Vary"]


def test_back_leads_nowhere_else(signed_in, ada):
    plan = planned(ada, {})
    address = f"/plans/{plan.pk}/tasks/{plan.tasks.get().pk}/tick/"
    assert signed_in.post(address, {"back": "https://evil.example"})["Location"].startswith(f"/plans/{plan.pk}/")


@pytest.mark.parametrize(
    ("zone", "heading"), [("Pacific/Kiritimati", "Tuesday, 3 March"), ("Pacific/Pago_Pago", "Monday, 2 March")]
)
def test_today_is_the_learners_own_day(signed_in, ada, zone, heading):
    ada.time_zone = zone
    ada.save()
    planned(ada, {"due": MONDAY})
    text = shown(signed_in)
    assert heading in text
    assert ("is overdue" in text) == (zone == "Pacific/Kiritimati")


@pytest.mark.parametrize("count", [10, 1000])
def test_the_page_asks_the_same_questions_for_any_number_of_tasks(signed_in, ada, count, django_assert_num_queries):
    for state in ("todo", "done"):
        plan = make_plan(ada, make_guided())
        Task.objects.bulk_create(
            Task(
                plan=plan,
                key=str(number),
                title="T",
                minutes=45,
                starts=MONDAY,
                due=MONDAY,
                state=state,
                done_at=NOON if state == "done" else None,
            )
            for number in range(count // 2)
        )
        make_task(plan, 1)
        plan.refresh_summary()
    # session, user, learner, active plans, days off, tasks, done of late, pauses, running timer, goals, what is held and
    # asks for renewal, exams whose results are waited for, assignments to answer, nudges
    with django_assert_num_queries(14):
        assert signed_in.get(TODAY).status_code == 200
