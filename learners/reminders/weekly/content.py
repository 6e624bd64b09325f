"""What a manager's weekly mail says, from facts alone. There is one only when something changed since the last. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

MOST = 8  # lines of a kind; the team page has the rest
DAYS_AHEAD = 30


class Silence(StrEnum):
    """Why there is no mail. The words are in `learners.reminders.weekly.words`."""

    SWITCHED_OFF = "switched off"
    ACCOUNT_CLOSED = "account closed"
    NO_TEAM = "no team"
    NOTHING = "nothing to say"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing about one person. `key` says what it is about whatever the day; `words` what is read, `day` when it is."""

    key: str
    name: str
    about: str
    words: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class TeamPart:
    """Of one team with all below it. `more` counts those who need help beyond the lines."""

    slug: str
    name: str
    people: int
    needs: tuple[Line, ...]
    more: int
    exams: tuple[Line, ...]
    endings: tuple[Line, ...]
    earned: tuple[Line, ...]

    @property
    def lines(self) -> Iterable[Line]:
        return (*self.needs, *self.exams, *self.endings, *self.earned)


@dataclass(frozen=True, slots=True)
class Facts:
    """`last` is the fingerprint of the last mail that went out, empty where none did."""

    today: date
    wants_mail: bool
    account_active: bool
    manages: bool
    parts: tuple[TeamPart, ...] = ()
    last: str = ""


@dataclass(frozen=True, slots=True)
class Weekly:
    today: date
    parts: tuple[TeamPart, ...]

    @property
    def needing_help(self) -> int:
        return sum(len(part.needs) + part.more for part in self.parts)

    @property
    def fingerprint(self) -> str:
        """The same for the same people with the same things to say of them; the numbers in the words may grow."""
        keys = sorted(f"{part.slug}/{line.key}" for part in self.parts for line in part.lines)
        return sha256("\n".join(keys).encode()).hexdigest()


def weekly(facts: Facts) -> Weekly | Silence:
    if not facts.account_active:
        return Silence.ACCOUNT_CLOSED
    if not facts.wants_mail:
        return Silence.SWITCHED_OFF
    if not facts.manages:
        return Silence.NO_TEAM
    found = Weekly(facts.today, tuple(part for part in facts.parts if any(True for _line in part.lines)))
    if not found.parts:
        return Silence.NOTHING
    return Silence.UNCHANGED if found.fingerprint == facts.last else found
