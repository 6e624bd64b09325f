"""Writes: each moves an assignment and puts that on record, or finds that somebody was quicker and writes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from certifications.models import Certification
from learners.plans.goals.goals import Goal
from learners.teams.assignments.models import Assignment, AssignmentChange
from learners.teams.models import Membership

State = Assignment.State
AT_ONCE = 1000  # rows of one statement


class AnsweredAlreadyError(Exception):
    """The assignment is no longer as the person saw it. `state` is what it is now."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class Act:
    """Who does it, when, and what they say about it."""

    by: AbstractBaseUser
    now: datetime
    words: str = ""


@dataclass(frozen=True)
class Wanted:
    certification: Certification
    is_chain: bool
    due: date


@transaction.atomic
def assign(members: Collection[Membership], wanted: Wanted, act: Act) -> tuple[UUID, int]:
    """One row for each member who has no open one for this certification; answers the batch and how many there are.

    Open ones that are reached are closed first. Two managers at once: the database lets one row in.
    """
    _close_reached(members, wanted.certification, act.now)
    batch = uuid4()
    Assignment.objects.bulk_create(
        (
            Assignment(
                membership=member,
                certification=wanted.certification,
                is_chain=wanted.is_chain,
                due=wanted.due,
                note=act.words,
                assigned_by=act.by,  # type: ignore[misc]
                batch=batch,
                created_at=act.now,
            )
            for member in members
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    made = Assignment.objects.filter(batch=batch).values_list("pk", flat=True)
    first = {"at": act.now, "by": act.by, "to_state": State.PROPOSED, "to_due": wanted.due, "words": act.words}
    changes = AssignmentChange.objects.bulk_create(
        (AssignmentChange(assignment_id=pk, **first) for pk in made), batch_size=AT_ONCE
    )
    return batch, len(changes)


def _close_reached(members: Collection[Membership], certification: Certification, now: datetime) -> None:
    """Of these people: what a fact said so far is written down, so that the certification can be assigned anew."""
    reached = Assignment.objects.reached().filter(membership__in=members, certification=certification)
    rows = list(reached.select_for_update(of=("self",)).values_list("pk", "state", "due"))
    Assignment.objects.filter(pk__in=[pk for pk, _state, _due in rows]).update(
        state=State.DONE, asked_due=None, decided_at=now
    )
    AssignmentChange.objects.bulk_create(
        AssignmentChange(assignment_id=pk, at=now, from_state=state, to_state=State.DONE, from_due=due, to_due=due)
        for pk, state, due in rows
    )


@transaction.atomic
def accept(seen: Assignment, act: Act) -> None:
    """The date that is due, also where another was asked for. With a chain its certification becomes a goal of the learner."""
    _move(seen, act, State.ACCEPTED, asked_due=None, accepted_at=seen.accepted_at or act.now)
    if seen.is_chain:
        Goal.objects.get_or_create(learner=seen.learner, certification=seen.certification)


@transaction.atomic
def decline(seen: Assignment, act: Act) -> None:
    _move(seen, act, State.DECLINED, asked_due=None, reason=act.words)


@transaction.atomic
def ask_for_date(seen: Assignment, due: date, act: Act) -> None:
    """Another date than the one proposed, or, of an accepted one, than the one agreed."""
    _move(seen, act, State.COUNTERED, to_due=due, asked_due=due, reason=act.words)


@transaction.atomic
def agree(seen: Assignment, act: Act) -> None:
    """The date that the learner asked for counts from now on: with it the assignment is accepted."""
    asked = seen.asked_due or seen.due
    accepted = seen.accepted_at or act.now
    _move(seen, act, State.ACCEPTED, to_due=asked, due=asked, asked_due=None, accepted_at=accepted)
    if seen.is_chain:
        Goal.objects.get_or_create(learner=seen.learner, certification=seen.certification)


@transaction.atomic
def keep(seen: Assignment, act: Act) -> None:
    """The date stays. What was accepted stays so; what was not waits for an answer again."""
    _move(seen, act, State.ACCEPTED if seen.accepted_at else State.PROPOSED, asked_due=None)


@transaction.atomic
def withdraw(seen: Assignment, act: Act) -> None:
    _move(seen, act, State.WITHDRAWN, asked_due=None)


def _move(seen: Assignment, act: Act, to: str, *, to_due: date | None = None, **values: Any) -> None:
    """Compares and swaps in one statement: it moves only from what was seen, its dates included. Raises AnsweredAlreadyError.

    `to_due`: the date on record, where it is not the one that was due.
    """
    values |= {"state": to, "decided_at": act.now}
    same = Assignment.objects.in_force().filter(
        pk=seen.pk, state=seen.state, due=seen.due, asked_due=seen.asked_due, state__in=Assignment.OPEN
    )
    if not Assignment.objects.filter(pk__in=same.values("pk"), state=seen.state, decided_at=seen.decided_at).update(
        **values
    ):
        raise AnsweredAlreadyError(Assignment.objects.filter(pk=seen.pk).values_list("state", flat=True).get())
    AssignmentChange.objects.create(
        assignment=seen,
        at=act.now,
        by=act.by,  # type: ignore[misc]
        from_state=seen.state,
        to_state=to,
        from_due=seen.asked_due or seen.due,
        to_due=to_due or seen.due,
        words=act.words,
    )
