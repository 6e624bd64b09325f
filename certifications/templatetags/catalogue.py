"""How texts and numbers of the catalogue look on a page."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

import nh3
from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it import MarkdownIt

from certifications.models import Certification, Prerequisite, ReferenceRow, Source

register = template.Library()

_markdown = MarkdownIt("commonmark", {"html": False})
# What gets through, of owners and (learners/templatetags/own_words.py) of learners.
TAGS = {"p", "br", "em", "strong", "code", "ul", "ol", "li", "a", "blockquote", "pre"}
ATTRIBUTES = {"a": {"href", "title"}}
SCHEMES = {"http", "https", "mailto"}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


@register.filter
def prose(text: str) -> SafeString:
    """Plain text or light Markdown as HTML of a few harmless tags. Headings, pictures and raw HTML do not get through."""
    return mark_safe(_prose(text))


@lru_cache(maxsize=4096)
def _prose(text: str) -> str:
    return nh3.clean(_markdown.render(text), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)


@register.filter
def duration(minutes: int | None) -> str:
    """90 → “1 h 30 min”."""
    hours, rest = divmod(minutes or 0, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


@register.filter
def about_hours(minutes: int | None) -> str:
    """Rounded for headlines: 690 → “12 h”, 20 → “1 h”."""
    return _("%(hours)d h") % {"hours": max(round((minutes or 0) / 60), 1)}


@register.filter
def months(count: int) -> str:
    """24 → “2 years”, 18 → “18 months”."""
    if count % 12 == 0:
        return ngettext("%(count)d year", "%(count)d years", count // 12) % {"count": count // 12}
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}


@register.simple_tag
def span_of(least: int, most: int) -> str:
    """4, 6 → “4–6”; 4, 4 → “4”."""
    return str(least) if least == most else f"{least}–{most}"


@register.simple_tag
def validity(least: int | None, most: int | None) -> str:
    """Months as words; "" when no expiry is known."""
    if not least:
        return ""
    if not most or most == least:
        return months(least)
    if least % 12 == most % 12 == 0:
        return _("%(least)d to %(most)d years") % {"least": least // 12, "most": most // 12}
    return _("%(least)d to %(most)d months") % {"least": least, "most": most}


@register.simple_tag
def money(amount: int, currency: str, open_ended: bool = False) -> str:
    """155000, "USD" → “$155,000”; open-ended with a plus."""
    sign = _SIGNS.get(currency, f"{currency} ")
    return f"{sign}{number_format(amount, force_grouping=True)}{'+' if open_ended else ''}"


@register.simple_tag
def money_short(amount: int, currency: str, open_ended: bool = False) -> str:
    """155000, "USD" → “$155K”; what is no whole thousand is written out."""
    if amount < 1000 or amount % 1000:
        return money(amount, currency, open_ended)
    return f"{_SIGNS.get(currency, f'{currency} ')}{amount // 1000}K{'+' if open_ended else ''}"


@register.simple_tag
def asked_for(row: Prerequisite) -> str:
    """One prerequisite in words, with a link where it leads somewhere: “5+ years of experience”."""
    if row.certification:
        return certification_link(row.certification, row.label)
    if row.skill:
        return format_html('<a href="{}">{}</a>', row.skill.get_absolute_url(), row.label or row.skill.name)
    return experience_words(row.years or Decimal(), row.label)


def experience_words(years: Decimal, label: str) -> str:
    shown = number_format(years.normalize(), use_l10n=True)
    return _("%(years)s+ years of %(what)s") % {"years": shown, "what": label or _("experience")}


@register.simple_tag
def certification_link(certification: Certification | None, label: str = "") -> str:
    """A link where there is a page to go to, else only the words."""
    words = label or (certification.name if certification else "")
    if certification is None or not certification.is_offered:
        return words
    return format_html('<a href="{}">{}</a>', certification.get_absolute_url(), words)


@register.simple_tag
def reference_link(row: ReferenceRow) -> str:
    """The title of a row, linked to the role or certification it is about."""
    if row.role:
        return format_html('<a href="{}">{}</a>', row.role.get_absolute_url(), row.title)
    return certification_link(row.certification, row.title)


@register.filter
def under(cells: list[str], columns: list[str]) -> list[tuple[str, str]]:
    """(column, cell) for each column; a missing cell is empty."""
    return [(column, cells[index] if index < len(cells) else "") for index, column in enumerate(columns)]


@register.filter
def named(codes: str, sources: Iterable[Source]) -> list[Source]:
    """The sources that a record's “P, A” means, in that order; a code that is no source is left out."""
    by_code = {source.code: source for source in sources}
    return [by_code[code.strip()] for code in codes.split(",") if code.strip() in by_code]


@register.filter
def bare_address(url: str) -> str:
    """https://example.org/ → example.org."""
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
