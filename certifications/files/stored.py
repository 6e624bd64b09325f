"""The catalogue that the database holds, in the form of the files. The number of queries hangs on no number of rows.

What has never been published is left out, and so are arrows that lead there. Values are not checked on the way: what
owners may write in the admin is more than the form allows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from django.db.models import Model, Q, QuerySet

from certifications.files.check import IDENTITY, Known
from certifications.files.form import CatalogueFile, CertificationForm, GuideForm, Part
from certifications.files.kinds import (
    GUIDE_ROWS,
    KINDS,
    PLAN_PHASES,
    PLAN_STEPS,
    SKILLS_TAUGHT,
    Kind,
    Links,
    Rows,
)
from certifications.lint import Ask, Standing
from certifications.models import Certification, CurriculumVersion, Level, Prerequisite, Skill, Strength, Track

Slugs = Mapping[str, Mapping[int, str]]
"""Kind → primary key → slug."""
EVERYWHERE = Q()
IN_FORCE = Q(version__current_for__isnull=False)
Form = TypeVar("Form", bound=Part)
GUIDE_TEXTS = [name for name in GuideForm.model_fields if name in {f.name for f in CurriculumVersion._meta.fields}]
IDENTITY_COLUMNS = ["slug", "source", "name", "position", "optional", "kind", "retired", "retired_note", "archived"]


def known() -> Known:
    """What `check` must know of the database; a query for each kind and five more."""
    tracks: dict[str, list[str]] = defaultdict(list)
    for program, track in Track.objects.values_list("program__slug", "slug"):
        tracks[program].append(track)
    owned = Certification.objects.filter(~Q(loaded_hash="") | Q(archived=True))
    return Known(
        loaded={
            kind.name: dict(_manager(kind.model).values_list(kind.identity, "loaded_hash")) for kind in KINDS.values()
        },
        tracks=tracks,
        ranks=dict(Level.objects.values_list("slug", "rank")),
        owned=dict(owned.values_list("slug", "program__slug")),
        guides=_loaded_guides(),
        standings=standings(),
    )


def stored_catalogue() -> CatalogueFile:
    slugs = _slugs()
    return _made(CatalogueFile, **{name: stored(name, slugs) for name in KINDS})


def stored(name: str, slugs: Slugs | None = None) -> list[Any]:
    """All records of one kind."""
    slugs = slugs or _slugs()
    return _certifications(slugs) if name == "certifications" else _records(KINDS[name], slugs)


def certification_forms() -> list[CertificationForm]:
    """All published certifications as they stand. Unlike an export, it keeps arrows to what was never published."""
    return _certifications(_slugs_of_all())


def certification_form(version: CurriculumVersion) -> CertificationForm:
    """The certification as it would stand with this version of its guide; a constant number of queries."""
    slugs = _slugs_of_all()
    guide = _guides(slugs, CurriculumVersion.objects.filter(pk=version.pk))[version.pk]
    values = Certification.objects.values_list(*IDENTITY_COLUMNS).get(pk=version.certification_id)
    return _made(CertificationForm, guide=guide, **dict(zip(IDENTITY_COLUMNS, values, strict=True)))


def _manager(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.order_by("pk")


def _loaded_guides() -> dict[str, str]:
    """By number, so that the last one loaded stays."""
    loaded = CurriculumVersion.objects.exclude(content_hash="").order_by("number")
    return dict(loaded.values_list("certification__slug", "content_hash"))


def standings() -> dict[str, Standing]:
    """How every certification stands, by slug: two queries."""
    asks = _asks()
    columns = ("slug", "name", "current_version", "archived", "retired")
    return {
        slug: Standing(name, current is not None and not archived, retired, asks.get(slug, ()))
        for slug, name, current, archived, retired in _manager(Certification).values_list(*columns)
    }


def _asks() -> dict[str, tuple[Ask, ...]]:
    """What each current version asks for, in groups; rows without a group stand alone."""
    groups: dict[str, dict[tuple[str, str | int], list[tuple[str | None, int]]]] = defaultdict(dict)
    rows = Prerequisite.objects.filter(IN_FORCE).order_by("version_id", "position", "pk")
    columns = ("version__certification__slug", "pk", "strength", "group", "group_minimum", "certification__slug")
    for slug, pk, strength, group, minimum, other in rows.values_list(*columns):
        groups[slug].setdefault((strength, group or pk), []).append((other, minimum))
    return {
        slug: tuple(
            Ask(
                strength == Strength.REQUIRED,
                max(least for _other, least in rows),
                tuple(other for other, _least in rows),
            )
            for (strength, _group), rows in own.items()
        )
        for slug, own in groups.items()
    }


def _slugs() -> Slugs:
    slugs = {name: dict(_manager(kind.model).values_list("pk", IDENTITY[name])) for name, kind in KINDS.items()}
    published = Certification.objects.filter(current_version__isnull=False)
    return slugs | {"certifications": dict(published.values_list("pk", "slug"))}


def _slugs_of_all() -> Slugs:
    return {
        "certifications": dict(_manager(Certification).values_list("pk", "slug")),
        "skills": dict(_manager(Skill).values_list("pk", "slug")),
    }


def _records(kind: Kind, slugs: Slugs) -> list[Part]:
    found = _read(kind.as_rows, _manager(kind.model).order_by(*kind.model._meta.ordering or (), "pk"), slugs)
    inner = {rows.field: _parts(rows, slugs) for rows in (*kind.kept_rows, *kind.rows)}
    linked = {links.field: _linked(links, slugs) for links in kind.links}
    return [
        _made(kind.form, **values, **{name: lists[pk] for name, lists in (inner | linked).items()})
        for _owner, pk, values in found
    ]


def _parts(rows: Rows, slugs: Slugs, within: Q = EVERYWHERE) -> dict[int, list[Any]]:
    """The parts of every owner, by the owner's primary key."""
    linked = {links.field: _linked(links, slugs) for links in rows.links}
    return _grouped(
        (owner, _made(rows.form, **values, **{name: lists[pk] for name, lists in linked.items()}))
        for owner, pk, values in _read(rows, _in_order(rows, within), slugs)
    )


def _in_order(rows: Rows, within: Q) -> QuerySet[Any]:
    return _manager(rows.model).filter(within).order_by(f"{rows.owner}_id", "position", "pk")


def _read(rows: Rows, found: QuerySet[Any], slugs: Slugs) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """(owner, primary key, values by the form's names) of every row."""
    owner = f"{rows.owner}_id" if rows.owner else "pk"
    references = list(rows.references.items())
    columns = rows.columns
    for values in found.values_list(owner, "pk", *columns, *(f"{name}_id" for name, _kind in references)):
        said = dict(zip(columns, map(_plain, values[2:]), strict=False))
        for (name, kind), pk in zip(references, values[2 + len(columns) :], strict=True):
            said[name] = slugs[kind].get(pk)
            if said[name] is None and not rows.may_lack(name):
                break
        else:
            yield values[0], values[1], said


def _made(form: type[Form], **values: Any) -> Form:
    return cast(Form, form.model_construct(None, **values))


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def _linked(links: Links, slugs: Slugs, within: Q = EVERYWHERE) -> dict[int, list[str]]:
    found = _manager(links.model).filter(within).order_by(f"{links.owner}_id", links.ordered_by, "pk")
    return _grouped(
        (owner, slugs[links.kind][pk]) for owner, pk in found.values_list(f"{links.owner}_id", f"{links.target}_id")
    )


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for owner, item in pairs:
        groups[owner].append(item)
    return groups


def _certifications(slugs: Slugs) -> list[CertificationForm]:
    guides = _guides(slugs, CurriculumVersion.objects.filter(current_for__isnull=False))
    found = Certification.objects.filter(current_version__isnull=False).order_by(
        "program__position", "position", "slug"
    )
    columns = ("current_version_id", "program__slug", "track__slug", "level__slug", "replaced_by_id", *IDENTITY_COLUMNS)
    return [
        _made(
            CertificationForm,
            program=program,
            track=track,
            level=level,
            replaced_by=slugs["certifications"].get(replaced_by),
            guide=guides[version],
            **dict(zip(IDENTITY_COLUMNS, rest, strict=True)),
        )
        for version, program, track, level, replaced_by, *rest in found.values_list(*columns)
    ]


def _guides(slugs: Slugs, versions: QuerySet[CurriculumVersion]) -> dict[int, GuideForm]:
    """The guides of these versions, by primary key."""
    within = Q(version__in=versions.values("pk"))
    lists: dict[str, Mapping[int, list[Any]]] = {rows.field: _parts(rows, slugs, within) for rows in GUIDE_ROWS}
    lists["skills"] = _linked(SKILLS_TAUGHT, slugs, within)
    lists["plan"] = _plans(slugs, within)
    found = versions.values_list("pk", *GUIDE_TEXTS)
    return {
        pk: _made(
            GuideForm,
            **dict(zip(GUIDE_TEXTS, texts, strict=True)),
            **{name: owned[pk] for name, owned in lists.items()},
        )
        for pk, *texts in found
    }


def _plans(slugs: Slugs, within: Q) -> dict[int, list[Any]]:
    steps = _parts(PLAN_STEPS, slugs, within)
    phases = _read(PLAN_PHASES, _in_order(PLAN_PHASES, within), slugs)
    return _grouped((owner, _made(PLAN_PHASES.form, **values, steps=steps[pk])) for owner, pk, values in phases)
