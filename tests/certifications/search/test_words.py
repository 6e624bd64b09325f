from hypothesis import given
from hypothesis import strategies as st

from certifications.search.words import SNIPPET, asked_words, closest, folded, marked, slips_between, snippet


def test_words_lose_their_accents_and_capitals_and_signs() -> None:
    assert folded("  Ünder-Stood: ÉLAN (ﬁne)!\0 ") == "under stood elan fine"


def test_at_most_eight_words_are_asked_for_each_once() -> None:
    assert asked_words("a b a " + "c d e f g h i j") == ["a", "b", "c", "d", "e", "f", "g", "h"]


@given(st.text())
def test_whatever_is_typed_becomes_words_of_letters_and_digits(text: str) -> None:
    for word in asked_words(text):
        assert word.isalnum()
        assert len(word) <= 50


def test_a_missed_an_added_a_changed_and_a_swapped_letter_are_one_slip_each() -> None:
    for typed in ("dcker", "doccker", "dacker", "dokcer"):
        assert slips_between(typed, "docker") == 1


def test_a_short_word_is_never_taken_for_another() -> None:
    assert closest("sri", ["sre"]) is None
    assert closest("gitt", ["git", "gift"]) == "gift"
    assert closest("become", ["before"]) is None


def test_the_closest_word_wins_and_then_the_alphabet() -> None:
    assert closest("archtects", ["architecture", "architects", "architect"]) == "architects"


@given(st.text(), st.lists(st.text(alphabet="abcde", min_size=1, max_size=3), max_size=3))
def test_marked_pieces_joined_are_the_text(text: str, words: list[str]) -> None:
    assert "".join(part.text for part in marked(text, words)) == text


def test_a_word_that_begins_like_it_is_marked_in_its_own_spelling() -> None:
    assert [part.text for part in marked("Élan and elaniums, not relan", ["elan"]) if part.matched] == [
        "Élan",
        "elaniums",
    ]


def test_a_snippet_is_cut_round_the_first_match() -> None:
    parts = snippet("far " * 200 + "needle " + "away " * 200, ["needle"])
    text = "".join(part.text for part in parts)
    assert text.startswith("… far")
    assert text.endswith("away …")
    assert "needle" in text
    assert len(text) <= SNIPPET + 4
