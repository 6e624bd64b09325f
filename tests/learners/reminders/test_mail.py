import re
from datetime import date, time
from email.message import Message

import pytest

from learners.reminders.digest import Digest, OpenTask, PlanPart
from learners.reminders.links import REMINDERS, done_url, snooze_url
from learners.reminders.mail import compose
from learners.reminders.models import Reminder
from learners.reminders.reasons import REASONS
from tests.factories import MONDAY, make_learner, make_user

pytestmark = pytest.mark.django_db

TASKS = (OpenTask("Read the guide", 45, MONDAY, MONDAY), OpenTask("Build it", 90, MONDAY, date(2026, 3, 4)))
LATE = (OpenTask("Draw the parts", 30, date(2026, 2, 27), date(2026, 2, 27), optional=True),)
PART = PlanPart(5, "Foundation & more", date(2026, 3, 14), 12, TASKS, LATE, overdue_more=2)
DIGEST = Digest(MONDAY, (PART,), tasks_today=2, minutes_today=135, tasks_overdue=3)
FACTS = [
    "Hello Grace,",
    "Monday 2 March 2026 (Europe/Berlin)",
    "The exam is in 12 days, on Saturday 14 March 2026.",
    "Read the guide, 45 min",
    "Build it, 1 h 30 min, until Wednesday 4 March",
    "Draw the parts, 30 min, was due on Friday 27 February (optional)",
    "and 2 more",
    "You get this because you have an active study plan and asked for a reminder at 07:00 (Europe/Berlin).",
]


@pytest.fixture
def reminder(settings) -> Reminder:
    settings.SITE_URL = "https://cairn.example.org"
    learner = make_learner(user=make_user(email="grace@example.org", name="Grace Hopper"), time_zone="Europe/Berlin")
    return Reminder(
        learner=learner,
        local_date=MONDAY,
        tz_name="Europe/Berlin",
        local_time=time(7, 0),
        message_id="<x@cairn.example.org>",
    )


def html_of(reminder: Reminder) -> str:
    return str(compose(reminder, DIGEST).alternatives[0][0])


def as_read(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<body")[2]).replace("&amp;", "&").split())


def test_the_subject_says_how_much_there_is(reminder):
    assert compose(reminder, DIGEST).subject == "Today: 2 tasks, 2 h 15 min (3 overdue)"


def test_the_subject_of_a_mail_about_overdue_tasks_only(reminder):
    only_late = Digest(MONDAY, (PART,), tasks_today=0, minutes_today=0, tasks_overdue=1)
    assert compose(reminder, only_late).subject == "1 task is overdue"


@pytest.mark.parametrize("fact", FACTS)
def test_the_text_part_says(fact, reminder):
    assert fact in " ".join(compose(reminder, DIGEST).body.split())


@pytest.mark.parametrize("fact", FACTS)
def test_the_html_part_says_the_same(fact, reminder):
    assert fact in as_read(html_of(reminder))


def test_a_title_with_an_ampersand_is_escaped_in_html_only(reminder):
    assert "Foundation &amp; more" in html_of(reminder)
    assert "Foundation & more" in compose(reminder, DIGEST).body


def test_the_html_carries_its_style_with_it(reminder):
    assert 'style="' in html_of(reminder)
    assert "<link" not in html_of(reminder)


def test_the_only_rules_that_stay_are_those_for_dark_screens(reminder):
    html = html_of(reminder)
    assert html.count("<style") == 1
    rules = html.partition("<style>")[2].partition("</style>")[0].strip()
    assert rules.startswith("@media (prefers-color-scheme: dark)")
    assert rules.count("@media") == 1
    assert rules.count("{") == rules.count("}") == rules.count("!important; }") + 1


def test_every_link_starts_with_the_sites_address(reminder):
    links = re.findall(r'https?://[^\s">]+', compose(reminder, DIGEST).body + html_of(reminder))
    assert links
    assert all(link.startswith("https://cairn.example.org/") for link in links)


def test_each_task_has_its_done_link_and_each_snooze_its_own_in_both_parts(reminder):
    tasks = (OpenTask("Read the guide", 45, MONDAY, MONDAY, pk=11), OpenTask("Build it", 90, MONDAY, MONDAY, pk=12))
    digest = Digest(MONDAY, (PlanPart(5, "Foundation", None, None, tasks[:1], tasks[1:], 0),), 1, 45, 1)
    message = compose(reminder, digest)
    links = [done_url(11), done_url(12), *(snooze_url(reminder.learner, days) for days in (1, 3, 7))]
    for part in (message.body, str(message.alternatives[0][0])):
        assert [link for link in links if link not in part] == []


def test_the_exam_day_itself_is_said_in_words(reminder):
    part = PlanPart(5, "Foundation", MONDAY, 0, TASKS, (), overdue_more=0)
    assert "The exam is today" in compose(reminder, Digest(MONDAY, (part,), 2, 135, 0)).body


def headers(reminder: Reminder) -> Message:
    return compose(reminder, DIGEST).message()


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Message-ID", "<x@cairn.example.org>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Auto-Submitted", "auto-generated"),
        ("To", "grace@example.org"),
    ],
)
def test_the_header(header, value, reminder):
    assert headers(reminder).get_all(header) == [value]


def test_the_key_header_names_learner_date_and_kind(reminder):
    assert headers(reminder)["X-Reminder-Key"] == f"{reminder.learner.pk}.2026-03-02.digest"


def test_the_unsubscribe_header_offers_https_and_mailto(reminder):
    token = REMINDERS.token(reminder.learner)
    https, mailto = headers(reminder)["List-Unsubscribe"].replace("\n", "").split(", ")
    assert https == f"<https://cairn.example.org/reminders/unsubscribe/{token}/>"
    assert mailto.startswith("<mailto:")


def test_a_token_leads_to_its_learner(reminder):
    assert REMINDERS.learner(REMINDERS.token(reminder.learner)) == reminder.learner


def test_a_token_that_was_changed_leads_nowhere(reminder):
    assert REMINDERS.learner(REMINDERS.token(reminder.learner) + "x") is None


def test_every_reason_has_words_a_person_can_read():
    assert all(sentence.endswith(".") for sentence in REASONS.values())
