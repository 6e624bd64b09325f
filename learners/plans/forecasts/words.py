"""A forecast and what stands in its way, as people read them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certifications.templatetags.catalogue import duration
from learners.plans.forecasts.forecast import BLOCK_DAYS, LEAST_BLOCKS, RUNS, Block, Forecast
from learners.plans.forecasts.forecasting import Outlook
from learners.plans.forecasts.risks import Found, Risk
from learners.plans.models import StudyPlan
from learners.plans.words import day_words


@dataclass(frozen=True, slots=True)
class PaceRow:
    """Seven days of the past; `percent` of the time there was, for a bar that ends at 100."""

    days: str
    done: str
    available: str
    percent: int


@dataclass(frozen=True, slots=True)
class ForecastWords:
    """`exam` says how the range stands to the exam; `is_late` where it reaches it."""

    headline: str
    exam: str
    is_late: bool
    reasons: tuple[str, ...]
    how: str
    rows: tuple[PaceRow, ...]


def forecast_words(outlook: Outlook, today: date) -> ForecastWords:
    exam, is_late = exam_words(outlook.plan, outlook.forecast, today)
    return ForecastWords(
        headline=headline(outlook.forecast, len(outlook.blocks), today),
        exam=exam,
        is_late=is_late,
        reasons=tuple(risk_words(found) for found in outlook.risks),
        how=_how(outlook) if outlook.forecast else "",
        rows=tuple(_row(block, today) for block in outlook.blocks),
    )


def headline(found: Forecast | None, weeks: int, today: date) -> str:
    if found is None:
        return _too_little(weeks)
    if found.half is None:
        return _("At your own pace the end is more than three years away.")
    half = day_words(found.half, today)
    if found.most is None:
        return _("At your own pace you finish by %(half)s, or much later: it varies a lot.") % {"half": half}
    if found.half == found.most:
        return _("At your own pace you finish about %(half)s.") % {"half": half}
    return _("At your own pace you finish between %(half)s and %(most)s.") % {
        "half": half,
        "most": day_words(found.most, today),
    }


def exam_words(plan: StudyPlan, found: Forecast | None, today: date) -> tuple[str, bool]:
    """A sentence, and whether the range reaches the exam or the days kept free before it."""
    if found is None or plan.exam_date is None or plan.exam_date <= today:
        return "", False
    exam = day_words(plan.exam_date, today)
    last = plan.exam_date - timedelta(days=1 + plan.buffer_days)
    if found.most is not None and found.most <= last:
        return _("That leaves room before the exam on %(exam)s.") % {"exam": exam}, False
    if found.half is not None and found.half <= last:
        return _("It may get tight before the exam on %(exam)s.") % {"exam": exam}, True
    return _("That is too late for the exam on %(exam)s.") % {"exam": exam}, True


def _too_little(weeks: int) -> str:
    if weeks < LEAST_BLOCKS:
        return ngettext(
            "There is too little history for a forecast: it takes %(needed)d whole weeks of the plan, and there is %(weeks)d.",
            "There is too little history for a forecast: it takes %(needed)d whole weeks of the plan, and there are %(weeks)d.",
            weeks,
        ) % {"needed": LEAST_BLOCKS, "weeks": weeks}
    return _("There is too little history for a forecast: no task was ticked in the last weeks.")


def _how(outlook: Outlook) -> str:
    return _(
        "Of %(runs)d simulated futures, drawn from the weeks below, half are done by the first day and 85 %% by the "
        "second. %(left)s are left to do."
    ) % {"runs": RUNS, "left": duration(outlook.remaining)}


def risk_words(found: Found) -> str:
    if found.risk == Risk.QUIET:
        return ngettext("No study for %(days)d day.", "No study for %(days)d days.", found.number) % {
            "days": found.number
        }
    if found.risk == Risk.TWICE_AS_LONG:
        return ngettext(
            "%(count)d task took twice its estimate or more.",
            "%(count)d tasks took twice their estimate or more.",
            found.number,
        ) % {"count": found.number}
    if found.risk == Risk.LOCKED:
        return _("The exam waits for a prerequisite: %(names)s.") % {"names": found.names}
    return _("Of the time you set aside you used %(percent)d %%.") % {"percent": found.number}


def _row(block: Block, today: date) -> PaceRow:
    last = block.first + timedelta(days=BLOCK_DAYS - 1)
    return PaceRow(
        days=_("%(first)s to %(last)s") % {"first": day_words(block.first, today), "last": day_words(last, today)},
        done=duration(block.done),
        available=duration(block.available),
        percent=min(100, 100 * block.done // block.available),
    )
