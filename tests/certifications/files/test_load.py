"""What a load makes of the database."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from certifications.files.loader import examine, load
from certifications.files.reader import read_files
from certifications.models import (
    Certification,
    CurriculumVersion,
    Level,
    PathStep,
    PlanStep,
    Prerequisite,
    Program,
    Provider,
    ReferenceRow,
    Role,
    Skill,
    Track,
)
from certifications.publishing import make_current, start_draft
from tests.bench.catalogue import generate
from tests.bench.catalogue import write as write_generated
from tests.certifications.files.small import guide, load_data, small, together, write
from tests.factories import NOON

pytestmark = pytest.mark.django_db
RECORDS = 14


@pytest.fixture
def hand(tmp_path) -> Certification:
    """The small catalogue is loaded; this is its guided certification."""
    load_data(tmp_path, small())
    return Certification.objects.get(slug="rope-hand")


def current(slug: str = "rope-hand") -> CurriculumVersion:
    return CurriculumVersion.objects.get(current_for__slug=slug)


def test_the_first_load_adds_everything(tmp_path):
    assert together(load_data(tmp_path, small())) == (RECORDS, 0, 0, 0)


def test_identity_and_content_are_written_apart(hand):
    assert (hand.name, hand.program.slug, hand.track.slug, hand.level.slug) == ("Rope hand", "ropes", "deck", "first")
    version = hand.current_version
    assert (version.number, version.state, version.published_at) == (1, "published", NOON)
    assert (version.summary, version.validity_months, version.validity_months_max) == ("Knows the ropes.", 24, 36)


def test_the_rows_of_a_guide_keep_their_order_and_keys(hand):
    version = hand.current_version
    assert list(version.skills_taught.values_list("skill__slug", flat=True)) == ["whipping", "splicing"]
    assert [phase.key for phase in version.phases.all()] == ["start", "finish"]
    steps = PlanStep.objects.filter(version=version).values_list("phase__key", "key", "minutes", "optional")
    assert list(steps) == [("start", "read", 60, False), ("start", "tie", 90, False), ("finish", "mock", 45, True)]


def test_a_prerequisite_knows_its_kind(hand):
    found = Prerequisite.objects.order_by("version", "position").values_list("kind", "years")
    assert sorted(found) == [("certification", None), ("experience", Decimal("1.5")), ("skill", None)]


def test_references_become_foreign_keys(hand):
    assert Certification.objects.get(slug="rigger").replaced_by == hand
    assert ReferenceRow.objects.get(key="hand").certification == hand
    assert [step.certification.slug for step in PathStep.objects.all()] == ["rope-hand", "rigger"]


def test_a_second_load_changes_nothing(hand, tmp_path):
    before = list(CurriculumVersion.objects.values())
    assert together(load_data(tmp_path, small())) == (0, 0, RECORDS, 0)
    assert list(CurriculumVersion.objects.values()) == before


def test_an_edit_in_the_admin_survives_the_next_load_of_the_same_files(hand, tmp_path):
    Skill.objects.filter(slug="splicing").update(name="Splicing, by Ada")
    Certification.objects.filter(slug="rope-hand").update(archived=True)
    assert together(load_data(tmp_path, small())) == (0, 0, RECORDS, 0)
    assert Skill.objects.get(slug="splicing").name == "Splicing, by Ada"
    assert Certification.objects.get(pk=hand.pk).archived


def test_a_file_that_has_changed_since_wins_over_an_edit(hand, tmp_path):
    Skill.objects.filter(slug="splicing").update(name="Splicing, by Ada")
    data = small()
    data["skills"][0]["summary"] = "Joining ropes."
    assert together(load_data(tmp_path, data)) == (0, 1, RECORDS - 1, 0)
    assert Skill.objects.values_list("name", "summary").get(slug="splicing") == ("Splicing", "Joining ropes.")


def test_a_file_that_says_what_the_owner_wrote_changes_nothing_and_counts_as_loaded(hand, tmp_path):
    Skill.objects.filter(slug="splicing").update(name="Better")
    data = small()
    data["skills"][0]["name"] = "Better"
    assert together(load_data(tmp_path, data)) == (0, 0, RECORDS, 0)
    Skill.objects.filter(slug="splicing").update(name="Better still")
    load_data(tmp_path, data)
    assert Skill.objects.get(slug="splicing").name == "Better still"


def test_a_changed_guide_becomes_a_new_version_and_the_old_one_is_retired(hand, tmp_path):
    data = small()
    guide(data)["plan"][0]["steps"][0]["minutes"] = 75
    outcome = load_data(tmp_path, data)
    assert [form.slug for form in outcome.guides] == ["rope-hand"]
    assert list(hand.versions.order_by("number").values_list("number", "state")) == [(1, "retired"), (2, "published")]
    assert current().steps.get(key="read").minutes == 75
    assert hand.current_version.steps.get(key="read").minutes == 60


def test_a_guide_that_goes_back_to_what_it_said_is_published_again(hand, tmp_path):
    data = small()
    guide(data)["summary"] = "For a while."
    load_data(tmp_path, data)
    load_data(tmp_path, small())
    assert (current().number, current().summary) == (3, "Knows the ropes.")


def test_a_track_that_an_owner_removed_cannot_be_named_while_the_programme_is_left_alone(hand, tmp_path):
    Track.objects.filter(slug="rigging").delete()
    data = small()
    data["certifications"][1]["track"] = "rigging"
    outcome = load(read_files([write(tmp_path, data)]), now=NOON)
    assert [problem.what for problem in outcome.problems] == [
        "“track” names the track “rigging”, which the programme “ropes” does not have"
    ]


def test_a_rank_that_an_owner_gave_to_a_level_is_taken(hand, tmp_path):
    Level.objects.filter(slug="second").update(rank=25)
    data = small()
    data["levels"].append({"slug": "third", "name": "Third", "rank": 25})
    outcome = load(read_files([write(tmp_path, data)]), now=NOON)
    assert [problem.what for problem in outcome.problems] == ["“rank” 25 is the level “second”'s already"]


def test_a_changed_identity_publishes_no_version(hand, tmp_path):
    data = small()
    data["certifications"][0] |= {"name": "Deck hand", "track": "rigging"}
    outcome = load_data(tmp_path, data)
    assert (together(outcome), outcome.guides) == ((0, 1, RECORDS - 1, 0), [])
    stands = Certification.objects.values_list("name", "track__slug", "current_version__number").get(pk=hand.pk)
    assert stands == ("Deck hand", "rigging", 1)


def test_an_owner_s_version_survives_a_load_that_only_changes_the_identity(hand, tmp_path):
    draft = start_draft(hand)
    CurriculumVersion.objects.filter(pk=draft.pk).update(summary="By Ada")
    draft.refresh_from_db()
    make_current(draft, now=NOON)
    data = small()
    data["certifications"][0]["name"] = "Deck hand"
    load_data(tmp_path, data)
    assert (current().certification.name, current().summary) == ("Deck hand", "By Ada")


def test_an_owner_s_draft_stays_when_a_new_version_is_loaded_over_it(hand, tmp_path):
    draft = start_draft(hand)
    data = small()
    guide(data)["summary"] = "From the file."
    load_data(tmp_path, data)
    states = hand.versions.order_by("number").values_list("number", "state")
    assert list(states) == [(1, "retired"), (2, "draft"), (3, "published")]
    assert current().summary == "From the file."
    assert CurriculumVersion.objects.get(pk=draft.pk).summary == "Knows the ropes."


def test_a_certification_that_its_programme_drops_is_archived_and_keeps_its_rows(hand, tmp_path):
    data = small()
    dropped = data["certifications"].pop(1)
    data["paths"][0]["steps"].pop()
    guide(data)["next_steps"].pop(0)
    assert together(load_data(tmp_path, data))[3] == 1
    assert Certification.objects.get(slug="rigger").archived
    assert current("rigger").prerequisites.count() == 1
    assert together(load_data(tmp_path, data))[3] == 0
    data["certifications"].append(dropped)
    assert together(load_data(tmp_path, data)) == (0, 1, RECORDS - 1, 0)
    assert not Certification.objects.get(slug="rigger").archived


def test_a_certification_made_in_the_admin_is_not_archived(hand, tmp_path):
    Certification.objects.create(slug="own", name="Our own", program=Program.objects.get())
    assert together(load_data(tmp_path, small())) == (0, 0, RECORDS, 0)
    assert not Certification.objects.get(slug="own").archived


def test_other_records_that_the_files_no_longer_name_stay(hand, tmp_path):
    data = small()
    del data["glossary"], data["roadmaps"], data["programs"], data["certifications"]
    load_data(tmp_path, data)
    assert Certification.objects.filter(archived=False).count() == 2


def test_the_parts_of_a_changed_record_follow_the_file(hand, tmp_path):
    data = small()
    data["paths"][0]["steps"].reverse()
    data["roles"][0]["skills"] = ["splicing"]
    data["programs"][0]["tracks"][0]["name"] = "On deck"
    data["programs"][0]["tracks"].pop(1)
    load_data(tmp_path, data)
    assert [step.certification.slug for step in PathStep.objects.all()] == ["rigger", "rope-hand"]
    assert [skill.slug for skill in Role.objects.get().skills.all()] == ["splicing"]
    assert [(track.slug, track.name) for track in Track.objects.all()] == [("deck", "On deck")]


def test_a_dropped_track_that_an_owner_s_certification_stands_in_stays(hand, tmp_path):
    Certification.objects.create(slug="own", name="O", program=hand.program, track=Track.objects.get(slug="rigging"))
    data = small()
    data["programs"][0]["tracks"].pop(1)
    load_data(tmp_path, data)
    assert Track.objects.filter(slug="rigging").exists()


def test_levels_can_swap_their_ranks(hand, tmp_path):
    data = small()
    data["levels"][0]["rank"], data["levels"][1]["rank"] = 20, 10
    load_data(tmp_path, data)
    assert dict(Level.objects.values_list("slug", "rank")) == {"first": 20, "second": 10}


def test_a_record_that_an_owner_deleted_is_added_again(hand, tmp_path):
    Level.objects.filter(slug="second").delete()
    assert together(load_data(tmp_path, small())) == (1, 0, RECORDS - 1, 0)


def test_one_problem_anywhere_and_nothing_is_written(tmp_path):
    data = small()
    guide(data)["skills"].append("gone")
    outcome = load(read_files([write(tmp_path, data)]), now=NOON)
    assert len(outcome.problems) == 1
    assert not Provider.objects.exists()
    assert not Certification.objects.exists()


def test_examining_counts_like_loading_and_writes_nothing(hand, tmp_path):
    data = small()
    data["skills"][0]["name"] = "Other"
    outcome = examine(read_files([write(tmp_path, data)]))
    assert together(outcome) == (0, 1, RECORDS - 1, 0)
    assert Skill.objects.get(slug="splicing").name == "Splicing"


def queries_of_a_load(folder: Path, certifications: int) -> list[str]:
    """All but the batches of inserts, whose number does hang on the rows."""
    write_generated(folder, generate(certifications))
    files = read_files([folder])
    before = transaction.savepoint()
    with CaptureQueriesContext(connection) as queries:
        assert not load(files, now=NOON).problems
    transaction.savepoint_rollback(before)
    return [one["sql"] for one in queries if not one["sql"].startswith("INSERT")]


def test_the_number_of_queries_hangs_on_no_number_of_rows(tmp_path):
    # What is there: a query for each kind and five more. For each kind with references, their foreign keys and its own.
    # The publishing move: three. The rest opens and closes transactions.
    few, many = queries_of_a_load(tmp_path, 20), queries_of_a_load(tmp_path, 60)
    assert len(few) == len(many) < 60
