"""Public holidays of a country or a part of it, by the `holidays` library. A place is written “DE” or “DE-BY”."""

from datetime import date
from functools import lru_cache

import holidays
from babel import Locale, UnknownLocaleError

YEARS_BACK, YEARS_AHEAD = 1, 3

Holiday = tuple[date, str]


@lru_cache(maxsize=256)
def holidays_of(place: str, year: int) -> tuple[Holiday, ...]:
    """Those of one year in their order, with their names; none for an empty or unknown place."""
    country, _dash, region = place.partition("-")
    if not is_place(place):
        return ()
    found = holidays.country_holidays(country, subdiv=region or None, years=year)
    return tuple(sorted(found.items()))


@lru_cache(maxsize=512)
def holidays_around(place: str, year: int) -> tuple[Holiday, ...]:
    """From the year before to three years after: as far as a plan can reach."""
    return tuple(
        holiday for each in range(year - YEARS_BACK, year + YEARS_AHEAD + 1) for holiday in holidays_of(place, each)
    )


def is_place(place: str) -> bool:
    country, dash, region = place.partition("-")
    codes = _codes()
    return country in codes and (not dash or region in codes[country])


@lru_cache(maxsize=16)
def countries(language: str) -> list[tuple[str, str]]:
    """Code and name in the reader's language, by name."""
    try:
        names = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    return sorted(((code, names.get(code, code)) for code in _codes()), key=lambda pair: pair[1])


@lru_cache(maxsize=256)
def regions(country: str) -> list[tuple[str, str]]:
    """Code and name of a country's parts that have holidays of their own; the name is the code where no better is known."""
    codes = _codes().get(country, ())
    if not codes:
        return []
    aliases = getattr(holidays.country_holidays(country), "subdivisions_aliases", {})
    names = {code: name for name, code in reversed(list(aliases.items()))}
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])


@lru_cache(maxsize=1)
def _codes() -> dict[str, tuple[str, ...]]:
    return {
        country: tuple(parts)
        for country, parts in holidays.list_supported_countries(include_aliases=False).items()
        if len(country) == 2
    }
