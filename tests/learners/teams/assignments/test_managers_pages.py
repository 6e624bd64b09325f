"""A manager looks first, assigns, answers and withdraws; nobody else does."""

from datetime import date, timedelta
from http import HTTPStatus
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learners.plans.drafts import draw
from learners.profiles.models import Learner
from learners.teams.assignments.models import Assignment, AssignmentChange
from learners.teams.assignments.pages import candidates, standing_of
from learners.teams.assignments.writes import Wanted
from learners.teams.log.models import Look
from learners.teams.models import Membership
from portal.models import User
from tests.factories import (
    MONDAY,
    NOON,
    make_credential,
    make_guided,
    make_learner,
    make_membership,
    make_plan,
    make_team,
    make_user,
)
from tests.learners.teams.assignments import make_above, make_assignment

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("noon"),
    pytest.mark.ignore_template_errors,  # crispy's own templates look up what is not always there
]
STATUS, DATES = Membership.Visibility.STATUS, Membership.Visibility.DATES
DUE = "2026-03-30"


@pytest.fixture
def team(ada):
    team = make_team("platform")
    make_membership(team, ada, role=Membership.Role.MANAGER)
    return team


@pytest.fixture
def goal():
    """Twenty hours, for which the usual week of six hours takes more than three weeks."""
    return make_guided("goal", phases=((30, (120,) * 10),))


def page(team, name="assign", *keys):
    return reverse(f"teams:{name}", args=[team.slug, *keys])


def wanted(goal, **changes):
    return {"certification": goal.slug, "due": DUE, **changes}


def member(team, name="Grace", **fields) -> Membership:
    return make_membership(team, make_learner(user=make_user(name=name)), **fields)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def rows_of(client, team, goal, **changes):
    return {row.name: row for row in client.get(page(team), wanted(goal, **changes)).context["rows"]}


# Before anything is asked


def test_the_dry_look_says_in_numbers_who_can_and_writes_nothing(signed_in, team, goal):
    member(team, "Grace")
    member(team, "Busy")
    Learner.objects.filter(user__name="Busy").update(**dict.fromkeys(Learner.WEEKDAYS, 0) | {"monday": 60})
    rows = rows_of(signed_in, team, goal)
    assert rows["Grace"].said.look.word == "fits"
    assert rows["Busy"].said.look.word == "does not fit"
    assert rows["Busy"].said.lines == ("Needs 6 h a week, has 1 h.", "The first date that fits is 14 July.")
    assert not Assignment.objects.exists()


def test_who_shows_the_status_alone_shows_no_number(signed_in, team, goal):
    one = member(team, "Grace", visibility=STATUS)
    make_credential(one.learner, goal, periods=({"valid_from": MONDAY},))
    two = member(team, "Busy", visibility=STATUS)
    Learner.objects.filter(pk=two.learner_id).update(**dict.fromkeys(Learner.WEEKDAYS, 0) | {"monday": 60})
    rows = rows_of(signed_in, team, goal)
    assert [(name, row.said.look.word, row.said.lines, row.is_out) for name, row in sorted(rows.items())] == [
        ("Busy", "does not fit", (), False),
        ("Grace", "fits", (), False),
    ]


def test_who_holds_it_or_has_it_assigned_is_left_out_in_words(signed_in, team, goal):
    holder, taken = member(team, "Holder"), member(team, "Taken")
    make_credential(holder.learner, goal, periods=({"valid_from": MONDAY, "valid_until": date(2027, 5, 1)},))
    make_assignment(taken, goal)
    rows = rows_of(signed_in, team, goal)
    assert rows["Holder"].said.lines == ("Held until 1 May 2027.",)
    assert rows["Taken"].assigned.due == date(2026, 6, 1)
    signed_in.post(page(team), wanted(goal, whole="1"))
    assert Assignment.objects.count() == 1


def test_a_running_plan_is_judged_by_its_own_rest(signed_in, team, goal):
    one = member(team, "Grace")
    plan = make_plan(one.learner, goal, monday=60, tasks=({"minutes": 60, "due": date(2026, 3, 9)},))
    plan.refresh_summary()
    assert rows_of(signed_in, team, goal)["Grace"].said.lines[-1] == "A plan runs until 9 March."
    assert rows_of(signed_in, team, goal, due="2026-03-03")["Grace"].said.look.word == "fits"


def test_a_chain_counts_what_lies_before_and_one_alone_says_that_it_is_locked(signed_in, team, goal):
    above = make_above("above", goal)
    member(team, "Grace")
    alone = rows_of(signed_in, team, above)["Grace"].said
    assert (alone.look.word, alone.lines[-1]) == (
        "fits",
        "The exam asks for more first: assign it with what lies before it.",
    )
    chain = rows_of(signed_in, team, above, chain="on")["Grace"].said
    assert chain.look.word == "does not fit"
    assert chain.lines[0].startswith("Needs 10 h ")
    assert rows_of(signed_in, team, above, chain="on", due="2026-04-30")["Grace"].said.look.word == "fits"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"due": "2026-03-02"}, "due", "The date must lie ahead: tomorrow at the earliest."),
        ({"due": "2020-01-01"}, "due", "The date must lie ahead: tomorrow at the earliest."),
        ({"due": "soon"}, "due", "This is no date. Write it as year-month-day, e.g. 2027-03-14."),
        ({"due": ""}, "due", "Name a day."),
        ({"due": "2028-03-03"}, "due", "That is more than two years ahead."),
        ({"due": "2031-03-04", "chain": "on"}, "due", "That is more than five years ahead."),
        ({"certification": ""}, "certification", "Name a certification."),
        (
            {"certification": "nothing of that name"},
            "certification",
            "No certification of that name has a study plan. Choose one from the list.",
        ),
    ],
)
def test_bad_input_is_said_at_the_field_and_nothing_is_done(signed_in, team, goal, changes, field, words):
    member(team)
    given = wanted(goal, **changes)
    for response in (signed_in.get(page(team), given), signed_in.post(page(team), {**given, "whole": "1"})):
        assert response.status_code == HTTPStatus.OK
        assert response.context["form"].errors[field] == [words]
        assert "rows" not in response.context
        assert given["certification"] in response.content.decode()
    assert not Assignment.objects.exists()


def test_a_part_of_a_name_is_enough_where_it_is_one_name(signed_in, team, goal):
    member(team)
    make_guided("goal-of-others")
    assert signed_in.get(page(team), wanted(goal, certification="Goal")).context["wanted"].certification == goal
    several = signed_in.get(page(team), wanted(goal, certification="oal"))
    assert several.context["form"].errors["certification"] == [
        "Several have that in their name. Choose one from the list."
    ]


# Assigning


def test_ticked_people_get_it_and_it_is_on_record(signed_in, ada, team, goal):
    one, _other = member(team, "Grace"), member(team, "Alan")
    response = signed_in.post(page(team), wanted(goal, people=[one.pk], note="For the spring"), follow=True)
    assert "Assigned to 1 person. Each finds it on Today and answers." in text_of(response)
    made = Assignment.objects.get()
    assert (made.membership, made.due, made.note, made.assigned_by) == (
        one,
        date(2026, 3, 30),
        "For the spring",
        ada.user,
    )
    change = AssignmentChange.objects.get()
    assert (change.from_state, change.to_state, change.to_due, change.by) == ("", "proposed", made.due, ada.user)


def test_the_whole_team_is_asked_at_once(signed_in, team, goal):
    members = [member(team, f"Person {number}") for number in range(3)]
    member(team, "Not yet", accepted_at=None)
    member(make_team(), "Elsewhere")
    signed_in.post(page(team), wanted(goal, whole="1"))
    assert set(Assignment.objects.values_list("membership", flat=True)) == {one.pk for one in members}
    assert Assignment.objects.values("batch").distinct().count() == 1
    assert "one of 3 assigned at once" in text_of(signed_in.get(page(team, "assignments")))


@pytest.mark.parametrize("people", [[], ["x"], ["99999999999999999999"]])
def test_nobody_ticked_is_asked_for(signed_in, team, goal, people):
    member(team)
    response = signed_in.post(page(team), wanted(goal, people=people, note="Typed"))
    assert "Tick at least one person" in text_of(response)
    assert "Typed" in text_of(response)
    assert not Assignment.objects.exists()


def test_somebody_of_another_team_can_not_be_ticked(signed_in, team, goal):
    other = member(make_team(), "Elsewhere")
    signed_in.post(page(team), wanted(goal, people=[other.pk]))
    assert not Assignment.objects.exists()


def test_what_is_reached_is_written_down_when_it_is_assigned_anew(signed_in, team, goal):
    one = member(team)
    before = make_assignment(one, goal, state="accepted", accepted_at=NOON)
    period = {"valid_from": MONDAY, "valid_until": MONDAY}
    make_credential(one.learner, goal, periods=(period,))
    assert standing_of(Assignment.objects.with_standing().get()) == "done"
    Membership.objects.filter(pk=one.pk).update(visibility=STATUS)
    signed_in.post(page(team), wanted(goal, whole="1"))
    before.refresh_from_db()
    assert before.state == "done"
    assert Assignment.objects.filter(state="proposed").count() == 1


# Answering


def asked_for_more(team, **fields):
    return make_assignment(
        member(team), state="countered", asked_due=date(2026, 7, 1), reason="Two weeks of leave", **fields
    )


def test_an_agreed_date_counts_and_both_dates_stay_on_record(signed_in, team):
    one = asked_for_more(team)
    assert "Two weeks of leave" in text_of(signed_in.get(page(team, "assignment", one.pk)))
    signed_in.post(page(team, "assignment-agree", one.pk), {"seen": "2026-07-01", "words": "Enjoy it"})
    one.refresh_from_db()
    assert (one.state, one.due, one.asked_due, one.accepted_at) == ("accepted", date(2026, 7, 1), None, NOON)
    shown = text_of(signed_in.get(page(team, "assignment", one.pk)))
    assert "Agreed: due 1 July." in shown
    assert "Enjoy it" in shown


@pytest.mark.parametrize(("accepted_at", "state"), [(None, "proposed"), (NOON, "accepted")])
def test_a_kept_date_goes_back_to_where_it_was(signed_in, team, accepted_at, state):
    one = asked_for_more(team, accepted_at=accepted_at)
    signed_in.post(page(team, "assignment-keep", one.pk), {"seen": "2026-07-01"})
    one.refresh_from_db()
    assert (one.state, one.due, one.asked_due) == (state, date(2026, 6, 1), None)
    assert "The date stays 1 June" in text_of(signed_in.get(page(team, "assignment", one.pk)))


@pytest.mark.parametrize("name", ["agree", "keep", "withdraw"])
def test_another_date_than_the_one_seen_is_not_answered(signed_in, team, name):
    one = asked_for_more(team)
    response = signed_in.post(page(team, f"assignment-{name}", one.pk), {"seen": "2026-06-20"}, follow=True)
    assert "It was changed meanwhile." in text_of(response)
    assert not AssignmentChange.objects.exists()


def test_a_day_that_is_over_can_not_be_agreed_to(signed_in, team):
    one = make_assignment(member(team), state="countered", asked_due=MONDAY)
    response = signed_in.post(page(team, "assignment-agree", one.pk), {"seen": "2026-03-02"}, follow=True)
    assert "The day that was asked for is over." in text_of(response)
    assert not AssignmentChange.objects.exists()


def test_withdrawing_ends_it_for_good(signed_in, team):
    one = make_assignment(member(team))
    given = {"seen": "2026-06-01"}
    signed_in.post(page(team, "assignment-withdraw", one.pk), given)
    again = signed_in.post(page(team, "assignment-withdraw", one.pk), given, follow=True)
    assert "It was withdrawn meanwhile." in text_of(again)
    assert list(AssignmentChange.objects.values_list("to_state", flat=True)) == ["withdrawn"]


# Who may


def test_a_manager_from_above_may(as_stranger, stranger, team, goal):
    team.parent = make_team("division")
    team.save()
    make_membership(team.parent, stranger, role=Membership.Role.MANAGER)
    one = make_assignment(member(team))
    for address in (page(team), page(team, "assignments"), page(team, "assignment", one.pk)):
        assert as_stranger.get(address).status_code == HTTPStatus.OK


@pytest.mark.parametrize("place", ["nowhere", "member", "former manager", "manager elsewhere"])
def test_nobody_else_finds_anything(as_stranger, stranger, team, goal, place):
    one = make_assignment(member(team))
    if place == "member":
        make_membership(team, stranger)
    elif place == "former manager":
        make_membership(team, stranger, role=Membership.Role.MANAGER, left_at=NOON)
    elif place == "manager elsewhere":
        make_membership(make_team(), stranger, role=Membership.Role.MANAGER)
    for name, *keys in (("assign",), ("assignments",), ("assignment", one.pk)):
        assert as_stranger.get(page(team, name, *keys)).status_code == HTTPStatus.NOT_FOUND
    for name in ("agree", "keep", "withdraw"):
        gone = as_stranger.post(page(team, f"assignment-{name}", one.pk), {"seen": "2026-06-01"})
        assert gone.status_code == HTTPStatus.NOT_FOUND
    assert as_stranger.post(page(team), wanted(goal, whole="1")).status_code == HTTPStatus.NOT_FOUND
    assert Assignment.objects.count() == 1
    assert not Look.objects.exists()


def test_an_assignment_of_another_team_is_not_found_through_ones_own(signed_in, team):
    other = make_assignment(member(make_team()))
    assert signed_in.get(page(team, "assignment", other.pk)).status_code == HTTPStatus.NOT_FOUND


def test_who_has_left_is_out_of_the_list_and_out_of_reach(signed_in, team):
    one = make_assignment(member(team, "Grace"))
    one.membership.leave(now=NOON)
    assert "Grace" not in text_of(signed_in.get(page(team, "assignments")))
    gone = signed_in.post(page(team, "assignment-withdraw", one.pk), {"seen": "2026-06-01"})
    assert gone.status_code == HTTPStatus.NOT_FOUND


def test_each_look_is_on_record(signed_in, team):
    one = make_assignment(member(team))
    signed_in.get(page(team, "assignments"))
    signed_in.get(page(team, "assignment", one.pk))
    assert set(Look.objects.values_list("page", "member")) == {
        ("assignments", None),
        ("assignments", one.learner.pk),
    }


# However many


def crowd(team, goal, people: int) -> None:
    users = User.objects.bulk_create(User(email=f"m{n}@example.org", name=f"Person {n:04}") for n in range(people))
    learners = Learner.objects.bulk_create(Learner(user=user, monday=30 + n % 3) for n, user in enumerate(users))
    members = Membership.objects.bulk_create(
        Membership(team=team, learner=learner, accepted_at=NOON) for learner in learners
    )
    Assignment.objects.bulk_create(
        Assignment(membership=one, certification=goal, due=MONDAY + timedelta(days=20 + n % 9), created_at=NOON)
        for n, one in enumerate(members)
    )


@pytest.mark.parametrize("people", [3, 700])
def test_list_and_dry_look_ask_the_same_for_any_team(signed_in, team, goal, django_assert_num_queries, people):
    crowd(team, goal, people)
    other = make_guided("other")
    signed_in.get(page(team), wanted(other))  # the catalogue is kept from now on
    with django_assert_num_queries(18):
        shown = signed_in.get(page(team, "assignments"))
    with django_assert_num_queries(21):
        signed_in.get(page(team), wanted(other))
    assert len(shown.context["rows"]) == min(people, 50)
    with CaptureQueriesContext(connection) as asked:
        signed_in.post(page(team), wanted(other, whole="1"))
    assert Assignment.objects.filter(certification=other).count() == people
    assert len(asked) < 40  # a few statements of many rows each


def test_equal_people_are_reckoned_once(team, goal):
    members = [member(team, f"Person {number}") for number in range(5)]
    with patch("learners.teams.assignments.reading.draw", wraps=draw) as drawn:
        rows = candidates(members, Wanted(goal, is_chain=False, due=date(2026, 3, 30)), now=NOON)
    assert (len(rows), drawn.call_count) == (5, 1)
