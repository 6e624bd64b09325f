"""Who counts in a team's figures: those who are members now, of the team and of all below it, each person once."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
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
    """A team with all below it. `crowds` are those that count in sums over everybody; `people` are all, `counted` those of them.

    `key` is another one as soon as anybody comes, leaves, or shows more or less.
    """

    tree: Tree
    teams: tuple[int, ...]
    crowds: frozenset[bool]
    people: int
    counted: int
    key: str

    @property
    def members(self) -> "QuerySet[Membership]":
        return Membership.objects.members().filter(team__in=self.teams)

    @property
    def showing(self) -> Keys:
        """Keys of the learners who show their dates to a manager of one of the teams."""
        return self.members.exclude(visibility=Membership.Visibility.STATUS).values("learner")

    @property
    def learners(self) -> Keys:
        """Keys of the learners who count in sums over everybody. Without a GROUP BY, of which PostgreSQL expects far too few."""
        if len(self.crowds) == 2:
            return self.members.order_by().values("learner")
        if True in self.crowds:
            return self.showing.order_by()
        everybody = self.members if self.crowds else self.members.none()
        return everybody.exclude(learner__in=self.showing).order_by().values("learner")

    def people_at(self, having: Exists) -> list[tuple[Seat, int]]:
        """How many people sit where, of those for whose membership it holds. One query."""
        return _counted(_seats(self.members.filter(having)).values_list("seat", flat=True))

    def seat(self, learner: str) -> Subquery:
        """To annotate with: the seat of the person to whom `learner` leads. Null for who is no member."""
        return Subquery(_seats(self.members.filter(learner=OuterRef(learner))).values("seat"), IntegerField())


def scope_of(team: Team) -> Scope:
    """Two queries: the teams, and how many people sit where."""
    parents = dict(Team.objects.below(team).order_by().values_list("pk", "parent"))
    tree = Tree(team.pk, {pk: parent for pk, parent in parents.items() if parent is not None and pk != team.pk})
    open_scope = Scope(tree, tuple(parents), frozenset(), 0, 0, "")
    seats = sorted(_seats(open_scope.members).values_list("learner", "seat"))
    people = _counted(seat for _learner, seat in seats)
    crowds = counted_crowds(people, tree)
    counted = sum(count for seat, count in people if seat.shows in crowds)
    key = sha256(repr((team.pk, sorted(parents.items()), seats)).encode()).hexdigest()
    return Scope(tree, tuple(parents), crowds, len(seats), counted, key)


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


def _counted(numbers: Iterable[int]) -> list[tuple[Seat, int]]:
    return [(seat_of(number), people) for number, people in Counter(numbers).items()]
