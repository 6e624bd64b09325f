"""Many members by bulk insert, each with a credential and a plan; and one client for each of the cast."""

from datetime import date, timedelta

from django.test import Client

from certifications.models import Certification
from learners.credentials.models import Credential, CredentialPeriod
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.teams.models import Membership, Team
from portal.models import User
from tests.factories import MONDAY, NOON, make_learner, make_membership, make_user


def make_crowd(team: Team, people: int, *, held: Certification, studied: Certification) -> list[Learner]:
    """Their credentials end one after the other from tomorrow on, their plans likewise."""
    users = User.objects.bulk_create(User(email=f"m{n}@example.org", name=f"Person {n:05}") for n in range(people))
    learners = Learner.objects.bulk_create(Learner(user=user) for user in users)
    Membership.objects.bulk_create(Membership(team=team, learner=learner, accepted_at=NOON) for learner in learners)
    credentials = Credential.objects.bulk_create(Credential(learner=one, certification=held) for one in learners)
    CredentialPeriod.objects.bulk_create(
        CredentialPeriod(
            credential=credential, valid_from=date(2025, 1, 1), valid_until=MONDAY + timedelta(days=1 + number % 500)
        )
        for number, credential in enumerate(credentials)
    )
    version = studied.versions.get()
    StudyPlan.objects.bulk_create(
        StudyPlan(
            learner=learner,
            certification=studied,
            version=version,
            title=studied.name,
            horizon_days=30,
            start=MONDAY,
            next_due=MONDAY + timedelta(days=1),
            last_due=MONDAY + timedelta(days=2 + number % 90),
            minutes_total=600,
        )
        for number, learner in enumerate(learners)
    )
    return learners


def make_member(team: Team, name: str, **membership: object) -> Learner:
    learner = make_learner(user=make_user(name=name))
    make_membership(team, learner, **membership)
    return learner


def client_of(learner: Learner) -> Client:
    client = Client()
    client.force_login(learner.user, backend="django.contrib.auth.backends.ModelBackend")
    return client
