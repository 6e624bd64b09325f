"""What holds mail back, at the desk: stops of all reminders, and addresses to which nothing goes."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from learners.reminders.models import Reminder, SuppressedAddress
from learners.reminders.stopping import Stop

DAYS_LOOKED_BACK = timedelta(days=6)  # with today, the seven days of the list's filter


@dataclass(frozen=True, slots=True)
class Standing:
    """A stop that stands, and the command that ends it."""

    stop: Stop
    command: str

    @property
    def is_clock(self) -> bool:
        return self.stop.cause == Stop.Cause.CLOCK


def standing() -> list[Standing]:
    """One query. The clock's first: it has to end before the other can."""
    return [Standing(stop, way_out(stop)) for stop in Stop.objects.standing().order_by("cause")]


def way_out(stop: Stop) -> str:
    """Nothing was sent after the stop, so its own moment, rounded up, is a `--since` that sends nothing twice."""
    if stop.cause == Stop.Cause.CLOCK:
        return "manage.py reminders clock-ok"
    since = stop.at + timedelta(seconds=1) if stop.at.microsecond else stop.at
    return f"manage.py reminders resume --since {since.isoformat(timespec='seconds')}"


def waiting() -> dict[str, int]:
    """Of the last seven days, how many mails may or may not have arrived, and how many failed. One query."""
    today = timezone.now().date()
    recent = Reminder.objects.on_local_days(today - DAYS_LOOKED_BACK, today)
    counts = recent.filter(state__in=[Reminder.State.UNCERTAIN, Reminder.State.FAILED]).counts()
    return {"uncertain": counts[Reminder.State.UNCERTAIN], "failed": counts[Reminder.State.FAILED]}


@admin.register(Stop)
class StopAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A record. What ends a stop is a command, given by whoever looked at the machine."""

    list_display = ["cause", "since", "until", "detail", "ended_by"]
    list_filter = ["cause"]
    list_display_links = None
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    actions = None

    @admin.display(description=_("since (UTC)"))
    def since(self, stop: Stop) -> str:
        return date_format(stop.at, "j M Y H:i")

    @admin.display(description=_("ended (UTC)"))
    def until(self, stop: Stop) -> str:
        return date_format(stop.ended_at, "j M Y H:i") if stop.ended_at else str(_("It stands"))

    @admin.display(description=_("what ends it"))
    def ended_by(self, stop: Stop) -> str:
        return "" if stop.ended_at else way_out(stop)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Stop | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Stop | None = None) -> bool:
        return False


@admin.register(SuppressedAddress)
class SuppressedAddressAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To delete one is to let mail go there again: the desk's log keeps who did. Nobody makes or changes one by hand."""

    list_display = ["address", "learner", "cause", "reason", "since"]
    list_filter = ["cause"]
    list_select_related = ["learner__user"]
    search_fields = ["address", "learner__user__name", "learner__user__email"]
    fields = readonly_fields = ("address", "learner", "cause", "reason", "since")
    show_full_result_count = False

    @admin.display(description=_("since (UTC)"), ordering="at")
    def since(self, held: SuppressedAddress) -> str:
        return date_format(held.at, "j M Y H:i")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SuppressedAddress]:
        return super().get_queryset(request).select_related("learner__user")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SuppressedAddress | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SuppressedAddress | None = None) -> bool:
        """Also with the person whose it was, by whoever may delete people."""
        at = request.resolver_match.view_name if request.resolver_match else ""
        with_person = "suppressedaddress" not in at and request.user.has_perm("learners.delete_learner")
        return with_person or super().has_delete_permission(request, obj)
