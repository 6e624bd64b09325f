"""How a learner stands towards each certification of the catalogue, in one word: held, in progress, open, locked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.credentials.eligible import eligibilities
from learners.credentials.models import Credential
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
