"""The last mail to somebody who has erased their account. It is written before the account goes; nothing of it is kept."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from learners.privacy.kinds import Person
from learners.profiles.letters import letter

log = logging.getLogger(__name__)


def goodbye(user: Person) -> EmailMultiAlternatives:
    context = {"name": user.get_short_name(), "site_url": settings.SITE_URL}
    return letter("erased", context, to=user.email, headers={"Auto-Submitted": "auto-generated"})


def send(message: EmailMultiAlternatives) -> None:
    """The account is gone, whatever the mail server says; and the log must not keep the address."""
    try:
        message.send()
    except (OSError, SMTPException) as error:
        log.warning("A mail about an erased account could not be sent: %s", type(error).__name__)
