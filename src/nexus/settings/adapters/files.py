"""What is published elsewhere: public holidays, currencies, countries, languages.

The libraries are large and needed now and then, so each is imported when it is first asked.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from nexus.platform.web.places import countries, currencies


class PublishedHolidays:
    """The `holidays` library, with the days on which a holiday is observed instead."""

    def of_year(self, country: str, subdivision: str, year: int, locale: str) -> Mapping[date, str]:
        return _holidays(country, subdivision, year, locale)

    def has_subdivision(self, country: str, subdivision: str) -> bool:
        return subdivision in _parts(country)


class PublishedStandards:
    """The Unicode CLDR, as `babel` carries it, and `email-validator`."""

    def is_currency(self, code: str) -> bool:
        return code in currencies()

    def is_country(self, code: str) -> bool:
        return code in countries()

    def locale(self, name: str) -> str | None:
        from babel import Locale, UnknownLocaleError  # noqa: PLC0415

        try:
            return str(Locale.parse(name, sep="-")).replace("_", "-")
        except (ValueError, UnknownLocaleError):
            return None

    def is_email(self, address: str) -> bool:
        from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

        try:
            validate_email(address, check_deliverability=False)
        except EmailNotValidError:
            return False
        return True


@cache
def _parts(country: str) -> frozenset[str]:
    import holidays  # noqa: PLC0415

    try:
        return frozenset(holidays.country_holidays(country).subdivisions)
    except NotImplementedError:
        return frozenset()


# A calendar asks for the same few years over and over; a year of one country is a few kilobytes.
@lru_cache(maxsize=500)
def _holidays(country: str, subdivision: str, year: int, locale: str) -> Mapping[date, str]:
    import holidays  # noqa: PLC0415

    try:  # to list the countries it knows would load them all
        spoken = holidays.country_holidays(country)
    except NotImplementedError:
        return {}
    language = _nearest(locale.replace("-", "_"), spoken.supported_languages)
    found = holidays.country_holidays(
        country,
        subdiv=subdivision or None,
        years=year,
        language=language or spoken.default_language,  # or else what the machine speaks
    )
    return {day: name for day, name in found.items() if day.year == year}


def _nearest(wanted: str, spoken: tuple[str, ...]) -> str | None:
    near = [name for name in spoken if name.split("_")[0] == wanted.split("_")[0]]
    return wanted if wanted in near else min(near, default=None)
