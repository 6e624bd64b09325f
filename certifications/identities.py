"""Writes that make a certification from another one, and take away those that nobody ever saw."""

from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Max

from certifications.models import Certification, CurriculumVersion
from certifications.publishing import OPEN_STATES, begin


@transaction.atomic
def clone(source: Certification, made: Certification, *, by: AbstractBaseUser | None = None) -> CurriculumVersion:
    """Saves `made`, which has its name and place already, and gives it a draft with all that `source` says.

    In the same programme it stands right behind its source, elsewhere at the end.
    """
    made.kind, made.source = source.kind, source.source
    made.position = _place_behind(source) if made.program_id == source.program_id else _place_at_end(made)
    made.save()
    said = source.current_version or source.versions.filter(state__in=OPEN_STATES).first()
    return begin(made, said, based_on=None, by=by)


@transaction.atomic
def delete_never_published(certifications: Collection[int]) -> None:
    """With their drafts. Raises ProtectedError where something came to point to one of them meanwhile."""
    gone = Certification.objects.filter(pk__in=certifications)
    CurriculumVersion.objects.filter(certification__in=gone, state__in=OPEN_STATES).delete()
    gone.delete()


def _place_behind(source: Certification) -> int:
    place = source.position + 1
    later = source.program.certifications.filter(position__gte=place)
    if later.filter(position=place).exists():
        later.update(position=F("position") + 1)
    return place


def _place_at_end(made: Certification) -> int:
    return (made.program.certifications.aggregate(last=Max("position"))["last"] or 0) + 1
