"""Names that tests and the processes they start share; without Django, which a test must not have set up for a process."""

from enum import StrEnum


class Change(StrEnum):
    """What is different inside the processes of a storm (`tests.faults.broken`)."""

    NO_CLAIM = "no-claim"
    NO_SWAP = "no-swap"
    NO_EXPIRY = "no-expiry"
    NO_UNCERTAIN = "no-uncertain"
    NOT_EACH_ALONE = "not-each-alone"
    SHORT_TIMES = "short-times"
    RAISING_TEMPLATE = "raising-template"
