"""A mail that learners send themselves, to see that it arrives and how it looks.

It goes through the transport of all mail but stands in no ledger: the day's own mail comes all the same.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.profiles.models import Learner
from learners.reminders.ahead import ahead
from learners.reminders.digest import Silence, digest
from learners.reminders.facts import facts_for
from learners.reminders.mail import compose, compose_trial
from learners.reminders.models import Reminder, SuppressedAddress
from learners.reminders.times import COMMAND_SECONDS
from learners.reminders.transport import Fate, Outcome, bare, open_transport

log = logging.getLogger(__name__)

AN_HOUR = 3
HOUR = timedelta(hours=1)
WORDS = {
    Fate.ACCEPTED: gettext_lazy(
        "The mail server accepted a test mail to %(address)s. If it is not there in some minutes, look in the folder for spam."
    ),
    Fate.NOT_NOW: gettext_lazy("The mail server did not take the test mail now. Its answer: %(reply)s"),
    Fate.AWAY: gettext_lazy("The mail server could not be reached: %(reply)s"),
    Fate.REFUSED: gettext_lazy("The mail server refused the test mail. Its answer: %(reply)s"),
    Fate.BAD_ADDRESS: gettext_lazy("The mail server says that %(address)s does not exist. Its answer: %(reply)s"),
    Fate.UNKNOWN: gettext_lazy("The mail server gave no last answer, so the test mail may have arrived: %(reply)s"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """`fate` is NOT_MINE where nothing was tried."""

    fate: Fate
    text: str


def send_trial(learner: Learner, now: datetime) -> Said:
    """A server that stalls is waited for once: ten seconds for the connection, thirty for an answer."""
    if why_not := _refusal(learner):
        return Said(Fate.NOT_MINE, why_not)
    try:
        message = _write(learner, now)
        message.message()
    except Exception:
        log.exception("The test mail of learner %s could not be written.", learner.pk)
        return Said(Fate.NOT_MINE, _("The mail could not be written. The people who run this portal can see why."))
    outcome = _send(message)
    reply = outcome.reply or _("none")
    return Said(outcome.fate, WORDS[outcome.fate] % {"address": learner.user.email, "reply": reply})


def _send(message: EmailMultiAlternatives) -> Outcome:
    transport = open_transport(after_dot=COMMAND_SECONDS)
    try:
        return transport.send(message, lambda: True)
    finally:
        transport.close()


def _refusal(learner: Learner) -> str:
    """Empty where one may be sent; asking for it counts."""
    address = learner.user.email
    try:
        known = SuppressedAddress.objects.of(bare(address)).first()
    except ValueError:
        return _("“%(address)s” is no address that mail can be sent to. Correct it in the settings.") % {
            "address": address
        }
    if known:
        return _("No mail goes to %(address)s since %(day)s. The reason: %(reason)s") % {
            "address": address,
            "day": date_format(known.at, "j F Y"),
            "reason": known.reason or _("none was given"),
        }
    return "" if _counts(learner) else _("Three test mails an hour are enough. Try again later.")


def _counts(learner: Learner) -> bool:
    """The hour begins with the first."""
    key = f"reminders.trial.{learner.pk}"
    if cache.add(key, 1, timeout=HOUR.total_seconds()):
        return True
    try:
        return cache.incr(key) <= AN_HOUR
    except ValueError:  # the hour ended just now
        return True


def _write(learner: Learner, now: datetime) -> EmailMultiAlternatives:
    """Today's mail where there is one, else a word about the next. Nothing in it may be taken for a row of the ledger."""
    day = learner.local_date(now)
    host = urlsplit(settings.SITE_URL).hostname
    reminder = Reminder(
        learner=learner,
        local_date=day,
        tz_name=learner.time_zone,
        local_time=learner.reminder_time,
        message_id=f"<test.{uuid4().hex}@{host}>",
    )
    found = digest(facts_for(learner, day))
    next_mail = ahead(learner, now).next_mail if isinstance(found, Silence) else None
    message = compose_trial(reminder, next_mail) if isinstance(found, Silence) else compose(reminder, found)
    message.subject = _("Test: %(subject)s") % {"subject": message.subject}
    del message.extra_headers["X-Reminder-Key"]
    return message
