"""Demo teams: divisions with teams below them, each with a manager, members, and a few invitations that are open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db.models import Count
from django.utils.text import slugify

from learners.demo.backdate import backdate, morning_of
from learners.demo.names import DIVISIONS, TEAMS
from learners.demo.personas import VISIBILITIES, within
from learners.profiles.models import Learner
from learners.teams.coverage.models import CoverageTarget
from learners.teams.former import held_on
from learners.teams.models import Membership, Team
from learners.teams.sharing import sharing_dates

BATCH = 1000
DIVISION_SIZE = 1 + len(TEAMS)  # the division itself, which is a team too, and those below it
OPEN_EVERY, OPEN_PLACE = 9, 4  # of nine people the fifth has not answered yet
ACCEPTED = (-50, -2)
ANSWERED_AFTER = (1, 5)
MORE_THAN_HELD = (0, 1)  # people wanted beyond those who hold it today


@dataclass(frozen=True)
class Seat:
    """Who is asked into which team. `visibility` None: drawn."""

    team: Team
    learner: Learner
    role: Membership.Role = Membership.Role.MEMBER
    is_open: bool = False
    visibility: Membership.Visibility | None = None


def make_teams(count: int) -> list[Team]:
    divisions = Team.objects.bulk_create(_team(index) for index in range(0, count, DIVISION_SIZE))
    below = Team.objects.bulk_create(
        _team(index, divisions[index // DIVISION_SIZE]) for index in range(count) if index % DIVISION_SIZE
    )
    places = (iter(divisions), iter(below))
    return [next(places[bool(index % DIVISION_SIZE)]) for index in range(count)]


def _team(index: int, division: Team | None = None) -> Team:
    group, place = divmod(index, DIVISION_SIZE)
    turn, name = divmod(group, len(DIVISIONS))
    words = [DIVISIONS[name], *([str(turn + 1)] if turn else []), *([TEAMS[place - 1]] if place else [])]
    return Team(name=" ".join(words), slug=slugify("-".join(words)), parent=division)


def make_memberships(
    random: Random, teams: Sequence[Team], people: Sequence[Learner], manager: Learner, today: date
) -> None:
    invited, memberships = [], []
    for seat in _seats(teams, people, manager):
        accepted = None if seat.is_open else today + timedelta(days=within(random, ACCEPTED))
        invited.append((accepted or today) - timedelta(days=within(random, ANSWERED_AFTER)))
        memberships.append(
            Membership(
                team=seat.team,
                learner=seat.learner,
                role=seat.role,
                visibility=seat.visibility or random.choice(VISIBILITIES),
                accepted_at=morning_of(accepted) if accepted else None,
            )
        )
    made = Membership.objects.bulk_create(memberships, batch_size=BATCH)
    backdate(Membership.objects.all(), {one.pk: day for one, day in zip(made, invited, strict=True)})


def make_targets(team: Team, today: date) -> None:
    """One of the programme that most of the team and of those below hold, which they just meet; one of the next, which they don't."""
    holders = (
        held_on(today)
        .filter(learner__in=sharing_dates(team).values("learner"))
        .order_by()
        .values_list("certification__program")
        .annotate(people=Count("learner", distinct=True))
        .order_by("-people", "certification__program")[: len(MORE_THAN_HELD)]
    )
    CoverageTarget.objects.bulk_create(
        CoverageTarget(team=team, program_id=program, least=people + more)
        for (program, people), more in zip(holders, MORE_THAN_HELD, strict=False)
    )


def _seats(teams: Sequence[Team], people: Sequence[Learner], manager: Learner) -> Iterator[Seat]:
    """`people` are dealt out in turn. The first of them shows all to `manager`, and is asked into the second team besides.

    `manager` has the first team and any that nobody is dealt to; elsewhere one of those dealt manages.
    """
    for index, team in enumerate(teams):
        dealt = people[index :: len(teams)]
        if index == 0:
            yield Seat(team, manager, Membership.Role.MANAGER)
            yield Seat(team, dealt[0], visibility=Membership.Visibility.TASKS)
        else:
            yield Seat(team, dealt[0] if dealt else manager, Membership.Role.MANAGER)
        if index == 1:
            yield Seat(team, people[0], is_open=True)
        for place, learner in enumerate(dealt[1:], start=1):
            yield Seat(team, learner, is_open=place % OPEN_EVERY == OPEN_PLACE)
