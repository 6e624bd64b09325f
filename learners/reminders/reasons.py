"""Why no mail came, in words for the learner's own page. Kept in English and translated when they are shown."""

from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from learners.reminders.digest import Facts, Silence

REASONS = {
    Silence.SWITCHED_OFF: gettext_noop("Reminders were switched off."),
    Silence.SNOOZED: gettext_noop("Reminders were snoozed up to and including %(day)s."),
    Silence.NOT_THE_WEEKDAY: gettext_noop("Reminders were to come on Mondays only."),
    Silence.NOT_A_STUDY_DAY: gettext_noop("It was a day without study. What is open is in the next mail."),
    Silence.NO_DEADLINE: gettext_noop("Reminders were to come before an exam or a renewal only, and none was near."),
    Silence.ACCOUNT_CLOSED: gettext_noop("The account was not active."),
    Silence.PAUSED: gettext_noop("The study plan was paused."),
    Silence.ALL_STUDIED: gettext_noop("You had studied all that was due."),
    Silence.NO_ACTIVE_PLAN: gettext_noop("There was no active study plan."),
    Silence.NOTHING_DUE: gettext_noop("Nothing was due: all that was planned is done."),
}


def reason_of(silence: Silence, facts: Facts) -> str:
    day = date_format(facts.snoozed_until, "j F Y") if facts.snoozed_until else ""
    return REASONS[silence] % {"day": day}
