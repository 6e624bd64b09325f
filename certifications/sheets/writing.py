"""Rows of text as a CSV or XLSX file in which no cell is ever a live formula.

A spreadsheet takes a cell for a formula that begins with = + - @, a tab or a carriage return. In CSV such a cell gets an
apostrophe in front (OWASP, CSV injection) and every cell is quoted; reading takes that apostrophe away again, so that a file
that was exported and imported changes nothing. In XLSX every cell is stored as text, marked with quotePrefix.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

LIVE = ("=", "+", "-", "@", "\t", "\r")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


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
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet")
    for row in (columns, *rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub(REPLACEMENT, text))
            cell.data_type = "s"
            cell.quotePrefix = True
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def escaped(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*LIVE, "'")) else cell


def unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*LIVE, "'")) else cell
