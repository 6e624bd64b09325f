"""Gathers the models of the folders, so that the app has one migration history."""

from learners.calendars.models import CalendarEvent, CalendarFeed
from learners.calendars.teams.models import TeamFeed
from learners.credentials.exams import CredentialClaim, Evidence, ExamAttempt
from learners.credentials.models import Credential, CredentialPeriod, Waiver
from learners.plans.goals.goals import Goal
from learners.plans.models import PlanRevision, StudyPlan, Task, TaskLink, TimeEntry, VersionChoice
from learners.profiles.models import DayOff, Experience, Learner, SkillStatement
from learners.reminders.bounces.models import AddressEvent
from learners.reminders.gone import GoneTotal
from learners.reminders.models import Reminder, ReminderTransition, SuppressedAddress, TickRecord
from learners.reminders.stopping import Stop
from learners.teams.assignments.models import Assignment, AssignmentChange
from learners.teams.coverage.models import CoverageTarget
from learners.teams.former import FormerFigure
from learners.teams.guests.models import GuestLink
from learners.teams.invitations.models import Invitation
from learners.teams.log.models import Look, VisibilityChange
from learners.teams.models import Membership, Team
from learners.teams.people.nudges import Nudge
from learners.teams.roster.models import RosterUpload

__all__ = [
    "AddressEvent",
    "Assignment",
    "AssignmentChange",
    "CalendarEvent",
    "CalendarFeed",
    "CoverageTarget",
    "Credential",
    "CredentialClaim",
    "CredentialPeriod",
    "DayOff",
    "Evidence",
    "ExamAttempt",
    "Experience",
    "FormerFigure",
    "Goal",
    "GoneTotal",
    "GuestLink",
    "Invitation",
    "Learner",
    "Look",
    "Membership",
    "Nudge",
    "PlanRevision",
    "Reminder",
    "ReminderTransition",
    "RosterUpload",
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
    "VisibilityChange",
    "Waiver",
]
