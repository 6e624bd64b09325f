"""A CSV or XLSX file as rows of text, or everything that stands in the way of that. Knows no table of ours."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from certifications.sheets.errors import Fault, SheetError, of_the_file
from certifications.sheets.writing import unescaped

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 5000
ZIP = b"PK\x03\x04"
ESCAPED_UNDERSCORE = (
    "_x005F_"  # how a workbook writes the underscore of a text that looks like an escape (ECMA-376, ST_Xstring)
)
ROW = re.compile(rb"<row[ >]")
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Sheet:
    """`numbers` has, for each row, where it stands in the file: rows of empty cells are left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


def read(content: bytes, *, known: Collection[str], required: Collection[str]) -> Sheet:
    """Raises SheetError. What kind of file it is, its content says, whatever it is called."""
    if len(content) > MOST_BYTES:
        raise of_the_file(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024})
    if content.startswith(ZIP):
        return _sheet(_xlsx(content), known, required)
    return _sheet(_csv(content), known, required)


def _sheet(lines: Sequence[Sequence[str]], known: Collection[str], required: Collection[str]) -> Sheet:
    filled = [(number, line) for number, line in enumerate(lines, start=1) if any(line)]
    if not filled:
        raise of_the_file(_("The sheet is empty. Its first row names the columns: %s.") % ", ".join(known))
    number, heading = filled[0]
    columns = _columns(number, heading, known, required)
    too_wide = [
        Fault(
            row,
            "",
            _("The row has %(cells)d cells for %(columns)d columns.") % {"cells": len(line), "columns": len(columns)},
        )
        for row, line in filled[1:]
        if any(line[len(columns) :])
    ]
    if too_wide:
        raise SheetError(*too_wide)
    if len(filled) - 1 > MOST_ROWS:
        raise _too_many(len(filled) - 1)
    width = len(columns)
    rows = tuple(tuple([*line, *[""] * width][:width]) for _row, line in filled[1:])
    return Sheet(columns, rows, tuple(row for row, _line in filled[1:]))


def _columns(number: int, heading: Sequence[str], known: Collection[str], required: Collection[str]) -> tuple[str, ...]:
    names = list(heading)
    while names and not names[-1]:
        names.pop()
    faults = [Fault(number, name, _unknown(name, known)) for name in names if name not in known]
    faults += [
        Fault(number, name, _("The column “%s” stands here more than once.") % name)
        for name, count in Counter(names).items()
        if count > 1 and name in known
    ]
    faults += [Fault(number, name, _("The column “%s” is missing.") % name) for name in required if name not in names]
    if faults:
        raise SheetError(*faults)
    return tuple(names)


def _unknown(name: str, known: Collection[str]) -> str:
    if not name:
        return _("A column has no name.")
    near = get_close_matches(name, list(known), n=1)
    if near:
        return _("There is no column “%(name)s”. Did you mean “%(near)s”?") % {"name": name, "near": near[0]}
    return _("There is no column “%(name)s”. The columns are: %(known)s.") % {"name": name, "known": ", ".join(known)}


def _too_many(rows: int) -> SheetError:
    return of_the_file(
        _("The sheet has %(rows)d rows; %(most)d at most can be imported at once.") % {"rows": rows, "most": MOST_ROWS}
    )


# CSV


def _csv(content: bytes) -> list[list[str]]:
    text = _text(content)
    if "\0" in text:
        raise of_the_file(_("The file is neither CSV nor XLSX: it holds bytes that no text has."))
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[list[str]] = []
    try:
        for line in reader:
            lines.append([unescaped(cell).strip() for cell in line])
            if len(lines) > MOST_ROWS + 1:
                raise _too_many(text.count("\n"))
    except csv.Error as error:
        raise SheetError(Fault(reader.line_num, "", _("The row cannot be read as CSV: %s.") % error)) from error
    return lines


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        what = _("The file is not in UTF-8. Save it as “CSV UTF-8” and try again.")
        raise SheetError(Fault(line, "", what)) from error


# XLSX


def _xlsx(content: bytes) -> list[list[str]]:
    _guard(content)
    try:
        book = load_workbook(io.BytesIO(content))
    except (InvalidFileException, KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise of_the_file(_("The file is damaged, or no XLSX file.")) from error
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, Worksheet)]
    if not sheets:
        raise of_the_file(_("The file has no sheet with cells."))
    sheet = sheets[0]
    faults = [*_merged(sheet), *_formulas(sheet)]
    if faults:
        raise SheetError(*faults)
    return [[_cell(cell.value) for cell in row] for row in sheet.iter_rows()]


def _guard(content: bytes) -> None:
    """Looks before it unpacks: how large it would become, whether it is a workbook, and how many rows it has."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            files = packed.infolist()
            if sum(one.file_size for one in files) > MOST_UNPACKED:
                raise of_the_file(_("Unpacked, the file is larger than %d MB.") % (MOST_UNPACKED // 1024 // 1024))
            sheets = [
                one for one in files if one.filename.startswith("xl/worksheets/") and one.filename.endswith(".xml")
            ]
            if not sheets:
                raise of_the_file(_("The file is no XLSX file, though it is packed like one."))
            rows = max(_rows(packed, one) for one in sheets)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise of_the_file(_("The file is damaged, or no XLSX file.")) from error
    if rows > MOST_ROWS + 1:
        raise _too_many(rows - 1)


def _rows(packed: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> int:
    """Counted without reading a cell. A tag cut in two by a chunk is missed: near the limit the rows are counted again."""
    with packed.open(sheet) as file:
        return sum(len(ROW.findall(chunk)) for chunk in iter(lambda: file.read(CHUNK), b""))


def _merged(sheet: Worksheet) -> Iterator[Fault]:
    for merged in sheet.merged_cells.ranges:
        what = _("The cells %s are merged. Give each row its own value.") % merged.coord
        yield Fault(merged.min_row, _heading(sheet, merged.min_col), what)


def _formulas(sheet: Worksheet) -> Iterator[Fault]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.data_type == "f":
                what = _("The cell %s holds a formula. Paste its value instead.") % cell.coordinate
                yield Fault(cell.row, _heading(sheet, cell.column), what)


def _heading(sheet: Worksheet, column: int) -> str:
    return _cell(sheet.cell(row=1, column=column).value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace(ESCAPED_UNDERSCORE, "_").strip()
