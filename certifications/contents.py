"""Reads what curriculum versions say into the values that `certifications.diff` compares."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model

from certifications.diff import Content, Row, Value
from certifications.models import (
    CommonMistake,
    CurriculumVersion,
    FaqEntry,
    NextStep,
    PlanPhase,
    PlanStep,
    PracticeProject,
    Prerequisite,
    SkillTaught,
)

GUIDE_FIELDS = (
    "summary",
    "audience",
    "proves",
    "preparation",
    "exam",
    "validity_months",
    "validity_months_max",
    "renewal_window_months",
    "renewal_from",
    "renewed_by_higher",
    "renewal",
    "retake_wait_days",
)
# Section → model and its fields, in the order in which a page shows them.
SECTIONS: Mapping[str, tuple[type[Model], tuple[str, ...]]] = {
    "prerequisites": (
        Prerequisite,
        ("kind", "strength", "certification", "skill", "years", "label", "group", "group_minimum"),
    ),
    "skills_taught": (SkillTaught, ("skill",)),
    "phases": (PlanPhase, ("title", "by_day", "summary")),
    "steps": (PlanStep, ("title", "minutes", "kind", "optional", "skill", "detail")),
    "projects": (PracticeProject, ("title", "summary")),
    "mistakes": (CommonMistake, ("title", "advice")),
    "next_steps": (NextStep, ("direction", "label", "certification")),
    "faq": (FaqEntry, ("question", "answer")),
}
POINTERS = ("certification", "skill")
LABELS = ("label", "title", "question", "certification", "skill", "years")


def contents_of(*pks: int) -> dict[int, Content]:
    """Nine queries, however many versions and rows: the versions, and each kind of row."""
    rows: dict[int, dict[str, list[Row]]] = {pk: {} for pk in pks}
    for section in SECTIONS:
        for pk, found in _rows(section, pks).items():
            rows[pk][section] = found
    guides = CurriculumVersion.objects.filter(pk__in=pks).values("pk", *GUIDE_FIELDS)
    return {(pk := guide.pop("pk")): Content(guide, rows[pk]) for guide in guides}


def nothing() -> Content:
    """What stands before a first version."""
    return Content(guide={}, rows={})


def _rows(section: str, pks: Collection[int]) -> dict[int, list[Row]]:
    model, fields = SECTIONS[section]
    columns = [
        name for field in fields for name in ((f"{field}__name", f"{field}__slug") if field in POINTERS else (field,))
    ]
    columns += ["skill__slug"] if model is SkillTaught else ["key"]
    order = ("phase__position", "phase_id", "position", "pk") if model is PlanStep else ("position", "pk")
    columns += ["phase__key", "phase__title"] if model is PlanStep else []
    found = defaultdict(list)
    query = model._default_manager.filter(version__in=pks).order_by(*order)
    for record in query.values("version_id", *dict.fromkeys(columns)):
        found[record["version_id"]].append(_row(record, fields))
    return found


def _row(record: Mapping[str, Any], fields: Collection[str]) -> Row:
    values = {field: _value(record, field) for field in fields}
    label = next((record.get(f"{name}__name", values.get(name)) for name in LABELS if values.get(name)), "")
    return Row(
        key=record["key"] if "key" in record else record["skill__slug"],
        label=str(label),
        values=values,
        group=record.get("phase__key", ""),
        group_label=record.get("phase__title", ""),
    )


def _value(record: Mapping[str, Any], field: str) -> Value:
    """A pointer says its slug too: two certifications may bear one name, and a change between them must show."""
    if field in POINTERS:
        name, slug = record[f"{field}__name"], record[f"{field}__slug"]
        return f"{name} ({slug})" if slug else None
    value: Value | Decimal = record[field]
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
