"""The form of a catalogue file, as pydantic models.

Every file is one mapping with any of the top-level keys of `CatalogueFile`. References between records are slugs;
`certifications.files.check` resolves them once all files are read. Unknown keys and wrong types are errors.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
URL_PATTERN = r"^(https?://\S+)?$"
CURRENCY_PATTERN = r"^[A-Z]{3}$"
CODE_PATTERN = r"^[^\s,]+$"
NOT_BLANK_PATTERN = r"\S"
LARGEST_SMALL_NUMBER = 32_767  # what a small integer column of the database holds


def _in_tenths(years: float) -> float:
    if round(years, 1) != years:
        raise ValueError("must have one decimal place at most")
    return years


Slug = Annotated[str, Field(pattern=SLUG_PATTERN, max_length=80)]
Title = Annotated[str, Field(pattern=NOT_BLANK_PATTERN, max_length=200)]
Text = Annotated[str, Field(max_length=20_000)]
FilledText = Annotated[str, Field(pattern=NOT_BLANK_PATTERN, max_length=20_000)]
Address = Annotated[str, Field(pattern=URL_PATTERN, max_length=200)]
Position = Annotated[int, Field(ge=0, le=LARGEST_SMALL_NUMBER)]
Months = Annotated[int, Field(ge=1, le=600)]
Minutes = Annotated[int, Field(ge=1, le=6000)]
Money = Annotated[int, Field(ge=0, le=10_000_000)]
Years = Annotated[float, Field(gt=0, le=99), AfterValidator(_in_tenths)]


@dataclass(frozen=True)
class Refers:
    """Marks a slug as the name of a record of another kind, a key of `CatalogueFile`."""

    kind: str


ProviderSlug = Annotated[Slug, Refers("providers")]
LevelSlug = Annotated[Slug, Refers("levels")]
SkillSlug = Annotated[Slug, Refers("skills")]
ProgramSlug = Annotated[Slug, Refers("programs")]
CertificationSlug = Annotated[Slug, Refers("certifications")]
RoleSlug = Annotated[Slug, Refers("roles")]


class Part(BaseModel):
    """A piece of a record. Strict: `"5"` is not a number and `5` is not a title.

    In a list of parts no two have the same value of `unique_by`.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    unique_by: ClassVar[str] = ""


class KeyedPart(Part):
    """`key` is the part's stable name; it stays when the words change."""

    key: Slug
    unique_by: ClassVar[str] = "key"


class Record(Part):
    """A thing with an identity of its own. `source` lists codes of `sources`, e.g. "P, A"."""

    slug: Slug
    source: Annotated[str, Field(max_length=80)] = ""


@cache
def references_of(form: type[Part]) -> Mapping[str, str]:
    """The fields of a form that name records of another kind, one or a list of them: field → kind."""
    found = {name: _refers([*field.metadata, field.annotation]) for name, field in form.model_fields.items()}
    return {name: kind for name, kind in found.items() if kind}


def _refers(hints: list[Any]) -> str:
    for hint in hints:
        if isinstance(hint, Refers):
            return hint.kind
        if kind := _refers([*getattr(hint, "__metadata__", ()), *get_args(hint)]):
            return kind
    return ""


def fingerprint(part: Part) -> str:
    """SHA-256 of what the part says. Defaults are left out, so a key that the form gains later changes no fingerprint."""
    said = part.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class SourceForm(Part):
    code: Annotated[str, Field(pattern=CODE_PATTERN, max_length=20)]
    title: Title
    note: Text = ""


class ProviderForm(Record):
    name: Title
    url: Address = ""
    speciality: Title
    summary: Text = ""


class LevelForm(Record):
    name: Title
    rank: Position
    summary: Text = ""


class SkillForm(Record):
    name: Title
    summary: Text = ""


class TermForm(Record):
    term: Title
    definition: FilledText


class TrackForm(Part):
    unique_by: ClassVar[str] = "slug"
    slug: Slug
    name: Title
    summary: Text = ""


class FaqForm(KeyedPart):
    question: Title
    answer: FilledText


class ProgramFaqForm(FaqForm):
    topic: Literal["general", "program"] = "program"


class OnwardForm(Part):
    """Where people go after a whole programme."""

    unique_by: ClassVar[str] = "direction"
    direction: Literal["same_track", "cross_track", "leadership"]
    text: FilledText


class ProgramForm(Record):
    name: Title
    issuer: ProviderSlug
    position: Position = 0
    summary: Text = ""
    preparation: Text = ""
    exam: Text = ""
    validity: Text = ""
    url: Address = ""
    tracks: list[TrackForm] = []
    onward: list[OnwardForm] = []
    faq: list[ProgramFaqForm] = []


class PrerequisiteForm(KeyedPart):
    """Exactly one of `certification`, `skill`, `years` says what kind it is; `check` holds that.

    Several with the same `group` are alternatives: `group_minimum` of them suffice.
    """

    certification: CertificationSlug | None = None
    skill: SkillSlug | None = None
    years: Years | None = None
    label: Annotated[str, Field(max_length=200)] = ""
    strength: Literal["required", "recommended"] = "required"
    group: Annotated[str, Field(max_length=80)] = ""
    group_minimum: Annotated[int, Field(ge=1, le=50)] = 1


class ProjectForm(KeyedPart):
    title: Title
    summary: Text = ""


class MistakeForm(KeyedPart):
    title: Title
    advice: Text = ""


class NextStepForm(KeyedPart):
    direction: Literal["same_track", "cross_track", "leadership"]
    label: Title
    certification: CertificationSlug | None = None


class StepForm(KeyedPart):
    title: Title
    minutes: Minutes
    kind: Literal["read", "lab", "project", "review", "exam"] = "read"
    optional: bool = False
    skill: SkillSlug | None = None
    detail: Text = ""


class PhaseForm(KeyedPart):
    title: Title
    by_day: Annotated[int, Field(ge=1, le=1000)]
    summary: Text = ""
    steps: Annotated[list[StepForm], Field(min_length=1)]


class GuideForm(Part):
    """What a certification says: one curriculum version.

    `validity_months` is how long it counts. `renewal_window_months` is how long before that end it may be renewed; a renewed period
    counts from the day of the renewal (`renewal_from: award`), or from the old end where it was renewed inside the window
    (`last_expiry`). `renewed_by_higher`: a pass at a higher level of the same programme renews it. Left out where no source says it.
    """

    summary: Text = ""
    audience: Text = ""
    proves: Text = ""
    preparation: Text = ""
    exam: Text = ""
    validity_months: Months | None = None
    validity_months_max: Months | None = None
    renewal: Text = ""
    renewal_window_months: Months | None = None
    renewal_from: Literal["award", "last_expiry"] = "award"
    renewed_by_higher: bool = False
    retake_wait_days: Annotated[int, Field(ge=0, le=1000)] | None = None
    prerequisites: list[PrerequisiteForm] = []
    skills: list[SkillSlug] = []
    projects: list[ProjectForm] = []
    mistakes: list[MistakeForm] = []
    next_steps: list[NextStepForm] = []
    faq: list[FaqForm] = []
    plan: list[PhaseForm] = []


class CertificationForm(Record):
    name: Title
    program: ProgramSlug
    track: Slug | None = None
    level: LevelSlug | None = None
    position: Position = 0
    optional: bool = False
    kind: Literal["guided", "listed"] = "guided"
    retired: bool = False
    retired_note: Annotated[str, Field(max_length=200)] = ""
    replaced_by: CertificationSlug | None = None
    archived: bool = False
    guide: GuideForm


class PathFocusForm(Part):
    unique_by: ClassVar[str] = "program"
    program: ProgramSlug
    focus: Text


class PathStepForm(Part):
    unique_by: ClassVar[str] = "certification"
    certification: CertificationSlug
    note: Annotated[str, Field(max_length=200)] = ""


class PathForm(Record):
    name: Title
    position: Position = 0
    summary: Text
    focuses: list[PathFocusForm] = []
    steps: list[PathStepForm] = []


class RecommendationForm(Part):
    """What a programme recommends to a role; `certification` is absent where the source only names one."""

    program: ProgramSlug
    label: Title
    certification: CertificationSlug | None = None


class RoleForm(Record):
    name: Title
    position: Position = 0
    summary: Text = ""
    focus: Text = ""
    scope: Text = ""
    responsibilities: list[Title] = []
    skills: list[SkillSlug] = []
    recommendations: list[RecommendationForm] = []


class StageForm(KeyedPart):
    title: Title
    months_min: Months
    months_max: Months
    salary: Money | None = None
    salary_open_ended: bool = False
    note: Text = ""
    skills: list[SkillSlug] = []


class RoadmapCertificationForm(Part):
    unique_by: ClassVar[str] = "certification"
    certification: CertificationSlug
    benefit: Annotated[str, Field(max_length=80)] = ""
    note: Annotated[str, Field(max_length=200)] = ""


class RoadmapForm(Record):
    name: Title
    role: RoleSlug
    position: Position = 0
    summary: Text = ""
    months_min: Months
    months_max: Months
    cost_min: Money
    cost_max: Money
    currency: Annotated[str, Field(pattern=CURRENCY_PATTERN)] = "USD"
    salary_entry: Money
    salary_mid: Money
    salary_senior: Money
    salary_senior_open_ended: bool = False
    hired_by: list[Title] = []
    stages: Annotated[list[StageForm], Field(min_length=1)]
    certifications: list[RoadmapCertificationForm] = []


class ReferenceRowForm(KeyedPart):
    title: Title
    cells: list[Text] = []
    certification: CertificationSlug | None = None
    role: RoleSlug | None = None


class ReferenceForm(Record):
    """A table, an ordered sequence or a list of facts that stands beside the guides (a comparison, a matrix, a gate).

    `columns` heads the cells; each row has as many cells as there are columns.
    """

    title: Title
    kind: Literal["table", "sequence", "list"]
    topic: Literal["comparison", "program", "field"] = "field"
    program: ProgramSlug | None = None
    position: Position = 0
    summary: Text = ""
    row_heading: Annotated[str, Field(max_length=80)] = ""
    columns: list[Title] = []
    rows: Annotated[list[ReferenceRowForm], Field(min_length=1)]


class CatalogueFile(Part):
    sources: list[SourceForm] = []
    providers: list[ProviderForm] = []
    levels: list[LevelForm] = []
    skills: list[SkillForm] = []
    glossary: list[TermForm] = []
    programs: list[ProgramForm] = []
    certifications: list[CertificationForm] = []
    paths: list[PathForm] = []
    roles: list[RoleForm] = []
    roadmaps: list[RoadmapForm] = []
    references: list[ReferenceForm] = []
