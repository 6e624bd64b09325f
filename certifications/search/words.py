"""Words as the search compares them, and where they stand in a text. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterator

WORD = re.compile(r"[^\W_]+")
LONGEST = 80
MOST_WORDS = 8


def words_of(text: str) -> list[str]:
    """Lower case, without accents, in order: “CI/CD für Modelle” → ci, cd, fur, modelle."""
    return [word[:LONGEST] for word in WORD.findall(plain(text))]


def asked(text: str) -> list[str]:
    """The first few words of what somebody typed; whatever else stands there means nothing."""
    return words_of(text[:1000])[:MOST_WORDS]


def plain(text: str) -> str:
    """Keeps no mark of NFKD, so “é” is “e”. Its length may differ from the text's."""
    spread = unicodedata.normalize("NFKD", text.replace("\0", " "))
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).casefold()


def pieces(text: str, wanted: Collection[str]) -> Iterator[tuple[bool, str]]:
    """The text in pieces, each with whether it is a word that begins with one of the wanted."""
    place = 0
    for found in re.finditer(r"\w+", text):
        parts = words_of(found[0])
        if any(part.startswith(word) for part in parts for word in wanted):
            if found.start() > place:
                yield False, text[place : found.start()]
            yield True, found[0]
            place = found.end()
    if place < len(text):
        yield False, text[place:]


def excerpt(text: str, wanted: Collection[str], *, length: int = 180) -> str:
    """As much of the text as fits, from a little before the first wanted word; cut between words."""
    start = 0
    for is_wanted, piece in pieces(text, wanted):
        if is_wanted:
            break
        start += len(piece)
    begin = 0 if start < length // 2 or start >= len(text) else text.rfind(" ", 0, start - length // 4) + 1
    if len(text) - begin <= length:
        return ("…" if begin else "") + text[begin:]
    end = text.rfind(" ", begin, begin + length)
    return ("…" if begin else "") + text[begin : end if end > begin else begin + length] + "…"
