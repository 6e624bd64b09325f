"""A learner's days as iCalendar files: the whole feed, and one exam alone."""

from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation

from learners.calendars.events import events_of, exam_event, plan_exam_event
from learners.calendars.ical import DayEvent, Site, ical
from learners.calendars.stamps import stamped
from learners.credentials.exams import ExamAttempt
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner

NAME = "Cairn"


def calendar_of(learner: Learner, *, now: datetime) -> bytes:
    """Seven queries, or six where nothing changed since it was read last."""
    return file_of(learner, lambda: events_of(learner, learner.local_date(now)), now)


def exam_file(learner: Learner, attempt: ExamAttempt, *, now: datetime) -> bytes:
    return file_of(learner, lambda: [exam_event(attempt)], now)


def plan_exam_file(learner: Learner, plan: StudyPlan, *, now: datetime) -> bytes:
    """Of the day a plan aims at, where no exam is booked. Without events when it aims at none."""
    return file_of(learner, lambda: [plan_exam_event(plan, plan.exam_date)] if plan.exam_date else [], now)


def file_of(learner: Learner, events: Callable[[], Iterable[DayEvent]], now: datetime, name: str = NAME) -> bytes:
    """In the site's language, whoever asks: a second reader's language would count as a change of every event.

    `learner` is whose calendar it is told to.
    """
    with translation.override(settings.LANGUAGE_CODE):
        found = list(events())
    site = Site(settings.SITE_URL, urlsplit(settings.SITE_URL).hostname or "localhost")
    return ical(stamped(learner, found, now=now), name=name, site=site)
