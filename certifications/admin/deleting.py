"""What stands against deleting a record, in words. Counted, never listed: what points to it may be a person's."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import CASCADE, Count, Model
from django.utils.translation import gettext as _

from certifications.models import Certification, CurriculumVersion
from certifications.publishing import FROZEN_STATES


def pointing_at(records: Sequence[Model], *, but: Collection[type[Model]] = ()) -> dict[Any, list[str]]:
    """By primary key: “3 study plans”, … of the rows that name it. One query for each relation, whatever is asked about."""
    found: dict[Any, list[str]] = defaultdict(list)
    if records:
        pks = [record.pk for record in records]
        for pointer, table, column in _relations(type(records[0])):
            if pointer not in but:
                rows = table._default_manager.order_by().filter(**{f"{column}__in": pks}).values_list(column)
                for pk, count in rows.annotate(count=Count("pk")):
                    found[pk].append(_counted(pointer, count))
    return found


def published_versions(records: Sequence[Certification]) -> dict[Any, int]:
    """How many frozen versions each of these certifications has."""
    frozen = CurriculumVersion.objects.filter(certification__in=records, state__in=FROZEN_STATES).order_by()
    return dict(frozen.values_list("certification").annotate(count=Count("pk")))


def sentence(record: Model, reasons: Sequence[str]) -> str:
    return _("%(record)s: %(reasons)s.") % {"record": record, "reasons": "; ".join(reasons)}


def pointers(counts: Sequence[str]) -> str:
    return _("in use by %(rows)s") % {"rows": ", ".join(counts)}


def _relations(model: type[Model]) -> Iterator[tuple[type[Model], type[Model], str]]:
    """(Model that points here, table to count in, its column). A record's own parts, which go with it, are left out."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        pointer: Any = relation.related_model
        if relation.many_to_many:
            yield pointer, relation.through, relation.field.m2m_reverse_field_name()  # type: ignore[union-attr]
        elif not pointer._meta.auto_created and not _is_part(relation, model):
            yield pointer, pointer, relation.field.name  # type: ignore[union-attr]


def _is_part(relation: Any, model: type[Model]) -> bool:
    return relation.on_delete is CASCADE and relation.related_model._meta.app_label == model._meta.app_label


def _counted(model: type[Model], count: int) -> str:
    return f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
