"""What somebody studies, sits and holds, and who they study with."""

from django.utils.translation import gettext_lazy as _

from learners.calendars.models import CalendarEvent, CalendarFeed
from learners.calendars.teams.models import TeamFeed
from learners.credentials.exams import CredentialClaim, Evidence, ExamAttempt
from learners.credentials.models import Credential, CredentialPeriod, Waiver
from learners.plans.goals.goals import Goal
from learners.plans.models import PlanRevision, StudyPlan, Task, TaskLink, TimeEntry, VersionChoice
from learners.privacy.kinds import Fate, Kind, columns, left_out
from learners.profiles.models import WeekMinutes
from learners.reminders.bounces.models import AddressEvent
from learners.reminders.models import Reminder, ReminderTransition, SuppressedAddress
from learners.teams.assignments.models import Assignment, AssignmentChange
from learners.teams.log.models import Look
from learners.teams.models import Membership
from learners.teams.people.nudges import Nudge

GOALS = _("Your goals")
PLANS = _("Your study plans with their tasks, notes, minutes, links, and every change of theirs")
EXAMS = _("Your exams with their results, and the files that show them")
CREDENTIALS = _("Your credentials, and those that wait for review")
WAIVERS = _("Waivers that were granted to you")
TEAMS = _("Your place in teams")
REMINDERS = _("Your reminders, sent and to come")
CALENDAR = _("What calendars read of your days")
LEASE = _("the portal's own handle while a mail is on its way")
WEEK = " ".join(WeekMinutes.WEEKDAYS)
NAMED = {"certification": "certification__name"}

STUDY_KINDS = (
    Kind(
        name="goals",
        title=_("Your goals"),
        topic=GOALS,
        model=Goal,
        owners=("learner__user",),
        columns=columns("id left_out created_at", role="role__name", **NAMED),
    ),
    Kind(
        name="plans",
        title=_("Your study plans"),
        topic=PLANS,
        model=StudyPlan,
        owners=("learner__user",),
        columns=columns(
            "id title state purpose start exam_date horizon_days buffer_days paused_on resumes_on created_at finished_at "
            f"celebrated_at minutes_total minutes_done next_due last_due furthest_done {WEEK}",
            version="version__number",
            **NAMED,
        ),
        left_out=left_out(_("only counts how often the tasks were changed"), "changes"),
    ),
    Kind(
        name="version-choices",
        title=_("What you chose when a guide had a newer version"),
        topic=PLANS,
        model=VersionChoice,
        owners=("plan__learner__user",),
        columns=columns("id choice decided_at moves_on", plan="plan_id", version="version__number"),
    ),
    Kind(
        name="plan-changes",
        title=_("Changes of your plans, with what changed"),
        topic=PLANS,
        model=PlanRevision,
        owners=("plan__learner__user",),
        columns=columns("id at why diff undone_at", plan="plan_id", by="by__name"),
        left_out=left_out(_("what changed once more, in the form in which the portal would put it back"), "undo"),
    ),
    Kind(
        name="tasks",
        title=_("The tasks of your plans, with your notes"),
        topic=PLANS,
        model=Task,
        owners=("plan__learner__user",),
        columns=columns(
            "id key phase_key phase_title phase_position position title detail kind minutes optional optional_by_learner own "
            "pinned starts due state done_at minutes_spent timer_started_at note",
            plan="plan_id",
        ),
    ),
    Kind(
        name="minutes",
        title=_("Minutes that you spent on tasks, by day"),
        topic=PLANS,
        model=TimeEntry,
        owners=("task__plan__learner__user",),
        columns=columns("id day minutes", task="task_id"),
    ),
    Kind(
        name="links",
        title=_("Links at your tasks"),
        topic=PLANS,
        model=TaskLink,
        owners=("task__plan__learner__user",),
        columns=columns("id url title created_at", task="task_id"),
    ),
    Kind(
        name="exams",
        title=_("Your exams and how they ended"),
        topic=EXAMS,
        model=ExamAttempt,
        owners=("learner__user",),
        columns=columns("id exam_on state booked_at recorded_at weak_phases note", **NAMED),
        left_out=left_out(_("only tells calendars which copy is the newer one"), "sequence"),
    ),
    Kind(
        name="credentials",
        title=_("Your credentials"),
        topic=CREDENTIALS,
        model=Credential,
        owners=("learner__user",),
        columns=columns("id created_at is_public verify_token", **NAMED),
    ),
    Kind(
        name="periods",
        title=_("Periods in which your credentials are valid"),
        topic=CREDENTIALS,
        model=CredentialPeriod,
        owners=("credential__learner__user",),
        columns=columns(
            "id valid_from valid_until cause awarded_on revoked_on revoked_reason",
            credential="credential_id",
            exam="attempt_id",
        ),
    ),
    Kind(
        name="claims",
        title=_("Credentials from elsewhere that you handed in"),
        topic=CREDENTIALS,
        model=CredentialClaim,
        owners=("learner__user",),
        columns=columns(
            "id valid_from valid_until state note made_at reviewed_at review_note",
            reviewed_by="reviewed_by__name",
            period="period_id",
            **NAMED,
        ),
    ),
    Kind(
        name="evidence",
        title=_("Files that show an exam or a credential"),
        topic=EXAMS,
        model=Evidence,
        owners=("attempt__learner__user", "claim__learner__user"),
        columns=columns("id name kind size uploaded_at", exam="attempt_id", claim="claim_id"),
        left_out=left_out(_("only the random name under which the portal keeps the file"), "stored_as"),
        fate=Fate.GOES_BY_HAND,
    ),
    Kind(
        name="waivers",
        title=_("Waivers that were granted to you"),
        topic=WAIVERS,
        model=Waiver,
        owners=("learner__user",),
        columns=columns("id key reason until granted_at revoked_at", granted_by="granted_by__name", **NAMED),
    ),
    Kind(
        name="memberships",
        title=_("Teams that you are or were in, or are invited to"),
        topic=TEAMS,
        model=Membership,
        owners=("learner__user",),
        columns=columns("id role visibility created_at accepted_at left_at", team="team__name"),
    ),
    Kind(
        name="assignments",
        title=_("What managers of yours asked you to reach, and how you answered"),
        topic=TEAMS,
        model=Assignment,
        owners=("membership__learner__user",),
        columns=columns(
            "id is_chain due asked_due note reason state created_at accepted_at decided_at",
            team="membership__team__name",
            assigned_by="assigned_by__name",
            **NAMED,
        ),
        left_out=left_out(_("only tells which were assigned at once"), "batch"),
    ),
    Kind(
        name="assignment-steps",
        title=_("Each step of what was asked of you"),
        topic=TEAMS,
        model=AssignmentChange,
        owners=("assignment__membership__learner__user",),
        columns=columns("id at from_state to_state from_due to_due words", assignment="assignment_id", by="by__name"),
    ),
    Kind(
        name="looks-at-you",
        title=_("Managers' pages about you alone, and who opened them"),
        topic=TEAMS,
        model=Look,
        owners=("member__user",),
        columns=columns("id page day first_at last_at times", team="team__name", manager="manager__name"),
    ),
    Kind(
        name="looks-of-yours",
        title=_("What you looked at of your teams"),
        topic=TEAMS,
        model=Look,
        owners=("manager",),
        columns=columns("id page day first_at last_at times", team="team__name"),
        left_out=left_out(_("the other person's"), "member"),
        fate=Fate.STAYS_NAMELESS,
    ),
    Kind(
        name="nudges",
        title=_("Nudges that managers sent you"),
        topic=TEAMS,
        model=Nudge,
        owners=("learner__user",),
        columns=columns("id at", team="team__name", by="by__name"),
    ),
    Kind(
        name="nudges-of-yours",
        title=_("Nudges that you sent"),
        topic=TEAMS,
        model=Nudge,
        owners=("by",),
        columns=columns("id at", team="team__name"),
        left_out=left_out(_("the other person's"), "learner"),
        fate=Fate.STAYS_NAMELESS,
    ),
    Kind(
        name="calendar-address",
        title=_("That calendars may read your days"),
        topic=CALENDAR,
        model=CalendarFeed,
        owners=("learner__user",),
        columns=columns("id created_at last_read_at"),
        left_out=left_out(_("of the address itself, only a fingerprint is kept"), "secret_hash"),
    ),
    Kind(
        name="team-calendar-addresses",
        title=_("That your calendars may read days of teams that you manage"),
        topic=CALENDAR,
        model=TeamFeed,
        owners=("learner__user",),
        columns=columns("id created_at last_read_at", team="team__name"),
        left_out=left_out(_("of the address itself, only a fingerprint is kept"), "secret_hash"),
    ),
    Kind(
        name="calendar-events",
        title=_("When calendars were told of what"),
        topic=CALENDAR,
        model=CalendarEvent,
        owners=("learner__user",),
        columns=columns("id key sequence changed_at"),
        left_out=left_out(_("only a fingerprint of what calendar.ics says"), "fingerprint"),
    ),
    Kind(
        name="reminders",
        title=_("Reminders, and what became of them"),
        topic=REMINDERS,
        model=Reminder,
        owners=("learner__user",),
        columns=columns(
            "id local_date kind state due_at expires_at tz_name local_time attempt not_before message_id smtp_reply reason sent_at"
        ),
        left_out=left_out(LEASE, "fingerprint lease_token lease_until"),
    ),
    Kind(
        name="reminder-steps",
        title=_("Each step of your reminders on their way"),
        topic=REMINDERS,
        model=ReminderTransition,
        owners=("reminder__learner__user",),
        columns=columns("id from_state to_state at reason", reminder="reminder_id"),
    ),
    Kind(
        name="suppressed-addresses",
        title=_("Why no mail goes to your address any more"),
        topic=REMINDERS,
        model=SuppressedAddress,
        owners=("learner__user",),
        columns=columns("id address cause reason at"),
    ),
    Kind(
        name="address-events",
        title=_("What mail servers said of your address in the last 30 days"),
        topic=REMINDERS,
        model=AddressEvent,
        owners=("learner__user",),
        columns=columns("id what diagnostic at", reminder="reminder_id"),
        left_out=left_out(_("only tells a report from another"), "fingerprint"),
    ),
)
