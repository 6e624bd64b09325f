from django.contrib import admin
from django.http import HttpRequest

from learners.plans.models import StudyPlan, Task


class TaskInline(admin.TabularInline):  # type: ignore[type-arg]
    """Without notes: they are the learner's alone."""

    model = Task
    fields = ("phase_title", "title", "kind", "minutes", "optional", "starts", "due", "state", "done_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: StudyPlan | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: StudyPlan | None = None) -> bool:
        return False


@admin.register(StudyPlan)
class StudyPlanAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look at. Plans change by their learners' hands."""

    list_display = ["title", "learner", "state", "percent", "next_due", "last_due", "exam_date"]
    list_filter = ["state", "certification__program"]
    list_select_related = ["learner__user"]
    search_fields = ["title", "learner__user__name", "learner__user__email"]
    date_hierarchy = "created_at"
    inlines = [TaskInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: StudyPlan | None = None) -> bool:
        return False
