"""How the form lies on the tables: one table of the correspondence, which loading and exporting both follow.

A field of a form has the name of the model's column, so a new field in both is loaded and exported without a line here.
Where a field names another record (`references_of`), the column is its foreign key. Only certifications are not in the table:
their guide becomes a version of its own (`certifications.files.guides`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model

from certifications.files.form import (
    CertificationForm,
    FaqForm,
    LevelForm,
    MistakeForm,
    NextStepForm,
    OnwardForm,
    Part,
    PathFocusForm,
    PathForm,
    PathStepForm,
    PhaseForm,
    PrerequisiteForm,
    ProgramFaqForm,
    ProgramForm,
    ProjectForm,
    ProviderForm,
    RecommendationForm,
    ReferenceForm,
    ReferenceRowForm,
    RoadmapCertificationForm,
    RoadmapForm,
    RoleForm,
    SkillForm,
    SourceForm,
    StageForm,
    StepForm,
    TermForm,
    TrackForm,
    references_of,
)
from certifications.models import (
    CareerRoadmap,
    Certification,
    CommonMistake,
    FaqEntry,
    GlossaryTerm,
    LearningPath,
    Level,
    NextStep,
    OnwardNote,
    PathFocus,
    PathStep,
    PlanPhase,
    PlanStep,
    PracticeProject,
    Prerequisite,
    Program,
    ProgramFaqEntry,
    Provider,
    Reference,
    ReferenceRow,
    RoadmapCertification,
    RoadmapStage,
    Role,
    RoleRecommendation,
    Skill,
    SkillTaught,
    Source,
    Track,
)

Keys = Mapping[str, Mapping[str, int]]
"""Kind → slug → primary key."""


@dataclass(frozen=True)
class Links:
    """A list of slugs, as the rows of a table between two others; `ordered_by` is what keeps their order."""

    field: str
    model: type[Model]
    owner: str
    target: str
    kind: str
    ordered_by: str = "pk"


@dataclass(frozen=True)
class Rows:
    """A list of parts, as rows of their own table in the order of `position`."""

    field: str
    model: type[Model]
    owner: str
    form: type[Part]
    links: tuple[Links, ...] = ()
    inner: tuple[str, ...] = ()
    """Fields that are lists of parts again, with rows of their own."""

    @cached_property
    def columns(self) -> list[str]:
        apart = {*references_of(self.form), *self.inner, *(links.field for links in self.links)}
        return [name for name in self.form.model_fields if name not in apart]

    @cached_property
    def references(self) -> dict[str, str]:
        linked = {links.field for links in self.links}
        return {name: kind for name, kind in references_of(self.form).items() if name not in linked}

    def may_lack(self, name: str) -> bool:
        return not self.form.model_fields[name].is_required()


@dataclass(frozen=True)
class Kind:
    name: str
    model: type[Model]
    form: type[Part]
    rows: tuple[Rows, ...] = ()
    links: tuple[Links, ...] = ()
    identity: str = "slug"
    kept_rows: tuple[Rows, ...] = ()
    """Rows that others point at: they are written over by their slug, never replaced."""

    @property
    def as_rows(self) -> Rows:
        """The records themselves, read and written like the parts of something."""
        inner = tuple(rows.field for rows in (*self.rows, *self.kept_rows))
        return Rows(self.name, self.model, "", self.form, self.links, inner)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("sources", Source, SourceForm, identity="code"),
        Kind("providers", Provider, ProviderForm),
        Kind("levels", Level, LevelForm),
        Kind("skills", Skill, SkillForm),
        Kind("glossary", GlossaryTerm, TermForm),
        Kind(
            "programs",
            Program,
            ProgramForm,
            (
                Rows("onward", OnwardNote, "program", OnwardForm),
                Rows("faq", ProgramFaqEntry, "program", ProgramFaqForm),
            ),
            kept_rows=(Rows("tracks", Track, "program", TrackForm),),
        ),
        Kind("certifications", Certification, CertificationForm),
        Kind(
            "paths",
            LearningPath,
            PathForm,
            (
                Rows("focuses", PathFocus, "path", PathFocusForm),
                Rows("steps", PathStep, "path", PathStepForm),
            ),
        ),
        Kind(
            "roles",
            Role,
            RoleForm,
            (Rows("recommendations", RoleRecommendation, "role", RecommendationForm),),
            (Links("skills", Role.skills.through, "role", "skill", "skills"),),
        ),
        Kind(
            "roadmaps",
            CareerRoadmap,
            RoadmapForm,
            (
                Rows(
                    "stages",
                    RoadmapStage,
                    "roadmap",
                    StageForm,
                    (Links("skills", RoadmapStage.skills.through, "roadmapstage", "skill", "skills"),),
                ),
                Rows("certifications", RoadmapCertification, "roadmap", RoadmapCertificationForm),
            ),
        ),
        Kind("references", Reference, ReferenceForm, (Rows("rows", ReferenceRow, "reference", ReferenceRowForm),)),
    )
}

GUIDE_ROWS = (
    Rows("prerequisites", Prerequisite, "version", PrerequisiteForm),
    Rows("projects", PracticeProject, "version", ProjectForm),
    Rows("mistakes", CommonMistake, "version", MistakeForm),
    Rows("next_steps", NextStep, "version", NextStepForm),
    Rows("faq", FaqEntry, "version", FaqForm),
)
PLAN_PHASES = Rows("plan", PlanPhase, "version", PhaseForm, inner=("steps",))
PLAN_STEPS = Rows("steps", PlanStep, "phase", StepForm)
SKILLS_TAUGHT = Links("skills", SkillTaught, "version", "skill", "skills", ordered_by="position")


def columns_for(rows: Rows, part: Part, keys: Keys) -> dict[str, Any]:
    """The columns of a part's row: its own values, and foreign keys in the place of slugs."""
    values = dict(part)
    columns = {name: values[name] for name in rows.columns}
    for name, kind in rows.references.items():
        columns[f"{name}_id"] = keys[kind][values[name]] if values[name] else None
    return columns
