from django.contrib import admin

from learners.profiles.models import DayOff, Learner


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
