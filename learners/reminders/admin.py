from collections.abc import Callable
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certifications.templatetags.catalogue import duration
from learners.reminders.desk import preview
from learners.reminders.desk.filters import DayFilter, StateFilter
from learners.reminders.desk.paging import NewestPages
from learners.reminders.desk.retry_page import retry_chosen
from learners.reminders.ledger import database_clock
from learners.reminders.models import Reminder, ReminderQuerySet
from learners.reminders.retrying import refusals

State = Reminder.State
MARKS = {
    State.PENDING: "…",
    State.LEASED: "…",
    State.TRANSMITTING: "→",
    State.SENT: "✓",
    State.SKIPPED: "–",
    State.FAILED: "✕",
    State.EXPIRED: "–",
    State.UNCERTAIN: "?",
}
NONE = "–"
MOMENT, MOMENT_TO_THE_SECOND = "j M Y H:i", "j M Y H:i:s"


@admin.register(Reminder)
class ReminderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look at, never to write: states belong to the ledger. Trying one again is asked of it.

    Made for millions of rows: ordered by the primary key, which follows time; narrowed by the indexes on learner and on state
    and due time; nothing counts all rows, nothing sorts them.
    """

    list_display = ["who", "local_date", "state_shown", "due", "sent", "lateness", "attempt", "why", "kind"]
    list_display_links = ["who"]
    list_filter = [StateFilter, DayFilter, "kind"]
    list_select_related = ["learner__user"]
    list_per_page, list_max_show_all = 50, 0
    ordering = ["-pk"]
    sortable_by = ()
    paginator = NewestPages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["learner__user__email"]
    actions = ["retry"]
    readonly_fields = ["who", "state_shown", "why", "due", "due_there", "sent", "lateness", "expires", "waits", "key"]
    fieldsets = [
        (None, {"fields": ["who", "kind", "local_date", "state_shown", "why"]}),
        (_("When"), {"fields": ["due", "due_there", "sent", "lateness", "expires", "waits"]}),
        (_("Delivery"), {"fields": ["attempt", "smtp_reply", "message_id", "key"]}),
    ]

    @admin.display(description=_("learner"))
    def who(self, reminder: Reminder) -> str:
        return str(reminder.learner)

    @admin.display(description=_("state"))
    def state_shown(self, reminder: Reminder) -> str:
        mark, word = MARKS[State(reminder.state)], reminder.get_state_display()
        return format_html(
            '<span class="ledger-state ledger-{}"><span aria-hidden="true">{}</span> {}</span>',
            reminder.state,
            mark,
            word,
        )

    @admin.display(description=_("due (UTC)"))
    def due(self, reminder: Reminder) -> str:
        return date_format(reminder.due_at, MOMENT)

    @admin.display(description=_("due, where the learner is"))
    def due_there(self, reminder: Reminder) -> str:
        return f"{date_format(reminder.due_at.astimezone(ZoneInfo(reminder.tz_name)), MOMENT)} ({reminder.tz_name})"

    @admin.display(description=_("sent (UTC)"))
    def sent(self, reminder: Reminder) -> str:
        return date_format(reminder.sent_at, MOMENT) if reminder.sent_at else NONE

    @admin.display(description=_("late by"))
    def lateness(self, reminder: Reminder) -> str:
        if reminder.sent_at is None:
            return NONE
        minutes = int((reminder.sent_at - reminder.due_at).total_seconds() // 60)
        return duration(minutes) if minutes > 0 else gettext("on time")

    @admin.display(description=_("can be sent until (UTC)"))
    def expires(self, reminder: Reminder) -> str:
        return date_format(reminder.expires_at, MOMENT)

    @admin.display(description=_("not before (UTC)"))
    def waits(self, reminder: Reminder) -> str:
        return date_format(reminder.not_before, MOMENT) if reminder.not_before else NONE

    @admin.display(description=_("reason"))
    def why(self, reminder: Reminder) -> str:
        return gettext(reminder.reason) if reminder.reason else NONE

    @admin.action(description=_("Try the chosen mails again"), permissions=["retry"])
    def retry(self, request: HttpRequest, chosen: ReminderQuerySet) -> HttpResponse | None:
        return retry_chosen(request, chosen)

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, tuple[Callable[..., HttpResponseBase], str]] = {
            "preview/": (preview.preview_form, "preview"),
            "preview/make/": (preview.make, "preview_make"),
            "preview/<str:sealed>/": (preview.shown, "preview_shown"),
            "preview/<str:sealed>/mail/": (preview.mail, "preview_mail"),
        }
        own = [
            path(address, self.admin_site.admin_view(view), name=f"learners_reminder_{name}")
            for address, (view, name) in views.items()
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        return super().get_queryset(request).select_related("learner__user")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        return (cast(ReminderQuerySet, queryset).for_desk_search(term) if term else queryset), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the history, and whether it may be tried again or why not."""
        found = self.get_object(request, object_id, None)
        context = _about(found) if found and self.has_view_permission(request, found) else {}
        may = {"may_retry": self.has_retry_permission(request)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context, **may})

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """The one thing about a reminder that a person can change."""
        return request.user.has_perm("learners.change_reminder")

    def has_view_permission(self, request: HttpRequest, obj: Reminder | None = None) -> bool:
        return request.user.has_perm("learners.view_reminder")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Reminder | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Reminder | None = None) -> bool:
        """Only with the person whom it is for: nobody who ever got a reminder could be deleted otherwise."""
        at = request.resolver_match.view_name if request.resolver_match else ""
        return "reminder" not in at and request.user.has_perm("learners.delete_learner")


def _about(reminder: Reminder) -> dict[str, object]:
    zone = ZoneInfo(reminder.tz_name)
    history = [
        {
            "from": row.get_from_state_display() or NONE,
            "to": row.get_to_state_display(),
            "utc": date_format(row.at, MOMENT_TO_THE_SECOND),
            "there": date_format(row.at.astimezone(zone), MOMENT_TO_THE_SECOND),
            "reason": gettext(row.reason) if row.reason else NONE,
        }
        for row in reminder.transitions.all()
    ]
    why = refusals([reminder], database_clock())[reminder.pk]
    return {"history": history, "zone": reminder.tz_name, "refusal": gettext(why) if why else ""}
