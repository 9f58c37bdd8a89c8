"""E-mails, phones and countries, as the libraries know them. These load when first asked."""

import importlib
from functools import cache
from typing import Any

from nexus.customers.domain import Email, Phone
from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key, tidy


class LibraryReach:
    def email(self, typed: str) -> Email:
        if not (address := tidy(typed)):
            return Email()
        library = _library("email_validator")
        try:
            found = library.validate_email(address, check_deliverability=False)
        except library.EmailNotValidError as error:
            raise Invalid(
                phrase("This is no e-mail address. %(error)s", error=str(error)), "email"
            ) from error
        return Email(address, str(found.normalized).casefold())

    def phone(self, typed: str, country: str) -> Phone:
        """Read a number as it is dialled in the country, unless it begins with a plus."""
        if not (number := tidy(typed)):
            return Phone()
        library = _library("phonenumbers")
        try:
            found = library.parse(number, country)
        except library.NumberParseException as error:
            raise _no_phone(number) from error
        if not library.is_possible_number(found):
            raise _no_phone(number)
        return Phone(number, str(library.format_number(found, library.PhoneNumberFormat.E164)))

    def country(self, typed: str) -> str:
        if not (name := tidy(typed)):
            return ""
        try:
            return _countries()[key(name)]
        except KeyError as error:
            said = phrase(
                "“%(name)s” is no country. Give its name or its code, such as ZA.", name=name
            )
            raise Invalid(said, "country") from error


def _no_phone(number: str) -> Invalid:
    return Invalid(
        phrase(
            "“%(number)s” is no possible phone number. Outside the shop's country it begins with "
            "+.",
            number=number,
        ),
        "phone",
    )


@cache
def _library(name: str) -> Any:
    return importlib.import_module(name)


@cache
def _countries() -> dict[str, str]:
    """Return codes of ISO 3166-1 by code, and by name in the languages of our trade profiles."""
    found: dict[str, str] = {}
    for language in ("en", "de", "fr", "nl", "af", "es", "pt"):
        territories = _library("babel").Locale(language).territories
        for code, name in territories.items():
            if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY:
                found.setdefault(key(code), code)
                found.setdefault(key(name), code)
    return found | {key(name): code for name, code in NICKNAMES.items()}


NO_COUNTRY = frozenset(("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"))
NICKNAMES = {
    "RSA": "ZA",
    "USA": "US",
    "U.S.A.": "US",
    "UK": "GB",
    "England": "GB",
    "Great Britain": "GB",
    "Scotland": "GB",
    "Wales": "GB",
    "Holland": "NL",
}
