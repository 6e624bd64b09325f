"""Pages of a list that may have millions of rows: nobody counts them all."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST = 10_000


class NewestPages(Paginator):  # type: ignore[type-arg]
    """Leads to the first `MOST` rows, in the list's own order. Counts no further."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def is_cut(self) -> bool:
        return self._counted > MOST

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: MOST + 1].count()
