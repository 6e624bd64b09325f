from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from learners.teams.coverage.admin import CoverageTargetInline
from learners.teams.invitations.models import Invitation
from learners.teams.models import Membership, Team


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any] | None:
        """The admin saves in one transaction. All teams are locked in it, so that no two owners close a circle between them."""
        list(Team.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        return super().clean()


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    autocomplete_fields = ["learner"]
    readonly_fields = ["created_at", "accepted_at", "left_at"]
    verbose_name_plural = _("people (each decides on their own Teams page whether to accept)")


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = TeamForm
    list_display = ["name", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["parent"]
    inlines = [MembershipInline, CoverageTargetInline]


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To read: managers write them on their team's page, so that the mail goes out and the link is the address's alone."""

    list_display = ["address", "team", "role", "invited_by", "created_at", "expires_at", "accepted_at", "closed_at"]
    list_select_related = ["team", "invited_by"]
    list_filter = ["role"]
    search_fields = ["address", "team__name"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Invitation | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Invitation | None = None) -> bool:
        return False
