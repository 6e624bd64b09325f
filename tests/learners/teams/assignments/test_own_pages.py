"""What a learner is asked, and the three ways to answer; nobody else can."""

from datetime import date
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from learners.plans.goals.goals import Goal
from learners.teams.assignments import writes
from learners.teams.assignments.models import Assignment, AssignmentChange
from learners.teams.assignments.pages import standing_of
from learners.teams.models import Membership
from tests.factories import (
    MONDAY,
    NOON,
    make_credential,
    make_guided,
    make_learner,
    make_membership,
    make_plan,
    make_team,
)
from tests.learners.teams.assignments import make_above, make_assignment

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("noon"),
    pytest.mark.ignore_template_errors,  # crispy's own templates look up what is not always there
]
SEEN = {"seen": "2026-06-01"}


@pytest.fixture
def goal():
    return make_guided("goal", phases=((30, (120,) * 10),))


@pytest.fixture
def mine(ada, goal):
    return make_assignment(make_membership(make_team("platform"), ada), goal, note="For the spring")


def post(client, one, name, follow=True, **given):
    return client.post(reverse(f"teams:assigned-{name}", args=[one.pk]), {**SEEN, **given}, follow=follow)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def states() -> list[tuple[str, str]]:
    return list(AssignmentChange.objects.values_list("from_state", "to_state"))


def test_it_waits_on_today_and_on_ones_teams_until_it_is_answered(signed_in, mine):
    words = "1 assignment waits for your answer."
    for name in ("plans:today", "teams:teams"):
        assert words in text_of(signed_in.get(reverse(name)))
    post(signed_in, mine, "decline", reason="No time")
    for name in ("plans:today", "teams:teams"):
        assert words not in text_of(signed_in.get(reverse(name)))


def test_the_verdict_is_shown_in_full_whatever_managers_may_see(signed_in, ada, mine):
    Membership.objects.update(visibility=Membership.Visibility.STATUS)
    shown = text_of(signed_in.get(reverse("teams:assigned")))
    assert "At your 6 h a week the exam could be on 25 March." in shown
    assert "For the spring" in shown


def test_accepting_leads_to_the_plan_with_the_exam_on_the_due_day(signed_in, ada, mine):
    response = post(signed_in, mine, "accept", follow=False)
    address = urlsplit(response["Location"])
    assert address.path == reverse("plans:preview", args=["goal"])
    assert parse_qs(address.query)["exam_date"] == ["2026-06-01"]
    shown = text_of(signed_in.get(response["Location"]))
    assert "It fits" in shown
    mine.refresh_from_db()
    assert (mine.state, mine.accepted_at) == ("accepted", NOON)
    assert states() == [("proposed", "accepted")]


def test_accepting_a_locked_exam_leads_to_a_plan_without_a_date(signed_in, ada, mine, goal):
    one = make_assignment(mine.membership, make_above("above", goal))
    address = post(signed_in, one, "accept", follow=False)["Location"]
    assert "exam_date=&" in address
    assert "An exam date is locked until you have" in text_of(signed_in.get(address))


def test_accepting_with_a_running_plan_leads_to_its_dates(signed_in, ada, mine, goal):
    plan = make_plan(ada, goal, tasks=({},))
    address = urlsplit(post(signed_in, mine, "accept", follow=False)["Location"])
    assert address.path == reverse("plans:settings-preview", args=[plan.pk])
    assert parse_qs(address.query)["exam_date"] == ["2026-06-01"]


def test_accepting_with_a_plan_that_is_earlier_leads_to_the_plan(signed_in, ada, mine, goal):
    plan = make_plan(ada, goal, tasks=({},), exam_date=date(2026, 5, 1))
    assert post(signed_in, mine, "accept", follow=False)["Location"] == plan.get_absolute_url()


def test_accepting_a_chain_makes_it_a_goal(signed_in, ada, mine, goal):
    above = make_above("above", goal)
    one = make_assignment(mine.membership, above, is_chain=True)
    response = post(signed_in, one, "accept")
    assert Goal.objects.get().certification == above
    assert response.redirect_chain[0][0] == reverse("goals:certification", args=["above"])


def test_another_date_is_proposed_with_the_first_that_fits_filled_in(signed_in, ada, mine):
    Assignment.objects.update(due=date(2026, 3, 10))
    page = signed_in.get(mine.get_absolute_url())
    assert "With your hours, 25 March 2026 is the first date that fits." in text_of(page)
    assert page.context["other"]["other_due"].value() == date(2026, 3, 25)
    post(signed_in, mine, "ask", seen="2026-03-10", other_due="2026-03-25", why="Leave")
    mine.refresh_from_db()
    assert (mine.state, mine.due, mine.asked_due, mine.reason) == (
        "countered",
        date(2026, 3, 10),
        date(2026, 3, 25),
        "Leave",
    )


def test_more_time_is_asked_for_after_accepting_and_stays_on_record(signed_in, mine):
    post(signed_in, mine, "accept")
    post(signed_in, mine, "ask", other_due="2026-08-01")
    shown = text_of(signed_in.get(mine.get_absolute_url()))
    assert "Asked to move the date from 1 June to 1 August." in shown
    post(signed_in, mine, "accept")  # the date as it was
    mine.refresh_from_db()
    assert (mine.state, mine.asked_due) == ("accepted", None)
    assert states() == [("proposed", "accepted"), ("accepted", "countered"), ("countered", "accepted")]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"other_due": "2026-03-02"}, "The date must lie ahead: tomorrow at the earliest."),
        ({"other_due": "2026-06-01"}, "That is the date already. Accept it, or name another."),
        ({"other_due": "2029-01-01"}, "That is more than two years ahead."),
        ({"other_due": "x"}, "This is no date. Write it as year-month-day, e.g. 2027-03-14."),
        ({"other_due": ""}, "Name a day."),
    ],
)
def test_a_bad_date_is_said_at_the_field_and_the_words_are_kept(signed_in, mine, given, words):
    response = post(signed_in, mine, "ask", why="My own words", **given)
    assert response.context["other"].errors["other_due"] == [words]
    assert "My own words" in text_of(response)
    assert states() == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_declining_needs_a_reason(signed_in, mine, reason):
    response = post(signed_in, mine, "decline", reason=reason)
    assert response.context["decline"].errors["reason"]
    assert states() == []


def test_a_declined_one_is_settled_with_its_reason(signed_in, mine):
    post(signed_in, mine, "decline", reason="I have moved")
    assert "I have moved" in text_of(signed_in.get(mine.get_absolute_url()))
    again = post(signed_in, mine, "accept")
    assert "It was declined meanwhile." in text_of(again)
    assert states() == [("proposed", "declined")]


def test_answering_a_withdrawn_one_says_so(signed_in, mine):
    Assignment.objects.update(state="withdrawn")
    for name, given in (("accept", {}), ("ask", {"other_due": "2026-07-01"}), ("decline", {"reason": "No"})):
        said = text_of(post(signed_in, mine, name, **given))
        assert "It was withdrawn meanwhile. Nothing is asked of you any more." in said
    assert states() == []


def test_a_date_that_changed_since_it_was_seen_is_not_accepted(signed_in, mine):
    Assignment.objects.update(due=date(2026, 5, 1))
    assert "It was changed meanwhile." in text_of(post(signed_in, mine, "accept"))
    assert states() == []


def test_a_date_that_is_over_is_not_accepted(signed_in, mine):
    Assignment.objects.update(due=date(2026, 3, 1))
    assert "Its date is over. Propose another one." in text_of(post(signed_in, mine, "accept", seen="2026-03-01"))
    assert states() == []


def test_of_two_answers_at_once_one_counts(ada, mine):
    """Both have read the same row before either writes."""
    first, second = (Assignment.objects.with_people().get() for _ in range(2))
    act = writes.Act(ada.user, NOON, "No")
    writes.accept(first, act)
    with pytest.raises(writes.AnsweredAlreadyError) as error:
        writes.decline(second, act)
    assert error.value.state == "accepted"
    assert states() == [("proposed", "accepted")]


def test_holding_it_makes_an_accepted_one_done_and_needs_no_writing(signed_in, ada, mine, goal):
    post(signed_in, mine, "accept")
    make_credential(ada, goal, periods=({"valid_from": MONDAY},))
    response = signed_in.get(reverse("teams:assigned"))
    assert [(row.look.word, row.said) for row in response.context["settled"]] == [("done", None)]
    assert "It is done already." in text_of(post(signed_in, mine, "decline", reason="No"))


def test_what_was_held_before_does_not_make_it_done(ada, mine, goal):
    make_credential(ada, goal, periods=({"valid_from": date(2025, 1, 1), "valid_until": date(2026, 3, 1)},))
    Assignment.objects.update(state="accepted", accepted_at=NOON)
    assert standing_of(Assignment.objects.with_standing().get()) == "accepted"


def test_leaving_the_team_ends_it(signed_in, mine):
    mine.membership.leave(now=NOON)
    assert signed_in.get(mine.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND
    assert not signed_in.get(reverse("teams:assigned")).context["live"]
    assert post(signed_in, mine, "accept").status_code == HTTPStatus.NOT_FOUND


def test_a_leave_in_the_same_moment_stops_the_answer(ada, mine):
    read = Assignment.objects.with_people().get()
    mine.membership.leave(now=NOON)
    with pytest.raises(writes.AnsweredAlreadyError):
        writes.accept(read, writes.Act(ada.user, NOON))
    assert states() == []


@pytest.mark.parametrize("name", ["one", "plan", "accept", "ask", "decline"])
def test_another_persons_is_not_found(as_stranger, mine, name):
    address = reverse(f"teams:assigned-{name}", args=[mine.pk])
    given = {**SEEN, "reason": "No", "other_due": "2026-07-01"}
    ask = as_stranger.get if name in {"one", "plan"} else as_stranger.post
    assert ask(address, given).status_code == HTTPStatus.NOT_FOUND
    assert states() == []


def test_the_same_is_open_once_a_person(mine, goal):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_assignment(mine.membership, goal)
    Assignment.objects.update(state="declined")
    make_assignment(mine.membership, goal)


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_asks_the_same_for_few_and_many(signed_in, ada, mine, django_assert_num_queries, count):
    for number in range(count):
        make_assignment(mine.membership, make_guided(f"other-{number}"))
    make_assignment(make_membership(make_team(), make_learner()))
    signed_in.get(reverse("teams:assigned"))  # the catalogue is kept from now on
    with django_assert_num_queries(13):
        signed_in.get(reverse("teams:assigned"))
