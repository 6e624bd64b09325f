"""The table of what the storms of the long form did, one row each; `make faults` prints it at the end."""

import os

from tests.faults.storm import Judgement

IS_LONG = os.environ.get("FAULTS") == "long"
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
ON_REDIS = os.environ.get("CELERY_BROKER_URL", "").startswith("redis")
WHERE = f"{'PostgreSQL' if ON_POSTGRESQL else 'SQLite'} + {'Redis' if ON_REDIS else 'files'}"
HEAD = (
    "| storm | database + broker | due | kills | accepted | copies of the most-copied key | missing unflagged | uncertain |",
    "|---|---|--:|--:|--:|--:|--:|--:|",
)
ROWS: list[str] = []


def write(storm: str, found: Judgement, *, kills: int = 0) -> None:
    lost = len(found.unflagged)
    numbers = (found.due, kills, found.accepted, found.most_copies, lost, found.uncertain)
    ROWS.append(f"| {storm} | {WHERE} | {' | '.join(map(str, numbers))} |")
