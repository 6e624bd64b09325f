"""The index follows the catalogue, whoever writes; and nobody finds it half made."""

import threading

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections

from certifications.models import CatalogueRevision, Certification, SearchDocument, SearchIndex, SearchWord, Skill
from certifications.publishing import make_current, start_draft
from certifications.search import index, search_all
from tests.factories import NOON, make_certification, make_skill

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    return [hit.name for hit in search_all(text)]


def test_what_is_published_is_found_by_the_next_search_and_what_it_no_longer_says_is_not() -> None:
    certification = make_certification(name="It", guide={"summary": "About mountains."})
    assert names("mountains") == ["It"]
    draft = start_draft(certification)
    draft.summary = "About the sea."
    draft.save()
    assert names("sea") == []
    make_current(draft, now=NOON)
    assert names("sea") == ["It"]
    assert names("mountains") == []


def test_update_and_bulk_create_and_delete_are_seen() -> None:
    Skill.objects.bulk_create([Skill(slug="one", name="Mountain")])
    assert names("mountain") == ["Mountain"]
    Skill.objects.update(name="Valley")
    assert names("mountain") == []
    assert names("valley") == ["Valley"]
    Skill.objects.all().delete()
    assert names("valley") == []
    assert not SearchWord.objects.exists()


def test_an_archived_certification_leaves() -> None:
    make_certification("one", name="Mountain")
    assert names("mountain") == ["Mountain"]
    Certification.objects.update(archived=True)
    assert names("mountain") == []


def test_a_load_is_seen() -> None:
    assert names("docker") == []
    call_command("load_catalogue", verbosity=0)
    assert "Docker" in names("docker")


def test_making_the_index_does_not_raise_the_revision_and_a_second_search_makes_nothing() -> None:
    make_skill("one")
    before = CatalogueRevision.objects.current()
    names("one")
    assert CatalogueRevision.objects.current() == before == SearchIndex.objects.get().revision


def test_what_has_not_changed_is_not_written_again() -> None:
    make_skill("one", name="One")
    names("one")
    kept = SearchDocument.objects.get().pk
    make_skill("two", name="Two")
    Skill.objects.filter(slug="one").update(summary="More.")
    names("two")
    assert SearchDocument.objects.get(slug="one").pk == kept
    assert names("more") == ["One"]


def test_while_the_database_is_busy_the_old_index_answers(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    make_skill("one", name="Mountain")
    names("mountain")
    Skill.objects.update(name="Valley")

    def locked() -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(index, "rebuild", locked)
    assert names("mountain") == ["Mountain"]
    assert "behind" in caplog.text


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_several_who_make_the_index_at_once_leave_one() -> None:
    make_certification("one", name="Mountain")
    barrier, seen = threading.Barrier(4), []

    def look() -> None:
        barrier.wait(10)
        seen.append(names("mountain"))
        connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert seen == [["Mountain"]] * 4
    assert SearchDocument.objects.count() == 1
    assert SearchIndex.objects.get().revision == CatalogueRevision.objects.current()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's index is a column")
def test_sqlite_says_that_its_index_fits_the_documents() -> None:
    make_skill("one", name="Mountain")
    names("mountain")
    Skill.objects.update(name="Valley")
    names("valley")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO certifications_search_fts(certifications_search_fts, rank) VALUES ('integrity-check', 1)"
        )
