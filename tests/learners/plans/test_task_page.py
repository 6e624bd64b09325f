"""The page of one task, its note in Markdown and its links. Noon on Monday 2 March 2026."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from certifications.templatetags.catalogue import TAGS
from learners.plans.hands.links import MOST_LINKS
from learners.plans.models import StudyPlan, Task, TaskLink
from learners.profiles.models import DayOff
from learners.templatetags.own_words import own_words
from tests.factories import MONDAY, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
HX = {"HX-Request": "true"}
DAY = timedelta(days=1)


@pytest.fixture
def plan(ada):
    made = make_plan(
        ada,
        tasks=(
            {"title": "Map", "due": MONDAY},
            {"title": "Pack", "due": MONDAY + 2 * DAY, "detail": "Light <shoes>.\nAnd socks."},
            {"title": "Walk", "due": MONDAY + 8 * DAY},
        ),
    )
    made.refresh_summary()
    return made


@pytest.fixture
def pack(plan):
    return plan.tasks.get(title="Pack")


def url(task: Task, name: str, *more: int) -> str:
    return reverse(f"plans:{name}", args=[task.plan_id, task.pk, *more])


def text_of(client, task: Task) -> str:
    text: str = client.get(task.get_absolute_url()).content.decode()
    return text


class Tags(HTMLParser):
    """What a browser would take for tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_has_everything_about_one_task(signed_in, plan, pack):
    text = text_of(signed_in, pack)
    for words in (
        "<h1>Pack</h1>",
        "Light &lt;shoes&gt;.<br>And socks.",
        "Tick as done",
        "Optional for me",
        "“Pack” can go to any day from 2 March to 10 March.",
        "Pin to its day",
        "Start the timer",
        plan.tasks.get(title="Map").get_absolute_url(),
        plan.tasks.get(title="Walk").get_absolute_url(),
    ):
        assert words in text


def test_it_offers_the_next_days_with_time_left(signed_in, ada, pack):
    DayOff.objects.create(learner=ada, first=MONDAY + 3 * DAY, last=MONDAY + 3 * DAY)
    text = text_of(signed_in, pack)
    offered = [day for day in range(9) if f'value="{(MONDAY + day * DAY).isoformat()}">' in text]
    # Monday is full, Wednesday is its own day, Thursday is off, Friday and Sunday have no minutes, Tuesday week is full.
    assert offered == [1, 5, 7]
    assert "Sat 7 Mar: 2 h free" in text


def test_the_rows_of_the_plan_lead_there(signed_in, plan, pack):
    assert f'href="{pack.get_absolute_url()}"' in signed_in.get(plan.get_absolute_url()).content.decode()


@pytest.mark.parametrize("action", ["tick", "skip", "pin", "optional", "move"])
def test_its_buttons_lead_back_to_it(signed_in, pack, action):
    response = signed_in.post(url(pack, action), {"back": "task", "to": "2026-03-05"})
    assert response["Location"] == pack.get_absolute_url()


def test_of_a_plan_that_was_left_it_can_be_read_and_not_changed(signed_in, plan, pack):
    pack.write_note("Mine")
    TaskLink.objects.create(task=pack, url="https://example.org/")
    plan.leave()
    text = text_of(signed_in, pack)
    assert "Mine" in text
    assert "https://example.org/" in text
    assert '<form method="post"' not in text.split("<main", 1)[1]


@pytest.mark.parametrize("state", ["done", "skipped"])
def test_a_task_that_is_not_to_do_can_not_be_moved_there(signed_in, plan, state):
    task = make_task(plan, 9, state=state)
    text = text_of(signed_in, task)
    assert "Move to…" not in text
    assert ("Take the tick back" if state == "done" else "Take up again") in text


def test_others_get_the_404_of_what_does_not_exist(client, as_stranger, signed_in, ada, pack):
    assert as_stranger.get(pack.get_absolute_url()).status_code == 404
    assert "/accounts/login/" in client.get(pack.get_absolute_url())["Location"]
    other = make_plan(ada)
    assert signed_in.get(reverse("plans:task", args=[other.pk, pack.pk])).status_code == 404


@pytest.mark.parametrize("count", [3, 100])
def test_the_page_asks_the_same_questions_for_any_number(signed_in, plan, pack, count, django_assert_num_queries):
    for number in range(count):
        make_task(plan, 10 + number)
    for number in range(min(count, MOST_LINKS)):
        TaskLink.objects.create(task=pack, url=f"https://example.org/{number}")
        pack.time_entries.create(day=MONDAY - number * DAY, minutes=5)
    # session, user, learner, plan, tasks, days off, running timer, time entries, links
    with django_assert_num_queries(9):
        assert signed_in.get(pack.get_absolute_url()).status_code == 200


# Notes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "html"),
    [
        ("*light* and **strong**", "<p><em>light</em> and <strong>strong</strong></p>\n"),
        ("- socks\n- map", "<ul>\n<li>socks</li>\n<li>map</li>\n</ul>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("# 1 is no heading", "<p># 1 is no heading</p>\n"),
        (
            "[a page](https://example.org/)",
            '<p><a href="https://example.org/" rel="nofollow noopener noreferrer">a page</a></p>\n',
        ),
    ],
)
def test_a_note_is_light_markdown(note, html):
    assert own_words(note) == html


@pytest.mark.parametrize(
    "note",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](&#106;avascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/x.png)",
        "<javascript:alert(1)>",
        '<a href="https://example.org" onclick="alert(1)">x</a>',
        '[x](https://example.org "onmouseover=alert(1)")',
        '```"><script>alert(1)</script>\n```',
        "<iframe src=https://example.org></iframe>",
        "</div></main><style>*{display:none}</style>",
    ],
)
@pytest.mark.parametrize("headers", [{}, HX])
def test_no_note_does_any_harm(signed_in, pack, note, headers):
    signed_in.post(url(pack, "note"), {"note": note})
    pack.refresh_from_db()
    assert pack.note == note
    shown = own_words(note)
    assert shown in signed_in.get(url(pack, "note"), headers=headers).content.decode()
    found = Tags()
    found.feed(shown)
    assert {tag for tag, _attributes in found.tags} <= TAGS
    for _tag, attributes in found.tags:
        assert attributes.keys() <= {"href", "title", "rel"}
        assert (attributes.get("href") or "https://").startswith("https://")


def test_the_raw_text_stays_in_the_form(signed_in, pack):
    response = signed_in.post(url(pack, "note"), {"note": "*light*"}, follow=True)
    text = response.content.decode()
    assert "<em>light</em>" in text
    assert "*light*</textarea>" in text
    assert "Note saved." in text


def test_by_htmx_the_note_shows_itself_after_saving(signed_in, pack):
    text = signed_in.post(url(pack, "note"), {"note": "*light*"}, headers=HX).content.decode()
    assert "<em>light</em>" in text
    assert "Saved." in text


# Links ---------------------------------------------------------------------------------------------------------------


def test_links_are_added_and_removed(signed_in, pack):
    signed_in.post(url(pack, "add_link"), {"url": "https://example.org/my-work", "title": "My <work>"})
    signed_in.post(url(pack, "add_link"), {"url": "example.org/more"})
    first, second = pack.links.all()
    text = text_of(signed_in, pack)
    assert '<a href="https://example.org/my-work" rel="nofollow noopener noreferrer">My &lt;work&gt;</a>' in text
    assert ">https://example.org/more</a>" in text
    for _ in range(2):
        signed_in.post(url(pack, "remove_link", first.pk))
    assert list(pack.links.all()) == [second]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://",
        "no address",
        "mailto:ada@example.org",
    ],
)
def test_what_is_no_web_address_is_refused_at_its_field(signed_in, pack, address):
    response = signed_in.post(url(pack, "add_link"), {"url": address, "title": "Mine"})
    text = response.content.decode()
    assert not pack.links.exists()
    assert "This is no web address. It begins with https:// or http://." in text
    assert 'value="Mine"' in text


def test_a_link_does_no_harm(signed_in, pack):
    signed_in.post(url(pack, "add_link"), {"url": 'https://example.org/"><script>', "title": '"><script>alert(1)'})
    text = text_of(signed_in, pack)
    assert '<a href="https://example.org/&quot;&gt;&lt;script&gt;"' in text
    assert "<script>alert" not in text


def test_a_link_stands_once_and_there_are_twenty_at_most(signed_in, pack):
    for number in range(MOST_LINKS):
        TaskLink.objects.create(task=pack, url=f"https://example.org/{number}")
    again = signed_in.post(url(pack, "add_link"), {"url": "https://example.org/3"}).content.decode()
    assert "This link is there already." in again
    more = signed_in.post(url(pack, "add_link"), {"url": "https://example.org/more"}).content.decode()
    assert "One task holds 20 links. Remove one first." in more
    assert pack.links.count() == MOST_LINKS


def test_the_links_of_others_are_not_to_be_touched(client, as_stranger, signed_in, plan, pack):
    link = TaskLink.objects.create(task=pack, url="https://example.org/")
    assert as_stranger.post(url(pack, "add_link"), {"url": "https://example.org/x"}).status_code == 404
    assert as_stranger.post(url(pack, "remove_link", link.pk)).status_code == 404
    assert "/accounts/login/" in client.post(url(pack, "remove_link", link.pk))["Location"]
    signed_in.post(url(plan.tasks.get(title="Walk"), "remove_link", link.pk))
    StudyPlan.objects.update(state=StudyPlan.State.LEFT)
    assert signed_in.post(url(pack, "remove_link", link.pk)).status_code == 404
    assert list(pack.links.all()) == [link]
