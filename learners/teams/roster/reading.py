"""A CSV roster as lines: a column of addresses, and a role where there is one. Other columns are nobody's business here."""

import csv
import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from learners.teams.invitations.addresses import Line
from learners.teams.models import Membership

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 50_000
ADDRESS = frozenset({"email", "e-mail", "mail", "address", "e-mail address", "email address"})
ROLE = "role"


class RosterError(Exception):
    """The file can't be read; says why in a sentence."""


def read(content: bytes) -> list[Line]:
    """Raises RosterError. `number` is the line of the file, as an editor counts."""
    if len(content) > MOST_BYTES:
        raise RosterError(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024})
    rows = _rows(_text(content))
    try:
        lines = list(_lines(rows))
    except csv.Error as error:
        raise RosterError(_("It cannot be read as CSV: %s.") % error) from error
    if not lines:
        raise RosterError(_("The file has no addresses."))
    return lines


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RosterError(_("The file is not in UTF-8. Save it as “CSV UTF-8” and try again.")) from error
    if "\0" in text:
        raise RosterError(_("The file is no CSV file: it holds bytes that no text has."))
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """With the line on which each begins; empty ones are left out."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    number = 1
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield number, cells
        number = reader.line_num + 1


def _lines(rows: Iterator[tuple[int, list[str]]]) -> Iterator[Line]:
    heading = next(rows, None)
    if heading is None:
        return
    number, cells = heading
    names = [cell.casefold() for cell in cells]
    column = next((place for place, name in enumerate(names) if name in ADDRESS), None)
    if column is None and "@" not in cells[0]:
        raise RosterError(_("The first row names the columns; one of them must be “email”."))
    role = names.index(ROLE) if column is not None and ROLE in names else None
    if column is None:
        yield _line(number, cells, 0, None)
    for count, (at, row) in enumerate(rows, start=1 if column is not None else 2):
        if count > MOST_ROWS:
            raise RosterError(_("The file has more than %(most)s rows. Cut it in parts.") % {"most": f"{MOST_ROWS:,}"})
        yield _line(at, row, column or 0, role)


def _line(number: int, row: Sequence[str], column: int, role: int | None) -> Line:
    address = row[column] if column < len(row) else ""
    said = row[role].casefold() if role is not None and role < len(row) else ""
    return Line(number, address[:300], said or Membership.Role.MEMBER)
