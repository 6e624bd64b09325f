"""Plain factories. Each takes what the test is about and fills the rest with fixed, believable values."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model

from certifications.models import (
    Certification,
    CurriculumVersion,
    Level,
    PlanPhase,
    PlanStep,
    Program,
    Provider,
    Skill,
    Track,
)
from certifications.publishing import make_current
from learners.credentials.exams import CredentialClaim, Evidence, ExamAttempt
from learners.credentials.models import Credential, CredentialPeriod, Waiver
from learners.plans.models import StudyPlan, Task
from learners.profiles.models import Learner
from learners.teams.invitations.models import GOOD_FOR, Invitation
from learners.teams.models import Membership, Team
from portal.models import User

_numbers = count(1)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
MONDAY = date(2026, 3, 2)


def make_user(**fields: Any) -> User:
    number = next(_numbers)
    fields.setdefault("email", f"person{number}@example.org")
    fields.setdefault("name", f"Person {number}")
    return get_user_model().objects.create_user(fields.pop("email"), fields.pop("password", "correct horse"), **fields)


def make_learner(**fields: Any) -> Learner:
    fields.setdefault("user", None)
    fields["user"] = fields["user"] or make_user()
    fields.setdefault("reminder_time", time(7, 0))
    return Learner.objects.create(**fields)


def make_skill(slug: str | None = None, **fields: Any) -> Skill:
    slug = slug or f"skill-{next(_numbers)}"
    return Skill.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").capitalize(), **fields})[0]


def make_program(slug: str | None = None, **fields: Any) -> Program:
    slug = slug or f"program-{next(_numbers)}"
    fields.setdefault("issuer", Provider.objects.get_or_create(slug="issuer", defaults={"name": "The issuer"})[0])
    fields.setdefault("name", slug.replace("-", " ").capitalize())
    return Program.objects.create(slug=slug, **fields)


def make_certification(
    slug: str | None = None, *, guide: dict[str, Any] | None = None, published: bool = True, **fields: Any
) -> Certification:
    """With a first version, published unless told otherwise (even without skills and plan). `guide` is the version's own fields."""
    number = next(_numbers)
    slug = slug or f"certification-{number}"
    program = fields.pop("program", None) or make_program(f"program-of-{slug}")
    fields.setdefault("name", slug.replace("-", " ").capitalize())
    fields.setdefault(
        "level", Level.objects.get_or_create(slug="foundation", defaults={"name": "Foundation", "rank": 10})[0]
    )
    fields.setdefault("track", Track.objects.get_or_create(program=program, slug="core", defaults={"name": "Core"})[0])
    fields.setdefault("kind", Certification.Kind.GUIDED)
    certification = Certification.objects.create(slug=slug, program=program, **fields)
    version = CurriculumVersion.objects.create(certification=certification, number=1, **(guide or {}))
    if published:
        make_current(version, now=NOON)
    return certification


def make_guided(
    slug: str | None = None,
    *,
    phases: tuple[tuple[int, tuple[int, ...]], ...] = ((14, (60, 90)), (30, (120,))),
    **fields: Any,
) -> Certification:
    """A published certification with a plan: phases of (by_day, minutes of each step)."""
    certification = make_certification(slug, published=False, **fields)
    version = certification.versions.get()
    for index, (by_day, minutes) in enumerate(phases):
        phase = PlanPhase.objects.create(
            version=version, key=f"day-{by_day}", title=f"By day {by_day}", by_day=by_day, position=index
        )
        PlanStep.objects.bulk_create(
            PlanStep(
                version=version,
                phase=phase,
                key=f"d{by_day}-s{number}",
                title=f"Step {number} of day {by_day}",
                minutes=value,
                position=number,
            )
            for number, value in enumerate(minutes, start=1)
        )
    make_current(version, now=NOON)
    return certification


def make_plan(
    learner: Learner | None = None,
    certification: Certification | None = None,
    *,
    tasks: tuple[dict[str, Any], ...] = (),
    **fields: Any,
) -> StudyPlan:
    """A plan with exactly `tasks` (each a dict of Task fields; `due` defaults to MONDAY)."""
    learner = learner or make_learner()
    certification = certification or make_guided()
    fields.setdefault("title", certification.name)
    fields.setdefault("horizon_days", 30)
    fields.setdefault("start", MONDAY)
    version = certification.versions.get(state=CurriculumVersion.State.PUBLISHED)
    plan = StudyPlan.objects.create(learner=learner, certification=certification, version=version, **fields)
    for number, given in enumerate(tasks, start=1):
        make_task(plan, number, **given)
    return plan


def make_task(plan: StudyPlan, number: int = 1, **fields: Any) -> Task:
    fields.setdefault("due", MONDAY)
    fields.setdefault("starts", fields["due"])
    fields.setdefault("minutes", 60)
    if fields.get("state") == Task.State.DONE:
        fields.setdefault("done_at", NOON)
    return Task.objects.create(
        plan=plan,
        **{
            "key": f"task-{number}",
            "title": f"Task {number}",
            "phase_key": "one",
            "phase_title": "Phase one",
            "position": number,
            **fields,
        },
    )


def make_team(slug: str | None = None, **fields: Any) -> Team:
    slug = slug or f"team-{next(_numbers)}"
    return Team.objects.create(slug=slug, **{"name": slug.replace("-", " ").capitalize(), **fields})


def make_membership(team: Team, learner: Learner, **fields: Any) -> Membership:
    fields.setdefault("accepted_at", NOON)
    return Membership.objects.create(team=team, learner=learner, **fields)


def make_invitation(team: Team, address: str | None = None, **fields: Any) -> Invitation:
    fields.setdefault("created_at", NOON)
    fields.setdefault("expires_at", fields["created_at"] + GOOD_FOR)
    return Invitation.objects.create(team=team, address=address or f"asked-{next(_numbers)}@example.org", **fields)


def make_credential(
    learner: Learner, certification: Certification | None = None, *, periods: tuple[dict[str, Any], ...] = ()
) -> Credential:
    """With exactly `periods` (each a dict of CredentialPeriod fields)."""
    credential = Credential.objects.create(learner=learner, certification=certification or make_certification())
    for given in periods:
        CredentialPeriod.objects.create(credential=credential, **given)
    return credential


def make_waiver(learner: Learner, certification: Certification, **fields: Any) -> Waiver:
    fields.setdefault("until", date(2026, 12, 31))
    fields.setdefault("reason", "Ten years in the trade")
    fields.setdefault("granted_at", NOON)
    return Waiver.objects.create(learner=learner, certification=certification, **fields)


def make_attempt(learner: Learner, certification: Certification | None = None, **fields: Any) -> ExamAttempt:
    fields.setdefault("exam_on", MONDAY)
    fields.setdefault("booked_at", NOON)
    if fields.get("state") in {"passed", "failed"}:
        fields.setdefault("recorded_at", NOON)
    return ExamAttempt.objects.create(learner=learner, certification=certification or make_guided(), **fields)


def make_claim(
    learner: Learner, certification: Certification | None = None, *, evidence: int = 0, **fields: Any
) -> CredentialClaim:
    """With so many rows of evidence, behind which there is no file."""
    fields.setdefault("valid_from", date(2026, 1, 12))
    fields.setdefault("made_at", NOON)
    claim = CredentialClaim.objects.create(
        learner=learner, certification=certification or make_certification(), **fields
    )
    for _number in range(evidence):
        make_evidence(claim=claim)
    return claim


def make_evidence(**fields: Any) -> Evidence:
    """Of `claim` or `attempt`; without a file."""
    fields.setdefault("name", "certificate.pdf")
    fields.setdefault("stored_as", f"file-{next(_numbers)}.pdf")
    return Evidence.objects.create(kind="pdf", size=1200, uploaded_at=NOON, **fields)
