"""What follows from mail that came back: each report counts once. The address is suppressed, its learner can try it again."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from learners.profiles.models import Learner
from learners.reminders.bounces.models import AddressEvent
from learners.reminders.bounces.reports import Original, Report, text_of
from learners.reminders.links import learner_of_header
from learners.reminders.models import Reminder, SuppressedAddress
from learners.reminders.transport import bare

What = AddressEvent.What
Cause = SuppressedAddress.Cause

BETWEEN_TRIES = timedelta(days=1)
MOST_OF_A_DIAGNOSTIC = 500
REPEATED, NOT_OURS = "taken_before", "none_of_ours"
CAME_BACK = gettext_noop("Mail to it came back.")
UNWANTED = gettext_noop("A reminder was reported as unwanted.")
SUPPRESSES = {What.PERMANENT: (Cause.BOUNCE, CAME_BACK), What.COMPLAINT: (Cause.COMPLAINT, UNWANTED)}


@dataclass(frozen=True, slots=True)
class News:
    """`learner` is None where the address is nobody's. `report` names the report: heard twice, it is the same."""

    report: tuple[str, ...]
    what: str
    learner: Learner | None
    reminder: Reminder | None = None
    diagnostic: str = ""


@transaction.atomic
def take(news: News, now: datetime) -> bool:
    """False where the same report was taken before; nothing changes then. A complaint also ends the reminders."""
    AddressEvent.objects.forget(now)
    if not _note(news, now):
        return False
    learner = news.learner
    if learner and news.what in SUPPRESSES:
        cause, reason = SUPPRESSES[What(news.what)]
        SuppressedAddress.objects.suppress(
            learner, mailbox(learner), reason=_diagnostic(news) or reason, at=now, cause=cause
        )
    if learner and news.what == What.COMPLAINT:
        learner.stop_reminders()
    return True


def _note(news: News, now: datetime) -> bool:
    row = {"learner": news.learner, "reminder": news.reminder, "what": news.what, "at": now}
    row |= {"diagnostic": _diagnostic(news) if news.learner else ""}
    fingerprint = sha256("\n".join(news.report).encode("utf-8", "replace")).hexdigest()
    return AddressEvent.objects.get_or_create(fingerprint=fingerprint, defaults=row)[1]


def _diagnostic(news: News) -> str:
    return text_of(news.diagnostic, MOST_OF_A_DIAGNOSTIC)


def mailbox(learner: Learner) -> str:
    """As mail servers are told it, and as it is suppressed."""
    try:
        return bare(learner.user.email).casefold()
    except ValueError:
        return learner.user.email.casefold()


def learner_at(address: str) -> Learner | None:
    """Whose address it is now, also where its domain is told in ASCII. One query."""
    local, _at, domain = address.rpartition("@")
    try:
        readable = domain.encode("ascii").decode("idna")
    except UnicodeError:
        readable = domain
    wanted = Q(user__email__iexact=address) | Q(user__email__iexact=f"{local}@{readable}")
    return Learner.objects.select_related("user").filter(wanted).first()


# Reports by mail


def take_report(report: Report, raw: bytes, now: datetime) -> dict[str, int]:
    """How many recipients came to what. Those that are none of ours change nothing."""
    own_id = report.message_id or sha256(raw).hexdigest()
    sent = _sent(report.original)
    counts: Counter[str] = Counter()
    for recipient in report.recipients:
        if sent is None or mailbox(sent.learner) not in recipient.addresses:
            counts[NOT_OURS] += 1
            continue
        about = ("mail", own_id, mailbox(sent.learner))
        news = News(about, recipient.what, sent.learner, sent, recipient.diagnostic)
        counts[recipient.what if take(news, now) else REPEATED] += 1
    return {name: counts[name] for name in (*SUPPRESSES, What.TRANSIENT, REPEATED, NOT_OURS)}


def _sent(original: Original | None) -> Reminder | None:
    """The reminder that came back, with its learner.

    Anybody can write to the mailbox of bounces and guess a Message-ID. So the returned headers must have the signed link that ends
    such mail, too: whoever has that could end them by it anyway.
    """
    learner = learner_of_header(original.unsubscribe) if original else None
    if original is None or learner is None:
        return None
    named = Reminder.objects.named(message_id=original.message_id, key=original.key)
    return named.filter(learner=learner).select_related("learner__user").first()


# Once more


def next_try(held: SuppressedAddress, learner: Learner, now: datetime) -> datetime | None:
    """From when; None where it may be tried now. Whoever wants reminders after a complaint need not wait."""
    last = AddressEvent.objects.last_tried(learner) if held.cause == Cause.BOUNCE else None
    return last + BETWEEN_TRIES if last and now < last + BETWEEN_TRIES else None


@transaction.atomic
def try_again(learner: Learner, now: datetime) -> bool:
    """Mail goes to the address again, and after a complaint the reminders are on. False where nothing is held back or it is too soon.

    The learner is locked: of two clicks one acts.
    """
    Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    held = SuppressedAddress.objects.of(mailbox(learner)).first()
    if held is None or next_try(held, learner, now):
        return False
    held.delete()
    _note(News(("tried", str(learner.pk), now.isoformat()), What.TRIED, learner), now)
    if held.cause == Cause.COMPLAINT:
        learner.start_reminders()
    return True
