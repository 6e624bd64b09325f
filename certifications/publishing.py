"""Writes that move a curriculum version through its states. Nothing else changes `state` or `current_version`."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from certifications.contents import contents_of, nothing
from certifications.diff import Diff, diff
from certifications.diff_words import in_short
from certifications.findings import in_words, lint_version
from certifications.graph import cycle_through
from certifications.models import (
    Certification,
    CommonMistake,
    CurriculumVersion,
    FaqEntry,
    NextStep,
    PlanPhase,
    PlanStep,
    PracticeProject,
    Prerequisite,
    SkillTaught,
    VersionEvent,
)

Kind = VersionEvent.Kind
State = CurriculumVersion.State
Row = TypeVar("Row", Prerequisite, SkillTaught, PracticeProject, CommonMistake, NextStep, FaqEntry, PlanPhase, PlanStep)
OPEN_STATES = (State.DRAFT, State.IN_REVIEW)
States = tuple[str, str]
"""From, to."""
Stamp = tuple[datetime, AbstractBaseUser | None]
"""When, by whom."""
FROZEN_STATES = (State.PUBLISHED, State.RETIRED)
PUBLISHING_LOCK = 0x43A1  # any number that nothing else of ours locks


@transaction.atomic
def publish(version: CurriculumVersion, *, now: datetime, by: AbstractBaseUser | None = None) -> None:
    """Makes a draft the current version; the one before it is retired. From here on its rows are frozen.

    Raises ValidationError with every reason against it; then nothing has changed.
    """
    wait_for_other_publishers()
    # What was read before the wait may be out of date, and a second click must not publish twice.
    held = CurriculumVersion.objects.select_for_update().values_list("state", "based_on_id")
    version.state, version.based_on_id = held.get(pk=version.pk)
    version.certification.refresh_from_db(fields=["current_version"])
    if refused := refusals(version):
        raise ValidationError(refused)
    make_current(version, now=now, by=by)


@transaction.atomic
def make_current(version: CurriculumVersion, *, now: datetime, by: AbstractBaseUser | None = None) -> None:
    """The move itself, without `refusals`."""
    certification, before = version.certification, version.state
    replaced = list(certification.versions.filter(state=State.PUBLISHED).values_list("pk", flat=True))
    CurriculumVersion.objects.filter(pk__in=replaced).update(state=State.RETIRED)
    version.state, version.published_at, version.published_by = State.PUBLISHED, now, by  # type: ignore[assignment]
    version.save(update_fields=["state", "published_at", "published_by"])
    certification.current_version = version
    certification.save(update_fields=["current_version"])
    published = _event(version.pk, Kind.PUBLISHED, (before, State.PUBLISHED), (now, by))
    VersionEvent.objects.bulk_create([*_retirements(replaced, (now, by)), published])


@transaction.atomic
def publish_loaded(*, now: datetime) -> None:
    """The same move for every version that a load has just written, in six statements, whatever their number."""
    loading = CurriculumVersion.objects.filter(state=State.LOADING)
    before = CurriculumVersion.objects.filter(state=State.PUBLISHED, certification__in=loading.values("certification"))
    replaced, loaded = list(before.values_list("pk", flat=True)), list(loading.values_list("pk", flat=True))
    before.update(state=State.RETIRED)
    own = loading.filter(certification=models.OuterRef("pk")).values("pk")
    Certification.objects.filter(pk__in=loading.values("certification")).update(current_version=models.Subquery(own))
    loading.update(state=State.PUBLISHED, published_at=now)
    published = [_event(pk, Kind.LOADED, (State.LOADING, State.PUBLISHED), (now, None)) for pk in loaded]
    VersionEvent.objects.bulk_create([*_retirements(replaced, (now, None)), *published])


@transaction.atomic
def start_draft(certification: Certification, *, by: AbstractBaseUser | None = None) -> CurriculumVersion:
    """The open draft of a certification; where there is none, a new one with all that the current version says.

    A draft made here has an empty `content_hash`: it came from no file, so it equals none. Were the hash copied, an edited
    draft would pass for the file it once came from.
    """
    Certification.objects.select_for_update().get(pk=certification.pk)
    if draft := certification.versions.filter(state__in=OPEN_STATES).first():
        return draft
    source = CurriculumVersion.objects.filter(current_for=certification).first()
    return begin(certification, source, based_on=source, by=by)


@transaction.atomic
def revert_to(source: CurriculumVersion, *, by: AbstractBaseUser | None = None) -> CurriculumVersion:
    """A new draft with all that an older version says. Raises ValidationError where a draft is open: its words stay."""
    certification = Certification.objects.select_for_update().get(pk=source.certification_id)
    if draft := certification.versions.filter(state__in=OPEN_STATES).first():
        raise ValidationError(
            _("Version %d is open already. Publish it or delete it, then go back to the older one.") % draft.number
        )
    if not source.is_frozen:
        raise ValidationError(_("Only a version that was published can be gone back to."))
    return begin(certification, source, based_on=certification.current_version, by=by)


@transaction.atomic
def hand_in(version: CurriculumVersion, *, now: datetime, by: AbstractBaseUser | None, note: str = "") -> None:
    """From here on its words stay as they are, until it is published, taken back or sent back."""
    _move(version, Kind.HANDED_IN, (State.DRAFT, State.IN_REVIEW), (now, by), note)


@transaction.atomic
def take_back(version: CurriculumVersion, *, now: datetime, by: AbstractBaseUser | None) -> None:
    _move(version, Kind.TAKEN_BACK, (State.IN_REVIEW, State.DRAFT), (now, by))


@transaction.atomic
def send_back(version: CurriculumVersion, *, now: datetime, by: AbstractBaseUser | None, note: str) -> None:
    if not note.strip():
        raise ValidationError(_("Say what should change: the author reads it."))
    _move(version, Kind.SENT_BACK, (State.IN_REVIEW, State.DRAFT), (now, by), note)


@transaction.atomic
def take_in(version: CurriculumVersion, newer: int, *, now: datetime, by: AbstractBaseUser | None) -> None:
    """The author has read what version `newer` changed and has taken over into the draft what should stay.

    Refused when yet another version was published since: that one has not been read.
    """
    wait_for_other_publishers()
    version.certification.refresh_from_db(fields=["current_version"])
    if version.certification.current_version_id != newer:
        raise ValidationError(_("Yet another version was published meanwhile. Read what it changed first."))
    if not CurriculumVersion.objects.filter(pk=version.pk, state__in=OPEN_STATES).update(based_on=newer):
        raise ValidationError(_("This version is published already. Edit it as a new draft."))
    version.based_on_id = newer
    taken = _event(version.pk, Kind.TAKEN_IN, (version.state, version.state), (now, by))
    taken.about_id = newer
    taken.save(force_insert=True)


def refusals(version: CurriculumVersion) -> list[str]:
    """Why this version can't be published, in words for the owner; empty when it can."""
    if version.is_frozen:
        return [_("This version is published already. Edit it as a new draft.")]
    errors = [in_words(finding) for finding in lint_version(version) if finding.is_error]
    return [*stale_refusals(version), *errors]


def stale_refusals(version: CurriculumVersion) -> list[str]:
    """What another version, published since this draft began, has changed: publishing would silently undo it."""
    if not version.is_stale or (newer := version.certification.current_version) is None:
        return []
    words = _("Version %(number)d was published meanwhile, on %(day)s%(by)s. It changed: %(changes)s.")
    return [
        words
        % {
            "number": newer.number,
            "day": date_format(localtime(newer.published_at)) if newer.published_at else "–",
            "by": _(" by %s") % newer.published_by if newer.published_by else "",
            "changes": in_short(missed(version).changes) or _("nothing that a page shows"),
        }
    ]


def missed(version: CurriculumVersion) -> Diff:
    """What was changed between the version that this draft is based on and the one that is current."""
    current, base = version.certification.current_version_id, version.based_on_id
    found = contents_of(*(pk for pk in (base, current) if pk))
    return diff(found.get(base or 0, nothing()), found.get(current or 0, nothing()))


def cycle_refusals(version: CurriculumVersion) -> list[str]:
    """The circle that this version's prerequisites would close with all current versions, named by its path."""
    edges = prerequisite_edges(version)
    if cycle_through(version.certification_id, edges) is None:
        return []
    # Sorted only where there is something to name, so that every database names the same one.
    circle = cycle_through(version.certification_id, sorted(edges)) or []
    names = Certification.objects.in_bulk(circle)
    path = " → ".join(names[pk].name for pk in circle)
    return [_("The prerequisites go round in a circle: %(path)s. Take one of them away.") % {"path": path}]


def prerequisite_edges(version: CurriculumVersion) -> list[tuple[int, int]]:
    """One query: (certification, what it asks for), of every current version but with `version` in its own one's place."""
    counted = models.Q(version__current_for__isnull=False) & ~models.Q(version__certification=version.certification_id)
    return list(
        Prerequisite.objects.filter(counted | models.Q(version=version), certification__isnull=False)
        .order_by()
        .values_list("version__certification_id", "certification_id")
    )


def wait_for_other_publishers() -> None:
    """Two owners who publish at once could close a circle that neither of them sees. On SQLite writers queue anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])


def _move(version: CurriculumVersion, kind: VersionEvent.Kind, states: States, stamp: Stamp, note: str = "") -> None:
    """Of two who move at once the second finds the state gone."""
    if not CurriculumVersion.objects.filter(pk=version.pk, state=states[0]).update(state=states[1]):
        version.refresh_from_db(fields=["state"])
        raise ValidationError(_("Somebody was quicker: this version is now “%s”.") % version.get_state_display())
    version.state = states[1]
    event = _event(version.pk, kind, states, stamp)
    event.note = note.strip()
    event.save(force_insert=True)


def _event(version: int, kind: VersionEvent.Kind, states: States, stamp: Stamp) -> VersionEvent:
    (from_state, to_state), (at, by) = states, stamp
    return VersionEvent(version_id=version, kind=kind, from_state=from_state, to_state=to_state, at=at, by=by)  # type: ignore[misc]


def _retirements(versions: Iterable[int], stamp: Stamp) -> Iterable[VersionEvent]:
    return (_event(version, Kind.RETIRED, (State.PUBLISHED, State.RETIRED), stamp) for version in versions)


def begin(
    certification: Certification,
    source: CurriculumVersion | None,
    *,
    based_on: CurriculumVersion | None,
    by: AbstractBaseUser | None,
) -> CurriculumVersion:
    """A draft of the certification with all that the source says, which may be another certification's; on record."""
    draft = CurriculumVersion.objects.get(pk=source.pk) if source else CurriculumVersion(certification=certification)
    draft.pk, draft._state.adding, draft.certification = None, True, certification
    draft.number = (certification.versions.aggregate(last=models.Max("number"))["last"] or 0) + 1
    draft.state, draft.content_hash, draft.based_on = State.DRAFT, "", based_on
    draft.created_by, draft.published_at, draft.published_by = by, None, None  # type: ignore[assignment]
    draft.save(force_insert=True)
    if source:
        _copy_rows(source, draft)
    started = _event(draft.pk, Kind.STARTED, ("", State.DRAFT), (draft.created_at, by))
    started.about = source
    started.save(force_insert=True)
    return draft


def _copy_rows(source: CurriculumVersion, draft: CurriculumVersion) -> None:
    Prerequisite.objects.bulk_create(_copied(source.prerequisites.all(), draft))
    SkillTaught.objects.bulk_create(_copied(source.skills_taught.all(), draft))
    PracticeProject.objects.bulk_create(_copied(source.projects.all(), draft))
    CommonMistake.objects.bulk_create(_copied(source.mistakes.all(), draft))
    NextStep.objects.bulk_create(_copied(source.next_steps.all(), draft))
    FaqEntry.objects.bulk_create(_copied(source.faq.all(), draft))
    phases = {phase.key: phase for phase in PlanPhase.objects.bulk_create(_copied(source.phases.all(), draft))}
    steps = _copied(source.steps.select_related("phase"), draft)
    for step in steps:
        step.phase = phases[step.phase.key]
    PlanStep.objects.bulk_create(steps)


def _copied(rows: models.QuerySet[Row], draft: CurriculumVersion) -> list[Row]:
    copies = list(rows)
    for copy in copies:
        copy.pk, copy.version = None, draft
    return copies
