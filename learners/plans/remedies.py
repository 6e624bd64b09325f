"""What would make a plan fit, as changes of the form that asks for it: each remedy is one click."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certifications.templatetags.catalogue import duration
from learners.plans.schedule import Verdict
from learners.plans.words import day_words
from learners.profiles.models import Learner

Values = dict[str, list[str]]


@dataclass(frozen=True)
class Remedy:
    """`values` replace the form's own, by the names of its fields."""

    words: str
    values: Values


def remedies_of(verdict: Verdict, *, skipped: Iterable[str], today: date) -> list[Remedy]:
    """Only those that suffice; none where it fits."""
    found = verdict.remedies
    if found is None:
        return []
    exam = _("Exam on %(day)s") % {"day": day_words(found.earliest_exam, today)}
    ways = [Remedy(exam, {"exam_date": [found.earliest_exam.isoformat()]})]
    if found.weekday_minutes and found.minutes_a_week:
        week = {day: [str(value)] for day, value in zip(Learner.WEEKDAYS, found.weekday_minutes, strict=True)}
        ways.append(Remedy(_("%(hours)s a week") % {"hours": duration(found.minutes_a_week)}, week))
    if found.drop and found.drop_suffices:
        count = len(found.drop)
        words = ngettext("Without %(count)d optional task", "Without %(count)d optional tasks", count)
        ways.append(Remedy(words % {"count": count}, {"skip": [*skipped, *found.drop]}))
    return ways
