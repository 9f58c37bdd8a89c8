"""Papers: who one is from, how it looks, and the file that it is sent as."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from nexus.kernel.files import FileStore

LARGEST_PICTURE = 10_000_000  # bytes
PDF = "application/pdf"


class Sender(Protocol):
    """Who a paper is from: what stands on every one of them."""

    @property
    def company_name(self) -> str: ...

    @property
    def address(self) -> Sequence[str]: ...

    @property
    def email(self) -> str: ...

    @property
    def phone(self) -> str: ...

    @property
    def website(self) -> str: ...

    @property
    def tax_number(self) -> str: ...

    @property
    def registration_number(self) -> str: ...

    @property
    def bank_details(self) -> str: ...

    @property
    def iban(self) -> str: ...

    @property
    def bic(self) -> str: ...


class Letterhead(Struct, frozen=True, kw_only=True):
    """How all papers of a shop look, and in which language this one speaks.

    `at` is the instant that the paper tells of: the same one gives the same bytes.
    """

    sender: Sender
    country: str
    locale: str
    timezone: str
    language: str
    logo: bytes | None
    at: datetime


class File(Struct, frozen=True, kw_only=True):
    """What is sent as a file: its name with an ending, and its kind."""

    name: str
    kind: str
    content: bytes


def file_name(number: str) -> str:
    """Return the number as every system takes it for a name."""
    return re.sub(r"[^\w.-]+", "-", number).strip("-.")[:100] or "paper"


def is_vat_id(number: str, country: str) -> bool:
    """Tell whether a tax number begins with its country, as EN 16931 wants of a VAT number."""
    plain = re.sub(r"[\s.-]", "", number).upper()
    prefix = "EL" if country == "GR" else country
    return len(plain) > 4 and plain.startswith((prefix, country)) and bool(country)


def picture(store: FileStore, key: str) -> bytes | None:
    """Return a picture that papers bear; one that is not there is not drawn."""
    if (size := store.size(key)) is None or size > LARGEST_PICTURE:
        return None
    return b"".join(store.read(key))
