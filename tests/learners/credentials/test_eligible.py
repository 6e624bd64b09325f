"""Eligibility over rows: judged anew at every look, in the same number of queries, shown on the certification's page."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from certifications.models import Certification, Prerequisite
from certifications.publishing import make_current, start_draft
from learners.credentials.eligibility_words import tree
from learners.plans.gates import gate_of, gates_of
from tests.factories import (
    MONDAY,
    NOON,
    make_certification,
    make_credential,
    make_learner,
    make_plan,
    make_skill,
    make_user,
    make_waiver,
)

pytestmark = pytest.mark.django_db


def asking(slug, **rows):
    """Published, and asking for each row by its key."""
    certification = make_certification(slug, published=False)
    version = certification.versions.get()
    for key, fields in rows.items():
        Prerequisite.objects.create(version=version, key=key.replace("_", "-"), **fields)
    make_current(version, now=NOON)
    return certification


@pytest.fixture
def first():
    return make_certification("first", name="First")


@pytest.fixture
def goal(first):
    return asking("goal", first={"kind": "certification", "certification": first})


def words(learner, certification, today=MONDAY):
    return tree(gate_of(learner, certification.pk, today))


# Whatever changes is judged anew


def test_a_credential_counts_until_its_last_day(ada, first, goal):
    make_credential(ada, first, periods=({"valid_from": MONDAY, "valid_until": MONDAY + timedelta(days=30)},))
    last = MONDAY + timedelta(days=30)
    assert words(ada, goal, last) == "[met] required: First. You hold it until 1 Apr 2026."
    assert words(ada, goal, last + timedelta(days=1)) == (
        "[missing] required: First. You held it until 1 Apr 2026. Renew it."
    )


def test_a_revoked_credential_counts_no_more(ada, first, goal):
    credential = make_credential(ada, first, periods=({"valid_from": MONDAY},))
    assert gate_of(ada, goal.pk, MONDAY).is_open
    credential.periods.update(revoked_on=MONDAY)
    assert not gate_of(ada, goal.pk, MONDAY).is_open


def test_a_running_plan_says_by_when(ada, first, goal):
    plan = make_plan(ada, first, tasks=({"due": date(2026, 5, 1)},))
    plan.refresh_summary()
    assert words(ada, goal) == "[missing] required: First. Your plan for it ends on 1 May 2026. Pass its exam."
    plan.leave()
    assert words(ada, goal) == "[missing] required: First. You do not hold it yet. Pass it first."


def test_a_running_plan_that_is_behind_names_no_day_that_is_over(ada, first, goal):
    plan = make_plan(ada, first, tasks=({"due": MONDAY - timedelta(days=1)},))
    plan.refresh_summary()
    assert words(ada, goal) == "[missing] required: First. Your plan for it is under way. Pass its exam."


def test_a_waiver_counts_until_its_last_day_and_not_once_it_is_taken_back(ada, goal):
    waiver = make_waiver(ada, goal, until=MONDAY)
    assert "[waived] required: First. Waived by somebody who has left until 2 Mar 2026" in words(ada, goal)
    assert not gate_of(ada, goal.pk, MONDAY + timedelta(days=1)).is_open
    waiver.take_back(now=NOON)
    assert not gate_of(ada, goal.pk, MONDAY).is_open


def test_a_statement_counts_as_long_as_it_is_made(ada):
    goal = asking("skilled", git={"kind": "skill", "skill": make_skill("git", name="Git")})
    assert not gate_of(ada, goal.pk, MONDAY).is_open
    stated = ada.skill_statements.create(skill=make_skill("git"))
    assert gate_of(ada, goal.pk, MONDAY).is_open
    stated.delete()
    assert not gate_of(ada, goal.pk, MONDAY).is_open


def test_years_count_under_the_label_that_asks_for_them_however_it_is_written(ada):
    goal = asking("seasoned", cloud={"kind": "experience", "years": 2, "label": "Cloud  experience"})
    ada.experience.create(label="", years=9)
    assert not gate_of(ada, goal.pk, MONDAY).is_open
    ada.experience.create(label="cloud experience", years=2)
    assert words(ada, goal) == "[met] required: 2+ years of Cloud  experience. You have stated 2 years."


def test_of_labels_that_are_one_the_most_years_count(ada):
    goal = asking("seasoned", cloud={"kind": "experience", "years": 2, "label": "Cloud experience"})
    ada.experience.create(label="Cloud experience", years=3)
    ada.experience.create(label="cloud  experience", years=1)
    assert gate_of(ada, goal.pk, MONDAY).is_open


def test_a_skill_that_a_held_certification_teaches_needs_no_word(ada, first):
    git = make_skill("git", name="Git")
    draft = start_draft(first)
    draft.skills_taught.create(skill=git)
    make_current(draft, now=NOON)
    goal = asking("skilled", git={"kind": "skill", "skill": git})
    make_credential(ada, first, periods=({"valid_from": MONDAY},))
    assert words(ada, goal) == "[met] required: Git. First teaches it, and you hold that."


def test_what_a_new_version_asks_for_counts_at_once(ada, goal):
    draft = start_draft(goal)
    draft.prerequisites.all().delete()
    assert not gate_of(ada, goal.pk, MONDAY).is_open
    make_current(draft, now=NOON)
    assert gate_of(ada, goal.pk, MONDAY).is_open


def test_nobody_gains_from_what_another_brings(ada, stranger, first, goal):
    make_credential(stranger, first, periods=({"valid_from": MONDAY},))
    make_waiver(stranger, goal)
    stranger.skill_statements.create(skill=make_skill("git"))
    assert not gate_of(ada, goal.pk, MONDAY).is_open


@pytest.mark.parametrize("size", [1, 40])
def test_the_whole_catalogue_is_judged_in_the_same_number_of_queries(ada, size, django_assert_num_queries):
    for number in range(size):
        held = make_certification(f"held-{number}")
        make_credential(ada, held, periods=({"valid_from": MONDAY},))
        goal = asking(f"goal-{number}", held={"kind": "certification", "certification": held})
        make_waiver(ada, goal)
    # running plans, periods, stated skills, taught skills, years, waivers, what is asked for
    with django_assert_num_queries(7):
        assert len(gates_of(ada, MONDAY)) == size


# On the certification's page


def page(client, certification):
    return client.get(certification.get_absolute_url()).content.decode()


def test_a_visitor_reads_plain_requirements_and_a_learner_the_tree(client, signed_in, goal, noon):
    plain, own = page(client, goal), page(signed_in, goal)
    assert "The exam is locked for you." not in plain
    assert "The exam is locked for you." in own
    assert "You do not hold it yet. Pass it first." in own
    assert 'href="/certifications/first/"' in own


def test_the_side_panel_says_in_a_word_how_one_stands(client, signed_in, ada, first, goal, noon):
    def word(certification):
        return re.findall(r'class="own-standing".*?</i> ([\w ]+)', page(signed_in, certification), re.DOTALL)

    assert (word(first), word(goal)) == (["open"], ["locked"])
    plan = make_plan(ada, first, tasks=({},))
    assert word(first) == ["in progress"]
    plan.leave()
    make_credential(ada, first, periods=({"valid_from": MONDAY},))
    assert (word(first), word(goal)) == (["held"], ["open"])
    Certification.objects.update(retired=True)
    assert (word(first), word(goal)) == (["held"], [])
    assert "own-standing" not in page(client, first)


def test_each_reader_gets_their_own_tree_of_one_kept_page(signed_in, as_stranger, stranger, first, goal, noon):
    make_credential(stranger, first, periods=({"valid_from": MONDAY},))
    assert "locked for you" in page(signed_in, goal)
    assert "Open for you." in page(as_stranger, goal)
    assert "locked for you" in page(signed_in, goal)


def test_somebody_without_a_learner_yet_sees_what_visitors_see(client, ada, goal):
    client.force_login(ada.user, backend="django.contrib.auth.backends.ModelBackend")
    ada.delete()
    assert "for you" not in page(client, goal)


def test_a_waiver_s_reason_is_shown_as_it_was_typed(signed_in, ada, goal, noon):
    make_waiver(ada, goal, reason="<!--live--><b>known</b>")
    assert "&lt;!--live--&gt;&lt;b&gt;known&lt;/b&gt;" in page(signed_in, goal)


def test_a_visitor_s_page_asks_nothing_of_people(client, goal, django_assert_num_queries):
    page(client, goal)
    # revision
    with django_assert_num_queries(1):
        page(client, goal)


@pytest.mark.parametrize("size", [1, 30])
def test_the_tree_takes_the_same_queries_for_any_number_of_rows(signed_in, size, noon, django_assert_num_queries):
    rows = {f"row_{n}": {"kind": "certification", "certification": make_certification(f"c-{n}")} for n in range(size)}
    goal = asking("goal", **rows)
    page(signed_in, goal)
    # revision, session, user, learner, the certification, six of the gate (nothing is held), addresses of what is asked for
    with django_assert_num_queries(12):
        page(signed_in, goal)


def test_the_shipped_top_level_explains_itself_to_three_people():
    call_command("load_catalogue", verbosity=0)
    goal = Certification.objects.get(slug="mlops-architect-advanced")
    professional = Certification.objects.get(slug="mlops-architect-professional")
    newcomer, holder, waived = make_learner(), make_learner(), make_learner()
    make_credential(holder, professional, periods=({"valid_from": MONDAY, "valid_until": date(2028, 3, 2)},))
    holder.experience.create(label="systems design", years=6)
    grace = make_user(name="Grace")
    make_waiver(waived, goal, granted_by=grace, reason="Led the platform for eight years")

    assert words(newcomer, goal).splitlines() == [
        "[missing] required: 5+ years of systems design. If you have them, state your years in your settings.",
        "[missing] required: Certified MLOps Architect – Professional. You do not hold it yet. Pass it first.",
    ]
    assert words(holder, goal).splitlines() == [
        "[met] required: 5+ years of systems design. You have stated 6 years.",
        "[met] required: Certified MLOps Architect – Professional. You hold it until 2 Mar 2028.",
    ]
    by_grace = "Waived by Grace until 31 Dec 2026: Led the platform for eight years"
    assert words(waived, goal).splitlines() == [
        f"[waived] required: 5+ years of systems design. {by_grace}",
        f"[waived] required: Certified MLOps Architect – Professional. {by_grace}",
    ]
    assert [gate_of(one, goal.pk, MONDAY).is_open for one in (newcomer, holder, waived)] == [False, True, True]
