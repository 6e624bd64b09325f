"""Why no weekly mail came, in words for the manager's own page."""

from django.utils.translation import gettext_noop

from learners.reminders.weekly.content import Silence

REASONS = {
    Silence.SWITCHED_OFF: gettext_noop("The weekly mail about your teams was switched off."),
    Silence.ACCOUNT_CLOSED: gettext_noop("The account was not active."),
    Silence.NO_TEAM: gettext_noop("You managed no team any more."),
    Silence.NOTHING: gettext_noop("There was nothing to say of your teams."),
    Silence.UNCHANGED: gettext_noop("Nothing had changed in your teams since the last weekly mail."),
}
