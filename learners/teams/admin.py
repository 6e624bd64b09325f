from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from learners.teams.coverage.admin import CoverageTargetInline
from learners.teams.models import Membership, Team


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    autocomplete_fields = ["learner"]
    readonly_fields = ["created_at", "accepted_at", "left_at"]
    verbose_name_plural = _("people (each decides on their own Teams page whether to accept)")


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["parent"]
    inlines = [MembershipInline, CoverageTargetInline]
