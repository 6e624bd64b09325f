"""What learners hold and until when, as the mails of renewal read it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Subquery

from learners.credentials.expiry import Period, covered_until
from learners.credentials.models import CredentialPeriod
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.reminders.digest import HeldCredential
from learners.reminders.localtime import ONE_DAY, Slot
from learners.reminders.marks import RENEWAL_MARKS, is_due
from learners.reminders.models import Reminder

# Periods that end in this time may have a mark: 36 hours of rows and the width of the world's clocks are in it.
FARTHEST = timedelta(days=max(RENEWAL_MARKS) + 3)


# Of one person, by the name and the slug of each certification.
Periods = dict[tuple[str, str], list[Period]]


def periods_of(learners: Sequence[Learner]) -> dict[int, Periods]:
    """By learner; one query."""
    found: dict[int, Periods] = defaultdict(lambda: defaultdict(list))
    rows = CredentialPeriod.objects.filter(credential__learner__in=learners)
    for row in rows.select_related("credential__certification").order_by("credential", "valid_from"):
        certification = row.credential.certification
        found[row.credential.learner_id][certification.name, certification.slug].append(row.as_value())
    return found


def held_on(today: date, periods: Periods) -> tuple[HeldCredential, ...]:
    """What holds then and has an end."""
    return tuple(
        HeldCredential(name, slug, end) for (name, slug), own in periods.items() if (end := end_of(own, today))
    )


def end_of(periods: Iterable[Period], today: date) -> date | None:
    """The last valid day of what holds today; None also where it has no end."""
    end = covered_until(periods, today)
    return None if end == date.max else end


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone without a running plan; `credentials` are the periods of each credential that may lapse soon."""

    learner_id: int
    last_mail: date | None
    credentials: tuple[tuple[Period, ...], ...] = ()

    def first_with_mark(self, slots: Iterable[Slot]) -> tuple[Slot, ...]:
        return tuple(slot for slot in slots if self.has_mark_on(slot.day))[:1]

    def has_mark_on(self, day: date) -> bool:
        ends = (end_of(periods, day) for periods in self.credentials)
        return any(end and is_due(end, RENEWAL_MARKS, today=day, last_mail=self.last_mail) for end in ends)


def holders_without_plan(learners: Collection[int], now: datetime) -> Iterator[Holder]:
    """Of these learners; one query. Whoever has paused a plan asked for silence; the mark is said once the pause is over."""
    found: dict[int, Holder] = {}
    credentials: dict[int, dict[int, list[Period]]] = defaultdict(lambda: defaultdict(list))
    for row in _ending_soon(learners, now):
        learner_id = row.credential.learner_id
        credentials[learner_id][row.credential_id].append(row.as_value())
        found[learner_id] = Holder(learner_id, vars(row)["last_mail"])
    for learner_id, holder in found.items():
        yield replace(holder, credentials=tuple(tuple(own) for own in credentials[learner_id].values()))


def _ending_soon(learners: Collection[int], now: datetime) -> Iterable[CredentialPeriod]:
    """All periods of the credentials of which one ends soon."""
    soon = CredentialPeriod.objects.filter(
        credential=OuterRef("credential"), valid_until__range=(now.date() - ONE_DAY, now.date() + FARTHEST)
    )
    running = StudyPlan.objects.running().filter(learner=OuterRef("credential__learner"))
    sent = Reminder.objects.digests_sent().filter(learner=OuterRef("credential__learner"))
    wanted = CredentialPeriod.objects.filter(
        Exists(soon),
        ~Exists(running),
        credential__learner__in=learners,
    )
    return (
        wanted.annotate(last_mail=Subquery(sent.values("local_date")[:1]))
        .select_related("credential")
        .order_by("credential__learner", "pk")
    )
