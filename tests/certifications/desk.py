"""How tests sit at the curriculum owner's desk."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from certifications.models import Certification, CurriculumVersion, PlanPhase, PlanStep, SkillTaught
from certifications.owners import GROUP
from portal.models import User
from tests.factories import make_skill, make_user


def make_owner(**fields: Any) -> User:
    owner = make_user(**{"name": "Olga Owner", "is_staff": True, **fields})
    owner.groups.add(Group.objects.get(name=GROUP))
    return owner


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def change_url(record: Any) -> str:
    return reverse(f"admin:certifications_{record._meta.model_name}_change", args=[record.pk])


def edit_guide_url(certification: Certification) -> str:
    return reverse("admin:certifications_certification_edit_guide", args=[certification.pk])


def publish_url(version: CurriculumVersion) -> str:
    return reverse("admin:certifications_curriculumversion_publish", args=[version.pk])


def as_shown(response: Any) -> dict[str, Any]:
    """All that a browser would send back from an admin form on which nothing was touched."""
    context = response.context
    data = dict(_values(context["adminform"].form))
    for inline in context["inline_admin_formsets"]:
        data |= dict(_values(inline.formset.management_form))
        for form in inline.formset.forms:
            data |= dict(_values(form))
    return data


def _values(form: BaseForm) -> Iterator[tuple[str, Any]]:
    for field in form:
        value = field.value()
        if value is not None and value is not False:  # 0 is a number, and an unticked box is not sent
            yield field.html_name, value


def add_row(data: dict[str, Any], prefix: str, **values: Any) -> str:
    """Another row at the end of an inline; returns its prefix."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = number + 1
    data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return f"{prefix}-{number}"


def make_complete(version: CurriculumVersion) -> None:
    """What a guided certification needs to be published: a skill and a plan."""
    SkillTaught.objects.create(version=version, skill=make_skill("linux"))
    phase = PlanPhase.objects.create(version=version, key="one", title="By day 14", by_day=14, position=1)
    PlanStep.objects.create(version=version, phase=phase, key="read", title="Read the guide", minutes=30, position=1)
