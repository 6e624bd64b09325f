"""The plan's page, the ticks on it, and who may see them. Noon on Monday 2 March 2026."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from learners.plans.models import StudyPlan, Task
from learners.plans.rows import row_maker
from tests.factories import MONDAY, make_guided, make_learner, make_membership, make_plan, make_task, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
HX = {"HX-Request": "true"}
ACTIONS = ["tick", "untick", "skip", "unskip", "note"]


@pytest.fixture
def plan(ada):
    made = make_plan(
        ada,
        tasks=(
            {"title": "Read the map", "due": MONDAY - timedelta(days=3), "minutes": 30},
            {"title": "Pack", "due": MONDAY, "kind": "lab", "detail": "Light <shoes>."},
            {"title": "Walk", "due": MONDAY + timedelta(days=2), "minutes": 150, "optional": True},
            {"title": "Arrive", "due": MONDAY + timedelta(days=30), "phase_position": 1, "phase_title": "Phase two"},
        ),
        exam_date=MONDAY + timedelta(days=60),
    )
    made.refresh_summary()
    return made


def url(task: Task, action: str) -> str:
    return reverse(f"plans:{action}", args=[task.plan_id, task.pk])


def page_of(client: Client, plan: StudyPlan) -> str:
    return client.get(plan.get_absolute_url()).content.decode()


def test_the_page_says_how_the_plan_stands(signed_in, plan):
    text = page_of(signed_in, plan)
    for words in (
        "behind",
        "1 task overdue since 27 February.",
        "0 % done: 0 min of 5 h",
        "60 days to the exam on 1 May",
        "It fits:",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("heading", "title"),
    [("Overdue", "Read the map"), ("Today", "Pack"), ("Later this week", "Walk"), ("Phase two", "Arrive")],
)
def test_each_task_stands_once_with_its_buttons_under_its_heading(signed_in, plan, heading, title):
    text = page_of(signed_in, plan)
    task = plan.tasks.get(title=title)
    assert text.count(f'id="task-{task.pk}"') == 1
    assert text.rindex(heading, 0, text.index(f'id="task-{task.pk}"')) > 0


def test_what_stands_above_is_linked_from_its_phase(signed_in, plan):
    assert f'<a href="#task-{plan.tasks.get(title="Pack").pk}">Pack</a>' in page_of(signed_in, plan)


def test_texts_are_escaped(signed_in, plan):
    plan.tasks.update(title="<b>Bold</b>", detail="Light <shoes>.", note="<i>Mine</i>")
    text = page_of(signed_in, plan) + signed_in.get(url(plan.tasks.first(), "note")).content.decode()
    for escaped in ("&lt;b&gt;Bold&lt;/b&gt;", "Light &lt;shoes&gt;.", "&lt;i&gt;Mine&lt;/i&gt;"):
        assert escaped in text
    for raw in ("<b>", "<shoes>", "<i>"):
        assert raw not in text


def test_a_tick_without_javascript_leads_back_to_the_row(signed_in, plan):
    task = plan.tasks.get(title="Pack")
    response = signed_in.post(url(task, "tick"))
    assert (response.status_code, response["Location"]) == (302, f"/plans/{plan.pk}/?phase=0#task-{task.pk}")
    task.refresh_from_db()
    assert task.is_done


def test_a_tick_by_htmx_answers_with_the_row_and_calls_for_the_summary(signed_in, plan):
    task = plan.tasks.get(title="Pack")
    response = signed_in.post(url(task, "tick"), headers=HX)
    text = response.content.decode()
    assert f'id="task-{task.pk}"' in text
    assert "Done: Pack. 20 % of the plan." in text
    assert "<html" not in text
    assert response["HX-Trigger"] == "plan-changed"


def test_the_summary_comes_alone_with_the_sums_of_the_phases(signed_in, as_stranger, plan):
    signed_in.post(url(plan.tasks.get(title="Pack"), "tick"), headers=HX)
    address = reverse("plans:summary", args=[plan.pk])
    text = signed_in.get(address, headers=HX).content.decode()
    assert "20 % done: 1 h of 5 h" in text
    assert text.count("hx-swap-oob") == 2
    assert signed_in.get(address)["Location"] == plan.get_absolute_url()
    assert as_stranger.get(address, headers=HX).status_code == 404


def test_the_page_shows_what_changed_since_it_was_kept(signed_in, plan):
    task = plan.tasks.get(title="Pack")
    assert "0 % done" in page_of(signed_in, plan)
    signed_in.post(url(task, "tick"))
    assert "20 % done" in page_of(signed_in, plan)
    signed_in.post(url(task, "note"), {"note": "Light shoes"})
    assert "Details and your note" in page_of(signed_in, plan)


def test_days_off_that_come_later_show_at_once(signed_in, ada, plan):
    before = page_of(signed_in, plan)
    ada.days_off.create(first=MONDAY, last=MONDAY + timedelta(days=6))
    verdicts = [re.findall(r"you finish on [^,]+", text) for text in (before, page_of(signed_in, plan))]
    assert [len(found) for found in verdicts] == [1, 1]
    assert verdicts[0] != verdicts[1]


@pytest.fixture
def long_plan(ada):
    made = make_plan(ada, start=MONDAY)
    Task.objects.bulk_create(
        Task(
            plan=made,
            key=f"t{number}",
            title=f"Task {number}",
            phase_key=f"p{number // 50}",
            phase_title=f"Phase {number // 50}",
            phase_position=number // 50,
            position=number,
            minutes=30,
            starts=MONDAY + timedelta(days=number),
            due=MONDAY + timedelta(days=number),
        )
        for number in range(200)
    )
    made.refresh_summary()
    return made


def test_a_long_plan_shows_the_phase_that_is_next_and_the_others_when_asked(signed_in, as_stranger, long_plan):
    address = long_plan.get_absolute_url()
    rows = [
        signed_in.get(address + query).content.decode().count('class="tick"')
        for query in ("", "?phase=3", "?phase=all")
    ]
    assert rows == [50, 100, 200]
    fragment = reverse("plans:phase", args=[long_plan.pk, 3])
    assert signed_in.get(fragment, headers=HX).content.decode().count('class="tick"') == 50
    assert signed_in.get(fragment)["Location"] == f"{address}?phase=3#phase-3"
    assert signed_in.get(reverse("plans:phase", args=[long_plan.pk, 9]), headers=HX).status_code == 404
    assert as_stranger.get(fragment, headers=HX).status_code == 404


@pytest.mark.parametrize("phase", ["", "x", "-1", "999999999999", "²"])
def test_a_phase_that_is_none_opens_the_page_as_ever(signed_in, plan, phase):
    assert signed_in.get(plan.get_absolute_url(), {"phase": phase}).status_code == 200


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        ("todo", "tick", "done"),
        ("done", "untick", "todo"),
        ("todo", "skip", "skipped"),
        ("skipped", "unskip", "todo"),
        ("todo", "untick", "todo"),
        ("done", "skip", "done"),
        ("done", "unskip", "done"),
    ],
)
def test_the_buttons_do_what_they_say(signed_in, plan, before, action, after):
    task = make_task(plan, 9, state=before)
    signed_in.post(url(task, action))
    task.refresh_from_db()
    assert task.state == after


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due": MONDAY - timedelta(days=3)}, "overdue since Fri 27 Feb"),
        ({}, "today"),
        ({"due": MONDAY + timedelta(days=1)}, "Tue 3 Mar"),
        ({"due": MONDAY + timedelta(days=365)}, "Tue 2 Mar 2027"),
        ({"starts": MONDAY, "due": MONDAY + timedelta(days=1)}, "Mon 2 Mar to Tue 3 Mar"),
        ({"state": "skipped"}, "skipped"),
        ({"state": "done"}, "Mon 2 Mar"),
    ],
)
def test_a_row_says_when(ada, fields, words):
    task = make_task(make_plan(ada), **fields)
    assert row_maker(MONDAY)(task, task.plan).when == words


def test_a_note_is_kept(signed_in, plan):
    task = plan.tasks.get(title="Pack")
    response = signed_in.post(url(task, "note"), {"note": "Two pairs"})
    assert response["Location"] == f"/plans/{plan.pk}/tasks/{task.pk}/#note"
    assert "Details and your note" in page_of(signed_in, plan)
    assert "Two pairs" in signed_in.get(url(task, "note")).content.decode()


@pytest.mark.parametrize(("headers", "is_page"), [({}, True), (HX, False)])
def test_the_detail_and_the_note_open_as_a_page_or_in_the_row(signed_in, plan, headers, is_page):
    response = signed_in.get(url(plan.tasks.get(title="Pack"), "note"), headers=headers)
    text = response.content.decode()
    assert ("<html" in text) == is_page
    assert "Light &lt;shoes&gt;." in text
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("headers", [{}, HX])
def test_minutes_of_today_can_be_added_with_the_note(signed_in, plan, headers):
    task = plan.tasks.get(title="Pack")
    for _ in range(2):
        signed_in.post(url(task, "note"), {"note": "Socks", "add_minutes": "75"}, headers=headers)
    task.refresh_from_db()
    assert (task.note, task.minutes_spent) == ("Socks", 150)
    assert [(entry.day, entry.minutes) for entry in task.time_entries.all()] == [(MONDAY, 150)]
    signed_in.post(url(task, "note"), {"note": "", "add_minutes": ""}, headers=headers)
    task.refresh_from_db()
    assert (task.note, task.minutes_spent) == ("", 150)


@pytest.mark.parametrize("headers", [{}, HX])
@pytest.mark.parametrize("minutes", ["0", "-5", "1441", "an hour", "1.5"])
def test_minutes_that_are_none_are_refused_at_their_field(signed_in, plan, minutes, headers):
    task = plan.tasks.get(title="Pack")
    data = {"note": "Socks", "add_minutes": minutes}
    text = signed_in.post(url(task, "note"), data, headers=headers).content.decode()
    for kept in (f'value="{minutes}"', "Socks", 'aria-invalid="true"'):
        assert kept in text
    task.refresh_from_db()
    assert (task.note, task.minutes_spent) == ("", None)


def test_a_note_by_htmx_says_that_it_is_saved(signed_in, plan):
    text = signed_in.post(url(plan.tasks.get(title="Pack"), "note"), {"note": "Socks"}, headers=HX).content.decode()
    assert "Saved." in text
    assert "Socks" in text


@pytest.mark.parametrize("headers", [{}, HX])
def test_too_long_a_note_is_refused_and_kept_in_the_form(signed_in, plan, headers):
    task = plan.tasks.get(title="Pack")
    text = signed_in.post(url(task, "note"), {"note": "x" * 4001}, headers=headers).content.decode()
    assert "A note has at most 4000 characters; this has 4001." in text
    assert "x" * 4001 in text
    task.refresh_from_db()
    assert task.note == ""


def test_when_all_is_done_the_page_is_glad_and_the_plan_stays_open(signed_in, plan):
    for task in plan.tasks.all():
        signed_in.post(url(task, "tick"))
    text = page_of(signed_in, plan)
    assert "The last stone is laid." in text
    assert "Every task is done." in text
    plan.refresh_from_db()
    assert plan.state == StudyPlan.State.ACTIVE


def test_a_plan_of_skipped_tasks_only_is_not_called_done(signed_in, plan):
    for task in plan.tasks.all():
        signed_in.post(url(task, "skip"))
    text = page_of(signed_in, plan)
    assert "Every task is skipped." in text
    assert "The last stone is laid" not in text


def test_leaving_asks_first(signed_in, plan):
    assert "Leave this plan?" in signed_in.get(reverse("plans:leave", args=[plan.pk])).content.decode()
    plan.refresh_from_db()
    assert plan.is_running


def test_leaving_keeps_everything(signed_in, plan):
    signed_in.post(url(plan.tasks.get(title="Pack"), "tick"))
    signed_in.post(reverse("plans:leave", args=[plan.pk]))
    plan.refresh_from_db()
    assert (plan.state, plan.tasks.count(), plan.minutes_done) == (StudyPlan.State.LEFT, 4, 60)


def test_a_plan_that_was_left_can_be_read_and_not_changed(signed_in, plan):
    task = plan.tasks.get(title="Pack")
    plan.leave()
    text = page_of(signed_in, plan)
    assert "This plan was left." in text
    assert "/skip/" not in text
    assert signed_in.post(url(task, "tick")).status_code == 404


def test_a_plan_is_left_once(signed_in, plan):
    plan.leave()
    assert signed_in.post(reverse("plans:leave", args=[plan.pk])).status_code == 404


def test_a_paused_plan_is_never_overdue(signed_in, plan):
    StudyPlan.objects.update(state=StudyPlan.State.PAUSED)
    text = page_of(signed_in, plan)
    assert "paused" in text
    assert "verdue" not in text


@pytest.fixture
def manager(plan):
    """Of a team that Ada has joined and to which she shows her tasks: sees her on the team page, not here."""
    team = make_team()
    make_membership(team, plan.learner, visibility="tasks")
    person = make_learner()
    make_membership(team, person, role="manager")
    client = Client()
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("who", ["as_stranger", "manager"])
def test_others_get_the_404_of_what_does_not_exist(request, plan, who):
    client = request.getfixturevalue(who)
    task = plan.tasks.get(title="Pack")
    assert client.get(plan.get_absolute_url()).status_code == 404
    assert client.get(reverse("plans:leave", args=[plan.pk])).status_code == 404
    assert client.post(reverse("plans:leave", args=[plan.pk])).status_code == 404
    assert [client.post(url(task, action), {"note": "mine"}).status_code for action in ACTIONS] == [404] * 5
    task.refresh_from_db()
    assert (task.state, task.note) == ("todo", "")


def test_nobody_gets_further_than_the_log_in(client, plan):
    task = plan.tasks.get(title="Pack")
    addresses = [
        reverse("plans:plans"),
        reverse("plans:today"),
        plan.get_absolute_url(),
        reverse("plans:leave", args=[plan.pk]),
    ]
    answers = [client.get(address) for address in addresses] + [client.post(url(task, action)) for action in ACTIONS]
    assert all(answer.status_code == 302 and "/accounts/login/" in answer["Location"] for answer in answers)


def test_a_task_of_my_other_plan_is_not_found_under_this_one(signed_in, ada, plan):
    other = make_plan(ada, tasks=({},))
    assert signed_in.post(reverse("plans:tick", args=[plan.pk, other.tasks.get().pk])).status_code == 404


@pytest.mark.parametrize("action", ["tick", "untick", "skip", "unskip"])
def test_a_look_changes_nothing(signed_in, plan, action):
    assert signed_in.get(url(plan.tasks.first(), action)).status_code == 405


@pytest.mark.parametrize("count", [10, 1000])
def test_the_page_asks_the_same_questions_for_any_number_of_tasks(signed_in, ada, count, django_assert_num_queries):
    plan = make_plan(ada, make_guided())
    Task.objects.bulk_create(
        Task(
            plan=plan,
            key=str(number),
            title="T",
            phase_title="P",
            phase_position=number // 100,
            minutes=45,
            starts=MONDAY,
            due=MONDAY,
        )
        for number in range(count)
    )
    plan.refresh_summary()
    # session, user, learner, plan with certification, tasks, days off
    with django_assert_num_queries(6):
        assert signed_in.get(plan.get_absolute_url()).status_code == 200


def test_the_plans_page_shows_running_ones_first(signed_in, ada, plan):
    left = make_plan(ada, state=StudyPlan.State.LEFT)
    text = signed_in.get(reverse("plans:plans")).content.decode()
    assert text.index(plan.title) < text.index(left.title)


def test_the_plans_page_without_plans_says_where_to_begin(signed_in):
    assert (
        reverse("certifications:catalogue")
        in signed_in.get(reverse("plans:plans")).content.decode().split("<main")[1].split("</main")[0]
    )


@pytest.mark.parametrize("count", [1, 30])
def test_the_plans_page_asks_the_same_questions_for_any_number(signed_in, ada, count, django_assert_num_queries):
    certification = make_guided()
    for _ in range(count):
        make_plan(ada, certification, state=StudyPlan.State.LEFT)
    # session, user, learner, plans, goals
    with django_assert_num_queries(5):
        signed_in.get(reverse("plans:plans"))
