"""Whom a tick looks at: those whose next mail comes into the horizon, and those of whom something changed."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse

from learners.plans.exams.corrections import take_back
from learners.plans.models import StudyPlan
from learners.plans.recovery import pausing
from learners.profiles.models import AT_ONCE, Learner
from learners.reminders import ledger, looking
from learners.reminders.models import Reminder
from tests.factories import make_guided, make_learner, make_plan

pytestmark = pytest.mark.django_db
SIX = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
