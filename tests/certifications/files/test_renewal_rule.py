"""The rule of renewal in the files, the diff and the frozen version."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from certifications.contents import contents_of
from certifications.diff import diff
from certifications.diff_words import in_words
from certifications.files.form import GuideForm, fingerprint
from certifications.files.loader import load
from certifications.files.reader import read_files
from certifications.models import Certification, CurriculumVersion
from tests.certifications.files.small import guide, load_data, small, write
from tests.factories import NOON, make_certification

pytestmark = pytest.mark.django_db
SAID = {"renewal_window_months": 3, "renewal_from": "last_expiry", "renewed_by_higher": True}


def current() -> CurriculumVersion:
    return CurriculumVersion.objects.get(current_for__slug="rope-hand")


def load_with(folder: Path, **said: object) -> None:
    data = small()
    guide(data).update(said)
    load_data(folder, data)


def test_what_is_not_said_changes_no_fingerprint() -> None:
    silent = GuideForm(validity_months=24)
    assert fingerprint(silent) == fingerprint(GuideForm(validity_months=24, renewal_from="award"))
    assert fingerprint(silent) == fingerprint(GuideForm(validity_months=24, renewed_by_higher=False))
    assert fingerprint(silent) != fingerprint(GuideForm(validity_months=24, renewed_by_higher=True))


def test_without_a_word_the_rule_is_the_day_of_the_renewal(tmp_path: Path) -> None:
    load_with(tmp_path)
    assert (current().renewal_from, current().renewed_by_higher) == ("award", False)


def test_load_export_load_changes_nothing(tmp_path: Path) -> None:
    load_with(tmp_path, **SAID)
    version = current()
    assert {name: getattr(version, name) for name in SAID} == SAID
    out = tmp_path / "out"
    call_command("export_catalogue", out, verbosity=0)
    assert "renewal_from: last_expiry" in "".join(path.read_text() for path in out.iterdir())
    outcome = load(read_files([out]), now=NOON)
    assert (outcome.problems, outcome.guides) == ([], [])
    assert current() == version


def test_a_file_that_says_something_new_of_it_makes_a_new_version(tmp_path: Path) -> None:
    load_with(tmp_path)
    load_with(tmp_path, **SAID)
    assert current().number == 2


@pytest.mark.parametrize("said", [{"renewal_from": "the moon"}, {"renewed_by_higher": "yes"}])
def test_what_is_no_rule_is_refused(tmp_path: Path, said: dict) -> None:
    data = small()
    guide(data).update(said)
    outcome = load(read_files([write(tmp_path, data)]), now=NOON)
    assert len(outcome.problems) == 1
    assert not Certification.objects.exists()


def test_a_diff_says_it_in_the_words_of_the_form(tmp_path: Path) -> None:
    load_with(tmp_path)
    load_with(tmp_path, **SAID)
    old, new = CurriculumVersion.objects.filter(certification__slug="rope-hand").order_by("number")
    found = contents_of(old.pk, new.pk)
    (section,) = in_words(diff(found[old.pk], found[new.pk]).changes)
    shown = {change.label: [text for _mark, text in change.fields[0].parts] for change in section.changes}
    assert shown == {
        "Renewal opens (months before the end)": ["3"],
        "A renewed period counts from": ["the day of the renewal", "the old end, when renewed inside the window"],
        "Renewed by a higher one": ["no", "yes"],
    }


@pytest.mark.parametrize("changed", [{"renewal_from": "last_expiry"}, {"renewed_by_higher": True}])
def test_a_published_version_keeps_its_rule(changed: dict) -> None:
    version = make_certification(guide={"validity_months": 24}).current_version
    assert version
    with pytest.raises(DatabaseError), transaction.atomic():
        CurriculumVersion.objects.filter(pk=version.pk).update(**changed)


def test_the_public_page_says_what_the_rule_says(client) -> None:
    certification = make_certification("alpha", guide={"validity_months": 24, **SAID})
    page = client.get(certification.get_absolute_url()).content.decode()
    assert "counts from the old end when renewed inside the window" in page
    assert "passing a higher level of the same programme" in page
