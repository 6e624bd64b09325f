from pathlib import Path

import pytest
from django.core.cache import cache

from learners.profiles.models import Learner
from learners.teams.models import Team
from tests.factories import make_team
from tests.learners.credentials.files import shelf_at
from tests.learners.privacy.full import make_full

__all__ = ["shelf_at"]


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    """Tries of a password are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def team(db) -> Team:
    return make_team("platform", name="Platform")


@pytest.fixture
def neighbour(db, shelf_at: Path, team: Team) -> Learner:
    """In the same team, with as much of everything."""
    return make_full("neighbourly", shelf=shelf_at, team=team)


@pytest.fixture
def zuleika(noon, neighbour: Learner, shelf_at: Path, team: Team) -> Learner:
    """Of whom there is a row of every kind; what she did for others, she did for the neighbour."""
    return make_full("zuleika", shelf=shelf_at, team=team, other=neighbour)
