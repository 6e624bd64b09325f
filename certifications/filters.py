"""The catalogue's filters. They live in the query string under the names of the fields here; slugs are their values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certifications.models import LearningPath, Level, PathStep, Program, Role, RoleRecommendation, Skill, SkillTaught
from certifications.models.curriculum import CertificationQuerySet
from certifications.search import search

Options = list[tuple[str, str]]  # (slug, name), in the order they are offered
FACETS = {"program": Program, "level": Level, "role": Role, "path": LearningPath, "skill": Skill}


def facet_options() -> dict[str, Options]:
    """One query for the options of all filters: a union, because five small queries cost five times the overhead."""
    place = {"program": "position", "level": "rank", "role": "position", "path": "position"}
    parts = [
        _offered(name).values_list(Value(name, CharField()), place.get(name, Value(0)), "name", "slug")
        for name in FACETS
    ]
    options: dict[str, Options] = {name: [] for name in FACETS}
    for facet, _place, label, slug in sorted(parts[0].union(*parts[1:], all=True)):
        options[facet].append((slug, label))
    return options


def _offered(facet: str) -> QuerySet[Any]:
    """Only what leads somewhere: a skill is offered when something teaches it."""
    rows = FACETS[facet]._default_manager.order_by()
    if facet == "skill":
        counted = Skill.objects.order_by().with_teaching_count()
        return counted.filter(teaching_count__gt=0)  # type: ignore[misc]  # annotated
    return rows


def _pk_of(facet: str, slug: str) -> Subquery:
    """Looked up before anything else: joined, a plan on stale statistics goes through all slugs for each certification."""
    return Subquery(FACETS[facet]._default_manager.filter(slug=slug).order_by().values("pk")[:1])


@dataclass(frozen=True)
class Chip:
    """One active filter; `without` is the query string that is left when it is taken away."""

    label: str
    value: str
    without: str


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    value: str
    options: Options
    error: str


class CatalogueFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(label=_("Search"), max_length=100, method="by_words")
    program = django_filters.ChoiceFilter(label=_("Programme"), field_name="program__slug")
    level = django_filters.ChoiceFilter(label=_("Level"), field_name="level__slug")
    role = django_filters.ChoiceFilter(label=_("Role"), method="by_role")
    path = django_filters.ChoiceFilter(label=_("Learning path"), method="by_path")
    skill = django_filters.ChoiceFilter(label=_("Skill"), method="by_skill")

    def __init__(
        self, data: Mapping[str, Any], queryset: CertificationQuerySet, *, options: dict[str, Options]
    ) -> None:
        super().__init__(data, queryset)
        self.options = options
        for name in FACETS:
            self.filters[name].extra["choices"] = options[name]

    def by_words(self, rows: CertificationQuerySet, _name: str, value: str) -> CertificationQuerySet:
        return search(rows, value)

    def by_role(self, rows: CertificationQuerySet, _name: str, value: str) -> CertificationQuerySet:
        recommended = RoleRecommendation.objects.filter(certification=OuterRef("pk"), role=_pk_of("role", value))
        return rows.filter(Exists(recommended))

    def by_path(self, rows: CertificationQuerySet, _name: str, value: str) -> CertificationQuerySet:
        return rows.filter(Exists(PathStep.objects.filter(certification=OuterRef("pk"), path=_pk_of("path", value))))

    def by_skill(self, rows: CertificationQuerySet, _name: str, value: str) -> CertificationQuerySet:
        taught = SkillTaught.objects.filter(version=OuterRef("current_version"), skill=_pk_of("skill", value))
        return rows.filter(Exists(taught))

    @cached_property
    def active(self) -> dict[str, str]:
        """What is filtered by, in the order of the form. A value that fits no option is not among it."""
        self.form.full_clean()
        cleaned = self.form.cleaned_data
        return {name: cleaned[name] for name in self.filters if cleaned.get(name)}

    def chips(self) -> list[Chip]:
        return [self._chip(name, value) for name, value in self.active.items()]

    def _chip(self, name: str, value: str) -> Chip:
        shown = dict(self.options[name])[value] if name in FACETS else f"“{value}”"
        without = urlencode({key: kept for key, kept in self.active.items() if key != name})
        return Chip(str(self.filters[name].label), shown, without)

    def facets(self) -> list[Facet]:
        return [self._facet(name) for name in FACETS]

    def _facet(self, name: str) -> Facet:
        errors = self.form.errors.get(name, [])
        return Facet(
            name,
            str(self.filters[name].label),
            self.active.get(name, ""),
            self.options[name],
            " ".join(map(str, errors)),
        )
