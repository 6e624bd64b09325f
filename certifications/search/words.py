"""Words as the search compares them: folded, corrected, marked. The same on every database."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MOST_WORDS = 8
LONGEST_WORD = 50
LONGEST_TEXT = 1_000
SHORTEST_CORRECTED = 4
SNIPPET = 220

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Part:
    """A piece of a shown text; `matched` ones are marked."""

    text: str
    matched: bool = False


def folded(text: str) -> str:
    """“Ünder-Stood” → “under stood”: small letters without accents, one space between words and nothing else."""
    plain = text.casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join([word[:LONGEST_WORD] for word in _WORD.findall(plain)])


def asked_words(text: str) -> list[str]:
    """What somebody typed, as at most eight words, each once."""
    return list(dict.fromkeys(folded(text[:LONGEST_TEXT]).split()))[:MOST_WORDS]


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate with the fewest slips; None where all have too many. Nobody means another word by a short one."""
    allowed = 0 if len(word) < SHORTEST_CORRECTED else 1 if len(word) < 7 else 2
    slips = [(slips_between(word, candidate), candidate) for candidate in candidates]
    return min(((count, candidate) for count, candidate in slips if 0 < count <= allowed), default=(0, None))[1]


def slips_between(one: str, other: str) -> int:
    """Letters missed, added, changed or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, its in enumerate(other, start=1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                least = min(least, older[j - 2] + 1)
            row.append(least)
    return row[-1]


def marked(text: str, words: Collection[str]) -> list[Part]:
    """The text in pieces; joined, they are the text again."""
    parts: list[Part] = []
    end = 0
    for start, stop in _matches(text, words):
        parts += [Part(text[end:start]), Part(text[start:stop], matched=True)]
        end = stop
    return [part for part in (*parts, Part(text[end:])) if part.text]


def snippet(text: str, words: Collection[str]) -> list[Part]:
    """The place of the first match, cut between words; the beginning where there is none."""
    first = next((start for start, _stop in _matches(text, words)), 0)
    start = 0 if first < SNIPPET * 2 // 3 else text.rfind(" ", 0, first - SNIPPET // 3) + 1
    rest = text[start:]
    stop = len(rest) if len(rest) <= SNIPPET else max(rest.rfind(" ", 0, SNIPPET), SNIPPET // 2)
    shown = f"{'… ' if start else ''}{rest[:stop]}{' …' if stop < len(rest) else ''}"
    return marked(shown, words)


def _matches(text: str, words: Collection[str]) -> Iterable[tuple[int, int]]:
    beginnings = tuple(words)
    for match in _WORD.finditer(text):
        if any(part.startswith(beginnings) for part in folded(match[0]).split()):
            yield match.span()
