"""Every page of every room: no axe finding in light and dark, nothing wider than a small phone, no complaint in the console."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from certifications.models import Certification, CurriculumVersion, Role
from learners.credentials.exams import ExamAttempt
from learners.credentials.models import Credential
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.reminders.links import done_url, snooze_url
from learners.reminders.models import SuppressedAddress
from learners.teams.assignments.models import Assignment
from learners.teams.coverage.models import CoverageTarget
from learners.teams.guests.models import GuestLink
from learners.teams.models import Membership, Team
from learners.teams.roster.models import RosterUpload
from tests.factories import make_attempt, make_claim, make_evidence, make_invitation, make_team
from tests.learners.plans.versions import next_version
from tests.learners.teams.assignments import make_assignment

Visit = Callable[..., Page]

PUBLIC = [
    "/",
    "/certifications/",
    "/certifications/?q=kubernetes&level=professional",
    "/certifications/?q=nothing-of-that-name",
    "/certifications/compare/",
    "/certifications/graph/",
    "/certifications/graph/?around=mlops-architect-professional",
    "/search/",
    "/search/?q=kuberntes",
    "/search/?q=architect&kind=role",
    "/search/?q=nothing-of-that-name",
    "/certifications/mlops-architect-professional/",
    "/certifications/mlops-professional-advanced/",
    "/certifications/aws-ml-specialty/",
    "/programmes/",
    "/programmes/certified-mlops-professional/",
    "/programmes/certified-mlops-manager/",
    "/paths/",
    "/paths/sre/",
    "/roles/",
    "/roles/mlops-manager/",
    "/roadmaps/",
    "/roadmaps/mlops-engineer/",
    "/providers/",
    "/skills/",
    "/glossary/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/my-data/erased/",
]
LEARNERS = [
    "/today/",
    "/plans/",
    "/plans/new/mlops-architect-advanced/",
    "/goals/",
    "/goals/certifications/mlops-architect-advanced/",
    "/goals/certifications/mlops-architect-advanced/?without=mlops-architect-foundation",
    "/goals/certifications/aws-ml-specialty/",
    "/goals/roles/mlops-engineer/",
    "/credentials/",
    "/credentials/add/",
    "/exams/",
    "/exams/book/mlops-architect-foundation/",
    "/certifications/graph/",
    "/settings/",
    "/settings/background/",
    "/certifications/mlops-architect-advanced/",
    "/reminders/",
    "/calendar/",
    "/teams/",
    "/teams/looks/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/my-data/",
    "/my-data/erase/",
]

PICTURES = ["timeline/", "burn-up/", "days/"]


def addresses(person: str) -> list[str]:
    if not person:
        invited = make_invitation(make_team(), created_at=timezone.now()).get_absolute_url()
        return [*PUBLIC, verification(), invited, *guest_addresses()]
    if person.startswith("manager"):
        teams = Team.objects.filter(memberships__learner__user__email=person, memberships__role="manager")
        return [address for team in teams for address in team_addresses(team)]
    plan = StudyPlan.objects.filter(learner__user__email="learner@example.org").first()
    assert plan is not None
    if person.startswith("owner"):
        version = Certification.objects.get(slug="mlops-architect-foundation").current_version_id
        preview = f"/admin/certifications/curriculumversion/{version}/preview/"
        impact = reverse("plans:impact", args=[newer_version(plan, published=False).pk])
        return ["/plans/study-insight/", f"/plans/example/{version}/", preview, impact]
    newer_version(plan, published=True)
    write_revision(plan)
    own = [
        f"/plans/{plan.pk}/{page}"
        for page in ("", "offer/", "revisions/", "leave/", "behind/", "pause/", "settings/", "forecast/", *PICTURES)
    ]
    own += [f"/plans/{plan.pk}/{page}" for page in ("?phase=all", "week/", "week/?day=2020-01-01", "month/")]
    own += [*mail_links(plan), *own_team_addresses(plan.learner), *assigned_to(plan.learner)]
    return [*LEARNERS, *own, *exam_addresses(plan), *renewals_of(plan), *credential_addresses(plan.learner)]


def assigned_to(learner: Learner) -> list[str]:
    """What waits, what was accepted, and what is settled."""
    membership = Membership.objects.current().filter(learner=learner, role=Membership.Role.MEMBER)[0]
    states: tuple[dict[str, object], ...] = (
        {},
        {"state": "accepted", "accepted_at": timezone.now()},
        {"state": "declined"},
    )
    free = Certification.objects.offered().exclude(assignments__membership=membership).order_by("slug")
    made = [make_assignment(membership, one, **state) for one, state in zip(free, states, strict=False)]
    return [reverse("teams:assigned"), *(one.get_absolute_url() for one in made)]


def mail_links(plan: StudyPlan) -> list[str]:
    """Of a task to do, of one that is done, and of a snooze; one runs and the address is held back, for the pages that show it."""
    plan.learner.snooze(timezone.localdate() + timedelta(days=3))
    SuppressedAddress.objects.suppress(
        plan.learner, plan.learner.user.email, reason="550 5.1.1 unknown", at=timezone.now()
    )
    tasks = plan.tasks.order_by("pk")
    todo, done = tasks.filter(state="todo").first(), tasks.filter(state="done").first()
    links = [done_url(task.pk) for task in (todo, done) if task]
    return [urlsplit(link).path for link in (*links, snooze_url(plan.learner, 3))]


def exam_addresses(plan: StudyPlan) -> list[str]:
    """Of the booked exam, which is ahead, and of three that are over or due."""
    today = timezone.localdate()
    first = plan.version.phases.order_by("position").first()
    assert first is not None
    rest = (
        Certification.objects.offered().exclude(pk=plan.certification_id).filter(current_version__steps__isnull=False)
    )
    others = rest.distinct().order_by("slug")[:3]
    due, failed, passed = (
        ExamAttempt.objects.update_or_create(
            learner=plan.learner,
            certification=certification,
            exam_on=today,
            defaults={"state": state, "booked_at": timezone.now(), "recorded_at": at, "weak_phases": [first.key]},
        )[0].get_absolute_url()
        for certification, state, at in zip(
            others, ("booked", "failed", "passed"), (None, timezone.now(), timezone.now()), strict=True
        )
    )
    ahead = ExamAttempt.objects.booked().get(learner=plan.learner, certification=plan.certification).get_absolute_url()
    booked = [f"{ahead}{page}" for page in ("", "date/", "cancel/", "result/")]
    return [*booked, due, f"{due}result/", failed, f"{failed}retake/", f"{failed}correct/", passed]


def renewals_of(plan: StudyPlan) -> list[str]:
    """Of something held whose window is open, and of something that has lapsed."""
    certifications = list(Certification.objects.filter(kind="guided").exclude(pk=plan.certification_id)[:2])
    today = timezone.localdate()
    for certification, days in zip(certifications, (20, -20), strict=True):
        credential, _is_new = Credential.objects.get_or_create(learner=plan.learner, certification=certification)
        credential.periods.all().delete()
        credential.periods.create(valid_from=today - timedelta(700), valid_until=today + timedelta(days))
    return [reverse("plans:renew", args=[certification.slug]) for certification in certifications]


def team_addresses(team: Team) -> list[str]:
    member = Membership.objects.managed_in(team).first()
    assert member is not None
    own = team.get_absolute_url()
    assigned = Assignment.objects.in_team(team).first() or make_assignment(member)
    Assignment.objects.filter(pk=assigned.pk).update(state="countered", asked_due=timezone.localdate() + timedelta(90))
    looked = f"assignments/new/?certification=mlops-architect-foundation&due={timezone.localdate() + timedelta(20)}"
    assignments = ("assignments/", "assignments/?state=done", "assignments/new/", looked, f"{looked}&chain=on")
    page = f"members/{member.pk}/"
    more = (
        "?at_risk=on&exam_within=x",
        page,
        f"{page}waivers/",
        *assignments,
        f"assignments/{assigned.pk}/",
        "assignments/new/?due=x",
    )
    target = CoverageTarget.objects.filter(team=team).first()
    assert target is not None
    role = Role.objects.filter(skills__isnull=False).order_by("pk")[0]
    shown = [
        "coverage/",
        "coverage/targets/new/",
        f"coverage/targets/{target.pk}/",
    ]
    GuestLink.objects.all().make(
        team, label="The board", ends_on=timezone.localdate(), by=member.learner, now=timezone.now()
    )
    pages = (*more, *shown, "skills/", f"skills/?role={role.slug}", "progress/", "report/", "guests/")
    calendar = reverse("team-calendars:calendar", args=[team.slug])
    return [own, *(f"{own}{page}" for page in pages), calendar, *invitation_addresses(team)]


def invitation_addresses(team: Team) -> list[str]:
    """Of invitations that are open and refused, and of a roster with every kind of row."""
    here, now = team.get_absolute_url(), timezone.now()
    manager = Membership.objects.managers_in([team.pk])[0].learner
    make_invitation(team, created_at=now)
    make_invitation(team, created_at=now - timedelta(days=30), failure="550 unknown")
    lines = [[2, "new@example.org", "member"], [3, "new@example.org", "member"], [4, "nonsense", "member"]]
    roster = RosterUpload.objects.create(manager=manager, team=team, name="people.csv", lines=lines, created_at=now)
    return [f"{here}members/", f"{here}roster/", f"{here}roster/{roster.pk}/"]


def own_team_addresses(learner: Learner) -> list[str]:
    """Of a place in a team, and of invitations to this person, to others, and answered."""
    place = Membership.objects.current().filter(learner=learner).select_related("team")[0]
    other, now = make_team(name="Another team"), timezone.now()
    own, done = (
        make_invitation(team, learner.user.email, created_at=now, accepted_at=accepted)
        for team, accepted in ((other, None), (place.team, now))
    )
    invitations = [one.get_absolute_url() for one in (own, done, make_invitation(other, created_at=now))]
    return [f"{place.team.get_absolute_url()}shown/", *invitations]


def guest_addresses() -> list[str]:
    """Of a team that is large enough to show something, and of one that is not."""
    teams = Team.objects.annotate(people=Count("memberships")).order_by("people")
    team, day = teams[len(teams) - 1], timezone.localdate()
    small = Team.objects.create(slug=f"small-{GuestLink.objects.count()}", name="Small")
    maker, certification = Learner.objects.order_by("pk")[0], Certification.objects.offered().order_by("pk")[0]
    for member in Membership.objects.managed_in(team):
        make_attempt(member.learner, certification, state="passed")
    return [
        reverse(
            "guests:figures",
            args=[GuestLink.objects.all().make(one, label="x", ends_on=day, by=maker, now=timezone.now())],
        )
        for one in (team, small)
    ]


def verification() -> str:
    credential = Credential.objects.order_by("pk")[0]
    Credential.objects.filter(pk=credential.pk).update(is_public=True, verify_token="a-link")
    return reverse("verify:credential", args=["a-link"])


def credential_addresses(learner: Learner) -> list[str]:
    """One that is shown, with what stands around it: a passed exam, and others that wait or were not accepted."""
    credential = Credential.objects.filter(learner=learner).order_by("pk")[0]
    Credential.objects.filter(pk=credential.pk).update(is_public=True, verify_token="own-link")
    attempt = make_attempt(learner, credential.certification, state="passed")
    make_evidence(attempt=attempt)
    others = Certification.objects.offered().exclude(pk=credential.certification_id).order_by("pk")
    waiting = make_claim(learner, others[0], evidence=2)
    make_claim(learner, others[1], state="rejected", review_note="It can't be read.", reviewed_at=timezone.now())
    files = (("attempt-evidence", attempt.pk), ("claim-evidence", waiting.pk))
    return [
        reverse("credentials:credential", args=[credential.pk]),
        *(reverse(f"credentials:{name}", args=[pk]) for name, pk in files),
        reverse("credentials:credentials"),
    ]


def newer_version(plan: StudyPlan, *, published: bool) -> CurriculumVersion:
    """With an added, a changed and a removed step."""
    steps = list(plan.version.steps.select_related("phase"))
    added, changed, removed = steps[-1], steps[-2], steps[-3]
    return next_version(
        plan.certification,
        add={"a-new-step": (added.phase.key, 90)},
        retime={changed.key: changed.minutes + 30},
        drop=(removed.key,),
        published=published,
    )


def write_revision(plan: StudyPlan) -> None:
    step = {"key": "a-step", "title": "A step", "minutes": 30}
    diff = {"version": [1, 2], "minutes": [600, 630], "minutes_done": 60, "percent": [10, 9]}
    diff |= {"last_day": ["2026-03-02", None], "added": [step], "changed": [], "removed": [], "set_aside": []}
    plan.revisions.create(at=timezone.now(), why="moved_now", diff={**diff, "dates": [step]})
    moved = {"plan": {"exam_date": ["2026-03-02", None]}, "tasks": {"a-step": {"due": ["2026-03-02", "2026-03-03"]}}}
    shown = {"titles": {"a-step": "A step"}, "last_day": ["2026-03-02", None], "minutes_a_week": [60, 90]}
    plan.revisions.create(at=timezone.now(), why="held_hours", diff={**moved, **shown}, undo=moved)


PEOPLE = ["", "learner@example.org", "manager@example.org", "owner@example.org"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("person", PEOPLE, ids=["visitor", "learner", "manager", "owner"])
def test_axe_finds_nothing(visit: Visit, person: str, scheme: str) -> None:
    page = visit(person, color_scheme=scheme, reduced_motion="reduce")
    findings = []
    for address in addresses(person):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        for violation in Axe().run(page).response["violations"]:
            places = [node["html"][:160] for node in violation["nodes"][:3]]
            findings.append(f"{address} {violation['id']}: {violation['help']} {places}")
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("person", PEOPLE, ids=["visitor", "learner", "manager", "owner"])
def test_nothing_is_wider_than_a_small_phone(visit: Visit, person: str) -> None:
    page = visit(person, viewport={"width": 320, "height": 700})
    wide = []
    for address in addresses(person):
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide.append(f"{address}: {width} px")
    assert not wide


def test_the_keyboard_reaches_the_content_first(visit: Visit) -> None:
    page = visit()
    page.goto("/certifications/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_the_menu_of_a_phone_opens_by_keyboard(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 800})
    page.goto("/")
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Log in").is_visible()
