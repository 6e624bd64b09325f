"""Demo people: accounts that can log in, and the learners they are."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model

from learners.demo.backdate import backdate, morning_of
from learners.demo.names import FAMILY, GIVEN, TIME_ZONES
from learners.demo.personas import REMINDER_TIMES, WEEKS, chance, within
from learners.profiles.models import DayOff, Learner

User = get_user_model()
BATCH = 1000
JOINED = (-150, -60)
HOLIDAY_PERCENT, HOLIDAY_STARTS, HOLIDAY_DAYS = 15, (-30, 30), (2, 9)

Week = tuple[int, ...]


@dataclass(frozen=True)
class Person:
    """`holiday`: first and last day without study."""

    email: str
    name: str
    time_zone: str
    week: Week
    joined: date
    reminder_time: time = time(7)
    holiday: tuple[date, date] | None = None
    is_staff: bool = False
    is_superuser: bool = False


def given_names(random: Random) -> list[str]:
    """All of them in a new order: dealt out in turn, so that few people are not namesakes."""
    return random.sample(GIVEN, len(GIVEN))


def draw_person(random: Random, given: str, number: int, today: date) -> Person:
    family = random.choice(FAMILY)
    return Person(
        email=address_of(given, family, number),
        name=f"{given} {family}",
        time_zone=random.choice(TIME_ZONES),
        week=random.choice(WEEKS),
        joined=today + timedelta(days=within(random, JOINED)),
        reminder_time=random.choice(REMINDER_TIMES),
        holiday=_draw_holiday(random, today) if chance(random, HOLIDAY_PERCENT) else None,
    )


def _draw_holiday(random: Random, today: date) -> tuple[date, date]:
    first = today + timedelta(days=within(random, HOLIDAY_STARTS))
    return first, first + timedelta(days=within(random, HOLIDAY_DAYS))


def address_of(given: str, family: str, number: int) -> str:
    return f"{_plain(given)}.{_plain(family)}.{number}@example.org"


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def make_people(people: Sequence[Person], *, password: str) -> list[Learner]:
    """In the order given. `password` is hashed already: hashing is made to be slow, and all of them have the same."""
    users = User.objects.bulk_create(
        [
            User(
                email=person.email,
                name=person.name,
                password=password,
                date_joined=morning_of(person.joined),
                is_staff=person.is_staff,
                is_superuser=person.is_superuser,
            )
            for person in people
        ],
        batch_size=BATCH,
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users], batch_size=BATCH
    )
    return _make_learners(people, [user.pk for user in users])


def _make_learners(people: Sequence[Person], user_pks: Sequence[int]) -> list[Learner]:
    learners = Learner.objects.bulk_create(
        [
            Learner(
                user_id=pk, time_zone=person.time_zone, reminder_time=person.reminder_time, **week_fields(person.week)
            )
            for person, pk in zip(people, user_pks, strict=True)
        ],
        batch_size=BATCH,
    )
    pairs = list(zip(people, learners, strict=True))
    backdate(Learner.objects.all(), {learner.pk: person.joined for person, learner in pairs})
    DayOff.objects.bulk_create(
        DayOff(learner=learner, first=person.holiday[0], last=person.holiday[1])
        for person, learner in pairs
        if person.holiday
    )
    return learners


def week_fields(week: Week) -> dict[str, int]:
    return dict(zip(Learner.WEEKDAYS, week, strict=True))
