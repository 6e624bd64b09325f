from certifications.letters import by_letter


def test_words_stand_under_their_first_letter_without_regard_to_case() -> None:
    assert by_letter(["beta", "Alpha", "Beam", "apple"], str) == [("A", ["Alpha", "apple"]), ("B", ["Beam", "beta"])]


def test_what_begins_with_no_letter_comes_first() -> None:
    assert by_letter(["Zebra", "5G", "%"], str) == [("0–9", ["%", "5G"]), ("Z", ["Zebra"])]


def test_no_words_make_no_letters() -> None:
    assert by_letter([], str) == []
