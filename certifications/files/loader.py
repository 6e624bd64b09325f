"""Loading: what the files say becomes what the database holds, all of it or nothing.

The rule of three (docs/decisions/0001-loaded-hash.md): a record whose file says what it said at the last load is left alone,
whatever an owner has made of it since; one that says what the database says already is only marked as loaded; any other is
written over. A guide is compared on its own in the same way, and becomes a new version.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import transaction

from certifications.files import stored, writes
from certifications.files.check import KINDS, Known, check, owned_but_missing
from certifications.files.form import CatalogueFile, CertificationForm, Part, fingerprint
from certifications.files.kinds import KINDS as TABLES
from certifications.files.reader import ReadFile
from certifications.files.tree import Problem
from certifications.files.writes import Record
from certifications.publishing import publish_loaded, wait_for_other_publishers

Progress = Callable[[str], None]


@dataclass
class Change:
    """What a load does to the records of one kind."""

    added: list[Record] = field(default_factory=list)
    changed: list[Record] = field(default_factory=list)
    unchanged: int = 0
    marked: list[Record] = field(default_factory=list)
    """Unchanged too, but loaded from a file that says so only now."""
    retired: set[str] = field(default_factory=set)
    held: dict[str, Any] = field(default_factory=dict)
    """What the database says of the kind, by slug; read only where a file says something new of what is there."""

    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "retired": len(self.retired),
        }


@dataclass
class Outcome:
    problems: list[Problem]
    warnings: list[Problem] = field(default_factory=list)
    changes: dict[str, Change] = field(default_factory=dict)
    guides: list[CertificationForm] = field(default_factory=list)
    """Certifications whose guide becomes a new version."""


def examine(files: Sequence[ReadFile]) -> Outcome:
    """What `load` would do, without doing it."""
    known = stored.known()
    checked = check(files, known)
    if checked.problems:
        return Outcome(checked.problems, checked.warnings)
    catalogue = _together(file.form for file in files)
    changes = {kind: _compare(kind, records, known) for kind, records in catalogue}
    changes["certifications"].retired = _retired(catalogue, known)
    return Outcome([], checked.warnings, changes, _new_guides(changes["certifications"], known))


@transaction.atomic
def load(files: Sequence[ReadFile], *, now: datetime, progress: Progress = lambda _text: None) -> Outcome:
    """Writes nothing when there is a single problem."""
    wait_for_other_publishers()
    progress("checking")
    outcome = examine(files)
    if outcome.problems:
        return outcome
    left_behind: list[int] = []
    for name, change in outcome.changes.items():
        progress(f"writing {name}")
        writes.mark(TABLES[name], change.marked)
        if name == "certifications":
            writes.certifications([*change.added, *change.changed])
            writes.retire(change.retired)
            progress(f"writing {len(outcome.guides)} guides")
            writes.guides(outcome.guides)
            publish_loaded(now=now)
        else:
            left_behind += writes.records(TABLES[name], added=change.added, changed=change.changed)
    writes.drop_unused_tracks(left_behind)
    return outcome


def _together(forms: Iterable[CatalogueFile]) -> CatalogueFile:
    lists = [dict(form) for form in forms]
    return CatalogueFile.model_construct(
        None, **{kind: list(chain.from_iterable(one[kind] for one in lists)) for kind in KINDS}
    )


def _compare(kind: str, forms: Sequence[Part], known: Known) -> Change:
    identity, change = TABLES[kind].identity, Change()
    differing: list[Record] = []
    for form in forms:
        record = Record(dict(form)[identity], form, fingerprint(form))
        loaded = known.loaded[kind].get(record.slug)
        if loaded is None:
            change.added.append(record)
        elif loaded == record.fingerprint:
            change.unchanged += 1
        else:
            differing.append(record)
    if differing:
        change.held = {dict(form)[identity]: form for form in stored.stored(kind)}
    _sort_out(change, differing)
    return change


def _sort_out(change: Change, differing: list[Record]) -> None:
    for record in differing:
        held = change.held.get(record.slug)
        if held and fingerprint(held) == record.fingerprint:
            change.unchanged += 1
            change.marked.append(record)
        else:
            change.changed.append(record)


def _retired(catalogue: CatalogueFile, known: Known) -> set[str]:
    """Those that a file brought once; what an owner added to the programme here was never missing from a file."""
    missing = owned_but_missing([catalogue], known)
    return {slug for slug in missing if known.loaded["certifications"][slug]}


def _new_guides(change: Change, known: Known) -> list[CertificationForm]:
    """Those that moved in their file since the last load and do not say what the current version says already."""
    written: list[CertificationForm] = [record.form for record in (*change.added, *change.changed)]
    return [
        form
        for form in written
        if (said := fingerprint(form.guide)) != known.guides.get(form.slug)
        and not (form.slug in change.held and fingerprint(change.held[form.slug].guide) == said)
    ]
