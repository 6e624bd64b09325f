from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from learners.reminders.models import Reminder, ReminderTransition


class TransitionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ReminderTransition
    fields = ["at", "from_state", "to_state", "reason"]
    readonly_fields = ["at", "from_state", "to_state", "reason"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Reminder | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Reminder | None = None) -> bool:
        return False


@admin.register(Reminder)
class ReminderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look at, never to write: states belong to the ledger."""

    list_display = ["learner", "local_date", "kind", "state", "due_at", "sent_at", "attempt", "reason"]
    list_filter = ["state", "kind", "local_date"]
    search_fields = ["learner__user__email", "message_id"]
    date_hierarchy = "local_date"
    list_select_related = ["learner__user"]
    inlines = [TransitionInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        return super().get_queryset(request).select_related("learner__user")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Reminder | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Reminder | None = None) -> bool:
        """Only with the person whom it is for: nobody who ever got a reminder could be deleted otherwise."""
        at = request.resolver_match.view_name if request.resolver_match else ""
        return "reminder" not in at and request.user.has_perm("learners.delete_learner")
