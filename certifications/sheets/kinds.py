"""Which tables have a sheet, with which columns. A column has the name of the model's field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certifications.models import (
    Certification,
    CurriculumVersion,
    GlossaryTerm,
    Level,
    PlanPhase,
    PlanStep,
    Prerequisite,
    Program,
    Provider,
    Role,
    Skill,
    Track,
)

Owner = CurriculumVersion | None
Named = Callable[[Owner], dict[str, Any]]
"""Owner → what can be named in a cell: slug → record."""


@dataclass(frozen=True)
class Kind:
    """`key` is the column that says which row is meant. Sheets `of_draft` are of one draft's rows."""

    name: str
    label: str | Promise
    model: type[Model]
    key: str
    columns: tuple[str, ...]
    references: Mapping[str, Named] = field(default_factory=dict)
    of_draft: bool = False

    def rows(self, owner: Owner) -> "QuerySet[Any]":
        rows = self.model._default_manager.all()
        if self.of_draft:
            rows = rows.filter(version=owner)
        return rows.select_related(*self.references).order_by(*self.model._meta.ordering or (), "pk")


def by_slug(model: type[Model]) -> Named:
    return lambda _owner: {record.slug: record for record in model._default_manager.all()}  # type: ignore[attr-defined]


def tracks(_owner: Owner) -> dict[str, Track]:
    """A track's slug is unique in its programme alone."""
    return {track_name(track): track for track in Track.objects.select_related("program")}


def track_name(track: Track) -> str:
    return f"{track.program.slug}/{track.slug}"


def phases(owner: Owner) -> dict[str, PlanPhase]:
    return {phase.key: phase for phase in PlanPhase.objects.filter(version=owner)}


PREREQUISITE_COLUMNS = (
    "key",
    "kind",
    "strength",
    "certification",
    "skill",
    "years",
    "label",
    "group",
    "group_minimum",
    "position",
)
STEP_COLUMNS = ("key", "phase", "position", "title", "minutes", "kind", "optional", "skill", "detail")
CERTIFICATION_COLUMNS = (
    "slug",
    "name",
    "program",
    "track",
    "level",
    "position",
    "optional",
    "kind",
    "retired",
    "retired_note",
    "replaced_by",
    "archived",
    "source",
)
PROGRAM_COLUMNS = (
    "slug",
    "name",
    "issuer",
    "position",
    "summary",
    "preparation",
    "exam",
    "validity",
    "url",
    "source",
)

KINDS = {
    kind.name: kind
    for kind in (
        Kind("skill", _("skills"), Skill, "slug", ("slug", "name", "summary", "source")),
        Kind("glossaryterm", _("glossary terms"), GlossaryTerm, "slug", ("slug", "term", "definition", "source")),
        Kind(
            "provider",
            _("providers"),
            Provider,
            "slug",
            ("slug", "name", "url", "speciality", "summary", "source"),
        ),
        Kind("level", _("levels"), Level, "slug", ("slug", "name", "rank", "summary", "source")),
        Kind("program", _("programmes"), Program, "slug", PROGRAM_COLUMNS, {"issuer": by_slug(Provider)}),
        Kind(
            "certification",
            _("certifications"),
            Certification,
            "slug",
            CERTIFICATION_COLUMNS,
            {
                "program": by_slug(Program),
                "track": tracks,
                "level": by_slug(Level),
                "replaced_by": by_slug(Certification),
            },
        ),
        Kind(
            "role",
            _("roles"),
            Role,
            "slug",
            ("slug", "name", "position", "summary", "focus", "scope", "source"),
        ),
        Kind(
            "steps",
            _("plan steps"),
            PlanStep,
            "key",
            STEP_COLUMNS,
            {"phase": phases, "skill": by_slug(Skill)},
            of_draft=True,
        ),
        Kind(
            "prerequisites",
            _("prerequisites"),
            Prerequisite,
            "key",
            PREREQUISITE_COLUMNS,
            {"certification": by_slug(Certification), "skill": by_slug(Skill)},
            of_draft=True,
        ),
    )
}
