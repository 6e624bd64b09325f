from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from learners.credentials.evidence import files_kept, shelf
from learners.credentials.exams import Evidence

FRESH = timedelta(hours=1)


class Command(BaseCommand):
    help = "Lists evidence whose file is gone, and files that belong to no evidence; exit code 1 when there is any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--delete",
            action="store_true",
            help="delete the files that belong to no evidence, except those younger than an hour: they may be on their way",
        )

    def handle(self, *args: Any, delete: bool, **options: Any) -> None:
        named = dict(Evidence.objects.values_list("stored_as", "pk"))
        lying = set(files_kept())
        gone, stray = sorted(set(named) - lying), sorted(lying - set(named))
        for name in gone:
            self.stdout.write(f"evidence {named[name]}: its file {name} is gone")
        left = [name for name in stray if not (delete and self._deleted(name))]
        for name in left:
            self.stdout.write(f"{name}: belongs to no evidence")
        deleted = f", {len(stray) - len(left)} deleted" if delete else ""
        self.stdout.write(f"{len(named)} rows, {len(gone)} without a file; {len(stray)} stray files{deleted}")
        if gone or left:
            raise SystemExit(1)

    def _deleted(self, name: str) -> bool:
        if timezone.now() - shelf().get_modified_time(name) < FRESH:
            return False
        shelf().delete(name)
        return True
