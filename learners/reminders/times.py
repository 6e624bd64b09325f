"""Times that must lie inside each other: a mail ends before its lease does, and a lease before the broker rings again."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

# What a mail server may take, in seconds. Commands: EHLO, STARTTLS, EHLO, AUTH with its two answers, MAIL, RCPT, DATA, the body.
CONNECT_SECONDS = 10
COMMAND_SECONDS = 30
COMMANDS = 10
AFTER_DOT_SECONDS = 300

LEASE = timedelta(minutes=15)
SECONDS_A_RING = 600  # how long one ring of the bell sends; what is left over waits for the next tick's


def longest_mail() -> timedelta:
    return timedelta(seconds=CONNECT_SECONDS + COMMANDS * COMMAND_SECONDS + AFTER_DOT_SECONDS)


@register
def times_lie_inside_each_other(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    ring = timedelta(seconds=SECONDS_A_RING) + longest_mail()
    visible = timedelta(seconds=settings.CELERY_VISIBILITY_TIMEOUT)
    wrong = [
        ("E001", longest_mail() >= LEASE, f"A mail may take {longest_mail()}, and its lease is {LEASE}."),
        ("E002", visible <= LEASE, f"A lease is {LEASE}, and the broker rings again after {visible}."),
        ("E003", ring >= visible, f"A worker may send for {ring}, and the broker rings again after {visible}."),
    ]
    return [Error(text, id=f"reminders.{number}") for number, is_wrong, text in wrong if is_wrong]
