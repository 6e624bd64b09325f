"""Sends the mails of invitations. A lost or doubled message changes nothing: what is unsent stands in the rows."""

from celery import shared_task
from django.utils import timezone

from learners.teams.invitations.mail import send_some
from learners.teams.invitations.models import Invitation


@shared_task(name="learners.teams.send_invitations")
def send_invitations() -> None:
    """A hundred or so, and the rest in messages of their own, so that no worker is away for an hour."""
    now = timezone.now()
    Invitation.objects.drop_old(now)
    if send_some(now=now):
        send_invitations.delay()
