"""Reading and writing files, apart from any table."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from certifications.sheets.errors import Fault, SheetError
from certifications.sheets.reading import MOST_ROWS, read
from certifications.sheets.writing import csv_file, xlsx_file

COLUMNS = ("slug", "name")
LIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "'quoted", "'"]


def rows(content):
    return read(content, known=COLUMNS, required=("slug",)).rows


def faults(content):
    with pytest.raises(SheetError) as refused:
        read(content, known=COLUMNS, required=("slug",))
    return refused.value.faults


def workbook(change=lambda _sheet: None, lines=(("slug", "name"), ("a", "A"))):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    change(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# Exports never hold a live formula


@pytest.mark.parametrize("text", LIVE)
def test_a_cell_of_a_csv_never_begins_like_a_formula_and_is_quoted(text):
    content = csv_file(COLUMNS, [("a", text)])
    line = content.decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.startswith('"a","')
    cell = next(iter(csv.reader(io.StringIO(line, newline=""))))[1]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", LIVE)
def test_a_cell_of_an_xlsx_is_text(text):
    cell = load_workbook(io.BytesIO(xlsx_file(COLUMNS, [("a", text)]))).active["B2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value == text.replace("\r", "\n") or cell.value == text


def test_a_cell_that_is_too_long_for_a_workbook_is_cut_and_a_character_that_no_cell_may_hold_is_replaced():
    lines = [("a" * 40_000, "b\x01c")]
    assert list(rows(xlsx_file(COLUMNS, lines))) == [("a" * 32_767, "b\N{REPLACEMENT CHARACTER}c")]


def test_a_text_that_looks_like_an_escape_of_a_workbook_comes_back_as_it_was():
    assert list(rows(xlsx_file(COLUMNS, [("_x000D_", "snake_x0041_case")]))) == [("_x000D_", "snake_x0041_case")]


# What a person writes; control characters are not for cells, and white space around a text means nothing.
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30).map(str.strip).filter(bool)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_what_was_exported_is_read_back(lines):
    assert list(rows(csv_file(COLUMNS, lines))) == lines
    assert list(rows(xlsx_file(COLUMNS, lines))) == lines


# What cannot be read says where and why


def test_several_encodings_are_read_and_others_named_with_their_line():
    assert rows("\ufeffslug,name\nb,Bär\n".encode()) == (("b", "Bär"),)
    assert rows("slug;name\nb;Bär\n".encode()) == (("b", "Bär"),)
    assert rows("slug\tname\nb\tBär\n".encode()) == (("b", "Bär"),)
    (fault,) = faults("slug,name\na,A\nb,Bär\n".encode("latin-1"))
    assert (fault.row, "UTF-8" in fault.what) == (3, True)
    assert "UTF-8" in faults("slug,name\n".encode("utf-16"))[0].what


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The sheet is empty"),
        (b"\n\n", "The sheet is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
        (b"slug,name\na,\x00\n", "neither CSV nor XLSX"),
        (b"PK\x03\x04 and then nothing", "damaged, or no XLSX file"),
        (b'slug,name\na,"open\n', "cannot be read as CSV"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_sheet_says_so(content, words):
    assert words in faults(content)[0].what


def test_a_zip_that_is_no_workbook_says_so():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("hello.txt", "hello")
    assert "no XLSX file" in faults(file.getvalue())[0].what


def test_a_file_that_unpacks_to_too_much_is_not_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (61 * 1024 * 1024))
    assert "Unpacked" in faults(file.getvalue())[0].what


def test_an_empty_workbook_is_an_empty_sheet():
    assert "The sheet is empty" in faults(workbook(lines=()))[0].what


def test_columns_are_known_named_once_and_there():
    assert faults(b"slug,nmae\n") == (Fault(1, "nmae", "There is no column “nmae”. Did you mean “name”?"),)
    assert faults(b"slug,name,name\n") == (Fault(1, "name", "The column “name” stands here more than once."),)
    assert faults(b"name\n") == (Fault(1, "slug", "The column “slug” is missing."),)
    assert "The columns are: slug, name" in faults(b"slug,zzzzzz\n")[0].what


def test_a_row_that_is_too_wide_is_named_and_empty_rows_are_passed_over():
    assert faults(b"slug,name\na,A,extra\n")[0].row == 2
    sheet = read(b"slug,name\n\na,A\n,\nb,B\n", known=COLUMNS, required=("slug",))
    assert (sheet.rows, sheet.numbers) == ((("a", "A"), ("b", "B")), (3, 5))


def test_a_formula_is_named_by_its_cell():
    content = workbook(lambda sheet: sheet.append(["b", "=1+1"]))
    assert faults(content) == (Fault(3, "name", "The cell B3 holds a formula. Paste its value instead."),)


def test_merged_cells_are_named_by_their_range():
    content = workbook(lambda sheet: sheet.merge_cells("A2:B3"))
    assert faults(content) == (Fault(2, "slug", "The cells A2:B3 are merged. Give each row its own value."),)


def test_numbers_and_truths_of_a_workbook_are_text():
    content = workbook(lines=(("slug", "name"), (1, True), (2.0, 2.5)))
    assert rows(content) == (("1", "true"), ("2", "2.5"))


def many_in_a_workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"<sheetData>" + b'<row r="1"></row>' * 100_000)
    return file.getvalue()


@pytest.mark.parametrize("content", [b"slug,name\n" + b"s,x\n" * 100_000, many_in_a_workbook()], ids=["csv", "xlsx"])
def test_a_hundred_thousand_rows_are_one_fault_for_the_file(content):
    (fault,) = faults(content)
    assert (fault.row, str(MOST_ROWS) in fault.what) == (0, True)
