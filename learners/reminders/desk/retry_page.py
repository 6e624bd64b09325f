"""Trying mails again from the desk: what would happen, mail by mail, and then it."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learners.reminders.ledger import database_clock
from learners.reminders.models import Reminder, ReminderQuerySet
from learners.reminders.retrying import refusals, retry

MOST = 200  # at once


def retry_chosen(request: HttpRequest, chosen: ReminderQuerySet) -> HttpResponse | None:
    """The page that asks; confirmed, it is done and the list is shown again."""
    rows = list(chosen.select_related("learner__user").order_by("pk")[: MOST + 1])
    if len(rows) > MOST:
        messages.error(request, _("Choose %d mails at most.") % MOST)
        return None
    if "confirmed" not in request.POST:
        return _asking(request, rows)
    _do(request, rows)
    return None


def _asking(request: HttpRequest, rows: Sequence[Reminder]) -> HttpResponse:
    why = refusals(rows, database_clock())
    context = {
        **admin.site.each_context(request),
        "title": _("Try mails again"),
        "opts": Reminder._meta,
        "safe": [row for row in rows if not why[row.pk]],
        "refused": [(row, _(why[row.pk])) for row in rows if why[row.pk]],
    }
    return render(request, "admin/learners/reminder/retry.html", context)


def _do(request: HttpRequest, rows: Sequence[Reminder]) -> None:
    done = sum(_one(request, row) for row in rows)
    if done:
        said = ngettext("%d mail waits to be sent again.", "%d mails wait to be sent again.", done)
        messages.success(request, said % done)


def _one(request: HttpRequest, row: Reminder) -> bool:
    with transaction.atomic():
        if why := retry(row, database_clock()):
            messages.warning(request, f"{row.learner}, {row.local_date.isoformat()}: {_(why)}")
            return False
        said = "Tried again by hand."
        LogEntry.objects.log_actions(request.user.pk or 0, [row], CHANGE, change_message=said, single_object=True)
    return True
