"""What the registry says of each kind of personal data: whose it is, how it is exported, and what erasing does with it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Protocol

from django.db.models import Model, Q, QuerySet

Words = Any  # text that is translated where it is shown
Rows = QuerySet[Any, Any]


class Person(Protocol):
    """A `User`: the site's, which this room may not import, and all that it needs of one."""

    pk: Any
    email: str
    name: str

    def get_short_name(self) -> str: ...
    def has_usable_password(self) -> bool: ...
    def check_password(self, raw_password: str) -> bool: ...
    def delete(self) -> tuple[int, dict[str, int]]: ...


class Fate(Enum):
    """What becomes of it when an account is erased."""

    GOES_WITH_ACCOUNT = auto()  # the foreign keys say so: deleted in cascade
    GOES_BY_HAND = auto()  # nothing in the database leads there by itself: `learners.privacy.erasing` deletes it
    STAYS_NAMELESS = auto()  # somebody else's or the catalogue's: the row stays, the link to the person becomes null
    STAYS_REWORDED = auto()  # a record of others' acts: it stays, what names the person is replaced


@dataclass(frozen=True)
class Kind:
    """One file of the archive. A model that leads to people in two ways (waivers received, waivers granted) is two kinds.

    `owners` are the lookups from a row to its `User`; a row belongs to whoever one of them leads to. Where no lookup can say it,
    `find` does. `columns` name a lookup for each column, `left_out` says of each other field why it is not there.
    `but_not` is the lookup of rows that another kind has already.
    """

    name: str
    title: Words
    topic: Words
    model: type[Model]
    owners: tuple[str, ...]
    columns: Mapping[str, str]
    fate: Fate = Fate.GOES_WITH_ACCOUNT
    left_out: Mapping[str, Words] = field(default_factory=dict)
    find: Callable[[Person], Rows] | None = None
    but_not: str = ""

    def rows(self, user: Person) -> Rows:
        """All rows of one person, in the order in which they were made. One query."""
        return (self.find or self._by_lookup)(user).order_by("pk")

    @property
    def is_a_persons(self) -> bool:
        """Whether whatever hangs on its rows is the person's as well. The rows that only mention somebody are not."""
        return self.fate in {Fate.GOES_WITH_ACCOUNT, Fate.GOES_BY_HAND}

    @property
    def fields(self) -> set[str]:
        """The model's own fields that it speaks of."""
        by_column = {field.attname: field.name for field in self.model._meta.concrete_fields}  # plan_id says plan
        firsts = (lookup.split("__")[0] for lookup in (*self.owners, *self.columns.values(), *self.left_out))
        return {by_column.get(first, first) for first in firsts}

    def _by_lookup(self, user: Person) -> Rows:
        theirs = Q()
        for lookup in self.owners:
            theirs |= Q(**{lookup: user.pk})
        found = self.model._default_manager.filter(theirs)
        return found.exclude(**{self.but_not: user.pk}) if self.but_not else found


def columns(names: str = "", **lookups: str) -> dict[str, str]:
    """`names` are fields that are exported under their own name; the others say which lookup they show."""
    return {name: name for name in names.split()} | lookups


def left_out(why: Words, names: str) -> dict[str, Words]:
    return dict.fromkeys(names.split(), why)


def topics_of(user: Person, kinds: Iterable[Kind]) -> tuple[Words, ...]:
    """Each once, in the order of the registry, where one of its kinds has a row of this person. It asks no further then."""
    by_topic: dict[Words, list[Kind]] = {}
    for kind in kinds:
        by_topic.setdefault(kind.topic, []).append(kind)
    return tuple(topic for topic, those in by_topic.items() if any(kind.rows(user).exists() for kind in those))
