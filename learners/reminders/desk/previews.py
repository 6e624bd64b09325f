"""A mail as it would be, or why there would be none. Reads only; whatever is signed in it acts for nobody."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.profiles.models import Learner
from learners.reminders.delivery import ADDRESS_BOUNCES, NO_ADDRESS, NOT_WRITTEN
from learners.reminders.digest import Facts, Silence, digest
from learners.reminders.facts import facts_for
from learners.reminders.mail import compose
from learners.reminders.models import Reminder, SuppressedAddress, reminder_key
from learners.reminders.reasons import reason_of
from learners.reminders.samples import Sample, sample_facts
from learners.reminders.transport import envelope
from learners.reminders.weekly.content import Silence as WeeklySilence
from learners.reminders.weekly.content import weekly
from learners.reminders.weekly.reading import weekly_facts
from learners.reminders.weekly.words import REASONS as WEEKLY_REASONS
from learners.reminders.weekly.writing import compose as compose_weekly

log = logging.getLogger(__name__)

# What `django.core.signing.Signer` puts behind a value: a colon (or its quoted form) and 43 characters.
SIGNATURE = re.compile(r"(:|%3A)[\w-]{43}(?![\w-])")
INERT = r"\1not-in-a-preview"
SHOWN_HEADERS = ("Message-ID", "X-Reminder-Key", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted")
SAMPLE_WORDS = {
    Sample.BUSY: gettext_lazy("Sample: two plans, exam in 7 days, one renewal"),
    Sample.RENEWAL: gettext_lazy("Sample: no plan, only a renewal"),
    Sample.WEEKLY: gettext_lazy("Sample: one mail a week"),
    Sample.STUDIED: gettext_lazy("Sample: has studied all that was due"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """`silence` says why no mail would come; where it is empty, the rest is the mail."""

    silence: str = ""
    subject: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    html: str = ""


def preview_of_learner(learner: Learner, kind: str, day: date) -> Preview:
    """As things stand now, whatever the day."""
    try:
        message = WRITERS[kind](learner, day, facts_for(learner, day))
    except Exception:  # a learner whose mail can't be written is what one comes to look at
        log.exception("The preview for learner %s could not be written.", learner.pk)
        return Preview(silence=_(NOT_WRITTEN))
    if isinstance(message, str):
        return Preview(silence=message)
    return _held_back(message) or _shown(message)


def preview_of_sample(sample: Sample, kind: str, day: date) -> Preview:
    message = WRITERS[kind](_stand_in(), day, sample_facts(sample, day))
    return Preview(silence=message) if isinstance(message, str) else _shown(message)


def _daily_digest(learner: Learner, day: date, facts: Facts) -> EmailMultiAlternatives | str:
    content = digest(facts)
    if isinstance(content, Silence):
        return str(_(reason_of(content, facts)))
    return compose(_row(learner, day, Reminder.Kind.DIGEST), content)


def _row(learner: Learner, day: date, kind: Reminder.Kind) -> Reminder:
    """Never saved."""
    key, host = reminder_key(learner.pk, day, kind), urlsplit(settings.SITE_URL).hostname
    return Reminder(
        learner=learner,
        local_date=day,
        kind=kind,
        tz_name=learner.time_zone,
        local_time=learner.reminder_time,
        message_id=f"<{key}@{host}>",
    )


def _weekly_mail(learner: Learner, day: date, _facts: Facts) -> EmailMultiAlternatives | str:
    """As things stand now; what was said last week is said again."""
    content = weekly(replace(weekly_facts(learner, timezone.now()), today=day, last=""))
    if isinstance(content, WeeklySilence):
        return str(_(WEEKLY_REASONS[content]))
    return compose_weekly(_row(learner, day, Reminder.Kind.TEAM), content)


WRITERS: dict[str, Callable[[Learner, date, Facts], EmailMultiAlternatives | str]] = {
    Reminder.Kind.DIGEST: _daily_digest,
    Reminder.Kind.TEAM: _weekly_mail,
}


def _stand_in() -> Learner:
    """Never saved; no row has the number 0."""
    user = get_user_model()(pk=0, email="sam@example.org", name="Sam Sample")
    return Learner(pk=0, user=user, time_zone="Europe/Berlin", reminder_time=time(7, 0))


def _held_back(message: EmailMultiAlternatives) -> Preview | None:
    try:
        address = envelope(message)[1]
    except ValueError:
        return Preview(silence=_(NO_ADDRESS))
    return Preview(silence=_(ADDRESS_BOUNCES)) if SuppressedAddress.objects.of(address).exists() else None


def _shown(message: EmailMultiAlternatives) -> Preview:
    written = message.message()
    headers = [("From", message.from_email), ("To", message.to[0])]
    headers += [(name, str(written[name])) for name in SHOWN_HEADERS if name in written]
    return Preview(
        subject=str(message.subject),
        headers=tuple((name, _inert(value)) for name, value in headers),
        text=_inert(str(message.body)),
        html=_inert(cast(str, message.alternatives[0][0])),
    )


def _inert(text: str) -> str:
    return SIGNATURE.sub(INERT, text)
