"""Exams and ends of credentials that lie ahead of a team, of the members who show their dates."""

from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from learners.credentials.exams import ExamAttempt
from learners.credentials.models import Credential, CredentialPeriod
from learners.plans.models import StudyPlan
from learners.teams.models import Membership, Team

SHOWN = ("certification", "learner__user")


def showing_in(team: Team) -> QuerySet[Any, Any]:
    """Keys of the current members who show their dates."""
    members = Membership.objects.members().filter(team=team)
    return members.exclude(visibility=Membership.Visibility.STATUS).order_by().values("learner")


def exams_booked(team: Team, first: date, last: date) -> "QuerySet[ExamAttempt]":
    """One query, from `first` through `last`, the next one on top; so are the two below."""
    booked = ExamAttempt.objects.booked().filter(learner__in=showing_in(team), exam_on__range=(first, last))
    return booked.select_related(*SHOWN).order_by("exam_on", "pk")


def exams_planned(team: Team, first: date, last: date) -> "QuerySet[StudyPlan]":
    """Running plans that aim at a day, where no exam is booked for that certification."""
    booked = ExamAttempt.objects.booked().filter(learner=OuterRef("learner"), certification=OuterRef("certification"))
    dated = StudyPlan.objects.running().filter(learner__in=showing_in(team), exam_date__range=(first, last))
    return dated.filter(~Exists(booked)).select_related(*SHOWN).order_by("exam_date", "pk")


def ends(team: Team, first: date, last: date) -> "QuerySet[Credential]":
    """Credentials whose last valid day, annotated as `end`, is one of these days; not what was revoked or has no end."""
    periods = CredentialPeriod.objects.filter(credential=OuterRef("pk"), revoked_on__isnull=True)
    endless = periods.filter(valid_until__isnull=True)
    end = periods.order_by().values("credential").annotate(end=Max("valid_until")).values("end")
    dated = Credential.objects.filter(learner__in=showing_in(team)).annotate(end=Subquery(end))
    found = dated.filter(Q(end__range=(first, last)), ~Exists(endless))
    return found.select_related(*SHOWN).order_by("end", "pk")
