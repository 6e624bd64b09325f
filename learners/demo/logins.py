"""The four people one logs in as to try the portal out, and what each is for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model

from learners.demo.people import Person
from learners.demo.studies import DAY, Study, Template, draft_of
from learners.plans.drafts import Draft
from learners.plans.models import StudyPlan

DEMO_PASSWORD = "cairn-demo-trail"  # noqa: S105  it is printed for everybody to read
DAILY = (90,) * 7
EXAM_MARGIN = 14
STARTED_DAYS_AGO = (12, *range(5, 40), *range(1, 5))
JOINED = timedelta(days=70)


@dataclass(frozen=True)
class Login:
    email: str
    name: str
    to_try: str
    is_staff: bool = False
    is_superuser: bool = False


LEARNER = Login(
    "learner@example.org",
    "Robin Marsh",
    "tick a task on Today, see what is overdue, open Credentials and the invitation under Teams",
)
MANAGER = Login("manager@example.org", "Morgan Vale", "open your team under Teams: who is behind, and why")
OWNER = Login(
    "owner@example.org",
    "Sam Quarry",
    "open the Desk, change a certification, publish, see the public page",
    is_staff=True,
)
ADMIN = Login(
    "admin@example.org",
    "Alex Keeper",
    "open the Desk: people, teams, reminders, all of it",
    is_staff=True,
    is_superuser=True,
)
LOGINS = (LEARNER, MANAGER, OWNER, ADMIN)


def exist() -> bool:
    return get_user_model().objects.filter(email__in=[login.email for login in LOGINS]).exists()


def table() -> str:
    width = max(len(login.email) for login in LOGINS)
    lines = [f"  {'log in as':<{width}}  try", *(f"  {login.email:<{width}}  {login.to_try}" for login in LOGINS)]
    return "\n".join([f"Demo log-ins, all with the password {DEMO_PASSWORD}", *lines])


def person_of(login: Login, today: date) -> Person:
    """In the portal's own time zone: by its calendar `today` was named."""
    return Person(
        email=login.email,
        name=login.name,
        time_zone=settings.TIME_ZONE,
        week=DAILY,
        joined=today - JOINED,
        is_staff=login.is_staff,
        is_superuser=login.is_superuser,
    )


def busy_study(person: Person, templates: Sequence[Template], today: date) -> Study:
    """A plan with something overdue, something due today and something due tomorrow, where any template has that."""
    draft = _busiest(_drafts(person, templates, today), today)
    before = [dated.due for dated in draft.schedule.dates if dated.due < today]
    return Study(
        person=person,
        draft=draft,
        done_to=max(before, default=today) - DAY,
        state=StudyPlan.State.ACTIVE,
        exam_margin=EXAM_MARGIN,
    )


def _drafts(person: Person, templates: Sequence[Template], today: date) -> Iterable[Draft]:
    for template in templates:
        for days in STARTED_DAYS_AGO:
            yield draft_of(template, person, template.horizons[-1].by_day, start=today - timedelta(days=days))


def _busiest(drafts: Iterable[Draft], today: date) -> Draft:
    """The first that has all three; where none has, the one that has most."""
    best, most = None, -1
    for draft in drafts:
        due = {dated.due for dated in draft.schedule.dates}
        found = sum([today in due, today + DAY in due, min(due) < today])
        if found > most:
            best, most = draft, found
        if found == 3:
            break
    if best is None:
        raise ValueError("There is no template to make a plan from.")
    return best
