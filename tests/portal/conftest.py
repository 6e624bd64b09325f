from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_signed_up_before() -> Iterator[None]:
    """Sign-up and log-in are rate-limited in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()
