"""Demo people and all that is theirs, in one transaction. The same seed and the same day give the same rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from certifications import owners
from learners.credentials.eligible import asks_by_certification
from learners.credentials.models import Credential
from learners.demo import logins
from learners.demo.assignments import make_assignments
from learners.demo.attempts import booked_for, draw_attempt, make_attempts
from learners.demo.background import Asks, make_backgrounds, required_certifications
from learners.demo.groups import make_memberships, make_targets, make_teams
from learners.demo.holdings import Award, award, award_for_finishing, draw_award, make_credentials
from learners.demo.newer import offer_newer_version
from learners.demo.people import draw_person, given_names, make_people
from learners.demo.personas import EXPIRING, IN_FORCE, RENEWED, persona_of
from learners.demo.studies import Study, Template, draw_study, load_templates, make_plans
from learners.plans.models import StudyPlan, Task
from learners.profiles.models import Learner

CHUNK = 500


class NothingToStudyError(LookupError):
    """No published certification has a study plan."""


@dataclass(frozen=True)
class World:
    """What every person is drawn from. `given`: given names in the order of this seed, `offset` its place among personas."""

    seed: int
    today: date
    templates: Sequence[Template]
    password: str
    given: Sequence[str]
    offset: float
    asks: Asks

    def random(self, what: object) -> Random:
        """One source for each person, so that nobody changes when there are more of them."""
        return _random(self.seed, what)


@dataclass(frozen=True)
class Counts:
    learners: int
    teams: int
    plans: int
    tasks: int
    credentials: int


@transaction.atomic
def seed_demo(*, learners: int, teams: int, seed: int, today: date, report: Callable[[int], None]) -> Counts:
    """`learners` study, learner@example.org among them; the other log-ins come on top. Raises NothingToStudyError."""
    templates = load_templates()
    if not templates:
        raise NothingToStudyError
    world = _world(seed, today, templates)
    people = _make_busy_learner(world)
    report(len(people))
    while len(people) < learners:
        people += _make_learners(world, range(len(people), min(len(people) + CHUNK, learners)))
        report(len(people))
    manager = _make_keepers(world)
    made = make_teams(teams)
    make_memberships(world.random("teams"), made, people, manager, today)
    if made:
        make_assignments(made[0], [template.certification for template in templates], manager, today)
        make_targets(made[0], today)
    return _counted(people, teams)


def _world(seed: int, today: date, templates: Sequence[Template]) -> World:
    return World(
        seed=seed,
        today=today,
        templates=templates,
        password=make_password(logins.DEMO_PASSWORD),
        given=given_names(_random(seed, "names")),
        offset=_random(seed, "personas").random(),
        asks=asks_by_certification(),
    )


def _random(seed: int, what: object) -> Random:
    return Random(f"{seed}/{what}")


def _make_busy_learner(world: World) -> list[Learner]:
    person = logins.person_of(logins.LEARNER, world.today)
    made = make_people([person], password=world.password)
    study = logins.busy_study(person, world.templates, world.today)
    random = world.random(person.email)
    (plan,) = make_plans([(random, study, made[0])], today=world.today)
    make_backgrounds([plan], world.asks)
    offer_newer_version(plan, world.today)
    others = [template.certification for template in world.templates if template.certification != plan.certification]
    make_credentials(
        [
            award(random, made[0], one, holding, world.today)
            for one, holding in zip(others, (EXPIRING, RENEWED), strict=False)
        ]
    )
    make_attempts([booked_for(plan, world.today)])
    return made


def _make_learners(world: World, numbers: range) -> list[Learner]:
    randoms = [world.random(number) for number in numbers]
    studies = [_draw(world, random, number) for random, number in zip(randoms, numbers, strict=True)]
    made = make_people([study.person for study in studies], password=world.password)
    plans = make_plans(list(zip(randoms, studies, made, strict=True)), today=world.today)
    make_backgrounds(plans, world.asks)
    awards = [_awards(world, random, plan) for random, plan in zip(randoms, plans, strict=True)]
    make_credentials([one for found in awards for one in found])
    drawn = [draw_attempt(*given, world.today) for given in zip(randoms, plans, awards, strict=True)]
    make_attempts([attempt for attempt in drawn if attempt])
    return made


def _draw(world: World, random: Random, number: int) -> Study:
    given = world.given[number % len(world.given)]
    person = draw_person(random, given, number, world.today)
    return draw_study(random, person, persona_of(number, world.offset), world.templates, world.today)


def _awards(world: World, random: Random, plan: StudyPlan) -> list[Award]:
    certifications = [template.certification for template in world.templates]
    required = required_certifications(plan, world.asks)
    drawn = (
        draw_award(random, plan.learner, certifications, plan.certification, world.today),
        award_for_finishing(random, plan, world.today),
    )
    before = [award(random, plan.learner, one, IN_FORCE, world.today) for one in certifications if one.pk in required]
    return before + [one for one in drawn if one is not None and one.certification.pk not in required]


def _make_keepers(world: World) -> Learner:
    """Manager, curriculum owner and administrator; the manager is returned."""
    keepers = (logins.MANAGER, logins.OWNER, logins.ADMIN)
    manager, *_others = make_people(
        [logins.person_of(login, world.today) for login in keepers], password=world.password
    )
    owner = get_user_model().objects.get(email=logins.OWNER.email)
    owner.groups.set(Group.objects.filter(name=owners.GROUP))
    return manager


def _counted(people: Sequence[Learner], teams: int) -> Counts:
    """What is theirs, by their keys: they were made one after the other."""
    keys = (people[0].pk, people[-1].pk)
    return Counts(
        learners=len(people),
        teams=teams,
        plans=StudyPlan.objects.filter(learner__pk__range=keys).count(),
        tasks=Task.objects.filter(plan__learner__pk__range=keys).count(),
        credentials=Credential.objects.filter(learner__pk__range=keys).count(),
    )
