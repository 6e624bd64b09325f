"""The text of a mail as programs like it that show no HTML: lines of 72 columns, paragraphs with one empty line between."""

from collections.abc import Iterator
from textwrap import wrap

COLUMNS = 72
SIGNATURE = "-- "  # RFC 3676 §4.3: its blank is kept


def tidy(text: str) -> str:
    """A line with the address of a page stays as it is: folded, the address would still be too long."""
    return "\n".join(_spaced(line for given in text.rstrip().splitlines() for line in _folded(given))) + "\n"


def _folded(line: str) -> list[str]:
    line = line if line == SIGNATURE else line.rstrip()
    if len(line) <= COLUMNS or "://" in line:
        return [line]
    indent = " " * (len(line) - len(line.lstrip("- ")))
    return wrap(line, COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _spaced(lines: Iterator[str]) -> Iterator[str]:
    empty = True
    for line in lines:
        if line or not empty:
            yield line
        empty = not line
