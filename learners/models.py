"""Gathers the models of the folders, so that the app has one migration history."""

from learners.calendars.models import CalendarEvent, CalendarFeed
from learners.calendars.teams.models import TeamFeed
from learners.credentials.exams import CredentialClaim, Evidence, ExamAttempt
from learners.credentials.models import Credential, CredentialPeriod, Waiver
from learners.plans.goals.goals import Goal
from learners.plans.models import PlanRevision, StudyPlan, Task, TaskLink, TimeEntry, VersionChoice
from learners.profiles.models import DayOff, Experience, Learner, SkillStatement
from learners.reminders.models import Reminder, ReminderTransition, SuppressedAddress, TickRecord
from learners.reminders.stopping import Stop
from learners.teams.former import FormerFigure
from learners.teams.guests.models import GuestLink
from learners.teams.log.models import Look
from learners.teams.models import Membership, Team

__all__ = [
    "CalendarEvent",
    "CalendarFeed",
    "Credential",
    "CredentialClaim",
    "CredentialPeriod",
    "DayOff",
    "Evidence",
    "ExamAttempt",
    "Experience",
    "FormerFigure",
    "Goal",
    "GuestLink",
    "Learner",
    "Look",
    "Membership",
    "PlanRevision",
    "Reminder",
    "ReminderTransition",
    "SkillStatement",
    "Stop",
    "StudyPlan",
    "SuppressedAddress",
    "Task",
    "TaskLink",
    "Team",
    "TeamFeed",
    "TickRecord",
    "TimeEntry",
    "VersionChoice",
    "Waiver",
]
