"""Who may come to which address. Every address of the portal stands here once; one that is missing fails the suite."""

from enum import StrEnum


class Role(StrEnum):
    """Who asks. The member is the one whose things the addresses are about; the manager manages the member's team."""

    ANONYMOUS = "anonymous"
    GUEST = "guest"  # without an account, with the link to the team's figures
    MEMBER = "member"
    LEARNER = "other learner"
    MANAGER = "manager of the team"
    ABOVE = "manager of a parent team"
    ELSEWHERE = "manager of another team"
    FORMER = "former manager"
    OWNER = "owner"
    STAFF = "staff"


SIGNED_IN = frozenset(Role) - {Role.ANONYMOUS, Role.GUEST}
EVERYBODY = frozenset(Role)
MANAGERS = frozenset({Role.MANAGER, Role.ABOVE})
MEMBER = frozenset({Role.MEMBER})
CURRICULUM = frozenset({Role.OWNER})
GUEST = EVERYBODY  # whoever has the link

# By namespace; a name that is not in the list of its kind is nobody's.
OPEN = {
    "": "home healthz healthz-deep",
    "certifications": "search catalogue comparisons graph certification programs program paths path roles role roadmaps roadmap "
    "providers skills skill glossary",
    "reminders": "unsubscribe stop-team-mail done snooze",
    "verify": "credential",
    "teams": "invitation",
    "calendars": "feed",
    "privacy": "erased",
    "guests": "figures",
    "team-calendars": "feed",
}
# Whoever is signed in, and each sees their own.
OWN_PAGE = {
    "plans": "today plans new preview",
    "goals": "choose certification keep_certification role keep_role",
    "exams": "exams book",
    "profiles": "settings background add-day-off",
    "credentials": "credentials add end-by-rule",
    "calendars": "calendar make renew off",
    "teams": "teams looks assigned accept-invitation decline-invitation",
    "reminders": "reminders end-snooze send-test try-again",
    "privacy": "my_data export erase",
}
# One thing of the member's.
MEMBERS_OWN = {
    "plans": "plan week month settings settings-preview summary phase timeline burn-up days forecast offer revisions undo pause "
    "resume behind leave tick untick skip unskip note move pin unpin optional required own task own_edit own_remove add_time "
    "correct_time remove_time start_timer stop_timer add_link remove_link renew renew-preview",
    "goals": "drop",
    "exams": "attempt move cancel result correct retake",
    "profiles": "remove-day-off",
    "credentials": "credential show hide new-link withdraw claim-evidence attempt-evidence remove-evidence",
    "teams": "assigned-one assigned-accept assigned-ask assigned-decline assigned-plan",
    "calendars": "exam plan-exam",
}
OF_REVIEWERS_TOO = {"credentials": "evidence"}
OF_THE_TEAM = {"teams": "accept leave visibility shown"}  # whoever is in it, in whatever role
OF_MANAGERS = {
    "teams": "team csv xlsx member nudge waivers assignments assign assignment assignment-agree assignment-keep "
    "assignment-withdraw members remove send-again take-back-invitation roster coverage new-target target remove-target skills "
    "progress report guests revoke-guest",
    "team-calendars": "calendar renew off",
}
OF_ONE_MANAGER = {"teams": "take-back roster-check roster-confirm roster-drop"}  # what that manager granted or uploaded
OF_OWNERS = {"plans": "insight example impact"}
# With a token of its own, or nobody's.
CLOSED = {"": "metrics", "reminders": "bounces"}


# The member finds these in some states of the plan or the exam only, as the tests of each show; others never do.
IN_SOME_STATES = {
    "plans:revisions",
    "plans:own_edit",
    "plans:own_remove",
    "plans:offer",
    "plans:behind",
    "plans:impact",
    "exams:move",
    "exams:cancel",
    "exams:retake",
    "calendars:exam",
    "calendars:plan-exam",
    "credentials:evidence",
}


def _named(names: dict[str, str]) -> set[str]:
    return {f"{space}:{name}".lstrip(":") for space, those in names.items() for name in those.split()}


TABLE: dict[str, frozenset[Role]] = {
    **dict.fromkeys(_named(OPEN), EVERYBODY),
    **dict.fromkeys(_named(OWN_PAGE), SIGNED_IN),
    **dict.fromkeys(_named(MEMBERS_OWN), MEMBER),
    **dict.fromkeys(_named(OF_REVIEWERS_TOO), MEMBER | CURRICULUM),
    **dict.fromkeys(_named(OF_THE_TEAM), MEMBER | {Role.MANAGER}),
    **dict.fromkeys(_named(OF_MANAGERS), MANAGERS),
    **dict.fromkeys(_named(OF_ONE_MANAGER), frozenset({Role.MANAGER})),
    **dict.fromkeys(_named(OF_OWNERS), CURRICULUM),
    **dict.fromkeys(_named(CLOSED), frozenset()),
}
