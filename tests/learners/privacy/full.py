"""A person of whom there is a row of every kind, and a search through the whole database for what is left of one."""

from datetime import time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.test import Client

from certifications.models import CurriculumVersion, SheetUpload, VersionEvent
from certifications.owners import GROUP
from certifications.publishing import make_current
from learners.calendars.models import CalendarEvent, CalendarFeed
from learners.calendars.teams.models import TeamFeed
from learners.credentials.models import Credential
from learners.plans.goals.goals import Goal
from learners.plans.models import PlanRevision, StudyPlan, Task, TaskLink, TimeEntry, VersionChoice
from learners.profiles.models import DayOff, Experience, Learner, SkillStatement
from learners.reminders.bounces.models import AddressEvent
from learners.reminders.models import Reminder, ReminderTransition, SuppressedAddress
from learners.teams.assignments.models import Assignment
from learners.teams.assignments.writes import Act, Wanted, assign
from learners.teams.guests.models import GuestLink
from learners.teams.log.models import Look, VisibilityChange
from learners.teams.models import Membership, Team
from learners.teams.people.nudges import Nudge
from learners.teams.roster.models import RosterUpload
from portal.models import User
from tests.factories import (
    MONDAY,
    NOON,
    make_attempt,
    make_certification,
    make_claim,
    make_credential,
    make_evidence,
    make_guided,
    make_invitation,
    make_learner,
    make_membership,
    make_plan,
    make_skill,
    make_team,
    make_user,
    make_waiver,
)

BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD = "correct horse"


def sign_in(learner: Learner) -> Client:
    client = Client()
    client.force_login(learner.user, backend=BACKEND)
    return client


def make_full(word: str, *, shelf: Path, team: Team | None = None, other: Learner | None = None) -> Learner:
    """`word` stands in the name, the address and in all that the person wrote. `other` is whom they did something for."""
    user = make_user(email=f"{word}@example.org", name=f"{word.capitalize()} Quartermaine", is_staff=True)
    learner = make_learner(user=user, time_zone="Europe/Berlin", quiet_from=time(22), quiet_until=time(6))
    other = other or make_learner()
    _account(learner, word)
    plan = _plan(learner, word)
    _exams(learner, plan, word, shelf)
    make_waiver(learner, plan.certification, reason=f"waived for {word}", granted_by=other.user)
    membership = make_membership(team or make_team(), learner)
    _assigned(membership, other.user, word)
    _invited(learner, membership, other)
    _mail(learner)
    CalendarFeed.objects.create(learner=learner, secret_hash=f"hash of {word}", created_at=NOON)
    TeamFeed.objects.create(learner=learner, team=make_team(), secret_hash=f"another of {word}", created_at=NOON)
    CalendarEvent.objects.create(learner=learner, key=f"gone-{word}", fingerprint="x", changed_at=NOON)
    _records(user, other, word)
    return learner


def _invited(learner: Learner, membership: Membership, other: Learner) -> None:
    """By somebody, and a manager who invites elsewhere."""
    team = membership.team
    VisibilityChange.objects.create(membership=membership, visibility="status", at=NOON)
    make_invitation(team, learner.user.email, accepted_at=NOON, invited_by=other.user)
    make_invitation(make_team(), invited_by=learner.user)
    RosterUpload.objects.create(manager=learner, team=team, name="people.csv", lines=[], created_at=NOON)


def _account(learner: Learner, word: str) -> None:
    user = learner.user
    user.groups.add(Group.objects.get(name=GROUP))
    user.user_permissions.add(Permission.objects.order_by("pk").first())  # type: ignore[arg-type]
    address = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=address, created=NOON, sent=NOON, key=f"key of {word}")
    Authenticator.objects.create(user=user, type="totp", data={"secret": f"seed of {word}"})
    sign_in(learner)
    DayOff.objects.create(learner=learner, first=MONDAY, last=MONDAY, note=f"{word} away")
    SkillStatement.objects.create(learner=learner, skill=make_skill("kubernetes"))
    Experience.objects.create(learner=learner, label=f"{word} trade", years="2.5")
    SheetUpload.objects.create(user=user, about="skills", name=f"{word}.csv", content=b"x", created_at=NOON)
    Goal.objects.create(learner=learner, certification=make_certification())


def _plan(learner: Learner, word: str) -> StudyPlan:
    done = {"state": Task.State.DONE, "note": f"{word} thinks: =1+1", "minutes_spent": 45}
    plan = make_plan(learner, make_guided(), tasks=(done, {"due": MONDAY + timedelta(days=3)}))
    plan.refresh_summary()
    task = plan.tasks.order_by("pk")[0]
    TimeEntry.objects.create(task=task, day=MONDAY, minutes=45)
    TaskLink.objects.create(task=task, url=f"https://example.org/{word}", title=f"work of {word}")
    PlanRevision.objects.create(plan=plan, at=NOON, by=learner.user, why="by_hand", diff={"plan": {}}, undo={})
    VersionChoice.objects.create(plan=plan, version=plan.version, choice="stay", decided_at=NOON)
    return plan


def _exams(learner: Learner, plan: StudyPlan, word: str, shelf: Path) -> None:
    attempt = make_attempt(learner, plan.certification, state="passed", note=f"{word} passed")
    credential = make_credential(learner, plan.certification, periods=({"valid_from": MONDAY, "attempt": attempt},))
    Credential.objects.filter(pk=credential.pk).update(is_public=True, verify_token=f"link-of-{word}")
    claim = make_claim(learner, note=f"{word} claims", state="accepted", period=credential.periods.get())
    shelf.mkdir(parents=True, exist_ok=True)
    things: tuple[dict[str, Any], ...] = ({"attempt": attempt}, {"claim": claim})
    for number, thing in enumerate(things):
        evidence = make_evidence(name=f"{word}-{number}.pdf", stored_as=f"{uuid4().hex}.pdf", **thing)
        (shelf / evidence.stored_as).write_bytes(f"file {number} of {word}".encode())


def _assigned(membership: Membership, by: User, word: str) -> Assignment:
    assign([membership], Wanted(make_guided(), False, MONDAY + timedelta(days=90)), Act(by, NOON, f"for {word}"))
    return Assignment.objects.get(membership=membership)


def _mail(learner: Learner) -> None:
    reminder = Reminder.objects.create(
        learner=learner,
        local_date=MONDAY,
        due_at=NOON,
        expires_at=NOON + timedelta(days=1),
        tz_name="UTC",
        local_time=time(7, 0),
        message_id="<1@example.org>",
    )
    ReminderTransition.objects.create(reminder=reminder, to_state="pending", at=NOON)
    SuppressedAddress.objects.suppress(learner, learner.user.email, reason="550 5.1.1 unknown", at=NOON)
    AddressEvent.objects.create(
        learner=learner, reminder=reminder, what="permanent", fingerprint=f"of {learner.pk}", at=NOON
    )


def _records(user: User, other: Learner, word: str) -> None:
    """What the person did for others and at the desk, and what others did to the person there."""
    _assigned(make_membership(make_team(), other), user, "somebody")
    for manager, member in ((user.learner, other), (other, user.learner)):
        Look.objects.all().note(manager=manager, team=make_team(), page="waivers", member=member, now=NOON)
        Nudge.objects.create(learner=member, team=make_team(), by=manager.user, at=NOON)
    GuestLink.objects.all().make(make_team(), label="the board", ends_on=MONDAY, by=user.learner, now=NOON)
    certification = make_certification(published=False)
    version = certification.versions.get()
    CurriculumVersion.objects.filter(pk=version.pk).update(created_by=user)
    make_current(CurriculumVersion.objects.get(pk=version.pk), now=NOON, by=user)
    VersionEvent.objects.create(version=version, kind="edited", by=user, to_state="draft", note=f"{word} edits")
    make_waiver(other, certification, granted_by=user, reason=f"{word} allows it")
    make_claim(other, state="rejected", reviewed_by=user, reviewed_at=NOON, review_note=f"{word} can't read it")
    PlanRevision.objects.create(plan=make_plan(other), at=NOON, by=user, why="rescheduled", diff={})
    log(user, make_guided(), "a guide")
    log(other.user, user, str(user))


def log(by: User, about: Model, text: str, message: str = "") -> LogEntry:
    return LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(about),
        object_id=str(about.pk),
        object_repr=text,
        action_flag=CHANGE,
        change_message=message,
    )


def places_of(*words: str) -> list[str]:
    """Every “table.column” of the database in which one of the words stands, in whatever type of column."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name(column.name)
                for word in words:
                    query = (
                        f"SELECT 1 FROM {connection.ops.quote_name(table)} WHERE LOWER(CAST({name} AS TEXT)) LIKE %s"
                    )
                    cursor.execute(query, [f"%{word.lower()}%"])
                    if cursor.fetchone():
                        found.append(f"{table}.{column.name}")
    return sorted(set(found))


def _readable(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def all_rows() -> dict[str, list[tuple[Any, ...]]]:
    """The whole database, table by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted((tuple(map(_readable, row)) for row in cursor.fetchall()), key=repr)
    return found
