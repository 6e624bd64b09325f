from decimal import Decimal

import pytest

from certifications.models import Certification, Prerequisite, Skill, Source
from certifications.templatetags import catalogue


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Plain & simple.", "<p>Plain &amp; simple.</p>\n"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("**Bold** and `code`", "<p><strong>Bold</strong> and <code>code</code></p>\n"),
        ("[a](https://example.org)", '<p><a href="https://example.org" rel="noopener noreferrer">a</a></p>\n'),
    ],
)
def test_prose_renders_light_markdown(text: str, html: str) -> None:
    assert catalogue.prose(text) == html


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "![x](https://example.org/x.png)", "# Big"]
)
def test_prose_lets_no_script_picture_or_heading_through(text: str) -> None:
    assert not any(tag in catalogue.prose(text) for tag in ("<script", "<img", "<h1"))


def test_prose_drops_an_address_that_runs_a_script() -> None:
    assert "href" not in catalogue.prose("[x](javascript:alert)")


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (None, "0 min")]
)
def test_durations(minutes: int | None, words: str) -> None:
    assert catalogue.duration(minutes) == words


@pytest.mark.parametrize(("minutes", "words"), [(20, "1 h"), (690, "12 h"), (2665, "44 h")])
def test_rounded_hours(minutes: int, words: str) -> None:
    assert catalogue.about_hours(minutes) == words


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (None, None, ""),
        (12, None, "1 year"),
        (24, None, "2 years"),
        (24, 24, "2 years"),
        (18, None, "18 months"),
        (24, 36, "2 to 3 years"),
        (18, 24, "18 to 24 months"),
    ],
)
def test_validity_in_words(least: int | None, most: int | None, words: str) -> None:
    assert catalogue.validity(least, most) == words


@pytest.mark.parametrize(
    ("amount", "currency", "open_ended", "long", "short"),
    [
        (155_000, "USD", False, "$155,000", "$155K"),
        (250_000, "USD", True, "$250,000+", "$250K+"),
        (500, "USD", False, "$500", "$500"),
        (2_500, "EUR", False, "€2,500", "€2,500"),
        (90_000, "CHF", False, "CHF 90,000", "CHF 90K"),
    ],
)
def test_money(amount: int, currency: str, open_ended: bool, long: str, short: str) -> None:
    assert catalogue.money(amount, currency, open_ended) == long
    assert catalogue.money_short(amount, currency, open_ended) == short


def test_a_span_of_equal_ends_is_one_number() -> None:
    assert (catalogue.span_of(4, 6), catalogue.span_of(4, 4)) == ("4–6", "4")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Prerequisite(years=Decimal("5.0"), label="systems design"), "5+ years of systems design"),
        (Prerequisite(years=Decimal("1.5")), "1.5+ years of experience"),
        (Prerequisite(skill=Skill(slug="sql", name="SQL")), '<a href="/skills/sql/">SQL</a>'),
        (
            Prerequisite(skill=Skill(slug="sql", name="SQL"), label="a query <language>"),
            '<a href="/skills/sql/">a query &lt;language&gt;</a>',
        ),
    ],
)
def test_a_prerequisite_in_words(row: Prerequisite, words: str) -> None:
    assert catalogue.asked_for(row) == words


def test_a_certification_without_a_public_page_is_not_linked() -> None:
    draft = Certification(slug="draft", name="Draft")
    assert catalogue.certification_link(draft) == "Draft"
    assert catalogue.certification_link(None, "Elsewhere") == "Elsewhere"


def test_an_offered_certification_is_linked_under_its_label() -> None:
    offered = Certification(slug="one", name="One", current_version_id=1)
    assert catalogue.certification_link(offered, "Start & go") == '<a href="/certifications/one/">Start &amp; go</a>'


def test_sources_are_named_in_the_order_of_their_codes() -> None:
    first, second = Source(code="P", title="One"), Source(code="A", title="Two")
    assert catalogue.named("A, X, P", [first, second]) == [second, first]


def test_cells_are_put_under_their_columns_and_missing_ones_are_empty() -> None:
    assert catalogue.under(["a"], ["One", "Two"]) == [("One", "a"), ("Two", "")]


@pytest.mark.parametrize("url", ["https://www.example.org/", "http://example.org"])
def test_an_address_is_shown_bare(url: str) -> None:
    assert catalogue.bare_address(url) == "example.org"
