"""The text of a mail as programs like it that show no HTML: lines of 72 columns, paragraphs with one empty line between."""

from collections.abc import Iterator
from textwrap import shorten, wrap

COLUMNS = 72
LONGEST_SUBJECT = 200
# What turns the direction of a line around, RFC 5892's bidirectional controls: a title could hide behind them.
TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
CONTROLS = (*range(0x20), *range(0x7F, 0xA0))  # Unicode's category Cc
UNSEEN: dict[int, str | None] = {**dict.fromkeys((*TURNING, *CONTROLS)), ord("\t"): " ", ord("\n"): "\n"}
SIGNATURE = "-- "  # RFC 3676 §4.3: its blank is kept


def one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """For a header: no control character, no turn of direction, one blank at a time, cut at a word."""
    line = " ".join(clean(text).split())
    return line if len(line) <= longest else shorten(line, longest, placeholder=" …") or f"{line[: longest - 1]}…"


def clean(text: str) -> str:
    """Without what nobody sees: control characters but the ends of lines, and turns of direction. A tab becomes a blank."""
    return text.translate(UNSEEN)


def tidy(text: str) -> str:
    """A line with the address of a page stays as it is: folded, the address would still be too long."""
    return "\n".join(_spaced(line for given in clean(text).rstrip().splitlines() for line in _folded(given))) + "\n"


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
