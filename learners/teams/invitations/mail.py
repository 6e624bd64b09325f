"""The mail of an invitation, and how it leaves."""

import logging
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from learners.profiles.letters import letter
from learners.teams.invitations.models import Invitation

AT_ONCE = 100
log = logging.getLogger(__name__)


def compose(invitation: Invitation) -> EmailMultiAlternatives:
    by = invitation.invited_by
    context = {
        "team": invitation.team.name,
        "inviter": str(by) if by else "",
        "is_manager": invitation.role == "manager",
        "url": f"{settings.SITE_URL}{invitation.get_absolute_url()}",
        "until": invitation.expires_at,
        "site_url": settings.SITE_URL,
    }
    return letter("invitation", context, to=invitation.address, headers={"Auto-Submitted": "auto-generated"})


def send_some(*, now: datetime) -> bool:
    """Whether there is more to send now. Where the mail server is away, the next minute tries again."""
    waiting = list(Invitation.objects.unsent(now).select_related("team", "invited_by").order_by("pk")[:AT_ONCE])
    if not waiting:
        return False
    connection = get_connection()
    try:
        connection.open()
        went_on = all(_send(invitation, connection, now=now) for invitation in waiting)
        connection.close()
    except OSError as error:
        log.warning("Invitations wait: %s", type(error).__name__)
        return False
    return went_on and Invitation.objects.unsent(now).exists()


def _send(invitation: Invitation, connection: BaseEmailBackend, *, now: datetime) -> bool:
    """Whoever claims the row sends the mail, so that two workers send one. False where no mail goes out at present."""
    row = Invitation.objects.filter(pk=invitation.pk)
    if not row.filter(sent_at__isnull=True, closed_at__isnull=True).update(sent_at=now):
        return True
    try:
        connection.send_messages([compose(invitation)])
    except SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()), (0, b""))
        is_final = code >= 500
        row.update(sent_at=None, failure=f"{code} {words.decode(errors='replace')}"[:200] if is_final else "")
        return is_final
    except (OSError, SMTPException) as error:
        row.update(sent_at=None)
        log.warning("Invitations wait: %s", type(error).__name__)
        return False
    return True
