"""The admin desk's log names people: it keeps what was added, changed or deleted as its text at that moment."""

import json
import re
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from learners.privacy.kinds import Kind, Person


def entries_about(user: Person, kinds: Iterable[Kind]) -> QuerySet[LogEntry]:
    """Of the person and of their rows, as far as the desk shows such rows."""
    about = Q(pk__in=())
    for kind in kinds:
        if kind.is_a_persons and admin.site.is_registered(kind.model):
            keys = kind.rows(user).order_by().annotate(key_as_text=Cast("pk", CharField())).values("key_as_text")
            about |= Q(content_type=ContentType.objects.get_for_model(kind.model), object_id__in=keys)
    return LogEntry.objects.filter(about)


def reword(user: Person, kinds: Iterable[Kind]) -> None:
    """What names the person says “a former member”; that somebody did something, and when, stays."""
    about = set(entries_about(user, kinds).values_list("pk", flat=True))
    for entry in LogEntry.objects.filter(Q(pk__in=about) | _naming(user)).select_related("content_type"):
        before = (entry.object_repr, entry.change_message)
        if entry.pk in about:
            entry.object_repr, entry.object_id = _("a former member"), None
        elif _is_gone(entry):
            entry.object_repr = _named_anew(user, entry.object_repr)
        entry.change_message = _message_without(user, entry.change_message)
        if before != (entry.object_repr, entry.change_message):
            entry.save(update_fields=["object_repr", "object_id", "change_message"])


def _naming(user: Person) -> Q:
    """Rows that are gone, and parts of other rows, can be told by their text alone."""
    naming = Q()
    for name in _names(user):
        naming |= Q(object_repr__icontains=name) | Q(change_message__icontains=name)
        naming |= Q(change_message__icontains=json.dumps(name).strip('"'))
    return naming


def _names(user: Person) -> list[str]:
    return [name for name in (user.email, user.name) if name]


def _is_gone(entry: LogEntry) -> bool:
    """Of what is still there the text is its own: somebody else may have the same name."""
    model = entry.content_type.model_class() if entry.content_type else None
    return model is None or not model._default_manager.filter(pk=entry.object_id).exists()


def _message_without(user: Person, message: str) -> str:
    """The desk writes its acts as JSON; older entries and other writers, plain text."""
    try:
        return json.dumps(_walked(user, json.loads(message)))
    except ValueError:
        return _named_anew(user, message)


def _walked(user: Person, said: Any) -> Any:
    if isinstance(said, dict):
        return {key: _walked(user, value) for key, value in said.items()}
    if isinstance(said, list):
        return [_walked(user, value) for value in said]
    return _named_anew(user, said) if isinstance(said, str) else said


def _named_anew(user: Person, text: str) -> str:
    """Rows of a person begin with the person's name: “Ada: a plan”, “Ada in a team”. A word inside a text may be another's."""
    names = "|".join(re.escape(name) for name in _names(user))
    return re.sub(rf"^(?:{names})(?=$|:| in )", _("a former member"), text, flags=re.IGNORECASE)
