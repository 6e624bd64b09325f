"""The catalogue's models, one file for each family; import them from here."""

from certifications.models.base import Direction, Strength
from certifications.models.content import (
    CommonMistake,
    FaqEntry,
    NextStep,
    PlanPhase,
    PlanStep,
    PracticeProject,
    Prerequisite,
    SkillTaught,
)
from certifications.models.curriculum import Certification, CurriculumVersion
from certifications.models.programs import Level, OnwardNote, Program, ProgramFaqEntry, Track
from certifications.models.providers import Provider, Source
from certifications.models.references import Reference, ReferenceRow
from certifications.models.revision import CatalogueRevision
from certifications.models.search import SearchDocument, SearchIndex, SearchWord
from certifications.models.skills import GlossaryTerm, Skill
from certifications.models.ways import (
    CareerRoadmap,
    LearningPath,
    PathFocus,
    PathStep,
    RoadmapCertification,
    RoadmapStage,
    Role,
    RoleRecommendation,
)

__all__ = [
    "CareerRoadmap",
    "CatalogueRevision",
    "Certification",
    "CommonMistake",
    "CurriculumVersion",
    "Direction",
    "FaqEntry",
    "GlossaryTerm",
    "LearningPath",
    "Level",
    "NextStep",
    "OnwardNote",
    "PathFocus",
    "PathStep",
    "PlanPhase",
    "PlanStep",
    "PracticeProject",
    "Prerequisite",
    "Program",
    "ProgramFaqEntry",
    "Provider",
    "Reference",
    "ReferenceRow",
    "RoadmapCertification",
    "RoadmapStage",
    "Role",
    "RoleRecommendation",
    "SearchDocument",
    "SearchIndex",
    "SearchWord",
    "Skill",
    "SkillTaught",
    "Source",
    "Strength",
    "Track",
]
