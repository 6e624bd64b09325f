"""What a storm changes inside its processes, all of it: guarding pieces taken away, times made short, a template that raises.

A control runs the same storm with one piece removed and must show the fault: a test that can't fail proves nothing. Nothing here
is imported by a test: the processes of a storm import it, and it applies what FAULT_CHANGES names.
"""

import os
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from types import ModuleType
from typing import Any, cast

from celery import shared_task
from django.template.loader import render_to_string

from learners.profiles import letters
from learners.profiles.quiet import Quiet
from learners.reminders import delivery, localtime, looking, mail, transport
from learners.reminders.digest import Digest, digest
from learners.reminders.ledger import Verdict, database_clock
from learners.reminders.localtime import Slot
from learners.reminders.models import Reminder
from tests.faults.names import Change

_slot = localtime.slot


def put(module: ModuleType, **pieces: object) -> None:
    """Raises AttributeError where the module has no such piece any more."""
    for name, piece in pieces.items():
        getattr(module, name)
        setattr(module, name, piece)


def without_claim() -> None:
    """It looks, sends, and writes down."""
    put(delivery, claim=_look, release=lambda *_: None, finish=_write_down, begin_transmission=_always)


def without_swap() -> None:
    """It claims, but at the point of no return it doesn't ask whether the lease is still its own."""
    put(delivery, begin_transmission=_always)


def without_expiry() -> None:
    put(localtime, slot=_lasting)
    put(looking, slot=_lasting)


def without_uncertain() -> None:
    """A drop after the dot is a failure as any other: the mail is tried again."""
    delivery.ENDS[transport.Fate.UNKNOWN] = (Reminder.State.PENDING, "")


def without_each_alone() -> None:
    """What goes wrong in writing one learner's mail goes wrong for all."""
    put(delivery, _write=_write_unguarded)


def with_short_times() -> None:
    put(transport, CONNECT_SECONDS=0.5, COMMAND_SECONDS=0.5, AFTER_DOT_SECONDS=0.5)


def with_a_template_that_raises() -> None:
    """The first learner's."""
    put(letters, render_to_string=_render_or_raise)


def _look(now: datetime, *, most: int = 1) -> list[Reminder]:
    return list(Reminder.objects.select_related("learner__user").due(now).order_by("due_at", "pk")[:most])


def _write_down(reminder: Reminder, verdict: Verdict, _now: datetime) -> bool:
    return bool(Reminder.objects.filter(pk=reminder.pk).update(state=verdict.state))


def _always(_reminder: Reminder, _now: datetime) -> bool:
    return True


def _lasting(day: date, at: time, zone: str, quiet: Quiet | None = None) -> Slot:
    found = _slot(day, at, zone, quiet)
    return replace(found, expires=found.due + timedelta(days=7))


def _write_unguarded(reminder: Reminder, known: delivery.Known, _now: datetime) -> Any:
    return mail.compose(reminder, cast(Digest, digest(known.facts[reminder.pk])))


def _render_or_raise(name: str, context: dict[str, Any] | None = None) -> str:
    reminder = (context or {}).get("reminder")
    if reminder and reminder.pk == Reminder.objects.order_by("pk").values_list("pk", flat=True)[0]:
        raise ArithmeticError("a template that can't be rendered")
    return render_to_string(name, context)


CHANGES = {
    Change.NO_CLAIM: without_claim,
    Change.NO_SWAP: without_swap,
    Change.NO_EXPIRY: without_expiry,
    Change.NO_UNCERTAIN: without_uncertain,
    Change.NOT_EACH_ALONE: without_each_alone,
    Change.SHORT_TIMES: with_short_times,
    Change.RAISING_TEMPLATE: with_a_template_that_raises,
}


@shared_task(name="faults.send_alone")
def send_alone(pk: int) -> None:
    """A mail that is a message and nothing else: the bell without the ledger."""
    without_claim()
    reminder = Reminder.objects.select_related("learner__user").get(pk=pk)
    way = transport.open_transport()
    delivery.deliver(reminder, delivery.look_again([reminder]), way, database_clock)
    way.close()


for name in os.environ.get("FAULT_CHANGES", "").split():
    CHANGES[Change(name)]()
