"""What is on record of a curriculum version: each move, and each edit with what it changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from certifications.contents import contents_of
from certifications.diff import Content, as_json, diff
from certifications.models import CurriculumVersion, VersionEvent


@contextmanager
def recorded_edit(version: CurriculumVersion, *, by: AbstractBaseUser | None, now: datetime) -> Iterator[None]:
    """Whoever writes a draft's texts or rows, in any way, does so inside this."""
    with transaction.atomic():
        before = contents_of(version.pk)[version.pk]
        yield
        record_edit(version, before=before, by=by, now=now)


def record_edit(version: CurriculumVersion, *, before: Content, by: AbstractBaseUser | None, now: datetime) -> None:
    """Saving what was there already leaves no trace."""
    changes = diff(before, contents_of(version.pk)[version.pk]).changes
    if changes:
        VersionEvent.objects.create(
            version=version,
            kind=VersionEvent.Kind.EDITED,
            at=now,
            by=by,  # type: ignore[misc]
            from_state=version.state,
            to_state=version.state,
            changes=as_json(changes),
        )
