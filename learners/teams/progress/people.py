"""Who counts in a team's figures: those who are members now, of the team and of all below it, each person once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    ExpressionWrapper,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from learners.teams.models import Membership, Team
from learners.teams.progress.groups import Seat, Tree, counted_crowds

Row = dict[str, Any]
Keys = QuerySet[Any, Any]
# A seat in one number, so that one subquery finds it and one GROUP BY parts by it: team · 4 + shows · 2 + twice.
SHOWS = Max(Case(When(~Q(visibility=Membership.Visibility.STATUS), then=2), default=0))
TWICE = Case(When(Q(teams__gt=1), then=1), default=0)


@dataclass(frozen=True, slots=True)
class Scope:
    """A team with all below it. `crowds` are those that count in sums over everybody; `people` are all, `counted` those of them."""

    tree: Tree
    teams: tuple[int, ...]
    crowds: frozenset[bool]
    people: int
    counted: int

    @property
    def members(self) -> "QuerySet[Membership]":
        return Membership.objects.current().filter(team__in=self.teams, role=Membership.Role.MEMBER)

    @property
    def showing(self) -> Keys:
        """Keys of the learners who show their dates to a manager of one of the teams."""
        return self.members.exclude(visibility=Membership.Visibility.STATUS).values("learner")

    @property
    def learners(self) -> Keys:
        """Keys of the learners who count in sums over everybody."""
        wanted = [2 if shows else 0 for shows in self.crowds]
        return (
            self.members.order_by().values("learner").annotate(shown=SHOWS).filter(shown__in=wanted).values("learner")
        )

    def seat(self, learner: str) -> Subquery:
        """To annotate with: the seat of the person to whom `learner` leads. Null for who is no member."""
        return Subquery(_seats(self.members.filter(learner=OuterRef(learner))).values("seat"), IntegerField())


def scope_of(team: Team) -> Scope:
    """Two queries: the teams, and how many people sit where."""
    parents = dict(Team.objects.below(team).order_by().values_list("pk", "parent"))
    tree = Tree(team.pk, {pk: parent for pk, parent in parents.items() if parent is not None and pk != team.pk})
    open_scope = Scope(tree, tuple(parents), frozenset(), 0, 0)
    rows = list(_counted(_seats(open_scope.members)))
    crowds = counted_crowds(rows, tree)
    counted = sum(people for seat, people in rows if seat.shows in crowds)
    return Scope(tree, tuple(parents), crowds, sum(people for _seat, people in rows), counted)


def counted_groups(rows: Iterable[Row], scope: Scope, by: str) -> tuple[list[list[Row]], int]:
    """Rows with a `seat` and so many `people`, parted by a column: of each group the rows of the crowds that count in it.

    And how many groups are left out because none does.
    """
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[by]].append(row)
    found = [_kept(those, scope) for those in groups.values()]
    return [those for those in found if those], found.count([])


def _kept(rows: list[Row], scope: Scope) -> list[Row]:
    crowds = counted_crowds(((seat_of(row["seat"]), row["people"]) for row in rows), scope.tree)
    return [row for row in rows if seat_of(row["seat"]).shows in crowds]


def seat_of(number: int) -> Seat:
    return Seat(number // 4, bool(number & 2), bool(number & 1))


def _seats(members: "QuerySet[Membership]") -> Keys:
    by_person = members.order_by().values("learner").annotate(teams=Count("pk"))
    return by_person.annotate(seat=ExpressionWrapper(Min("team_id") * 4 + SHOWS + TWICE, IntegerField()))


def _counted(seats: Keys) -> Iterator[tuple[Seat, int]]:
    by_number: dict[int, int] = defaultdict(int)
    for number in seats.values_list("seat", flat=True):
        by_number[number] += 1
    for number, people in by_number.items():
        yield seat_of(number), people
