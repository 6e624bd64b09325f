"""Rows of text as a CSV or XLSX file in which no cell is ever a live formula.

A spreadsheet takes a cell for a formula that begins with = + - @, a tab or a carriage return. In CSV such a cell gets an
apostrophe in front (OWASP, CSV injection) and every cell is quoted; reading takes that apostrophe away again, so that a file
that was exported and imported changes nothing. In XLSX every cell is stored as text, marked with quotePrefix.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from xlsxwriter import Workbook

LIVE = ("=", "+", "-", "@", "\t", "\r")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LONGEST = 32_767  # characters, in a cell of XLSX


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The same file a piece at a time, for one that is sent while it is read."""
    yield csv_file(columns, ())
    for row in rows:
        text = io.StringIO(newline="")
        csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(escaped(cell) for cell in row)
        yield text.getvalue().replace("\0", REPLACEMENT).encode()


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets want."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([escaped(cell) for cell in row] for row in rows)
    return text.getvalue().replace("\0", REPLACEMENT).encode("utf-8-sig")


def xlsx_file(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows go to a file of their own as they come, so that memory stays flat. A cell that is longer than cells may be is cut."""
    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        text_only = book.add_format({"quote_prefix": True})
        sheet = book.add_worksheet("Sheet")
        for number, row in enumerate(chain([columns], rows)):
            for column, text in enumerate(row):
                sheet.write_string(number, column, _plain(text), text_only)
    return file.getvalue()


def _plain(text: str) -> str:
    """With the line ends that a workbook knows, and nothing in it that XML has no character for."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return str(ILLEGAL_CHARACTERS_RE.sub(REPLACEMENT, lines))[:LONGEST]


def escaped(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*LIVE, "'")) else cell


def unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*LIVE, "'")) else cell
