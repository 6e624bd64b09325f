"""Gathers the admin classes of the folders: Django looks for them here."""

from learners.credentials.admin import CredentialAdmin
from learners.credentials.claims_admin import CredentialClaimAdmin
from learners.plans.admin import StudyPlanAdmin
from learners.profiles.admin import LearnerAdmin
from learners.reminders.admin import ReminderAdmin
from learners.reminders.desk.held import StopAdmin, SuppressedAddressAdmin
from learners.teams.admin import InvitationAdmin, TeamAdmin

__all__ = [
    "CredentialAdmin",
    "CredentialClaimAdmin",
    "InvitationAdmin",
    "LearnerAdmin",
    "ReminderAdmin",
    "StopAdmin",
    "StudyPlanAdmin",
    "SuppressedAddressAdmin",
    "TeamAdmin",
]
