from django.contrib import admin

from learners.teams.coverage.models import CoverageTarget


class CoverageTargetInline(admin.TabularInline):  # type: ignore[type-arg]
    model = CoverageTarget
    extra = 0
    autocomplete_fields = ["certification", "program"]
