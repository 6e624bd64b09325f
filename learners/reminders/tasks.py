"""Celery's doors. A lost or doubled message changes nothing: who is due is decided in the ledger."""

from celery import shared_task

from learners.plans.recovery.pausing import resume_due
from learners.plans.versions.moving import move_due
from learners.reminders import delivery, guarding, ledger, restored
from learners.reminders.models import TickRecord
from learners.teams.invitations.models import Invitation
from learners.teams.invitations.tasks import send_invitations


@shared_task(name="learners.reminders.tick")
def tick() -> None:
    now = ledger.database_clock()
    guarding.look(now)
    found = guarding.tick(now)
    if found is None:
        return
    restored.note(now)
    if found.due:
        TickRecord.objects.all().ring(now)
        send_due.delay()
    if Invitation.objects.unsent(now).exists():
        send_invitations.delay()
    move_due(now)
    resume_due(now)


@shared_task(name="learners.reminders.send_due")
def send_due() -> None:
    guarding.look(ledger.database_clock())
    delivery.deliver_due(ledger.RunningClock())
