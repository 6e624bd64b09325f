"""Search of the catalogue, one interface on both databases.

`find` answers over all kinds, `search_all` gives its hits at once, `search` narrows a queryset of certifications. Another engine takes
the place of those in `engines`, and nothing else changes.
"""

from certifications.search.finding import Found, Hit, find, hits, search, search_all

__all__ = ["Found", "Hit", "find", "hits", "search", "search_all"]
