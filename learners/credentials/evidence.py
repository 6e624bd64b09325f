"""Keeping evidence: rows and files together, who may fetch a file, and taking it away again.

Files lie under random names outside what is served (`STORAGES["evidence"]`); the one way to them is
`evidence_views.fetch`.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils.translation import gettext as _

from learners.credentials.exams import CredentialClaim, Evidence, EvidenceQuerySet, ExamAttempt
from learners.credentials.file_kinds import SUFFIXES, Examined, Limits

REVIEW_PERMISSION = "learners.change_credentialclaim"


@dataclass(frozen=True)
class Upload:
    """Examined already; `name` is fit to show."""

    name: str
    examined: Examined


def shelf() -> Storage:
    return storages["evidence"]


def limits() -> Limits:
    return Limits(settings.EVIDENCE_MAX_BYTES, settings.EVIDENCE_MAX_PIXELS, settings.EVIDENCE_MAX_PAGES)


def may_review(user: AbstractBaseUser | AnonymousUser) -> bool:
    return bool(getattr(user, "is_staff", False)) and user.has_perm(REVIEW_PERMISSION)  # type: ignore[union-attr]


def fetchable(user: AbstractBaseUser | AnonymousUser) -> EvidenceQuerySet:
    """What a signed-in person may fetch: a reviewer all of it, anybody else their own."""
    if may_review(user):
        return Evidence.objects.all()
    return Evidence.objects.of_users([user.pk or 0])


def room_for(thing: ExamAttempt | CredentialClaim) -> int:
    """How many more files it may have."""
    return max(0, int(settings.EVIDENCE_MAX_FILES) - thing.evidence.count())


def keep(thing: ExamAttempt | CredentialClaim, uploads: Sequence[Upload], *, now: datetime) -> None:
    """All of them or none. The thing is locked, so that two tabs can't fill it beyond its limit."""
    stored: list[str] = []
    try:
        with transaction.atomic():
            type(thing)._default_manager.select_for_update().get(pk=thing.pk)
            _check_room(thing, len(uploads))
            for upload in uploads:
                stored.append(_store(upload.examined))  # noqa: PERF401 (what lies there when one fails is deleted)
            Evidence.objects.bulk_create(
                _row(thing, upload, name, now) for upload, name in zip(uploads, stored, strict=True)
            )
    except BaseException:
        _delete_files(stored)
        raise


def _check_room(thing: ExamAttempt | CredentialClaim, count: int) -> None:
    if count > room_for(thing):
        raise ValidationError(_("It may have %(most)d files at most."), params={"most": settings.EVIDENCE_MAX_FILES})
    if count + Evidence.objects.of(thing.learner).count() > settings.EVIDENCE_MAX_KEPT:
        raise ValidationError(
            _("You have %(most)d files here, the most there may be. Remove some that are needed no longer."),
            params={"most": settings.EVIDENCE_MAX_KEPT},
        )


def _store(examined: Examined) -> str:
    return shelf().save(f"{secrets.token_hex(20)}{SUFFIXES[examined.kind]}", ContentFile(examined.data))


def _row(thing: ExamAttempt | CredentialClaim, upload: Upload, stored_as: str, now: datetime) -> Evidence:
    return Evidence(
        attempt=thing if isinstance(thing, ExamAttempt) else None,
        claim=thing if isinstance(thing, CredentialClaim) else None,
        name=upload.name,
        stored_as=stored_as,
        kind=upload.examined.kind.value,
        size=len(upload.examined.data),
        uploaded_at=now,
    )


@transaction.atomic
def remove(evidence: EvidenceQuerySet) -> int:
    """Rows now, files once that is sure. Also for whoever erases a person."""
    names = list(evidence.values_list("stored_as", flat=True))
    Evidence.objects.filter(stored_as__in=names).delete()
    transaction.on_commit(partial(_delete_files, names))
    return len(names)


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        shelf().delete(name)


def files_kept() -> list[str]:
    """The names of all files that lie there; none before the first was kept."""
    try:
        return shelf().listdir("")[1]
    except FileNotFoundError:
        return []
