"""On which days before an exam or an expiry something is said. Pure: `today` is the reader's own day."""

from collections.abc import Iterable
from datetime import date, timedelta

EXAM_MARKS = (30, 14, 7, 3, 1)
RENEWAL_MARKS = (180, 90, 60, 30, 7, 0)


def is_due(end: date, marks: Iterable[int], *, today: date, last_mail: date | None) -> bool:
    """Whether a mark, so many days before `end`, has come and no mail went out on its day or after it.

    Several that were missed are one mail: it says how many days are left, not which mark it is about.
    """
    if today > end:
        return False
    days = [end - timedelta(days=mark) for mark in marks]
    passed = max((day for day in days if day <= today), default=None)
    return passed is not None and (last_mail is None or last_mail < passed)
