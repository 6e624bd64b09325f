"""The one home of mail: what it says in text and HTML, its headers, and the signed link that ends it."""

from email.utils import parseaddr
from functools import cache
from typing import Any
from urllib.parse import quote

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse

from learners.profiles.models import Learner
from learners.reminders.digest import Digest, Outlook
from learners.reminders.lines import clean, one_line, tidy
from learners.reminders.links import SNOOZES, snooze_url, snooze_words
from learners.reminders.models import Reminder

_signer = Signer(salt="learners.reminders.unsubscribe")


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
        "unsubscribe_url": unsubscribe_url(reminder.learner),
    }
    headers = headers_of(reminder, unsubscribe_url(reminder.learner))
    return letter(name, common | context, to=user.email, headers=headers)


class Letter(EmailMultiAlternatives):
    """Put together once, though it is looked at before it is sent."""

    _message: Any = None

    def message(self, **options: Any) -> Any:
        if self._message is None:
            self._message = super().message(**options)
        return self._message


def letter(name: str, context: dict[str, Any], *, to: str, headers: dict[str, str]) -> EmailMultiAlternatives:
    """Of the three templates of that name: subject, text and HTML."""
    message = Letter(
        subject=one_line(render_to_string(f"learners/emails/{name}_subject.txt", context)),
        body=tidy(render_to_string(f"learners/emails/{name}.txt", context)),
        to=[to],
        headers=headers,
    )
    html = clean(render_to_string(f"learners/emails/{name}.html", context))
    message.attach_alternative(_inliner().inline(html), "text/html")
    return message


@cache
def _inliner() -> CSSInliner:
    """One for all mails: it has read the style sheet. What is for dark screens stays a rule, as no attribute can say it."""
    css = render_to_string("learners/emails/mail.css")
    return CSSInliner(extra_css=css, keep_at_rules=True, load_remote_stylesheets=False)


def unsubscribe_url(learner: Learner) -> str:
    return f"{settings.SITE_URL}{reverse('reminders:unsubscribe', args=[unsubscribe_token(learner)])}"


def unsubscribe_token(learner: Learner) -> str:
    """Without a date: a link in an old mail must still work."""
    return _signer.sign(str(learner.pk))


def learner_of_token(token: str) -> Learner | None:
    try:
        return Learner.objects.filter(pk=int(_signer.unsign(token))).first()
    except BadSignature:
        return None


def headers_of(reminder: Reminder, unsubscribe: str) -> dict[str, str]:
    """RFC 8058 for the one-click unsubscribe, RFC 3834 for Auto-Submitted. Message-ID and key are fixed for all attempts."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    subject = quote(f"unsubscribe {unsubscribe_token(reminder.learner)}")
    return {
        "Message-ID": reminder.message_id,
        "X-Reminder-Key": reminder.key,
        "List-Unsubscribe": f"<{unsubscribe}>, <mailto:{address}?subject={subject}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
