"""The catalogue's files at the desk."""

import io
import zipfile
from http import HTTPStatus

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certifications.models import Certification, Skill
from tests.certifications.desk import client_of, make_owner
from tests.certifications.files.small import small
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
EXPORT, IMPORT = "admin:certifications_yaml_export", "admin:certifications_yaml_import"


@pytest.fixture
def owner():
    return client_of(make_owner())


def upload(client, text):
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile("a.yaml", text.encode())}, follow=True)


def test_a_file_is_shown_first_and_then_loaded(owner):
    seen = upload(owner, yaml.safe_dump(small()))
    assert "2 curriculum versions would be published." in seen.content.decode()
    assert not Certification.objects.exists()
    owner.post(seen.redirect_chain[-1][0], {"digest": seen.context["digest"]})
    assert Certification.objects.filter(slug="rope-hand", current_version__isnull=False).exists()


def test_what_is_wrong_is_told_by_line_and_nothing_can_be_loaded(owner):
    seen = upload(owner, "skills:\n  - slug: knots\n    name: 5\n")
    text = seen.content.decode()
    assert "<td>3</td><td>error</td><td>“name” must be text" in text
    assert 'name="digest"' not in text
    owner.post(seen.redirect_chain[-1][0], {"digest": seen.context["digest"]})
    assert not Skill.objects.exists()


def test_what_was_not_shown_is_not_loaded(owner):
    seen = upload(owner, yaml.safe_dump(small()))
    again = owner.post(seen.redirect_chain[-1][0], {"digest": "other"})
    assert "The catalogue has changed meanwhile" in again.content.decode()
    assert not Certification.objects.exists()


def test_an_export_loads_again_and_changes_nothing(owner):
    seen = upload(owner, yaml.safe_dump(small()))
    owner.post(seen.redirect_chain[-1][0], {"digest": seen.context["digest"]})
    packed = zipfile.ZipFile(io.BytesIO(owner.get(reverse(EXPORT)).content))
    assert "ropes.yaml" in packed.namelist()
    text = upload(owner, packed.read("ropes.yaml").decode()).content.decode()
    assert "there is nothing to load" in text


def test_an_upload_is_one_s_own_and_owners_alone_may(owner):
    seen = upload(owner, yaml.safe_dump(small()))
    assert client_of(make_owner()).get(seen.redirect_chain[-1][0]).status_code == HTTPStatus.NOT_FOUND
    staff = client_of(make_user(is_staff=True))
    for address in (reverse(EXPORT), reverse(IMPORT), seen.redirect_chain[-1][0]):
        assert staff.get(address).status_code == HTTPStatus.FORBIDDEN
