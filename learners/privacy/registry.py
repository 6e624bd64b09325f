"""All personal data that the portal holds, each kind once: the export writes them, erasing follows them.

`tests/learners/privacy/test_registry.py` walks all models and names what is missing here.
"""

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from learners.privacy.account_kinds import ACCOUNT_KINDS
from learners.privacy.desk_log import entries_about
from learners.privacy.kinds import Fate, Kind, Person, Rows, columns, left_out
from learners.privacy.record_kinds import RECORD_KINDS
from learners.privacy.study_kinds import STUDY_KINDS
from learners.privacy.team_kinds import DONE_AS_MANAGER, TEAM_KINDS


def _about(user: Person) -> Rows:
    return entries_about(user, (*ACCOUNT_KINDS, *STUDY_KINDS, *TEAM_KINDS))


KINDS = (
    *ACCOUNT_KINDS,
    *STUDY_KINDS,
    *TEAM_KINDS,
    *RECORD_KINDS,
    *DONE_AS_MANAGER,
    Kind(
        name="desk-log-about-you",
        title=_("What administrators did to your account and your rows at the admin desk"),
        topic=_("The admin desk's log of what administrators did to your account"),
        model=LogEntry,
        owners=(),
        find=_about,
        columns=columns("id action_time action_flag change_message", what="content_type__model"),
        left_out=left_out(_("somebody else"), "user")
        | left_out(_("says again which of your rows"), "object_id object_repr"),
        fate=Fate.STAYS_REWORDED,
    ),
)
