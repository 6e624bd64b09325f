"""What somebody did for the portal or for others: it stays without them, and of others it says nothing in their archive."""

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from certifications.models import CurriculumVersion, VersionEvent
from learners.credentials.exams import CredentialClaim
from learners.credentials.models import Waiver
from learners.plans.models import PlanRevision
from learners.privacy.kinds import Fate, Kind, columns, left_out
from learners.teams.assignments.models import Assignment, AssignmentChange
from learners.teams.guests.models import GuestLink

DESK_LOG = _("The admin desk's log of what you did there")
GUIDES = _("Guides that you wrote, edited or published, and the record of each edit")
GRANTED = _("Waivers that you granted to others")
REVIEWED = _("Credentials of others that you reviewed")
CHANGED = _("Changes that you made to plans of others")
ASSIGNED = _("What you asked members of your teams to reach")
GUESTS = _("Links that you made for guests of a team")
OTHERS = _("about somebody else")
CATALOGUE = _("the catalogue's text, which the portal shows to everybody")
OFTEN_NAMED = _("may name somebody else")
VERSION = {"certification": "certification__name"}
TOLD_ELSEWHERE = _("told by the other kind, where it was you")
TEXT_OF_A_VERSION = (
    "summary audience proves preparation exam validity_months validity_months_max renewal renewal_window_months "
    "renewal_from renewed_by_higher retake_wait_days content_hash based_on"
)

RECORD_KINDS = (
    Kind(
        name="desk-log",
        title=_("What you did at the admin desk"),
        topic=DESK_LOG,
        model=LogEntry,
        owners=("user",),
        columns=columns("id action_time action_flag", what="content_type__model"),
        left_out=left_out(OFTEN_NAMED, "object_id object_repr change_message"),
    ),
    Kind(
        name="versions-written",
        title=_("Versions of guides that you began"),
        topic=GUIDES,
        model=CurriculumVersion,
        owners=("created_by",),
        columns=columns("id number state created_at", **VERSION),
        left_out=left_out(CATALOGUE, TEXT_OF_A_VERSION) | left_out(TOLD_ELSEWHERE, "published_at published_by"),
        fate=Fate.STAYS_NAMELESS,
    ),
    Kind(
        name="versions-published",
        title=_("Versions of guides that you published"),
        topic=GUIDES,
        model=CurriculumVersion,
        owners=("published_by",),
        columns=columns("id number state published_at", **VERSION),
        left_out=left_out(CATALOGUE, TEXT_OF_A_VERSION) | left_out(TOLD_ELSEWHERE, "created_at created_by"),
        fate=Fate.STAYS_NAMELESS,
    ),
    Kind(
        name="version-events",
        title=_("What you did to versions of guides"),
        topic=GUIDES,
        model=VersionEvent,
        owners=("by",),
        columns=columns(
            "id kind at from_state to_state note changes",
            certification="version__certification__name",
            version="version__number",
            about="about__number",
        ),
        fate=Fate.STAYS_NAMELESS,
    ),
    Kind(
        name="waivers-granted",
        title=_("Waivers that you granted"),
        topic=GRANTED,
        model=Waiver,
        owners=("granted_by",),
        columns=columns("id key reason until granted_at revoked_at", **VERSION),
        left_out=left_out(OTHERS, "learner"),
        fate=Fate.STAYS_NAMELESS,
    ),
    Kind(
        name="claims-reviewed",
        title=_("Credentials from elsewhere that you reviewed"),
        topic=REVIEWED,
        model=CredentialClaim,
        owners=("reviewed_by",),
        columns=columns("id state reviewed_at review_note", **VERSION),
        left_out=left_out(OTHERS, "learner valid_from valid_until note made_at period"),
        fate=Fate.STAYS_NAMELESS,
    ),
    Kind(
        name="plan-changes-for-others",
        title=_("Changes that you made to plans of others"),
        topic=CHANGED,
        model=PlanRevision,
        owners=("by",),
        but_not="plan__learner__user",
        columns=columns("id at why"),
        left_out=left_out(OTHERS, "plan diff undo undone_at"),
        fate=Fate.STAYS_NAMELESS,
    ),
    Kind(
        name="assignments-to-others",
        title=_("What you asked members of your teams to reach"),
        topic=ASSIGNED,
        model=Assignment,
        owners=("assigned_by",),
        but_not="membership__learner__user",
        columns=columns("id is_chain note created_at", team="membership__team__name", **VERSION),
        left_out=left_out(OTHERS, "due asked_due reason state accepted_at decided_at batch"),
        fate=Fate.STAYS_NAMELESS,
    ),
    Kind(
        name="assignment-steps-for-others",
        title=_("What you did about assignments of members"),
        topic=ASSIGNED,
        model=AssignmentChange,
        owners=("by",),
        but_not="assignment__membership__learner__user",
        columns=columns("id at from_state to_state words"),
        left_out=left_out(OTHERS, "assignment from_due to_due"),
        fate=Fate.STAYS_NAMELESS,
    ),
    Kind(
        name="guest-links",
        title=_("Links that you made for guests of a team"),
        topic=GUESTS,
        model=GuestLink,
        owners=("created_by",),
        columns=columns("id label created_at ends_on revoked_at last_used_at uses", team="team__name"),
        left_out=left_out(_("of the link itself, only a fingerprint is kept"), "secret_hash"),
        fate=Fate.STAYS_NAMELESS,
    ),
)
