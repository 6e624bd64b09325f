"""Making, renewing and turning off the address of a learner's calendar. The learner's row is locked first."""

import secrets
from datetime import datetime

from django.db import transaction

from learners.calendars.models import CalendarFeed, hash_of
from learners.profiles.models import Learner


@transaction.atomic
def make(learner: Learner, *, now: datetime) -> str | None:
    """The secret of a new address, which is told here and never again. None where there is an address already."""
    _lock(learner)
    if CalendarFeed.objects.visible_to(learner).exists():
        return None
    return _new(learner, now)


@transaction.atomic
def renew(learner: Learner, *, pk: int, now: datetime) -> str | None:
    """As `make`, and the address `pk` ends. None where that is not the learner's present one: a form sent twice renews once."""
    _lock(learner)
    gone, _of_each = CalendarFeed.objects.visible_to(learner).filter(pk=pk).delete()
    return _new(learner, now) if gone else None


def turn_off(learner: Learner) -> None:
    CalendarFeed.objects.visible_to(learner).delete()


def _new(learner: Learner, now: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(learner=learner, secret_hash=hash_of(secret), created_at=now)
    return secret


def _lock(learner: Learner) -> None:
    Learner.objects.select_for_update().get(pk=learner.pk)
