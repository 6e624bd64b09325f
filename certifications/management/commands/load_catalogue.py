import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from certifications.files.loader import Outcome, examine, load
from certifications.files.reader import read_files
from certifications.files.tree import Problem

SHIPPED = Path(__file__).parents[2] / "catalogue"
SUMS = ("added", "changed", "unchanged", "retired")


class Command(BaseCommand):
    help = (
        "Loads catalogue files into the database. Checks all of them before it writes anything; where anything is wrong, "
        "it lists every problem as file:line: what, writes nothing and ends with status 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: the shipped catalogue)"
        )
        parser.add_argument("--check", action="store_true", help="only check, and say what a load would do")
        parser.add_argument("--json", action="store_true", help="the result as JSON on standard output")

    def handle(self, *_args: object, paths: list[Path], **options: Any) -> None:
        progress = self._progress(options["verbosity"])
        files = read_files(paths or [SHIPPED], progress=progress)
        outcome = examine(files) if options["check"] else load(files, now=timezone.now(), progress=progress)
        progress("")
        if options["json"]:
            self.stdout.write(
                json.dumps(_as_data(outcome, checked_only=options["check"]), indent=2, ensure_ascii=False)
            )
        elif options["verbosity"]:
            self._warn(outcome.warnings)
        if outcome.problems:
            self._refuse(outcome.problems)
        if not options["json"] and options["verbosity"]:
            self._report(outcome, checked_only=options["check"])

    def _progress(self, verbosity: int) -> Callable[[str], None]:
        """One line on a terminal, written over again and again; nothing where nobody watches."""
        if not (verbosity and self.stderr.isatty()):
            return lambda _text: None
        return lambda text: self.stderr.write(f"\r\x1b[K{text}", lambda plain: plain, ending="")

    def _refuse(self, problems: Sequence[Problem]) -> None:
        """Not a CommandError: that puts its own name before the first line."""
        for problem in problems:
            self.stderr.write(str(problem))
        sys.exit(1)

    def _warn(self, warnings: Sequence[Problem]) -> None:
        for warning in warnings:
            self.stderr.write(f"{warning.file}:{warning.line}: warning: {warning.what}")

    def _report(self, outcome: Outcome, *, checked_only: bool) -> None:
        self.stdout.write(f"{'':<16}" + "".join(f"{name:>11}" for name in SUMS))
        counts = {kind: change.counts() for kind, change in outcome.changes.items()}
        for name, row in [*counts.items(), ("together", _sums(outcome))]:
            self.stdout.write(f"{name:<16}" + "".join(f"{row[one]:>11}" for one in SUMS))
        published = len(outcome.guides)
        said = "would be published; nothing was written" if checked_only else "published"
        self.stdout.write(f"{published} curriculum version{'' if published == 1 else 's'} {said}.")


def _sums(outcome: Outcome) -> dict[str, int]:
    together: Counter[str] = Counter()
    for change in outcome.changes.values():
        together.update(change.counts())
    return {name: together[name] for name in SUMS}


def _places(found: Sequence[Problem]) -> list[dict[str, Any]]:
    return [{"file": one.file, "line": one.line, "what": one.what} for one in found]


def _as_data(outcome: Outcome, *, checked_only: bool) -> dict[str, Any]:
    told = {"errors": _places(outcome.problems), "warnings": _places(outcome.warnings)}
    if outcome.problems:
        return {"written": False, **told}
    return {
        "written": not checked_only,
        **told,
        **_sums(outcome),
        "versions_published": len(outcome.guides),
        "kinds": {kind: change.counts() for kind, change in outcome.changes.items()},
    }
