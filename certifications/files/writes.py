"""The writes of a load, in bulk. Whoever calls them holds the transaction and has checked everything."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Model, QuerySet

from certifications.files.form import CertificationForm, Part, fingerprint
from certifications.files.kinds import (
    GUIDE_ROWS,
    KINDS,
    PLAN_PHASES,
    PLAN_STEPS,
    SKILLS_TAUGHT,
    Keys,
    Kind,
    Links,
    Rows,
    columns_for,
)
from certifications.files.stored import GUIDE_TEXTS, IDENTITY_COLUMNS
from certifications.models import Certification, CurriculumVersion, Level, PlanStep, Prerequisite, Track

BATCH = 1000
Owned = Sequence[tuple[int, Any]]
"""(primary key of the owner, its form)."""


@dataclass(frozen=True)
class Record:
    slug: str
    form: Any
    fingerprint: str


def mark(kind: Kind, marked: Sequence[Record]) -> None:
    """They say what the database says: only that they were loaded is written."""
    keys = _keys(kind.name)[kind.name] if marked else {}
    rows = [kind.model(pk=keys[record.slug], loaded_hash=record.fingerprint) for record in marked]
    _all(kind.model).bulk_update(rows, ["loaded_hash"], batch_size=BATCH)


def records(kind: Kind, *, added: Sequence[Record], changed: Sequence[Record]) -> list[int]:
    """Writes them with all that belongs to them. Returns the tracks that the changed ones name no longer."""
    written = [*added, *changed]
    if not written:
        return []
    if kind.model is Level:
        _clear_ranks(changed)
    lists = (kind.as_rows, *kind.rows, *kind.kept_rows)
    keys = _keys(*(one for rows in lists for one in _named_in(rows)))
    columns = [(record, columns_for(kind.as_rows, record.form, keys)) for record in written]
    _upsert(
        [kind.model(**values, loaded_hash=record.fingerprint) for record, values in columns], unique=[kind.identity]
    )
    own = _keys(kind.name)[kind.name]
    owned = [(own[record.slug], record.form) for record in written]
    before = [own[record.slug] for record in changed]
    for rows in kind.rows:
        _delete(rows.model, rows.owner, before)
        _insert(rows, owned, keys)
    for links in kind.links:
        _delete(links.model, links.owner, before)
        _link(links, owned, keys)
    return [pk for rows in kind.kept_rows for pk in _keep(rows, owned, before, keys)]


def certifications(written: Sequence[Record]) -> None:
    """The identities; what they say comes with `guides`."""
    if not written:
        return
    keys = _keys("programs", "levels")
    tracks = {(program, slug): pk for program, slug, pk in Track.objects.values_list("program__slug", "slug", "pk")}
    rows = [
        Certification(
            **{name: value for name, value in record.form if name in IDENTITY_COLUMNS},
            program_id=keys["programs"][record.form.program],
            track_id=tracks[record.form.program, record.form.track] if record.form.track else None,
            level_id=keys["levels"][record.form.level] if record.form.level else None,
            loaded_hash=record.fingerprint,
        )
        for record in written
    ]
    _upsert(rows, unique=["slug"], keep=["current_version"])
    own = _keys("certifications")["certifications"]
    replaced = [
        Certification(pk=own[record.slug], replaced_by_id=own[record.form.replaced_by])
        for record in written
        if record.form.replaced_by
    ]
    Certification.objects.bulk_update(replaced, ["replaced_by"], batch_size=BATCH)


def retire(slugs: Collection[str]) -> None:
    """They vanish from the catalogue; plans and credentials keep them. Without a hash, since no file holds them now."""
    Certification.objects.filter(slug__in=slugs).update(archived=True, loaded_hash="")


def guides(forms: Sequence[CertificationForm]) -> None:
    """A new version for each, in the state of loading."""
    if not forms:
        return
    last = dict(Certification.objects.annotate(last=Max("versions__number")).values_list("slug", "last"))
    keys = _keys("certifications", "skills")
    versions = CurriculumVersion.objects.bulk_create(
        (
            CurriculumVersion(
                certification_id=keys["certifications"][form.slug],
                number=(last[form.slug] or 0) + 1,
                state=CurriculumVersion.State.LOADING,
                content_hash=fingerprint(form.guide),
                **{name: value for name, value in form.guide if name in GUIDE_TEXTS},
            )
            for form in forms
        ),
        batch_size=BATCH,
    )
    owned = [(version.pk, form.guide) for version, form in zip(versions, forms, strict=True)]
    for rows in GUIDE_ROWS:
        _insert(rows, owned, keys)
    _link(SKILLS_TAUGHT, owned, keys)
    _plans(owned, keys)


def drop_unused_tracks(pks: Sequence[int]) -> None:
    Track.objects.filter(pk__in=pks, certifications__isnull=True).delete()


def _plans(owned: Owned, keys: Keys) -> None:
    phases = _insert(PLAN_PHASES, owned, keys)
    plans = [
        (phase, form) for phase, form in zip(phases, (form for _pk, guide in owned for form in guide.plan), strict=True)
    ]
    steps: list[Any] = _made(PLAN_STEPS, [(phase.pk, form) for phase, form in plans], keys)
    versions = {phase.pk: phase.version_id for phase, _form in plans}
    for step in steps:
        step.version_id = versions[step.phase_id]
    PlanStep.objects.bulk_create(steps, batch_size=BATCH)


def _all(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.all()


def _keys(*kinds: str) -> Keys:
    return {
        kind: dict(_all(KINDS[kind].model).values_list(KINDS[kind].identity, "pk")) for kind in dict.fromkeys(kinds)
    }


def _named_in(rows: Rows) -> Iterable[str]:
    return [*rows.references.values(), *(links.kind for links in rows.links)]


def _upsert(rows: Sequence[Model], *, unique: list[str], keep: Collection[str] = ()) -> None:
    """Writes rows over those with the same `unique` fields, but for the columns to keep."""
    model = type(rows[0])
    own = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    over = [name for name in own if name not in unique and name not in keep]
    _all(model).bulk_create(rows, BATCH, update_conflicts=True, unique_fields=unique, update_fields=over)


def _clear_ranks(changed: Sequence[Record]) -> None:
    """Ranks are unique at every moment, so levels that swap theirs first step out of the way."""
    above = (Level.objects.aggregate(top=Max("rank"))["top"] or 0) + 1
    Level.objects.filter(slug__in=[record.slug for record in changed]).update(rank=F("rank") + above)


def _delete(model: type[Model], owner: str, owners: Sequence[int]) -> None:
    if owners:
        _all(model).filter(**{f"{owner}__in": owners}).delete()


def _made(rows: Rows, owned: Owned, keys: Keys) -> list[Any]:
    return [
        rows.model(**{f"{rows.owner}_id": owner}, position=position, **columns_for(rows, part, keys))
        for owner, form in owned
        for position, part in enumerate(_list(form, rows.field), start=1)
    ]


def _list(form: Part, name: str) -> Sequence[Any]:
    found: Sequence[Any] = dict(form)[name]
    return found


def _insert(rows: Rows, owned: Owned, keys: Keys) -> list[Any]:
    made = _made(rows, owned, keys)
    for row in made:
        if isinstance(row, Prerequisite):
            row.kind = _kind_of(row)
    inserted = _all(rows.model).bulk_create(made, batch_size=BATCH)
    parts = [part for _owner, form in owned for part in _list(form, rows.field)]
    for links in rows.links:
        _link(links, [(row.pk, part) for row, part in zip(inserted, parts, strict=True)], keys)
    return inserted


def _kind_of(row: Prerequisite) -> str:
    if row.certification_id:
        return Prerequisite.Kind.CERTIFICATION
    return Prerequisite.Kind.SKILL if row.skill_id else Prerequisite.Kind.EXPERIENCE


def _link(links: Links, owned: Owned, keys: Keys) -> None:
    """One row for each slug, in the order of the list."""
    _all(links.model).bulk_create(
        (
            links.model(
                **{f"{links.owner}_id": owner, f"{links.target}_id": keys[links.kind][slug]},
                **({} if links.ordered_by == "pk" else {links.ordered_by: position}),
            )
            for owner, form in owned
            for position, slug in enumerate(_list(form, links.field), start=1)
        ),
        batch_size=BATCH,
    )


def _keep(rows: Rows, owned: Owned, before: Sequence[int], keys: Keys) -> list[int]:
    """Writes rows over those with the same slug. Returns those of the owners before that are named no longer."""
    made = _made(rows, owned, keys)
    if made:
        _upsert(made, unique=[rows.owner, "slug"])
    named = {(row.serializable_value(rows.owner), row.slug) for row in made}
    stood = _all(rows.model).filter(**{f"{rows.owner}__in": before}).values_list("pk", f"{rows.owner}_id", "slug")
    return [pk for pk, owner, slug in stood if (owner, slug) not in named]
