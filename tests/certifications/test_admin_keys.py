import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certifications.admin.keys import key_for


@pytest.mark.parametrize(
    ("text", "taken", "key"),
    [
        ("Feature store", set(), "feature-store"),
        ("Feature store", {"feature-store"}, "feature-store-2"),
        ("Feature store", {"feature-store", "feature-store-2"}, "feature-store-3"),
        ("  CI/CD: what & why?  ", set(), "cicd-what-why"),
        ("snake_case -- name", set(), "snake-case-name"),
        ("Überblick", set(), "uberblick"),
        ("提示", set(), "row"),
        ("", {"row"}, "row-2"),
        ("x" * 100, set(), "x" * 80),
        ("x" * 100, {"x" * 80}, "x" * 78 + "-2"),
    ],
)
def test_a_key_follows_the_words(text: str, taken: set[str], key: str) -> None:
    assert key_for(text, taken=taken) == key


@given(st.lists(st.text(max_size=120), max_size=12))
def test_any_titles_get_different_keys_in_the_catalogue_s_form(titles: list[str]) -> None:
    taken: set[str] = set()
    for title in titles:
        key = key_for(title, taken=taken)
        assert key not in taken
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
        assert len(key) <= 80
        taken.add(key)
