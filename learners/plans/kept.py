"""What was rendered from the same facts is not rendered again: pieces of a person's pages, kept in the cache by their facts.

The key is all that a piece is made from, so nothing has to be thrown away when something changes: other facts are another
key. Whoever passes too few facts shows old pages. Of a plan they are `StudyPlan.facts`, whose `changes` counts its tasks' changes.
"""

from collections.abc import Callable
from hashlib import sha256

from django.core.cache import caches
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def kept(name: str, facts: tuple[object, ...], render: Callable[[], SafeString]) -> SafeString:
    """`facts` have a `repr` that says all of them. `render` must put nothing into the piece that is not in them, no token."""
    pages = caches["pages"]
    key = sha256(repr((name, get_language(), facts)).encode()).hexdigest()
    found: SafeString | None = pages.get(key)
    if found is None:
        found = render()
        pages.set(key, found)
    return found
