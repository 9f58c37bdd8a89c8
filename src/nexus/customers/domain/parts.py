"""The parts of a customer: how it is reached, whom to ask for, and where it is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import AddressId, ContactId
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key, tidy, tidy_text

MOST_TAGS = 20
LONGEST_TAG = 40
FEWEST_DIGITS = 3  # a search for fewer would find half of all phones


class AddressKind(StrEnum):
    BILLING = "billing"
    DELIVERY = "delivery"
    OTHER = "other"


@dataclass(frozen=True)
class Email:
    """An address as it was typed, and as it is compared; both empty for none."""

    typed: str = ""
    key: str = ""


@dataclass(frozen=True)
class Phone:
    """A number as it was typed, and in E.164 (`+27825551234`); both empty for none."""

    typed: str = ""
    e164: str = ""


class ContactFacts(TypedDict, total=False):
    name: str
    role: str
    email: Email
    phone: Phone


class AddressFacts(TypedDict, total=False):
    kind: AddressKind
    lines: Iterable[str]
    city: str
    region: str
    postal_code: str
    country: str


@dataclass(eq=False, kw_only=True)
class Contact:
    """A person to ask for. One of a customer's contacts is the primary one."""

    id: ContactId
    name: str
    role: str = ""
    email: str = ""
    email_key: str = ""
    phone: str = ""
    phone_e164: str = ""
    is_primary: bool = False

    def is_like(self, other: "Contact") -> bool:
        """Tell whether nothing would be lost without the other one."""
        same_name = key(self.name) == key(other.name)
        told = (other.email_key, other.phone_e164, other.role)
        mine = (self.email_key, self.phone_e164, self.role)
        return same_name and all(a in ("", b) for a, b in zip(told, mine, strict=True))


@dataclass(eq=False, kw_only=True)
class Address:
    """`lines` are street and the like; `country` is a code of ISO 3166-1, or empty."""

    id: AddressId
    kind: AddressKind = AddressKind.BILLING
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    def __post_init__(self) -> None:
        self.check()

    def check(self) -> None:
        if not self.printed():
            raise Invalid("An address has a street, a city or a postal code.", "lines")

    def printed(self) -> list[str]:
        """Return what stands on an envelope, without the country."""
        town = " ".join(filter(None, (self.city, self.postal_code)))
        return [line for line in (*self.lines, town, self.region) if line]

    def is_like(self, other: "Address") -> bool:
        return self.kind is other.kind and self._whole() == other._whole()

    def says(self, facts: AddressFacts) -> bool:
        return all(getattr(self, name) == value for name, value in plain(facts).items())

    def _whole(self) -> tuple[object, ...]:
        return self.lines, self.city, self.region, self.postal_code, self.country


def plain(facts: Mapping[str, object]) -> dict[str, object]:
    """Return the facts as attributes: tidied, with e-mail and phone in their two forms."""
    found: dict[str, object] = {}
    for name, value in facts.items():
        if isinstance(value, Email):
            found |= {name: value.typed, f"{name}_key": value.key}
        elif isinstance(value, Phone):
            found |= {name: value.typed, f"{name}_e164": value.e164}
        elif name == "notes" and isinstance(value, str):
            found[name] = tidy_text(value)
        elif name == "website" and isinstance(value, str):
            found[name] = website_of(value)
        elif name == "tags" and isinstance(value, Iterable):
            found[name] = tags_of(value)
        elif name == "lines" and isinstance(value, Iterable):
            found[name] = tuple(line for line in map(tidy, value) if line)
        else:
            found[name] = tidy(value) if type(value) is str else value
    return found


def take_over(entity: object, facts: Mapping[str, object]) -> bool:
    """Set the facts; tell whether any of them was news."""
    news = {name: value for name, value in plain(facts).items() if getattr(entity, name) != value}
    for name, value in news.items():
        setattr(entity, name, value)
    return bool(news)


def tags_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Return each tag once, whatever its case and marks; the first spelling stays."""
    found: dict[str, str] = {}
    for tag in map(tidy, tags):
        if len(tag) > LONGEST_TAG:
            raise Invalid(
                phrase("A tag has at most %(most)s characters.", most=LONGEST_TAG), "tags"
            )
        if key(tag):
            found.setdefault(key(tag), tag)
    if len(found) > MOST_TAGS:
        raise Invalid(phrase("A customer has at most %(most)s tags.", most=MOST_TAGS), "tags")
    return tuple(found.values())


def website_of(typed: str) -> str:
    """Refuse what no browser should be sent to, such as `javascript:...`."""
    site = tidy(typed)
    if site and not re.fullmatch(r"(https?://)?[^\s/:@<>\"']+\.[^\s<>\"']+", site, re.IGNORECASE):
        raise Invalid("A website looks like www.example.com.", "website")
    return site


def digits_of(search: str) -> str | None:
    """Return the digits to look for if this reads like a phone number in any notation.

    Without a leading zero or two, which the number has in one notation and not in another.
    """
    if not re.fullmatch(r"[\d\s()+./-]+", search.strip()):
        return None
    digits = re.sub(r"\D", "", search.replace("(0)", "")).lstrip("0")
    return digits if len(digits) >= FEWEST_DIGITS else None
