from collections.abc import Collection

from django.utils.text import slugify

LONGEST = 80


def key_for(text: str, *, taken: Collection[str]) -> str:
    """A key in the catalogue's form from a row's words, numbered where it is taken: “Feature store” → feature-store-2."""
    stem = slugify(text).replace("_", "-").strip("-")
    stem = "-".join(part for part in stem.split("-") if part)[:LONGEST].rstrip("-") or "row"
    key, number = stem, 1
    while key in taken:
        number += 1
        ending = f"-{number}"
        key = stem[: LONGEST - len(ending)].rstrip("-") + ending
    return key
