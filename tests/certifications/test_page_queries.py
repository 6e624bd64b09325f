"""Every public page makes the same queries for a small catalogue and for a large one, and one when it is in the cache."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certifications.map import catalogue_map
from certifications.search.index import rebuild
from tests.certifications.wide import make_wide

SEARCH = "/certifications/?q=certification&role=role-0&path=path-0&skill=skill-0&program=program-0&level=foundation"
SEARCH_ALL = "/search/?q=certification"
# Page, and how many queries it makes for a visitor when it is not in the cache: those of the comment, and before them the one for
# the catalogue's revision.
PAGES = {
    # options of the filters; number of results; the page of them; their skills taught
    "/certifications/": 5,
    "/certifications/?role=role-0&page=2": 5,
    # also: whether the index is in step, which words are known
    SEARCH: 6,  # never in the cache, so it does not ask for the revision
    # whether the index is in step; known words; matches and their closeness; the documents of the page
    SEARCH_ALL: 5,
    # references and their rows; sources
    "/certifications/compare/": 4,
    # certifications, prerequisites, next steps; sources
    "/certifications/graph/": 5,
    "/certifications/graph/?program=all": 5,
    "/certifications/graph/?around=certification-0": 5,
    # the certification; sources; siblings; paths; roles; roadmaps; prerequisites; phases and steps; skills; projects;
    # mistakes; next steps; questions
    "/certifications/certification-0/": 15,
    # certifications and levels for the map; programmes; references and rows; sources
    "/programmes/": 7,
    # the programme, its tracks, ways onward, questions; certifications, skills taught, prerequisites; references and rows; recommendations; focuses; sources
    "/programmes/program-0/": 13,
    "/providers/": 4,  # providers, their programmes, sources
    "/paths/": 4,  # paths, steps; sources
    "/paths/path-0/": 5,  # the path, steps, focuses, sources
    "/roles/": 4,  # roles, recommendations; sources
    "/roles/role-0/": 8,  # the role, recommendations, skills, roadmaps; which versions teach the skills, whose they are; sources
    "/roadmaps/": 4,  # roadmaps, stages; sources
    "/roadmaps/roadmap-0/": 6,  # the roadmap, stages, their skills, certifications that help; sources
    "/skills/": 3,  # skills, sources
    "/skills/skill-0/": 7,  # the skill, roles; stages; who teaches; who asks; sources
    "/glossary/": 5,  # terms; references and rows; sources
}


@pytest.mark.django_db
@pytest.mark.parametrize("size", [10, 1_000])
def test_queries_do_not_grow_with_the_catalogue_and_a_kept_page_makes_one(client: Client, size: int) -> None:
    make_wide(size)
    rebuild()
    assert {address: queries_of(client, address) for address in PAGES} == PAGES
    # the revision of the catalogue; the page is in the cache by now
    assert {address: queries_of(client, address) for address in PAGES} == dict.fromkeys(PAGES, 1) | {
        SEARCH: 6,
        SEARCH_ALL: 5,
    }


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(queries)


@pytest.mark.django_db
@pytest.mark.parametrize("size", [10, 100])
def test_the_map_makes_two_queries_at_any_size(size: int, django_assert_num_queries) -> None:
    make_wide(size)
    with django_assert_num_queries(2):  # certifications; levels
        catalogue_map()
