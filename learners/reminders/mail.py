"""The one home of mail: what it says in text and HTML, its headers, and the signed link that ends it."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from learners.profiles.letters import letter
from learners.reminders.digest import Digest, Outlook
from learners.reminders.links import REMINDERS, SNOOZES, OptOut, snooze_url, snooze_words
from learners.reminders.models import Reminder


def compose(reminder: Reminder, digest: Digest) -> EmailMultiAlternatives:
    learner = reminder.learner
    snoozes = [(snooze_words(days), snooze_url(learner, days)) for days in SNOOZES]
    return _to_learner("digest", reminder, {"digest": digest, "snoozes": snoozes})


def compose_trial(reminder: Reminder, next_mail: Outlook | None) -> EmailMultiAlternatives:
    """For a day without a mail of its own: says when the next one comes."""
    return _to_learner("trial", reminder, {"next_mail": next_mail, "learner": reminder.learner})


def _to_learner(name: str, reminder: Reminder, context: dict[str, Any]) -> EmailMultiAlternatives:
    user = reminder.learner.user
    common = {
        "name": user.get_short_name(),
        "reminder": reminder,
        "site_url": settings.SITE_URL,
        "unsubscribe_url": REMINDERS.url(reminder.learner),
    }
    headers = headers_of(reminder, REMINDERS)
    return letter(name, common | context, to=user.email, headers=headers)


def headers_of(reminder: Reminder, kind: OptOut) -> dict[str, str]:
    """`kind` is what the one click ends (RFC 8058); RFC 3834 for Auto-Submitted. Message-ID and key are fixed for all attempts."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    subject = quote(f"unsubscribe {kind.token(reminder.learner)}")
    return {
        "Message-ID": reminder.message_id,
        "X-Reminder-Key": reminder.key,
        "List-Unsubscribe": f"<{kind.url(reminder.learner)}>, <mailto:{address}?subject={subject}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
