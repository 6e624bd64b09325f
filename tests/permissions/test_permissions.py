"""Every address × everybody × every method: who isn't allowed finds nothing, and a new address must say for whom it is.

Anonymous people are asked to log in where others find nothing. A method that an address does not know is refused alike to all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from certifications.models import CareerRoadmap, LearningPath
from certifications.models import Role as Job
from learners.calendars import addresses as calendar
from learners.calendars.teams.models import TeamFeed
from learners.credentials.exams import Evidence, ExamAttempt
from learners.plans.goals.goals import Goal
from learners.plans.models import PlanRevision, TaskLink, TimeEntry
from learners.plans.revisions.revising import Moment, revised
from learners.profiles.models import DayOff, Learner, SkillStatement
from learners.reminders.links import REMINDERS, TEAM_MAIL, done_url, snooze_url
from learners.teams.coverage.models import CoverageTarget
from learners.teams.guests.models import GuestLink
from learners.teams.models import Membership, Team
from learners.teams.roster.models import RosterUpload
from portal.models import User
from tests.factories import (
    NOON,
    make_claim,
    make_invitation,
    make_learner,
    make_membership,
    make_team,
    make_user,
    make_waiver,
)
from tests.learners.credentials.files import shelf_at
from tests.learners.privacy.full import make_full
from tests.learners.teams.assignments import make_assignment
from tests.permissions.table import IN_SOME_STATES, SIGNED_IN, TABLE, Role

__all__ = ["shelf_at"]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OTHERS = ("admin:", "account_", "mfa_")  # the admin asks for permissions (below); accounts are allauth's
LOG_IN = "/accounts/login/"


def addresses(resolver: Any = None, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name and the names of the arguments, of all there are."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name:
            yield f"{space}{entry.name}", tuple(entry.pattern.converters)


OURS = {name: arguments for name, arguments in addresses() if not name.startswith(OTHERS)}


def space_of(name: str) -> str:
    return name.rpartition(":")[0]


def test_every_address_says_for_whom_it_is() -> None:
    assert sorted(OURS) == sorted(TABLE)


@dataclass
class World:
    """Everybody with a browser, and what the addresses are about."""

    clients: dict[Role, Client]
    arguments: dict[str, Any]

    def address(self, name: str) -> str:
        space = name.split(":", maxsplit=1)[0] if ":" in name else ""
        found = {
            argument: self.arguments.get(f"{name}/{argument}", self.arguments.get(f"{space}/{argument}"))
            for argument in OURS[name]
        }
        assert None not in found.values(), f"{name}: say in `arguments` what {found} are."
        return reverse(name, kwargs=found)


@pytest.fixture
def world(db, shelf_at: Path, noon) -> World:
    above = make_team("above", name="Above")
    team = make_team("team", name="Team", parent=above)
    member = make_full("quince", shelf=shelf_at, team=team)
    member.user.groups.clear()
    member.user.user_permissions.clear()
    User.objects.filter(pk=member.user.pk).update(is_staff=False)
    people = {Role.MEMBER: member, Role.LEARNER: make_learner(), Role.OWNER: staff(owner=True), Role.STAFF: staff()}
    for role, of, fields in (
        (Role.MANAGER, team, {}),
        (Role.ABOVE, above, {}),
        (Role.ELSEWHERE, make_team("elsewhere"), {}),
        (Role.FORMER, team, {"left_at": NOON}),
    ):
        people[role] = make_learner()
        make_membership(of, people[role], role=Membership.Role.MANAGER, **fields)
    clients = {role: browser(people.get(role)) for role in Role}
    return World(clients, arguments(member, people[Role.MANAGER], team))


def staff(*, owner: bool = False) -> Learner:
    learner = make_learner(user=make_user(is_staff=True))
    if owner:
        learner.user.groups.add(Group.objects.get(name="Curriculum owners"))
    return learner


def browser(learner: Learner | None) -> Client:
    client = Client(raise_request_exception=True)
    if learner:
        client.force_login(learner.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def arguments(member: Learner, manager: Learner, team: Team) -> dict[str, Any]:
    """By namespace or by name: one thing of the member's for each address, as it must be for the member to get there."""
    plan = member.plans.get()
    plan.revisions.all().delete()  # no real one says so little
    with revised(plan, Moment(member, NOON), PlanRevision.Why.BY_HAND):
        plan.tasks.update(pinned=True)
    task = plan.tasks.order_by("pk")[0]
    attempt = ExamAttempt.objects.filter(learner=member).order_by("pk")[0]
    credential = member.credentials.order_by("pk")[0]
    claim = make_claim(member)
    waiver = make_waiver(member, plan.certification, granted_by=manager.user)
    membership = Membership.objects.get(learner=member, team=team)
    invitation = make_invitation(team)
    roster = RosterUpload.objects.create(manager=manager, team=team, name="a.csv", lines=[], created_at=NOON).pk
    certification = plan.certification
    assignment = make_assignment(membership)
    day = NOON.date() + timedelta(days=90)
    guest = GuestLink.objects.all().make(team, label="the board", ends_on=day, by=manager, now=NOON)
    target = CoverageTarget.objects.create(team=team, certification=plan.certification, least=1)
    others = ("assignment", "assignment-agree", "assignment-keep", "assignment-withdraw")
    own = ("assigned-one", "assigned-accept", "assigned-ask", "assigned-decline", "assigned-plan")
    found: dict[str, Any] = dict.fromkeys((f"teams:{name}/pk" for name in (*others, *own)), assignment.pk) | {
        "teams:target/pk": target.pk,
        "teams:revoke-guest/pk": GuestLink.objects.get(team=team).pk,
        "guests/secret": guest,
        "team-calendars/slug": team.slug,
        "team-calendars:feed/secret": TeamFeed.objects.all().renew(manager, team, pk=None, now=NOON),
        "teams:remove-target/pk": target.pk,
        "certifications/slug": certification.slug,
        "certifications:program/slug": certification.program.slug,
        "certifications:path/slug": LearningPath.objects.create(slug="a-path", name="A path").slug,
        "certifications:role/slug": Job.objects.create(slug="a-job", name="A job").slug,
        "certifications:roadmap/slug": a_roadmap().slug,
        "certifications:skill/slug": SkillStatement.objects.get(learner=member).skill.slug,
        "plans/slug": certification.slug,
        "plans/pk": plan.pk,
        "plans/task_pk": task.pk,
        "plans/position": 0,
        "plans/revision_pk": plan.revisions.latest("pk").pk,
        "plans/version_pk": plan.version_id,
        "plans/entry_pk": TimeEntry.objects.get(task=task).pk,
        "plans/link_pk": TaskLink.objects.get(task=task).pk,
        "goals/slug": certification.slug,
        "goals:role/slug": "a-job",
        "goals:keep_role/slug": "a-job",
        "goals/pk": Goal.objects.get(learner=member).pk,
        "exams/slug": certification.slug,
        "exams/pk": attempt.pk,
        "profiles/pk": DayOff.objects.get(learner=member).pk,
        "credentials/pk": credential.pk,
        "credentials:withdraw/pk": claim.pk,
        "credentials:claim-evidence/pk": claim.pk,
        "credentials:attempt-evidence/pk": attempt.pk,
        "credentials:evidence/pk": Evidence.objects.order_by("pk")[0].pk,
        "credentials:remove-evidence/pk": Evidence.objects.order_by("pk")[0].pk,
        "verify/token": credential.verify_token,
        "calendars/pk": attempt.pk,
        "calendars:plan-exam/pk": plan.pk,
        "calendars/secret": calendar_secret(member),
        "teams/slug": team.slug,
        "teams/pk": membership.pk,
        "teams/waiver_pk": waiver.pk,
        "teams/token": invitation.token,
        "teams:send-again/pk": invitation.pk,
        "teams:take-back-invitation/pk": invitation.pk,
        **{f"teams:roster-{step}/pk": roster for step in ("check", "confirm", "drop")},
        "reminders:unsubscribe/token": REMINDERS.token(member),
        "reminders:stop-team-mail/token": last_part(TEAM_MAIL.url(member)),
        "reminders:done/token": last_part(done_url(task.pk)),
        "reminders:snooze/token": last_part(snooze_url(member, 1)),
    }
    return found


def a_roadmap() -> CareerRoadmap:
    numbers = ("months_min", "months_max", "cost_min", "cost_max", "salary_entry", "salary_mid", "salary_senior")
    role = Job.objects.get(slug="a-job")
    return CareerRoadmap.objects.create(slug="a-map", name="A map", role=role, **dict.fromkeys(numbers, 9))


def last_part(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[1]


def asked(client: Client, method: str, address: str) -> tuple[int, str]:
    """Status and where it leads; nothing stays changed."""
    with transaction.atomic():
        answer = getattr(client, method.lower())(address)
        if hasattr(answer, "streaming_content"):
            list(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("space", sorted({space_of(name) for name in TABLE}))
def test_who_is_not_allowed_finds_nothing(space: str, world: World) -> None:
    """All addresses of one namespace in one world: each request is taken back."""
    wrong = [line for name in sorted(TABLE) if space_of(name) == space for line in strays(name, world)]
    assert wrong == []


def strays(name: str, world: World) -> Iterator[str]:
    address = world.address(name)
    known = {method: asked(world.clients[allowed(name)], method, address)[0] != 405 for method in METHODS}
    for role in Role:
        for method in METHODS:
            if name in IN_SOME_STATES and role in TABLE[name]:
                continue
            status, to = asked(world.clients[role], method, address)
            if not fits(role, status, to, is_allowed=role in TABLE[name], is_known=known[method]):
                yield f"{name}: {method} as {role}: {status} {to}".strip()


def allowed(name: str) -> Role:
    """Somebody with an account for whom the address is, where there is one."""
    return next((role for role in Role if role in TABLE[name] & SIGNED_IN), Role.STAFF)


def fits(role: Role, status: int, to: str, *, is_allowed: bool, is_known: bool) -> bool:
    asks_to_log_in = status == 302 and to.startswith(LOG_IN)
    if is_allowed:
        return status != 405 if is_known and status != 404 else not is_known and status == 405
    if role in {Role.ANONYMOUS, Role.GUEST} and asks_to_log_in:
        return True
    return status == 404 or (not is_known and status == 405)


def calendar_secret(member: Learner) -> str:
    calendar.turn_off(member)
    found = calendar.make(member, now=NOON)
    assert found
    return found


# The admin


ADMIN = {name: arguments for name, arguments in addresses() if name.startswith("admin:")}
ADMIN_OPEN = {
    "admin:login",
    "admin:logout",
    "admin:jsi18n",
    "admin:app_list",
}  # the last knows only apps that there are


@pytest.mark.ignore_template_errors
def test_only_staff_gets_into_the_admin(world: World) -> None:
    for name in sorted(set(ADMIN) - ADMIN_OPEN):
        address = reverse(name, args=["1" for _argument in ADMIN[name]])
        found = {asked(world.clients[role], "GET", address) for role in set(Role) - {Role.OWNER, Role.STAFF}}
        assert {(status, to.split("?")[0]) for status, to in found} <= {(302, "/admin/login/"), (302, LOG_IN)}, name
