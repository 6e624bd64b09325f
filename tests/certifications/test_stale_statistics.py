"""PostgreSQL may count rows while a catalogue is loaded, and sees none of them: a plan made on that takes every table for empty.

Such a plan may go through one table for each row of another, but not through a third for each pair of them.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from certifications.models import Skill, SkillTaught
from certifications.search.documents import documents
from tests.certifications.wide import make_wide

SIZE = 100
WIDE = 400  # from about here on, the index of the search made such a plan
PAGES = [
    "/certifications/",
    "/certifications/?role=role-0&path=path-0&skill=skill-0&program=program-0&level=foundation",
    "/certifications/certification-0/",
    "/programmes/program-0/",
    "/roles/role-0/",
    "/skills/",
    "/skills/skill-0/",
]

Taken = Callable[[int], None]

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such statistics"),
]


@pytest.fixture
def other_session(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """Sees nothing of what the test writes. In the end, the test's rows rolled back, it puts the statistics right again."""
    other = connection.copy()
    with django_db_blocker.unblock():
        yield other
        with other.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        other.close()


@pytest.fixture
def taken_for_empty(other_session: Any, db: None) -> Taken:
    def make(size: int) -> None:
        make_wide(size)
        with other_session.cursor() as cursor:
            cursor.execute("ANALYZE")

    return make


def compared(plan: dict[str, Any]) -> int:
    """How many rows were looked at in vain, in all the plan."""
    in_vain = plan.get("Rows Removed by Join Filter", 0) + plan.get("Rows Removed by Filter", 0)
    return int(in_vain * plan["Actual Loops"]) + sum(map(compared, plan.get("Plans", ())))


def worst_of(queries: CaptureQueriesContext) -> int:
    found = []
    for query in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
            [given] = cursor.fetchone()
        found.append(compared((json.loads(given) if isinstance(given, str) else given)[0]["Plan"]))
    return max(found)


def test_a_plan_for_empty_tables_does_not_multiply_three_of_them(client: Client, taken_for_empty: Taken) -> None:
    taken_for_empty(SIZE)
    for page in PAGES:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        assert worst_of(queries) < 10 * SIZE**2, page


def test_nor_does_one_for_the_index_of_the_search(taken_for_empty: Taken) -> None:
    taken_for_empty(WIDE)
    with CaptureQueriesContext(connection) as queries:
        list(documents())
    assert worst_of(queries) < 10 * WIDE**2


def test_a_plan_that_multiplies_shows(taken_for_empty: Taken) -> None:
    """The counting sees what it is to see, whatever the planner would have chosen today."""
    taken_for_empty(SIZE)
    with connection.cursor() as cursor:
        for way in ("hashjoin", "mergejoin", "memoize", "indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    taught = SkillTaught.objects.filter(skill=OuterRef("pk"), version__current_for__archived=False)
    with CaptureQueriesContext(connection) as queries:
        list(Skill.objects.filter(Exists(taught)))
    assert worst_of(queries) > 10 * SIZE**2
