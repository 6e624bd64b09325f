"""What pydantic finds wrong, in plain words that name the key."""

from collections.abc import Iterator
from difflib import get_close_matches

from pydantic_core import ErrorDetails

from certifications.files import form
from certifications.files.tree import Path

PATTERNS = {
    form.SLUG_PATTERN: "must be lower-case letters and digits, with single hyphens between them",
    form.URL_PATTERN: "must be a web address that begins with https:// or http://",
    form.CURRENCY_PATTERN: "must be three capital letters, like USD",
    form.CODE_PATTERN: "must be one short word without commas",
    form.NOT_BLANK_PATTERN: "must not be blank",
}
# By pydantic's type of error; braces are filled from its context.
SHAPES = {
    "string_type": "must be text (put it in quotes)",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "model_type": "must be a mapping of keys and values",
    "literal_error": "must be {expected}",
    "string_too_long": "must have {max_length} characters at most",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "greater_than": "must be more than {gt}",
    "too_short": "must not be an empty list",
    "value_error": "{error}",
}


def in_words(error: ErrorDetails) -> str:
    path = error["loc"]
    if error["type"] == "missing":
        return f"“{path[-1]}” is missing"
    if error["type"] == "extra_forbidden":
        return f"unknown key “{path[-1]}”{_suggestion(str(path[-1]))}"
    return f"{named(path)} {_shape(error)}{_given(error['input'])}"


def named(path: Path) -> str:
    """The last key of a path and the place in its list: “skills”, item 3."""
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return "the file"
    place = f", item {path[-1] + 1}," if isinstance(path[-1], int) else ""
    return f"“{keys[-1]}”{place}"


def _shape(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    if error["type"] == "string_pattern_mismatch":
        return PATTERNS.get(context["pattern"], error["msg"])
    shape = SHAPES.get(error["type"])
    return shape.format(**context) if shape else error["msg"]


def _given(given: object) -> str:
    """What stands there instead, where it is short enough to help."""
    if given is None:
        return ", and stands empty: give it a value or leave the key out"
    if isinstance(given, bool):
        return f", not {str(given).lower()}"
    if isinstance(given, int | float) or (isinstance(given, str) and 0 < len(given.strip()) <= 60):
        return f", not {given}"
    return ""


def _suggestion(key: str) -> str:
    near = get_close_matches(key, sorted(set(_keys())), n=1, cutoff=0.75)
    return f": did you mean “{near[0]}”?" if near else ""


def _keys() -> Iterator[str]:
    families = [form.Part]
    for family in families:
        families.extend(family.__subclasses__())
        yield from family.model_fields
