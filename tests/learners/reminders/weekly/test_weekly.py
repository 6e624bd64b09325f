"""The managers' weekly mail: on Mondays, only when something changed, and no more of anybody than they allow. Monday 2 March 2026."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from learners.profiles.models import Learner
from learners.reminders import ledger
from learners.reminders.delivery import deliver_due
from learners.reminders.links import TEAM_MAIL
from learners.reminders.models import Reminder
from learners.reminders.weekly.content import Facts, Line, Silence, TeamPart, Weekly, weekly
from learners.teams.log.models import Look
from learners.teams.models import Membership, Team
from tests.factories import (
    MONDAY,
    make_certification,
    make_credential,
    make_guided,
    make_learner,
    make_membership,
    make_plan,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
SEVEN = datetime(2026, 3, 2, 7, tzinfo=UTC)
WEEK = timedelta(days=7)
HIDDEN = Membership.Visibility.STATUS
LATE = Line("1/1/behind", "Grace", "Architect", ("behind",))


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


# What is said, from facts alone


def part(*needs: Line, **lines: Any) -> TeamPart:
    given = {"exams": (), "endings": (), "earned": (), "more": 0, **lines}
    return TeamPart("platform", "Platform", 3, needs, **given)


def facts(*parts: TeamPart, **fields: Any) -> Facts:
    given = {"wants_mail": True, "account_active": True, "manages": True, **fields}
    return Facts(MONDAY, parts=parts, **given)


@pytest.mark.parametrize(
    ("given", "silence"),
    [
        (facts(part(LATE), account_active=False), Silence.ACCOUNT_CLOSED),
        (facts(part(LATE), wants_mail=False), Silence.SWITCHED_OFF),
        (facts(manages=False), Silence.NO_TEAM),
        (facts(part()), Silence.NOTHING),
        (facts(part(LATE), last=Weekly(MONDAY, (part(LATE),)).fingerprint), Silence.UNCHANGED),
    ],
)
def test_why_there_is_none(given, silence) -> None:
    assert weekly(given) == silence


def test_what_stayed_the_same_is_not_said_again_though_its_numbers_grow() -> None:
    later = Line(LATE.key, LATE.name, LATE.about, ("behind", "No study for 16 days."))
    assert Weekly(MONDAY, (part(LATE),)).fingerprint == Weekly(day(7), (part(later),)).fingerprint


@pytest.mark.parametrize("other", [part(), part(LATE, exams=(Line("2/exam", "Alan", "Architect", day=day(9)),))])
def test_what_changed_is(other) -> None:
    assert Weekly(MONDAY, (part(LATE),)).fingerprint != Weekly(MONDAY, (other,)).fingerprint


def test_a_team_without_news_is_left_out() -> None:
    found = weekly(facts(part(LATE), part()))
    assert isinstance(found, Weekly)
    assert len(found.parts) == 1


# From the ledger to the mail


@pytest.fixture
def manager() -> Learner:
    found = make_learner(user=make_user(name="Mary", email="mary@example.org"))
    make_membership(make_team("platform", name="Platform"), found, role=Membership.Role.MANAGER)
    return found


def member(
    name: str = "Grace", *, due: int = -2, exam: int | None = None, team: str = "platform", **fields: Any
) -> Membership:
    learner = make_learner(user=make_user(name=name), reminders_on=False)
    plan = make_plan(
        learner,
        make_guided(name="Architect") if not Team.objects.filter(memberships__learner__plans__isnull=False) else None,
        tasks=({"due": day(due)}, {"due": day(due + 5)}),
        start=day(-30),
        exam_date=None if exam is None else day(exam),
    )
    plan.refresh_summary()
    return make_membership(Team.objects.get(slug=team), learner, **fields)


def send(now: datetime = SEVEN) -> list[EmailMultiAlternatives]:
    mail.outbox.clear()
    ledger.tick(now)
    deliver_due(lambda: now)
    return list(mail.outbox)  # type: ignore[arg-type]


def the_row(day_: date = MONDAY) -> Reminder:
    return Reminder.objects.get(kind="team", local_date=day_)


def test_who_manages_a_team_gets_one_on_monday(manager) -> None:
    member()
    [found] = send()
    assert (found.subject, found.to) == ("Your teams this week: 1 person needs help", ["mary@example.org"])
    assert "Grace, Architect: behind" in str(found.body)
    assert "No study for 30 days." in str(found.body)
    assert "/teams/platform/" in str(found.body)
    assert "Grace" in str(found.alternatives[0][0])


@pytest.mark.parametrize("number", range(1, 7))
def test_and_on_no_other_day(manager, number) -> None:
    member()
    assert send(SEVEN + timedelta(days=number)) == []
    assert not Reminder.objects.filter(kind="team", local_date=day(number)).exists()


def test_who_manages_none_has_no_row() -> None:
    make_membership(make_team("platform"), make_learner())
    send()
    assert not Reminder.objects.filter(kind="team").exists()


def test_nothing_new_no_mail_and_the_reason_is_there(manager) -> None:
    member()
    assert len(send()) == 1
    assert send(SEVEN + WEEK) == []
    row = the_row(day(7))
    assert (row.state, row.reason) == ("skipped", "Nothing had changed in your teams since the last weekly mail.")


def test_somebody_else_behind_is_something_new(manager) -> None:
    member()
    send()
    member("Alan")
    [found] = send(SEVEN + WEEK)
    assert "Alan" in str(found.body)


def test_what_was_not_sent_was_not_said(manager, settings) -> None:
    """A mail that failed leaves its fingerprint on a row that was never sent: the next one says it all the same."""
    member()
    settings.EMAIL_BACKEND = "tests.learners.reminders.weekly.test_weekly.Refusing"
    assert send() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(send(SEVEN + WEEK)) == 1


class Refusing:
    def __init__(self, **_options: Any) -> None: ...

    def send_messages(self, _messages: Any) -> int:
        return 0

    def close(self) -> None: ...


def test_exams_endings_and_what_was_earned(manager) -> None:
    grace = member(due=2, exam=20)
    foundation = make_certification(name="Foundation")
    make_credential(grace.learner, foundation, periods=({"valid_from": day(-300), "valid_until": day(25)},))
    make_credential(grace.learner, make_certification(name="Manager"), periods=({"valid_from": day(-3)},))
    body = " ".join(str(send()[0].body).split())
    assert "Exams within 30 days - 22 March 2026: Grace, Architect" in body
    assert "Credentials that end within 30 days - 27 March 2026: Grace, Foundation" in body
    assert "Earned or renewed in the last week - Grace, Manager" in body


def test_of_who_shows_the_status_only_nothing_else_is_said(manager) -> None:
    grace = member(exam=20, visibility=HIDDEN)
    make_credential(grace.learner, make_certification(name="Foundation"), periods=({"valid_from": day(-3)},))
    body = str(send()[0].body)
    assert "Grace, Architect: behind" in body
    for hidden in ("No study", "22 March", "Foundation", "overdue"):
        assert hidden not in body


def test_teams_below_are_in_the_part_of_the_one_above(manager) -> None:
    tools = make_team("tools", name="Tools", parent=Team.objects.get(slug="platform"))
    make_membership(tools, manager, role=Membership.Role.MANAGER)
    member(team="tools")
    body = str(send()[0].body)
    assert "Platform\n" in body
    assert "Tools\n" not in body


def test_the_mail_is_a_look_that_members_can_read(manager) -> None:
    grace = member(accepted_at=SEVEN - WEEK)
    send()
    assert [look.page for look in Look.objects.for_log_page(grace.learner)] == ["mail"]


def test_who_left_the_role_before_it_went_out_gets_none(manager) -> None:
    member()
    ledger.tick(SEVEN - timedelta(hours=1))
    Membership.objects.filter(learner=manager).update(left_at=SEVEN)
    assert send() == []
    assert the_row().reason == "You managed no team any more."


def test_the_day_has_a_digest_besides(manager) -> None:
    member()
    make_plan(manager, tasks=({"due": MONDAY},)).refresh_summary()
    assert sorted(found.extra_headers["X-Reminder-Key"].rsplit(".", 1)[1] for found in send()) == ["digest", "team"]


@pytest.mark.parametrize("people", [1, 12])
def test_writing_it_costs_the_same_for_few_people_and_for_many(manager, people, django_assert_max_num_queries) -> None:
    for number in range(people):
        member(f"Person {number}")
    ledger.tick(SEVEN)
    with django_assert_max_num_queries(31):
        deliver_due(lambda: SEVEN)


# Ending it


def path(learner: Learner) -> str:
    return TEAM_MAIL.url(learner).removeprefix("http://127.0.0.1:8000")


def test_its_link_ends_the_weekly_mail_and_nothing_else(manager) -> None:
    member()
    [found] = send()
    https, mailto = found.extra_headers["List-Unsubscribe"].split(", ")
    assert path(manager) in https
    assert quote(TEAM_MAIL.token(manager)) in mailto
    assert Client().get(path(manager)).status_code == HTTPStatus.OK
    manager.refresh_from_db()
    assert manager.team_mail_on
    assert [Client(enforce_csrf_checks=True).post(path(manager)).status_code for _ in range(2)] == [HTTPStatus.OK] * 2
    manager.refresh_from_db()
    assert (manager.team_mail_on, manager.reminders_on) == (False, True)


def test_who_ended_it_after_the_row_was_made_gets_none(manager) -> None:
    member()
    ledger.tick(SEVEN - timedelta(hours=1))
    manager.stop_team_mail()
    assert send() == []
    assert the_row().reason == "The weekly mail about your teams was switched off."


def test_a_forged_link_changes_nothing(manager) -> None:
    forged = path(manager).replace(f"/{manager.pk}:", f"/{manager.pk + 1}:")
    assert Client().post(forged).status_code == HTTPStatus.NOT_FOUND
    assert not Learner.objects.filter(team_mail_on=False).exists()
