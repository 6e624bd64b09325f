import io
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Model
from django.test import Client
from django.utils import timezone

from certifications.files.stored import stored_catalogue
from certifications.models import Certification, CurriculumVersion
from certifications.publishing import start_draft
from learners.credentials.exams import ExamAttempt
from learners.credentials.expiry import Code
from learners.credentials.models import Credential, CredentialPeriod
from learners.demo.logins import DEMO_PASSWORD, LOGINS
from learners.demo.names import FAMILY, GIVEN, TIME_ZONES
from learners.demo.people import address_of
from learners.demo.personas import PERSONAS, persona_of
from learners.plans.models import StudyPlan, Task, TimeEntry
from learners.plans.versions.offers import offer_lines
from learners.profiles.models import Learner, validate_time_zone
from learners.teams.models import Membership, Team
from tests.factories import MONDAY, NOON, make_certification, make_guided, make_user

pytestmark = pytest.mark.django_db
PHASES = ((14, (60, 45, 90, 30)), (30, (60, 120, 60, 90)), (60, (90, 60, 60, 45, 120)))
DAY = timedelta(days=1)
ROWS: tuple[type[Model], ...] = (
    Learner,
    Team,
    Membership,
    StudyPlan,
    Task,
    TimeEntry,
    Credential,
    CredentialPeriod,
    ExamAttempt,
    EmailAddress,
)


@pytest.fixture
def catalogue(noon) -> list[Certification]:
    """Three guided certifications with optional steps and a rule of validity, one with a rule for none."""
    made = [make_guided(f"guided-{number}", phases=PHASES, guide={"validity_months": 24}) for number in range(3)]
    return [*made, make_guided("without-expiry", phases=PHASES)]


def seed(**options: Any) -> str:
    out = io.StringIO()
    call_command("seed_demo", stdout=out, **{"today": MONDAY, **options})
    return out.getvalue()


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row without its keys: those go on counting from run to run."""
    found = {}
    for model in ROWS:
        columns = [
            field.name for field in model._meta.concrete_fields if not field.primary_key and not field.is_relation
        ]
        relations = {
            Learner: ["user__email", "user__name", "user__date_joined"],
            Team: ["parent__slug"],
            Membership: ["team__slug", "learner__user__email"],
            StudyPlan: ["learner__user__email", "certification__slug"],
            Task: ["plan__learner__user__email"],
            TimeEntry: ["task__key", "task__plan__learner__user__email"],
            Credential: ["learner__user__email", "certification__slug"],
            CredentialPeriod: ["credential__learner__user__email", "attempt__exam_on"],
            ExamAttempt: ["learner__user__email", "certification__slug"],
            EmailAddress: ["user__email"],
        }[model]
        found[model.__name__] = list(model._default_manager.order_by("pk").values(*columns, *relations))
    return found


def seeded_and_rolled_back(**options: Any) -> dict[str, list[dict[str, Any]]]:
    with transaction.atomic():
        seed(**options)
        found = everything()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_and_day_give_the_same_rows(catalogue, noon) -> None:
    first = seeded_and_rolled_back()
    noon.shift(timedelta(hours=3))
    assert first == seeded_and_rolled_back()
    assert all(first.values())


def test_another_seed_gives_other_people(catalogue) -> None:
    assert seeded_and_rolled_back(seed=1)["Learner"] != seeded_and_rolled_back(seed=2)["Learner"]


def test_nobody_changes_when_there_are_more_of_them(catalogue) -> None:
    few, many = (seeded_and_rolled_back(learners=number)["StudyPlan"] for number in (6, 12))
    assert few == many[:6]


@pytest.mark.parametrize(("learners", "teams"), [(24, 3), (1, 0), (1, 3), (40, 1), (30, 14)])
def test_the_sizes_are_as_asked(catalogue, learners: int, teams: int) -> None:
    seed(learners=learners, teams=teams)
    keepers = len(LOGINS) - 1
    assert StudyPlan.objects.values("learner").distinct().count() == learners
    assert Learner.objects.count() == get_user_model().objects.count() == learners + keepers
    assert Team.objects.count() == teams


def test_the_sizes_are_told(catalogue) -> None:
    assert "Made 24 learners in 3 teams, with 24 study plans" in seed()


def test_the_summary_of_every_plan_is_what_its_tasks_say(catalogue) -> None:
    seed(learners=60)
    out = io.StringIO()
    call_command("check_plans", stdout=out)
    assert out.getvalue().startswith("0 of 60 plans differ")


def test_every_shape_of_progress_is_there(catalogue) -> None:
    seed(learners=40)
    found = Counter(plan.status(MONDAY).code.value for plan in StudyPlan.objects.all())
    assert set(found) == {"on_course", "ahead", "behind", "at_risk", "done", "not_started", "paused"}


def test_nothing_was_done_before_its_plan_began_or_after_the_present(catalogue) -> None:
    seed(learners=80)
    done = Task.objects.filter(state=Task.State.DONE)
    assert done.exists()
    assert not done.filter(done_at__gt=NOON).exists()
    assert not done.filter(done_at__date__lt=F("plan__start") - DAY).exists()


def test_whoever_is_ahead_did_not_do_it_all_in_one_evening(catalogue) -> None:
    seed(learners=120)
    long_ones = StudyPlan.objects.annotate(size=Count("tasks")).filter(state=StudyPlan.State.FINISHED, size__gt=5)
    assert long_ones.exists()
    for plan in long_ones:
        days = Counter(task.done_at.date() for task in plan.tasks.filter(state=Task.State.DONE) if task.done_at)
        assert max(days.values()) <= sum(days.values()) / 2


def test_running_plans_began_in_the_last_eight_weeks_or_lie_ahead(catalogue) -> None:
    seed(learners=80)
    starts = set(StudyPlan.objects.values_list("start", flat=True))
    assert min(starts) >= MONDAY - 56 * DAY
    assert max(starts) > MONDAY


def test_what_was_made_lies_in_the_past(catalogue) -> None:
    seed(learners=30)
    for model in (Learner, StudyPlan, Membership, Credential):
        assert not model._default_manager.filter(created_at__gte=NOON - DAY / 2).exists(), model
    assert not Membership.objects.filter(accepted_at__lte=F("created_at")).exists()


def test_credentials_are_in_every_state(catalogue) -> None:
    seed(learners=150)
    held = Credential.objects.prefetch_related("periods")
    assert {one.status(MONDAY).code for one in held} == {Code.VALID, Code.RENEW_NOW, Code.EXPIRING, Code.EXPIRED}
    assert any(len(one.periods.all()) == 2 for one in held)


def test_renewed_periods_follow_each_other_without_a_gap(catalogue) -> None:
    seed(learners=150)
    for credential in Credential.objects.prefetch_related("periods"):
        for earlier, later in pairwise(credential.periods.all()):
            assert earlier.valid_until == later.valid_from


def test_a_certification_without_a_rule_gives_a_period_without_an_end(catalogue) -> None:
    seed(learners=150)
    ends = CredentialPeriod.objects.filter(credential__certification__slug="without-expiry").values_list(
        "valid_until", flat=True
    )
    assert set(ends) == {None}


def test_teams_stand_in_divisions_and_have_a_manager_each(catalogue) -> None:
    seed(learners=60, teams=8)
    assert Team.objects.filter(parent__isnull=True).count() == 2
    assert Team.objects.filter(parent__isnull=False).count() == 6
    for team in Team.objects.all():
        assert team.memberships.filter(role=Membership.Role.MANAGER, accepted_at__isnull=False).count() == 1


def test_most_have_accepted_and_a_few_invitations_are_open(catalogue) -> None:
    seed(learners=90)
    members = Membership.objects.filter(role=Membership.Role.MEMBER)
    assert 0 < members.filter(accepted_at__isnull=True).count() < members.count() / 4


def test_members_show_different_amounts(catalogue) -> None:
    seed(learners=60)
    assert set(Membership.objects.values_list("visibility", flat=True)) == set(Membership.Visibility.values)


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.email)
def test_the_demo_log_ins_work(catalogue, login) -> None:
    seed()
    assert Client().login(email=login.email, password=DEMO_PASSWORD)


@pytest.mark.parametrize("verification", ["none", "mandatory"])
def test_the_log_in_form_lets_them_in_at_once(catalogue, settings, verification: str) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    seed()
    client = Client()
    client.post("/accounts/login/", {"login": "learner@example.org", "password": DEMO_PASSWORD})
    assert client.get("/credentials/").status_code == 200


def test_everybody_else_logs_in_with_the_same_password(catalogue) -> None:
    seed()
    user = get_user_model().objects.exclude(email__in=[login.email for login in LOGINS]).first()
    assert user is not None
    assert Client().login(email=user.email, password=DEMO_PASSWORD)


def test_the_learner_has_something_overdue_something_today_and_something_tomorrow(catalogue) -> None:
    seed()
    due = set(
        Task.objects.filter(plan__learner__user__email="learner@example.org", state=Task.State.TODO).values_list(
            "due", flat=True
        )
    )
    assert {MONDAY, MONDAY + DAY} <= due
    assert min(due) < MONDAY


def test_the_learner_is_in_the_managers_first_team(catalogue) -> None:
    seed()
    managed = Team.objects.managed_by(Learner.objects.get(user__email="manager@example.org"))
    team = managed.first()
    assert team is not None
    assert team.memberships.filter(learner__user__email="learner@example.org", accepted_at__isnull=False).exists()


def test_the_learner_has_an_invitation_to_answer(catalogue) -> None:
    seed()
    assert Membership.objects.filter(learner__user__email="learner@example.org", accepted_at__isnull=True).count() == 1


def test_the_owner_keeps_the_catalogue_and_nothing_else(catalogue) -> None:
    seed()
    owner = get_user_model().objects.get(email="owner@example.org")
    assert owner.is_staff
    assert not owner.is_superuser
    assert owner.has_perm("certifications.change_certification")
    assert not owner.has_perm("learners.view_learner")


def test_the_administrator_may_do_all(catalogue) -> None:
    seed()
    assert get_user_model().objects.get(email="admin@example.org").is_superuser


def test_the_log_ins_are_printed_on_request(catalogue) -> None:
    shown = seed(show_logins=True)
    assert DEMO_PASSWORD in shown
    assert all(login.email in shown for login in LOGINS)


def test_a_second_run_if_empty_adds_nothing_and_still_prints_the_log_ins(catalogue) -> None:
    seed()
    before = everything()
    shown = seed(if_empty=True, show_logins=True, learners=5)
    assert everything() == before
    assert shown.startswith("Demo log-ins")


def test_a_second_run_is_refused_in_words(catalogue) -> None:
    seed()
    with pytest.raises(CommandError, match="There are demo people already"):
        seed()


def test_other_people_do_not_keep_the_demo_away(catalogue) -> None:
    make_user(email="somebody@example.com")
    seed(if_empty=True)
    assert StudyPlan.objects.count() == 24


def test_without_a_catalogue_the_command_names_what_is_missing(db) -> None:
    make_certification()
    with pytest.raises(CommandError, match="load_catalogue"):
        seed()
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [("--learners", "0"), ("--learners", "many"), ("--teams", "-1"), ("--seed", "x"), ("--today", "tomorrow")],
)
def test_a_nonsense_option_is_refused(catalogue, option: str, value: str) -> None:
    with pytest.raises(CommandError, match=option):
        call_command("seed_demo", f"{option}={value}")


def test_today_is_the_present_day_unless_named(catalogue) -> None:
    call_command("seed_demo", stdout=io.StringIO())
    open_tasks = Task.objects.filter(plan__learner__user__email="learner@example.org", state=Task.State.TODO)
    assert open_tasks.filter(due=timezone.localdate()).exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_it_is(catalogue) -> None:
    stderr = Terminal()
    seed(stderr=stderr, learners=5)
    assert stderr.getvalue().endswith("5 of 5\n")


def test_elsewhere_nothing_is_said_on_the_way(catalogue) -> None:
    stderr = io.StringIO()
    seed(stderr=stderr)
    assert stderr.getvalue() == ""


@pytest.mark.parametrize("time_zone", TIME_ZONES)
def test_every_time_zone_is_one(time_zone: str) -> None:
    validate_time_zone(time_zone)


@pytest.mark.parametrize("name", [*GIVEN, *FAMILY])
def test_every_name_makes_an_address_of_plain_letters(name: str) -> None:
    local = address_of(name, name, 7).removesuffix(".7@example.org")
    assert local.isascii()
    assert len(local) == len(f"{name}.{name}")


@pytest.mark.parametrize("every", [1, 2, 3, 10])
def test_also_few_people_are_varied(every: int) -> None:
    dealt = Counter(persona_of(number * every, 0.3).name for number in range(20))
    assert len(dealt) >= len(PERSONAS) - 1
    assert max(dealt.values()) <= 8


def test_many_people_are_dealt_by_the_weights() -> None:
    dealt = Counter(persona_of(number, 0.7) for number in range(1000))
    assert all(abs(dealt[persona] - 10 * persona.weight) <= 10 for persona in PERSONAS)


def test_personas_are_named_once() -> None:
    assert len({persona.name for persona in PERSONAS}) == len(PERSONAS)


def test_the_learner_is_offered_a_newer_version(catalogue) -> None:
    seed(learners=12, teams=1)
    plans = StudyPlan.objects.with_offer()
    plan = plans.get(learner__user__email="learner@example.org")
    line = offer_lines([plan])[plan.pk]
    assert (line.number, line.pinned_number, line.choice) == (3, 2, "")
    assert offer_lines(plans.exclude(pk=plan.pk)) == {}


def test_the_catalogue_says_what_it_said_before(catalogue) -> None:
    before = stored_catalogue()
    seed(learners=12, teams=1)
    assert stored_catalogue() == before


def test_the_draft_of_an_owner_is_not_published(catalogue) -> None:
    drafts = [start_draft(certification) for certification in catalogue]
    seed(learners=3, teams=1)
    assert {version.state for version in CurriculumVersion.objects.filter(pk__in=[one.pk for one in drafts])} == {
        "draft"
    }


def test_exams_are_booked_passed_and_failed(catalogue) -> None:
    seed(learners=80)
    assert set(ExamAttempt.objects.values_list("state", flat=True)) == {"booked", "passed", "failed"}
    booked = ExamAttempt.objects.booked()
    assert booked.filter(exam_on__gt=MONDAY).count() == booked.count()
    assert booked.filter(learner__user__email="learner@example.org").count() == 1
    over = ExamAttempt.objects.exclude(state="booked")
    assert not over.filter(exam_on__gte=MONDAY).exists()
    assert all(over.filter(state="failed").values_list("weak_phases", flat=True))


def test_a_passed_exam_is_linked_to_the_period_that_it_earned(catalogue) -> None:
    seed(learners=80)
    for attempt in ExamAttempt.objects.filter(state="passed").select_related("period__credential"):
        assert attempt.period.valid_from == attempt.exam_on
        assert attempt.period.credential.certification_id == attempt.certification_id
        assert attempt.period.credential.learner_id == attempt.learner_id
