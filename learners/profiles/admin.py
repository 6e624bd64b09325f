from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from learners.profiles.models import AT_ONCE, DayOff, Learner


class DayOffInline(admin.TabularInline):  # type: ignore[type-arg]
    model = DayOff
    extra = 0


@admin.register(Learner)
class LearnerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "time_zone", "reminders_on", "reminder_rhythm", "reminder_time", "created_at"]
    list_filter = ["reminders_on", "reminder_rhythm"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name"]
    autocomplete_fields = ["user"]
    inlines = [DayOffInline]

    def has_delete_permission(self, request: HttpRequest, obj: Learner | None = None) -> bool:
        """Only with the account: that erases files too, and keeps the sums that count the person."""
        at = request.resolver_match.view_name if request.resolver_match else ""
        return "learners_learner_" not in at and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Learner, form: ModelForm, change: bool) -> None:  # type: ignore[type-arg]
        obj.next_look_at = AT_ONCE
        super().save_model(request, obj, form, change)
