"""What the registry has forgotten, found by walking all models of all installed apps."""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Field, Model

from learners.privacy.kinds import Kind
from learners.profiles.models import Learner

User = get_user_model()
# No foreign key, but a name that says there may be a person behind it.
SUSPICIOUS = re.compile(r"(^|_)(e?mail|user|learner|person|member|session|ip|phone)(_|$)")


def every_model() -> list[type[Model]]:
    """With the tables between two models of a many-to-many relation."""
    return list(apps.get_models(include_auto_created=True))


def unlisted_models(kinds: Sequence[Kind], models: Iterable[type[Model]] | None = None) -> list[str]:
    """Models that lead to a person, by foreign keys or by the name of a field, and are no kind of the registry."""
    known = {kind.model for kind in kinds}
    personal: set[type[Model]] = {User, Learner, *(kind.model for kind in kinds if kind.is_a_persons)}
    waiting = [model for model in models or every_model() if model not in known]
    found: list[type[Model]] = []
    while more := [model for model in waiting if model not in found and _leads_to(model, personal | set(found))]:
        found += more
    return sorted(model._meta.label for model in found)


def unlisted_fields(kinds: Sequence[Kind]) -> list[str]:
    """Fields that a kind neither exports nor says why not, and links to people that no kind begins with."""
    return sorted({*_unspoken(kinds), *_unfollowed(kinds)})


def _unspoken(kinds: Sequence[Kind]) -> Iterator[str]:
    for kind in kinds:
        for field in kind.model._meta.concrete_fields:
            if field.name not in kind.fields:
                yield f"{kind.model._meta.label}.{field.name} ({kind.name})"


def _unfollowed(kinds: Sequence[Kind]) -> Iterator[str]:
    """A row with two people in it is of both: each link to one needs its kind."""
    for model in {kind.model for kind in kinds}:
        followed = {lookup.split("__")[0] for kind in kinds if kind.model is model for lookup in kind.owners}
        for field in model._meta.concrete_fields:
            if field.related_model in {User, Learner} and field.name not in followed:
                yield f"{model._meta.label}.{field.name}"


def _leads_to(model: type[Model], personal: set[type[Model]]) -> bool:
    fields = model._meta.concrete_fields
    return any(field.related_model in personal or _is_suspicious(field) for field in fields)


def _is_suspicious(field: "Field[object, object]") -> bool:
    return bool(SUSPICIOUS.search(field.name))
