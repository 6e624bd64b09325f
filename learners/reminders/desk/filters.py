"""How the ledger's list is narrowed: several states at once, and the learners' own days."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from learners.reminders.models import COUNTED, Reminder, ReminderQuerySet

ONE_DAY = timedelta(days=1)
A_WEEK = timedelta(days=6)


class StateFilter(admin.SimpleListFilter):
    """Each word adds its state to those shown, or takes it away. The numbers are of the whole ledger."""

    title = _("state")
    parameter_name = "state"
    template = "admin/learners/reminder/state_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Reminder.State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self._chosen()
        return queryset.filter(state__in=chosen) if chosen else queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        chosen, counts = self._chosen(), Reminder.objects.counts_up_to(COUNTED)
        yield {
            "selected": not chosen,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _now("All"),
        }
        for state, words in Reminder.State.choices:
            wanted = ",".join(sorted(set(chosen) ^ {state}))
            yield {
                "selected": state in chosen,
                "query_string": changelist.get_query_string({self.parameter_name: wanted or None}),
                "display": words,
                "count": _how_many(counts[state]),
            }

    def _chosen(self) -> list[str]:
        return [state for state in (self.value() or "").split(",") if state in Reminder.State.values]


def _how_many(count: int) -> str:
    return intcomma(count) if count <= COUNTED else _now("more than %s") % intcomma(COUNTED)


class DayFilter(admin.SimpleListFilter):
    """By the learner's own day. Which one is today, UTC says."""

    title = _("local day (today in UTC)")
    parameter_name = "day"
    template = "admin/learners/reminder/day_filter.html"
    kept: tuple[tuple[str, str], ...] = ()  # the other filters, for the form that asks for a date

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("today", _("Today")), ("yesterday", _("Yesterday")), ("week", _("Last 7 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        return cast(ReminderQuerySet, queryset).on_local_days(*days_of(value, timezone.now().date()))

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        others = ((name, values[-1]) for name, values in changelist.filter_params.items())
        self.kept = tuple((name, value) for name, value in others if name != self.parameter_name)
        return super().choices(changelist)

    @property
    def date(self) -> str:
        """The one that was asked for by hand."""
        value = self.value() or ""
        return "" if value in dict(self.lookup_choices) else value


def days_of(value: str, today: date) -> tuple[date, date]:
    """First and last. Raises IncorrectLookupParameters, upon which the admin shows the list without filters."""
    if value == "week":
        return today - A_WEEK, today
    named = {"today": today, "yesterday": today - ONE_DAY}
    try:
        day = named.get(value) or date.fromisoformat(value)
    except ValueError as error:
        raise IncorrectLookupParameters from error
    if not 1900 < day.year < 9000:
        raise IncorrectLookupParameters
    return day, day
