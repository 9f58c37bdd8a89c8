"""What the world's registers name: countries, currencies, time zones, languages; for selects."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

# Codes in the register that are no country: groups, parts that have none of their own, reserves.
_RESERVED = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ"
Named = tuple[tuple[str, str], ...]  # what is stored, and what is read


@cache
def countries() -> frozenset[str]:
    """Return the codes of all countries (ISO 3166-1)."""
    from babel import Locale  # noqa: PLC0415

    known = map(str, Locale("en").territories)
    return frozenset(c for c in known if len(c) == 2 and c.isalpha() and c not in _RESERVED)


@cache
def currencies() -> frozenset[str]:
    """Return the codes of all money that is some country's today (ISO 4217)."""
    from babel.numbers import get_territory_currencies  # noqa: PLC0415

    return frozenset(code for country in countries() for code in get_territory_currencies(country))


@cache
def named_countries(language: str) -> Named:
    names = _spoken(language).territories
    return tuple(sorted(((c, names.get(c, c)) for c in countries()), key=lambda it: it[1]))


@cache
def named_currencies(language: str) -> Named:
    names = _spoken(language).currencies
    return tuple((code, f"{code} · {names.get(code, code)}") for code in sorted(currencies()))


@cache
def named_zones() -> Named:
    """Return the zones of the world that are named by a place, and UTC."""
    places = (name for name in available_timezones() if "/" in name)
    known = sorted(
        it for it in places if not it.startswith(("Etc/", "posix/", "right/", "SystemV/"))
    )
    return tuple((name, name.replace("_", " ")) for name in [*known, "UTC"])


@cache
def named_locales(language: str) -> Named:
    """Return ways to write numbers and days: a language as it is written in a country."""
    from babel import Locale, localedata  # noqa: PLC0415

    found = []
    for name in localedata.locale_identifiers():
        locale = Locale.parse(name)
        if locale.territory in countries() and not locale.script and not locale.variant:
            told = locale.get_display_name(_spoken(language))
            found.append((f"{locale.language}-{locale.territory}", told or name))
    return tuple(sorted(found, key=lambda it: it[1]))


@cache
def named_regions(country: str) -> Named:
    """Return the parts of a country that have public holidays of their own."""
    import holidays  # noqa: PLC0415

    try:
        parts = holidays.country_holidays(country).subdivisions
    except NotImplementedError:
        return ()
    return tuple((part, part) for part in sorted(parts))


def _spoken(language: str) -> Any:
    from nexus.platform.web.formats import locale_of  # noqa: PLC0415

    return locale_of(language)


def currency_of(country: str) -> str | None:
    """Return what is paid with in a country today."""
    from babel.numbers import get_territory_currencies  # noqa: PLC0415

    found = get_territory_currencies(country) if country in countries() else []
    return str(found[0]) if found else None


def zone_of(country: str) -> str | None:
    """Return the time zone of a country that has but one."""
    from babel.core import get_global  # noqa: PLC0415

    known = dict(named_zones())
    zones = [zone for zone, of in get_global("zone_territories").items() if of == country]
    here = [zone for zone in zones if zone in known]
    return str(here[0]) if len(here) == 1 else None
