"""Hours in which a learner wants no mail, as wall times: from the first up to the second, which is out of them again."""

from datetime import time

Quiet = tuple[time, time]


def is_quiet(at: time, quiet: Quiet) -> bool:
    """Where the second comes before the first, they go over midnight."""
    start, end = quiet
    return start <= at < end if start < end else at >= start or at < end
