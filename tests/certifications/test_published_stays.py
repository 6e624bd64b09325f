"""Whatever is edited, published, loaded, taken in or gone back to: no published version ever says anything else."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from certifications.contents import contents_of
from certifications.diff import fingerprint
from certifications.history import recorded_edit
from certifications.models import Certification, CurriculumVersion
from certifications.publishing import (
    OPEN_STATES,
    hand_in,
    publish,
    publish_loaded,
    revert_to,
    send_back,
    start_draft,
    take_in,
)
from tests.certifications.desk import make_complete
from tests.factories import NOON, make_certification

State = CurriculumVersion.State
FROZEN = [State.PUBLISHED, State.RETIRED]
moves = st.lists(
    st.tuples(
        st.sampled_from(["start", "edit", "hand_in", "send_back", "publish", "load", "take_in", "revert"]),
        st.integers(1, 5),
    ),
    max_size=25,
)


def edit(draft: CurriculumVersion, number: int) -> None:
    with recorded_edit(draft, by=None, now=NOON):
        CurriculumVersion.objects.filter(pk=draft.pk).update(summary=f"Edit {number}")
        draft.steps.filter(key=f"step-{number}").delete()
        draft.steps.update(minutes=10 * number)
        draft.steps.create(phase=draft.phases.get(), key=f"step-{number}", title="A step", minutes=number)


def load(certification: Certification, number: int) -> None:
    last = certification.versions.order_by("-number").values_list("number", flat=True)[0]
    loading = CurriculumVersion.objects.create(
        certification=certification, number=last + 1, state=State.LOADING, summary=f"Load {number}"
    )
    make_complete(loading)
    publish_loaded(now=NOON)


def do(certification: Certification, move: str, number: int) -> None:
    draft = certification.versions.filter(state__in=OPEN_STATES).first()
    if move == "start":
        start_draft(certification)
    elif move == "load":
        load(certification, number)
    elif move == "revert":
        revert_to(certification.versions.filter(state__in=FROZEN).order_by("number")[0], by=None)
    elif draft and move == "edit" and draft.state == State.DRAFT:
        edit(draft, number)
    elif draft and move == "hand_in":
        hand_in(draft, now=NOON, by=None)
    elif draft and move == "send_back":
        send_back(draft, now=NOON, by=None, note="Again, please.")
    elif draft and move == "publish":
        publish(draft, now=NOON)
    elif draft and move == "take_in":
        take_in(draft, certification.current_version_id or 0, now=NOON, by=None)


def said(certification: Certification) -> dict[int, str]:
    pks = certification.versions.filter(state__in=FROZEN).values_list("pk", flat=True)
    return {pk: fingerprint(content) for pk, content in contents_of(*pks).items()}


class PublishedStays(TestCase):
    @pytest.mark.django_db
    @settings(max_examples=60, deadline=None)
    @given(moves)
    def test_no_published_version_ever_changes(self, given_moves: list[tuple[str, int]]) -> None:
        certification = make_certification("alpha", published=False)
        make_complete(certification.versions.get())
        publish(certification.versions.get(), now=NOON)
        before = said(certification)
        for move, number in given_moves:
            certification.refresh_from_db()
            with suppress(ValidationError), transaction.atomic():  # to be refused is an answer too
                do(certification, move, number)
            after = said(certification)
            assert after | before == after
            assert certification.versions.filter(state=State.PUBLISHED).count() == 1
            before = after
