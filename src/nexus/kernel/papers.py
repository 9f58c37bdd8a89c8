"""Papers: who one is from, how it looks, and the file that it is sent as."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, Self

from msgspec import Struct

from nexus.kernel.files import FileStore
from nexus.kernel.ids import FileId, ShopId

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


class House(Protocol):
    """What settings tell of a shop for its papers."""

    @property
    def company(self) -> Sender: ...

    @property
    def country(self) -> str: ...

    @property
    def locale(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def logo_file_id(self) -> FileId | None: ...


class PictureCard(Protocol):
    """Where the store has a picture; `key` changes with its content."""

    @property
    def key(self) -> str: ...


class Pictures(Protocol):
    """Answered by documents."""

    def files(self, shop_id: ShopId, ids: Sequence[FileId]) -> Mapping[FileId, PictureCard]: ...


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

    @classmethod
    def of(cls, house: House, *, language: str, logo: bytes | None, at: datetime) -> Self:
        return cls(
            sender=house.company,
            country=house.country,
            locale=house.locale,
            timezone=house.timezone,
            language=language,
            logo=logo,
            at=at,
        )


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


def logo_key(pictures: Pictures, shop_id: ShopId, house: House) -> str | None:
    """Find where the store has the shop's logo, if it has one."""
    if (id := house.logo_file_id) is None:
        return None
    found = pictures.files(shop_id, [id]).get(id)
    return None if found is None else found.key


def picture(store: FileStore, key: str) -> bytes | None:
    """Return a picture that papers bear; one that is not there is not drawn."""
    if (size := store.size(key)) is None or size > LARGEST_PICTURE:
        return None
    return b"".join(store.read(key))
