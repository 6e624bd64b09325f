"""The week and the month of a plan, and who may see them. Noon on Monday 2 March 2026."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from learners.plans.models import StudyPlan, Task
from learners.profiles.models import DayOff
from tests.factories import MONDAY, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
HX = {"HX-Request": "true"}
DAY = timedelta(days=1)
VIEWS = ["week", "month"]


@pytest.fixture
def plan(ada):
    made = make_plan(
        ada,
        start=MONDAY - 7 * DAY,
        exam_date=MONDAY + 25 * DAY,
        buffer_days=2,
        tasks=(
            {"title": "Read the map", "due": MONDAY - 4 * DAY, "minutes": 30},
            {"title": "Pack", "due": MONDAY, "minutes": 90, "pinned": True},
            {"title": "Boots", "due": MONDAY + DAY, "state": "done"},
            {"title": "Songs", "due": MONDAY + DAY, "state": "skipped", "optional": True},
            {"title": "Walk", "starts": MONDAY + 2 * DAY, "due": MONDAY + 5 * DAY, "minutes": 200},
            {"title": "Arrive", "due": MONDAY + 21 * DAY, "phase_position": 1, "phase_key": "two"},
        ),
    )
    made.refresh_summary()
    return made


def page(client, plan, view="week", **query) -> str:
    text: str = client.get(reverse(f"plans:{view}", args=[plan.pk]), query).content.decode()
    return text


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def day_in(text: str, day: date) -> str:
    """What stands on a day, as words."""
    found = re.search(rf'data-day="{day.isoformat()}".*?(?=data-day="|</ol>)', text, re.DOTALL)
    assert found
    return words_of("<" + found[0])


def task_in(text: str, key: str) -> str:
    found = re.search(rf'<li class="board-task[^>]*id="task-{key}".*?</li>', text, re.DOTALL)
    assert found, key
    return found[0]


@pytest.mark.parametrize("view", VIEWS)
def test_each_day_says_what_it_holds_in_words(signed_in, ada, plan, view):
    DayOff.objects.create(learner=ada, first=MONDAY + 6 * DAY, last=MONDAY + 6 * DAY, note="Wedding")
    text = page(signed_in, plan, view)
    said = {
        0: ("today", "1 h 30 min planned, you have 1 h: 30 min too much", "Pack", "pinned"),
        1: ("1 h planned, you have 1 h", "Boots", "done", "Songs", "skipped", "optional"),
        2: ("Walk", "1 of 3", "1 h planned, you have 1 h"),
        3: ("Walk", "2 of 3"),
        5: ("Walk", "3 of 3", "1 h 20 min planned, you have 2 h"),
        6: ("day off: Wedding",),
    }
    for number, words in said.items():
        for one in words:
            assert one in day_in(text, MONDAY + number * DAY), (number, one)
    assert "Walk" not in day_in(text, MONDAY + 4 * DAY)


def test_a_month_shows_the_plan_s_first_and_last_day_its_exam_and_what_is_kept_free(signed_in, plan):
    text = page(signed_in, plan, "month")
    for number, word in ((-7, "plan starts"), (21, "last task"), (23, "kept free before the exam"), (25, "exam")):
        assert word in day_in(text, MONDAY + number * DAY)
    assert "free before" not in day_in(text, MONDAY + 22 * DAY)
    for words, day in (("First day: 23 February", -7), ("Last task: 23 March", 21), ("Exam: 27 March", 25)):
        assert f'?day={(MONDAY + day * DAY).isoformat()}">{words}</a>' in text


def test_a_public_holiday_is_named(signed_in, ada, plan):
    ada.holidays_of = "DE"
    ada.save()
    assert "day off: Good Friday" in day_in(page(signed_in, plan, "month", month="2026-04"), date(2026, 4, 3))


@pytest.mark.parametrize("view", VIEWS)
def test_a_pause_that_is_over_stays_on_its_days(signed_in, plan, view):
    for day, why in ((0, "paused"), (3, "resumed")):
        plan.revisions.create(at=f"2026-03-0{2 + day}T12:00:00Z", why=why, diff={}, undo={})
    text = page(signed_in, plan, view)
    assert ["paused" in day_in(text, MONDAY + number * DAY) for number in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("resumes_on", "paused"),
    [(MONDAY + 2 * DAY, [True, True, False, False]), (None, [True] * 4)],
    ids=["with a day of return", "open"],
)
def test_a_pause_that_lasts_is_on_its_days(signed_in, plan, resumes_on, paused):
    StudyPlan.objects.update(state="paused", paused_on=MONDAY, resumes_on=resumes_on)
    text = page(signed_in, plan)
    assert ["paused" in day_in(text, MONDAY + number * DAY) for number in range(4)] == paused


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_overdue_of_earlier_days_is_a_line_of_now_only(signed_in, plan, view):
    Task.objects.filter(title="Read the map").update(starts=MONDAY - 9 * DAY, due=MONDAY - 9 * DAY)
    task = plan.tasks.get(title="Read the map")
    text = page(signed_in, plan, view)
    assert "1 task of earlier days is overdue." in text
    assert f'href="/plans/{plan.pk}/?phase=0#task-{task.pk}"' in text
    assert reverse("plans:behind", args=[plan.pk]) in text
    assert "of earlier days" not in page(signed_in, plan, view, day="2026-04-20")


def test_an_overdue_task_says_so_on_its_day(signed_in, plan):
    assert "overdue" in day_in(page(signed_in, plan, day="2026-02-26"), MONDAY - 4 * DAY)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "day", ["", "soon", "2026-02-30", "0001-01-01", "9999-12-31", "9999-12-01", "-1", "²", "2026-03-02T09:00", "\0"]
)
def test_what_is_no_day_shows_today(signed_in, plan, view, day):
    text = page(signed_in, plan, view, day=day)
    assert f'data-day="{MONDAY.isoformat()}" aria-current="date"' in text.replace("  ", " ")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("day", ["0001-03-04", "9999-10-30"])
def test_the_edge_of_time_is_a_page_too(signed_in, plan, view, day):
    text = page(signed_in, plan, view, day=day)
    assert f'data-day="{day}"' in text
    assert ('rel="prev"' in text) is (day[0] == "9")
    assert ('rel="next"' in text) is (day[0] == "0")


@pytest.mark.parametrize("month", ["2026-13", "x", "", "2026", "9999-12", "0001-01"])
def test_what_is_no_month_shows_this_one(signed_in, plan, month):
    assert "<h2>March 2026</h2>" in page(signed_in, plan, "month", month=month)


@pytest.mark.parametrize(
    ("view", "day", "title", "before", "after"),
    [
        ("week", "2026-03-04", "2 to 8 March 2026", "2026-02-25", "2026-03-11"),
        ("week", "2026-12-31", "28 December 2026 to 3 January 2027", "2026-12-24", "2027-01-07"),
        ("week", "2026-04-01", "30 March to 5 April 2026", "2026-03-25", "2026-04-08"),
        ("month", "2026-03-31", "March 2026", "2026-02-01", "2026-04-01"),
        ("month", "2028-02-29", "February 2028", "2028-01-01", "2028-03-01"),
    ],
)
def test_a_page_leads_to_those_beside_it(signed_in, plan, view, day, title, before, after):
    text = page(signed_in, plan, view, day=day)
    address = reverse(f"plans:{view}", args=[plan.pk])
    assert f"<h2>{title}</h2>" in text
    assert f'href="{address}?day={before}" rel="prev"' in text
    assert f'href="{address}?day={after}" rel="next"' in text
    other = "month" if view == "week" else "week"
    assert f"{reverse(f'plans:{other}', args=[plan.pk])}?day={day}" in text


def test_only_what_is_to_do_can_be_moved(signed_in, plan):
    text = page(signed_in, plan)
    pack, boots = plan.tasks.get(title="Pack"), plan.tasks.get(title="Boots")
    assert f'data-move="/plans/{plan.pk}/tasks/{pack.pk}/move/"' in task_in(text, str(pack.pk))
    assert "Unpin" in task_in(text, str(pack.pk))
    assert "Move" not in task_in(text, str(boots.pk))
    assert "Done. Take the tick back:" in task_in(text, str(boots.pk))


@pytest.mark.parametrize("view", VIEWS)
def test_no_name_stands_twice_on_a_page(signed_in, plan, view):
    names = re.findall(r'\sid="([^"]+)"', page(signed_in, plan, view))
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("action", "data"), [("tick", {}), ("move", {"to": "2026-03-02"}), ("pin", {}), ("move", {"to": "soon"})]
)
@pytest.mark.parametrize("view", VIEWS)
def test_what_is_done_on_a_board_leads_back_to_it(signed_in, plan, view, action, data):
    task = plan.tasks.get(title="Pack")
    data |= {"back": view, "day": "2026-03-04"}
    response = signed_in.post(reverse(f"plans:{action}", args=[plan.pk, task.pk]), data)
    assert response["Location"] == f"/plans/{plan.pk}/{view}/?day=2026-03-04#task-{task.pk}"
    assert signed_in.get(response["Location"]).status_code == 200


def test_a_tick_by_htmx_comes_back_as_the_days_alone(signed_in, plan):
    task = plan.tasks.get(title="Pack")
    data = {"back": "week", "day": "2026-03-04"}
    response = signed_in.post(reverse("plans:tick", args=[plan.pk, task.pk]), data, headers=HX, follow=True)
    text = response.content.decode()
    assert text.count('id="board"') == 1
    assert "<html" not in text
    assert "of the plan is done." in text
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "left"}, "This plan was left."),
        ({"state": "finished"}, "This plan is closed."),
        ({"state": "paused", "paused_on": MONDAY}, "Paused since 2 March 2026."),
    ],
    ids=["left", "finished", "paused"],
)
def test_a_plan_that_does_not_run_is_read_only(signed_in, plan, view, fields, words):
    StudyPlan.objects.update(**fields)
    text = page(signed_in, plan, view)
    assert words in text
    assert "nothing on this page can be changed" in text
    assert "Pack" in text
    for missing in ("data-move", "drag.js", 'form="ticks"', "overdue"):
        assert missing not in text


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("day", "words", "target"),
    [
        ("2025-11-05", "The next tasks are on 26 February.", "2026-02-26"),
        ("2026-06-10", "The last tasks were on 23 March.", "2026-03-23"),
    ],
)
def test_empty_days_say_where_the_tasks_are(signed_in, plan, view, day, words, target):
    text = page(signed_in, plan, view, day=day)
    assert words in text
    assert f'href="/plans/{plan.pk}/{view}/?day={target}"' in text


@pytest.mark.parametrize("view", VIEWS)
def test_a_plan_without_tasks_says_so(signed_in, ada, view):
    assert "This plan has no tasks." in page(signed_in, make_plan(ada), view)


@pytest.mark.parametrize("view", VIEWS)
def test_texts_are_escaped(signed_in, ada, plan, view):
    plan.tasks.update(title="<b>Bold</b>")
    StudyPlan.objects.update(title="<i>Plan</i>")
    DayOff.objects.create(learner=ada, first=MONDAY, last=MONDAY, note="<u>Off</u>")
    text = page(signed_in, plan, view)
    assert "&lt;b&gt;Bold" in text
    for raw in ("<b>", "<i>Plan", "<u>"):
        assert raw not in text


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_anothers_does_not_exist(client, as_stranger, plan, signed_in, view):
    address = reverse(f"plans:{view}", args=[plan.pk])
    assert as_stranger.get(address).status_code == 404
    assert "/accounts/login/" in client.get(address)["Location"]
    assert signed_in.post(address).status_code == 405


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("count", [1, 500])
def test_a_board_asks_the_same_questions_for_any_number_of_tasks(
    signed_in, ada, view, count, django_assert_num_queries
):
    plan = make_plan(ada)
    for number in range(count):
        make_task(plan, number, due=MONDAY + (number % 60) * DAY)
    # session, user, learner, plan, tasks, days off, pauses
    with django_assert_num_queries(7):
        page(signed_in, plan, view)


@pytest.mark.parametrize("view", ["list", *VIEWS])
def test_every_view_leads_to_the_others(signed_in, plan, view):
    address = plan.get_absolute_url() if view == "list" else reverse(f"plans:{view}", args=[plan.pk])
    text = signed_in.get(address).content.decode()
    nav = re.search(r'<nav class="views.*?</nav>', text, re.DOTALL)
    assert nav
    assert nav[0].count("<a ") >= 3
    assert re.findall(r'aria-current="page">(\w+)<', nav[0]) == [view.capitalize()]


def test_the_whole_plan_can_be_printed(signed_in, plan):
    assert '?phase=all"' in signed_in.get(plan.get_absolute_url()).content.decode()
    text = signed_in.get(plan.get_absolute_url(), {"phase": "all"}).content.decode()
    assert text.count('<details class="phase"') == len(re.findall(r'<details class="phase"[^>]*\bopen>', text)) == 2
