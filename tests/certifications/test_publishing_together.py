"""Two owners who draw an edge each at the same moment cannot close a circle between them, whichever of them is first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from certifications import publishing
from certifications.graph import find_cycle
from certifications.models import Certification, CurriculumVersion, Prerequisite
from certifications.publishing import publish, start_draft
from tests.factories import NOON, make_certification

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True),
]
SECONDS_TO_MEET = 2


@pytest.fixture
def drafts() -> list[int]:
    """A draft in which A asks for B, and one in which B asks for A."""
    a, b = (make_certification(slug, name=slug.upper(), kind="listed") for slug in "ab")
    return [_draft_asking_for(a, b), _draft_asking_for(b, a)]


@pytest.fixture
def _meeting_after_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has found nothing against their draft waits for the other to have got as far: the worst moment."""
    check: Callable[[CurriculumVersion], list[str]] = publishing.refusals
    meeting = Barrier(2)

    def check_and_wait(version: CurriculumVersion) -> list[str]:
        found = check(version)
        with suppress(BrokenBarrierError):  # the other one is held up, or has been here alone before us
            meeting.wait(SECONDS_TO_MEET)
        return found

    monkeypatch.setattr(publishing, "refusals", check_and_wait)


def _draft_asking_for(certification: Certification, other: Certification) -> int:
    draft = start_draft(certification)
    Prerequisite.objects.create(version=draft, key=other.slug, kind="certification", certification=other)
    return draft.pk


def _publish_at_once(drafts: list[int]) -> list[str]:
    """What each owner is told; empty for whoever has published."""
    together = Barrier(2)

    def one_owner(pk: int) -> str:
        draft = CurriculumVersion.objects.get(pk=pk)
        together.wait(timeout=10)
        try:
            publish(draft, now=NOON)
        except ValidationError as refused:
            return " ".join(refused.messages)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as owners:
        return list(owners.map(one_owner, drafts))


def _edges() -> list[tuple[int, int]]:
    rows = Prerequisite.objects.filter(version__current_for__isnull=False, certification__isnull=False)
    return list(rows.values_list("version__certification_id", "certification_id"))


@pytest.mark.usefixtures("_meeting_after_the_check")
def test_one_of_them_publishes_and_the_other_is_told_the_path(drafts: list[int]) -> None:
    won, told = sorted(_publish_at_once(drafts))
    assert won == ""
    assert "A → B → A" in told or "B → A → B" in told
    assert len(_edges()) == 1


@pytest.mark.usefixtures("_meeting_after_the_check")
def test_without_the_lock_both_would_publish_and_the_circle_would_be_closed(
    drafts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test before is worth: it is the lock that keeps them apart, and nothing else."""
    monkeypatch.setattr(publishing, "wait_for_other_publishers", lambda: None)
    assert _publish_at_once(drafts) == ["", ""]
    assert find_cycle(_edges()) is not None
