import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certifications.files.check import Known, check
from certifications.files.exporter import split, strangers, write
from certifications.files.reader import read_files
from certifications.files.stored import stored_catalogue


class Command(BaseCommand):
    help = "Writes the published catalogue into a folder, as files that load_catalogue reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="the folder; made where it is missing")

    def handle(self, *_args: object, folder: Path, **options: Any) -> None:
        files = split(stored_catalogue())
        if others := strangers(folder, files):
            raise CommandError(f"{folder} holds other catalogue files: {', '.join(others)}. Choose an empty folder.")
        try:
            write(folder, files)
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be written: {error.strerror}") from error
        self._read_back(folder)
        if options["verbosity"]:
            self.stdout.write(f"{len(files)} files written to {folder}.")

    def _read_back(self, folder: Path) -> None:
        """An owner can write in the admin what a file may not say. Better told now than when the export is needed."""
        if problems := check(read_files([folder]), Known()).problems:
            for problem in problems:
                self.stderr.write(str(problem))
            self.stderr.write("The files are written, but will not load before this is mended in the admin.")
            sys.exit(1)
