"""What the pages of a team's people say in numbers."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learners.plans.forecasts.risks import Found, Risk
from learners.plans.forecasts.words import risk_words
from learners.plans.status import Code
from learners.plans.words import WORDS
from learners.teams.people.people import ORDER, Sum

WEEK = 7


def late_words(days: int) -> str:
    """By how much the likely finish misses the exam."""
    if days < WEEK:
        return ngettext(
            "At their own pace they finish %(days)d day after the exam.",
            "At their own pace they finish %(days)d days after the exam.",
            days,
        ) % {"days": days}
    weeks = days // WEEK
    return ngettext(
        "At their own pace they finish %(weeks)d week after the exam.",
        "At their own pace they finish %(weeks)d weeks after the exam.",
        weeks,
    ) % {"weeks": weeks}


def risk_seen(found: Found) -> str:
    """As the learner reads it, in the third person."""
    if found.risk == Risk.SLOW:
        return _("Of the time they set aside they used %(percent)d %%.") % {"percent": found.number}
    return risk_words(found)


def sum_words(found: Sum) -> str:
    """“2 at risk, 5 on course, 1 without a plan”."""
    shown = [(found.by_code.get(code, 0), str(WORDS[code])) for code in ORDER if code != Code.LEFT]
    parts = [f"{number} {word}" for number, word in shown if number]
    if number := found.by_code.get(None, 0):
        parts.append(_("%(number)d without a plan") % {"number": number})
    return ", ".join(parts)
