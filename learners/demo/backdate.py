"""Moments of making that lie in the past: `auto_now_add` writes the present, and would differ from run to run."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import models

MORNING = time(9)
BATCH = 500


def morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING, UTC)


def backdate(rows: models.QuerySet[Any], days: Mapping[int, date]) -> None:
    """Sets `created_at` of each primary key to the morning of its day. Few days and many rows: one update for each day."""
    by_day = defaultdict(list)
    for pk, day in days.items():
        by_day[day].append(pk)
    for day, pks in by_day.items():
        for first in range(0, len(pks), BATCH):
            rows.filter(pk__in=pks[first : first + BATCH]).update(created_at=morning_of(day))
