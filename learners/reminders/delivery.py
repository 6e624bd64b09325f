"""Sends what is due: claim, look again, compose, transmit, write down. No transaction is open while the mail server talks."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext_noop

from learners.reminders.digest import Facts, Silence, digest
from learners.reminders.facts import Asked, facts_for, facts_of
from learners.reminders.ledger import Verdict, ambiguous, begin_transmission, claim, finish, release
from learners.reminders.mail import compose
from learners.reminders.models import Reminder, SuppressedAddress, TickRecord
from learners.reminders.reasons import reason_of
from learners.reminders.times import SECONDS_A_RING
from learners.reminders.transport import Fate, Outcome, Transport, bare, envelope, open_transport
from learners.reminders.weekly.writing import written as weekly_written

log = logging.getLogger(__name__)
State = Reminder.State
Clock = Callable[[], datetime]


TRIES = 5  # of a mail that can't be written
AT_ONCE = 25  # claimed and read together
SECONDS_FRESH = 5  # how long what was read is true enough

EXPIRED_AT_WORK = gettext_noop("It was too late to send it.")
NOT_WRITTEN = gettext_noop("The mail could not be written.")
NOT_WRITTEN_YET = gettext_noop("The mail could not be written; it is tried again.")
NO_ADDRESS = gettext_noop("The address is none that mail can be sent to.")
ADDRESS_BOUNCES = gettext_noop("Mail to the address comes back. Correct it, and mail goes out again.")
SERVER_AWAY = gettext_noop("The mail server could not be reached; it is tried again.")
SERVER_BUSY = gettext_noop("The mail server asked to try again later.")
SERVER_REFUSED = gettext_noop("The mail server refused the mail.")
BAD_ADDRESS = gettext_noop("The mail server says that the address does not exist.")
CONNECTION_LOST = gettext_noop(
    "The connection broke while the mail was on its way: it may have arrived, so it is not sent again."
)
ENDS = {
    Fate.ACCEPTED: (State.SENT, ""),
    Fate.NOT_NOW: (State.PENDING, SERVER_BUSY),
    Fate.AWAY: (State.PENDING, SERVER_AWAY),
    Fate.REFUSED: (State.FAILED, SERVER_REFUSED),
    Fate.BAD_ADDRESS: (State.FAILED, BAD_ADDRESS),
    Fate.UNKNOWN: (State.UNCERTAIN, CONNECTION_LOST),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of some learners at once: facts by reminder, and which of their addresses are suppressed."""

    facts: dict[int, Facts]
    suppressed: frozenset[str]


class ServerAwayError(Exception):
    """No mail can go out at the moment, this one or any other."""


def deliver_due(clock: Clock, *, seconds: float = SECONDS_A_RING) -> dict[str, int]:
    """Sends due mail until there is none, the mail server is away, or `seconds` have passed. Counts by the state reached."""
    counts: Counter[str] = Counter()
    until = monotonic() + seconds
    transport = open_transport()
    try:
        while monotonic() < until and (claimed := _take(clock)):
            counts.update(_deliver(deque(claimed), transport, clock, until))
    except ServerAwayError:
        counts[State.PENDING] += 1
    finally:
        transport.close()
    return {state: counts[state] for state in (*Reminder.FINAL, State.PENDING)}


def _take(clock: Clock) -> list[Reminder]:
    """Asking is heard, whether there is anything to take or not."""
    TickRecord.objects.all().answer()
    return claim(clock(), most=AT_ONCE)


def _deliver(waiting: deque[Reminder], transport: Transport, clock: Clock, until: float) -> Iterator[str]:
    """The states reached. What is read of a learner is used for a few seconds, then read again; what is left over is given back."""
    try:
        while waiting and monotonic() < until:
            known = look_again(waiting)
            fresh_until = monotonic() + SECONDS_FRESH
            while waiting and monotonic() < fresh_until:
                reminder = waiting.popleft()
                yield deliver(reminder, known, transport, clock)
    finally:
        if waiting:
            release(waiting, clock())


def deliver(reminder: Reminder, known: Known, transport: Transport, clock: Clock) -> str:
    """One claimed reminder to its end. Returns the state it reached. Raises ServerAwayError."""
    written = _write(reminder, known, clock())
    if isinstance(written, Verdict):
        finish(reminder, written, clock())
        return written.state
    outcome = transport.send(written, lambda: begin_transmission(reminder, clock()))
    if outcome.fate == Fate.NOT_MINE:
        log.warning("%s was another worker's by then: nothing was sent.", reminder.key)
        return reminder.state
    verdict = _verdict(outcome)
    finish(reminder, verdict, clock())
    if outcome.fate == Fate.BAD_ADDRESS:
        SuppressedAddress.objects.suppress(reminder.learner, envelope(written)[1], reason=outcome.reply, at=clock())
    if outcome.fate == Fate.AWAY:
        raise ServerAwayError(outcome.reply)
    return verdict.state


def _verdict(outcome: Outcome) -> Verdict:
    state, reason = ENDS[outcome.fate]
    if state == State.UNCERTAIN:
        state, reason = ambiguous(reason)
    return Verdict(state, reason, outcome.reply)


def look_again(reminders: Collection[Reminder]) -> Known:
    """Facts by reminder. Where one person's can't be read, each is read alone, and that person's mail fails alone."""
    addresses = SuppressedAddress.objects.among(filter(None, map(_address, reminders)))
    rows = [row for row in reminders if row.kind == Reminder.Kind.DIGEST]
    try:
        facts = facts_of([Asked(row.learner, row.local_date) for row in rows])
        return Known({row.pk: one for row, one in zip(rows, facts, strict=True)}, addresses)
    except Exception:
        log.exception("The facts of %d mails could not be read together.", len(rows))
        return Known({}, addresses)


def _write(reminder: Reminder, known: Known, now: datetime) -> EmailMultiAlternatives | Verdict:
    """Writes the mail from what was looked at again; whatever goes wrong here is this learner's alone."""
    if reminder.expires_at <= now:
        return Verdict(State.EXPIRED, EXPIRED_AT_WORK)
    try:
        message = WRITERS[Reminder.Kind(reminder.kind)](reminder, known, now)
        if isinstance(message, str):
            return Verdict(State.SKIPPED, message)
        message.message()  # a header that cannot be written shows here, not half-way through the transmission
    except Exception:
        log.exception("%s could not be written.", reminder.key)
        return (
            Verdict(State.PENDING, NOT_WRITTEN_YET) if reminder.attempt < TRIES else Verdict(State.FAILED, NOT_WRITTEN)
        )
    return _addressed(message, known)


def _digest(reminder: Reminder, known: Known, _now: datetime) -> EmailMultiAlternatives | str:
    facts = known.facts.get(reminder.pk) or facts_for(reminder.learner, reminder.local_date)
    content = digest(facts)
    return reason_of(content, facts) if isinstance(content, Silence) else compose(reminder, content)


def _weekly(reminder: Reminder, _known: Known, now: datetime) -> EmailMultiAlternatives | str:
    return weekly_written(reminder, now)


# A letter, or the reason why there is none.
WRITERS: dict[Reminder.Kind, Callable[[Reminder, Known, datetime], EmailMultiAlternatives | str]] = {
    Reminder.Kind.DIGEST: _digest,
    Reminder.Kind.TEAM: _weekly,
}


def _address(reminder: Reminder) -> str:
    """Empty where there is none that mail can be sent to."""
    try:
        return bare(reminder.learner.user.email)
    except ValueError:
        return ""


def _addressed(message: EmailMultiAlternatives, known: Known) -> EmailMultiAlternatives | Verdict:
    try:
        _sender, recipient = envelope(message)
    except ValueError as error:
        return Verdict(State.FAILED, NO_ADDRESS, str(error))
    if recipient.casefold() in known.suppressed:
        return Verdict(State.SKIPPED, ADDRESS_BOUNCES)
    return message
