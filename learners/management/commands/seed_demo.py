"""`manage.py seed_demo`: believable people, plans, progress, credentials and teams, for trying the portal out."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from learners.demo import logins
from learners.demo.seed import Counts, NothingToStudyError, seed_demo


class Command(BaseCommand):
    help = "Makes demo people with plans, progress, credentials and teams. The same seed and day give the same people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learners", type=_at_least(1), default=24, help="how many people study (24)")
        parser.add_argument("--teams", type=_at_least(0), default=3, help="how many teams, divisions among them (3)")
        parser.add_argument("--seed", type=int, default=1, help="another number gives other people (1)")
        parser.add_argument(
            "--today", type=_day, help="the day that counts as today, e.g. 2026-03-02 (the present one)"
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are demo people already")
        parser.add_argument("--show-logins", action="store_true", help="print the demo log-ins, those made earlier too")

    def handle(  # noqa: PLR0913  one for each option
        self,
        *,
        learners: int,
        teams: int,
        seed: int,
        today: date | None,
        if_empty: bool,
        show_logins: bool,
        **_options: Any,
    ) -> None:
        already = logins.exist()
        if already and not if_empty:
            raise CommandError(
                "There are demo people already. Say --if-empty to leave them as they are, or take an empty database."
            )
        if not already:
            self.stdout.write(_as_text(self._seed(learners, teams, seed, today or timezone.localdate())))
        if show_logins:
            self.stdout.write(logins.table())

    def _seed(self, learners: int, teams: int, seed: int, today: date) -> Counts:
        try:
            return seed_demo(learners=learners, teams=teams, seed=seed, today=today, report=self._progress(learners))
        except NothingToStudyError as error:
            raise CommandError(
                "No published certification has a study plan yet. Load a catalogue first: manage.py load_catalogue"
            ) from error

    def _progress(self, total: int) -> Callable[[int], None]:
        """One line on a terminal that counts up; nothing where the output goes elsewhere."""
        if not self.stderr.isatty():
            return lambda _done: None

        def show(done: int) -> None:
            line = f"\rMaking demo people: {done:,} of {total:,}"
            self.stderr.write(line, style_func=str, ending="\n" if done >= total else "")  # no error, so not in red
            self.stderr.flush()

        return show


def _as_text(counts: Counts) -> str:
    return (
        f"Made {counts.learners:,} learners in {counts.teams:,} teams, with {counts.plans:,} study plans "
        f"({counts.tasks:,} tasks) and {counts.credentials:,} credentials."
    )


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise ArgumentTypeError(f"{text!r} is not a whole number from {least} on")
        return int(text)

    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day, e.g. 2026-03-02") from error
