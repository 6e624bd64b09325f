"""The pages at the desk: who may, what they show, and that an upload is its owner's alone."""

import io
from http import HTTPStatus

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from certifications.models import SheetUpload, Skill
from certifications.publishing import start_draft
from tests.certifications.desk import client_of, make_owner
from tests.factories import make_guided, make_skill, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
IMPORT = "admin:certifications_skill_sheet_import"


@pytest.fixture
def owner():
    return client_of(make_owner())


def upload(client, text, url=None):
    file = SimpleUploadedFile("skills.csv", text.encode())
    return client.post(url or reverse(IMPORT), {"file": file}, follow=True)


def test_an_owner_sees_the_changes_first_and_then_imports_them(owner):
    make_skill("knots", name="Knots")
    seen = upload(owner, "slug,name\nknots,Splices\nnew,New\n")
    text = seen.content.decode()
    assert "1 would be added, 1 changed, 0 are as they are. Nothing has been written yet." in text
    assert "<del>Knots</del> → <ins>Splices</ins>" in text
    assert Skill.objects.count() == 1
    done = owner.post(seen.redirect_chain[-1][0], {"digest": seen.context["preview"].digest}, follow=True)
    assert "2 rows imported: 1 added, 1 changed." in done.content.decode()
    assert Skill.objects.get(slug="knots").name == "Splices"
    assert not SheetUpload.objects.exists()
    assert LogEntry.objects.filter(object_repr="Splices", change_message__contains="name").exists()


def test_every_fault_is_shown_with_row_and_column_and_there_is_no_button_to_import(owner):
    text = upload(owner, "slug,name\nA B,x\nb,\n").content.decode()
    assert "<td>2</td><td>slug</td>" in text
    assert "<td>3</td><td>name</td><td>This field is required.</td>" in text
    assert 'name="digest"' not in text


def test_a_file_of_another_kind_is_told_and_the_next_one_is_a_step_away(owner):
    text = upload(owner, "\x00\x01").content.decode()
    assert "neither CSV nor XLSX" in text
    assert "Choose a mended file" in text


def test_a_change_in_between_shows_the_dry_run_anew(owner):
    make_skill("knots", name="Knots")
    seen = upload(owner, "slug,name\nknots,Splices\n")
    Skill.objects.update(name="Bends")
    again = owner.post(seen.redirect_chain[-1][0], {"digest": seen.context["preview"].digest})
    text = again.content.decode()
    assert "The catalogue has changed meanwhile" in text
    assert "<del>Bends</del>" in text


def test_an_export_follows_the_list_s_filters(owner):
    make_skill("knots", name="Knots")
    make_skill("=cmd", name="=1+1")
    answer = owner.get(reverse("admin:certifications_skill_sheet_export", args=["csv"]), {"q": "Knots"})
    assert answer.content.decode("utf-8-sig").splitlines() == [
        '"slug","name","summary","source"',
        '"knots","Knots","",""',
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="skill.csv"'
    answer = owner.get(reverse("admin:certifications_skill_sheet_export", args=["xlsx"]))
    assert load_workbook(io.BytesIO(answer.content)).active.max_row == 3
    assert (
        owner.get(reverse("admin:certifications_skill_sheet_export", args=["pdf"])).status_code == HTTPStatus.NOT_FOUND
    )


def test_a_draft_s_steps_come_and_go_as_a_sheet(owner):
    draft = start_draft(make_guided("alpha"))
    stem = "admin:certifications_curriculumversion_sheet"
    exported = owner.get(reverse(f"{stem}_export", args=[draft.pk, "steps", "csv"])).content.decode("utf-8-sig")
    seen = upload(owner, exported.replace('"60"', '"75"'), reverse(f"{stem}_import", args=[draft.pk, "steps"]))
    owner.post(seen.redirect_chain[-1][0], {"digest": seen.context["preview"].digest})
    assert draft.steps.get(key="d14-s1").minutes == 75
    assert owner.get(reverse(f"{stem}_export", args=[draft.pk, "skill", "csv"])).status_code == HTTPStatus.NOT_FOUND


def test_an_upload_is_its_owner_s_alone(owner):
    seen = upload(owner, "slug,name\nnew,New\n")
    other = client_of(make_owner())
    assert other.get(seen.redirect_chain[-1][0]).status_code == HTTPStatus.NOT_FOUND
    assert other.post(seen.redirect_chain[-1][0]).status_code == HTTPStatus.NOT_FOUND


def test_who_may_not_change_skills_may_not_import_them(client):
    staff = client_of(make_user(is_staff=True))
    assert staff.get(reverse(IMPORT)).status_code == HTTPStatus.FORBIDDEN
    assert (
        staff.get(reverse("admin:certifications_skill_sheet_export", args=["csv"])).status_code == HTTPStatus.FORBIDDEN
    )
    assert client.get(reverse(IMPORT)).status_code == HTTPStatus.FOUND


def test_the_list_offers_the_sheets(owner):
    text = owner.get(reverse("admin:certifications_skill_changelist"), {"q": "x"}).content.decode()
    assert "sheet/csv/?q=x" in text
    assert reverse(IMPORT) in text
