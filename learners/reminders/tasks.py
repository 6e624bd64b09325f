"""Celery's doors. A lost or doubled message changes nothing: who is due is decided in the ledger."""

from celery import shared_task

from learners.reminders import delivery, ledger


@shared_task(name="learners.reminders.tick")
def tick() -> None:
    if ledger.tick(ledger.database_clock()).due:
        send_due.delay()


@shared_task(name="learners.reminders.send_due")
def send_due() -> None:
    delivery.deliver_due(ledger.database_clock)
