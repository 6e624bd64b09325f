"""What a learner sees of themselves on the graph; nobody else's, and a visitor none."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certifications.models import Certification, Prerequisite
from certifications.publishing import make_current
from learners.plans.node_states import HELD, IN_PROGRESS, LOCKED, OPEN, STATES, states_of
from learners.profiles.models import Learner
from tests.certifications.wide import make_wide
from tests.factories import (
    MONDAY,
    NOON,
    make_certification,
    make_credential,
    make_guided,
    make_learner,
    make_plan,
    make_skill,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/certifications/graph/"
HELD_SINCE_2025 = ({"valid_from": date(2025, 3, 2), "valid_until": MONDAY},)


def make_asking(slug: str, *asked: Certification, **fields: str) -> Certification:
    made = make_certification(slug, name=slug.capitalize(), kind="listed", published=False)
    for other in asked:
        Prerequisite.objects.create(
            version=made.versions.get(), key=other.slug, kind="certification", certification=other, **fields
        )
    make_current(made.versions.get(), now=NOON)
    return made


def marks(client: Client, address: str = ADDRESS) -> dict[str, str]:
    """Name → the word on its box."""
    html = client.get(address).content.decode()
    assert html.count("mark-") == html.count('data-label="Your state"')
    return dict(re.findall(r'<a class="node.*?<title id="n\d+">([^<]+)<.*?<text x="24" y="14">([^<]+)<', html))


def test_held_in_progress_open_and_locked(ada: Learner) -> None:
    held, running = make_asking("held"), make_guided("running")
    make_credential(ada, held, periods=HELD_SINCE_2025)
    make_plan(ada, running)
    open_, locked = make_asking("open", held), make_asking("locked", running)
    advised = make_asking("advised", running, strength="recommended")
    states = states_of(ada, MONDAY)
    assert [states[one.pk] for one in (held, running, open_, locked, advised)] == [
        HELD,
        IN_PROGRESS,
        OPEN,
        LOCKED,
        OPEN,
    ]


def test_what_has_lapsed_opens_nothing(ada: Learner) -> None:
    lapsed = make_asking("lapsed")
    make_credential(ada, lapsed, periods=HELD_SINCE_2025)
    above = make_asking("above", lapsed)
    states = states_of(ada, MONDAY + timedelta(days=1))
    assert (states[lapsed.pk], states[above.pk]) == (OPEN, LOCKED)


def test_a_plan_that_was_left_is_not_in_progress(ada: Learner) -> None:
    plan = make_plan(ada)
    plan.leave()
    assert states_of(ada, MONDAY)[plan.certification_id] == OPEN


def test_a_retired_certification_is_neither_open_nor_locked_but_may_be_held(ada: Learner) -> None:
    make_asking("retired")
    held = make_asking("held")
    make_credential(ada, held, periods=HELD_SINCE_2025)
    Certification.objects.update(retired=True)
    assert states_of(ada, MONDAY) == {held.pk: HELD}


def test_a_change_of_the_catalogue_counts_at_once(ada: Learner) -> None:
    low, high = make_asking("low"), make_asking("high")
    assert states_of(ada, MONDAY)[high.pk] == OPEN
    draft = high.versions.create(number=2)
    Prerequisite.objects.create(version=draft, key="low", kind="certification", certification=low)
    make_current(draft, now=NOON)
    assert states_of(ada, MONDAY)[high.pk] == LOCKED
    make_credential(ada, low, periods=HELD_SINCE_2025)
    assert states_of(ada, MONDAY)[high.pk] == OPEN


@pytest.mark.parametrize("size", [2, 200])
def test_the_states_make_the_same_queries_at_any_size(ada: Learner, size: int) -> None:
    make_wide(size)
    make_credential(ada, Certification.objects.get(slug="certification-1"), periods=HELD_SINCE_2025)
    ada.skill_statements.create(skill=make_skill("skill-0"))
    # running plans; periods, skills stated, skills taught, years, waivers; the catalogue's revision; once: what is asked for, and by whom
    for expected in (9, 7):
        with CaptureQueriesContext(connection) as queries:
            states_of(ada, MONDAY)
        assert len(queries) == expected


@pytest.mark.usefixtures("noon")
def test_everybody_sees_their_own_on_the_page_and_a_visitor_none(
    ada: Learner, signed_in: Client, as_stranger: Client
) -> None:
    low = make_asking("low")
    make_asking("high", low)
    make_credential(ada, low, periods=HELD_SINCE_2025)
    for _twice in range(2):  # the second time the page comes from the cache
        assert marks(signed_in) == {"Low": "held", "High": "open"}
        assert marks(as_stranger) == {"Low": "open", "High": "locked"}
        assert marks(Client()) == {}
    assert "Your state" not in Client().get(ADDRESS).content.decode()


def test_who_signed_in_and_studies_nothing_yet_gets_the_plain_page(django_user_model, client: Client) -> None:
    make_asking("low")
    client.force_login(
        django_user_model.objects.create_user("new@example.org", "x"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert marks(client) == {}


def test_every_state_is_said_by_word_icon_and_tone() -> None:
    for part in ("code", "word", "icon", "tone"):
        assert len({str(getattr(state, part)) for state in STATES}) == len(STATES)


def test_another_learner_s_facts_change_nothing(ada: Learner) -> None:
    low = make_asking("low")
    high = make_asking("high", low)
    make_credential(make_learner(), low, periods=HELD_SINCE_2025)
    assert states_of(ada, MONDAY)[high.pk] == LOCKED
