"""Erasing an account: everything that is the person's goes, what is others' stays without them. All of it or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model

from certifications import owners
from learners.credentials import evidence
from learners.credentials.exams import CredentialClaim, Evidence, ExamAttempt
from learners.credentials.models import Credential
from learners.plans.models import StudyPlan, Task
from learners.privacy import desk_log
from learners.privacy.figures import leave_figures
from learners.privacy.kinds import Person, Rows, Words, topics_of
from learners.privacy.registry import KINDS
from learners.privacy.sessions import sessions_of
from learners.privacy.team_kinds import invitations_to
from learners.profiles.models import Learner
from learners.reminders.counters import keep_totals_of
from learners.reminders.models import Reminder
from learners.teams.models import Membership, Team

User = get_user_model()
PEOPLE = (User, Learner)
BELOW = (StudyPlan, Task, ExamAttempt, CredentialClaim, Credential, Reminder)  # what other rows hang on, from above


class OnlyAdministratorError(Exception):
    """Without this person nobody could administer the portal."""


@dataclass(frozen=True)
class Farewell:
    """What an account leaves behind, to be said before it goes."""

    goes: tuple[Words, ...]
    stays: tuple[Words, ...]
    counts_in: tuple[Team, ...]
    without_manager: tuple[Team, ...]
    is_only_administrator: bool
    is_only_owner: bool


def farewell(learner: Learner) -> Farewell:
    """As many queries as there are kinds, at most, and four."""
    user = learner.user
    current = Membership.objects.current()
    managed = current.filter(learner=learner, role=Membership.Role.MANAGER)
    others = current.filter(role=Membership.Role.MANAGER).exclude(learner=learner)
    counted = current.filter(learner=learner, role=Membership.Role.MEMBER)
    return Farewell(
        goes=topics_of(user, [kind for kind in KINDS if kind.is_a_persons]),
        stays=topics_of(user, [kind for kind in KINDS if not kind.is_a_persons]),
        counts_in=tuple(Team.objects.filter(memberships__in=counted)),
        without_manager=tuple(Team.objects.filter(memberships__in=managed).exclude(pk__in=others.values("team"))),
        is_only_administrator=_is_last(user, User.objects.filter(is_superuser=True)),
        is_only_owner=_is_last(user, User.objects.filter(groups__name=owners.GROUP)),
    )


def _is_last(user: Person, users: Rows) -> bool:
    """Among those who can sign in."""
    active = set(users.filter(is_active=True).values_list("pk", flat=True))
    return active == {user.pk}


@transaction.atomic
def erase_unless_last(user: Person, *, now: datetime) -> None:
    """Raises OnlyAdministratorError, and nothing has changed. Locked, so that the last two cannot go at the same moment."""
    administrators = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    if [administrator.pk for administrator in administrators.select_for_update(no_key=True)] == [user.pk]:
        raise OnlyAdministratorError
    erase(user, now=now)


@transaction.atomic
def erase(user: Person, *, now: datetime) -> None:
    """Rows now, files once that is sure."""
    _lock(user)
    learner = Learner.objects.filter(user=user.pk).first()
    if learner:
        leave_figures(learner, today=learner.local_date(now))
        keep_totals_of(learner)
    evidence.remove(Evidence.objects.of_users([user.pk]))
    desk_log.reword(user, KINDS)
    sessions_of(user).delete()
    invitations_to(user).delete()
    user.delete()


def _lock(user: Person) -> None:
    """Until nobody can put a row below one that is about to be deleted.

    Whoever changes tasks, exams or claims holds the lock of a row below and needs the person's key to stay for a foreign key.
    So the person's rows are locked first as far as that goes (another exam booked waits), and wholly once nobody holds one below.
    """
    _take(user, PEOPLE, no_key=True)
    _take(user, BELOW)
    _take(user, PEOPLE)


def _take(user: Person, models: Iterable[type[Model]], *, no_key: bool = False) -> None:
    for model in models:
        for kind in KINDS:
            if kind.model is model and kind.is_a_persons:
                list(kind.rows(user).select_for_update(of=("self",), no_key=no_key).values_list("pk"))
