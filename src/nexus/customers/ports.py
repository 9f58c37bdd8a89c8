"""What the customers module needs from the world, in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from nexus.customers.domain import Customer, Email, Known, Phone
from nexus.customers.messages import (
    AddressView,
    ContactView,
    CustomerCard,
    CustomerRow,
    CustomerSheet,
    CustomerView,
    Duplicates,
    ListCustomers,
    TagCount,
)
from nexus.kernel.ids import CustomerId, ShopId
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork


class Customers(Protocol):
    """For changes: whole customers, each with its contacts and addresses."""

    def add(self, entity: Customer) -> None: ...

    def get(self, id: UUID) -> Customer:
        """Return the shop's customer or raise NotFound."""

    def remove(self, entity: Customer) -> None: ...

    def many(self, ids: Sequence[CustomerId]) -> Mapping[CustomerId, Customer]: ...

    def has_code(self, code: str, but: Customer | None = None) -> bool:
        """Tell whether a code is given, in any case and with any leading zeros."""

    def merged_into(self, id: CustomerId) -> Sequence[str]:
        """Return the codes of the duplicates that this customer took in."""

    def known(self) -> Iterable[Known]:
        """Return what all customers of the shop are recognised by, the oldest first."""


class CustomersUnitOfWork(UnitOfWork, Protocol):
    @property
    def customers(self) -> Customers: ...


class CustomersReading(Reading, Protocol):
    """For looking: views straight from the rows."""

    def one(self, id: CustomerId) -> CustomerView:
        """Return the shop's customer or raise NotFound."""

    def by_code(self, code: str) -> CustomerView:
        """Return the customer of a code, however it is written, or raise NotFound."""

    def page(self, wish: ListCustomers) -> Page[CustomerRow]: ...

    def sheet(self, wish: ListCustomers) -> Page[CustomerSheet]: ...

    def contacts(self, id: CustomerId) -> Sequence[ContactView]: ...

    def addresses(self, id: CustomerId) -> Sequence[AddressView]: ...

    def tags(self) -> Sequence[TagCount]:
        """Return the tags of customers that are not archived, in order."""

    def duplicates(self, limit: int) -> Page[Duplicates]: ...

    def is_active(self, id: CustomerId) -> bool: ...

    def code(self, id: CustomerId) -> str | None: ...

    def card(self, id: CustomerId) -> CustomerCard | None: ...


class Reach(Protocol):
    """The checks of how a customer is reached. Each raises Invalid, with the reason in words."""

    def email(self, typed: str) -> Email: ...

    def phone(self, typed: str, country: str) -> Phone:
        """Read a number as it is dialled in the country, a code of ISO 3166-1."""

    def country(self, typed: str) -> str:
        """Return the code of a country that is given by code or by name."""


class Sheet(Struct, frozen=True, kw_only=True):
    """A list as it stands in a file, with its empty rows."""

    encoding: str
    delimiter: str
    records: Sequence[Sequence[str]]


class Sheets(Protocol):
    def read(self, content: bytes) -> Sheet:
        """Return the rows of a file; Invalid if it is none that can be read."""

    def write(self, records: Iterable[Sequence[str]]) -> bytes:
        """Return a file that spreadsheets open, in which no cell is a formula."""


class Terms(Protocol):
    @property
    def country(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def numbering(self) -> Mapping[str, str]: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...


class Revenue(Protocol):
    """Answered by sales."""

    def has_issued_sale(self, shop_id: ShopId, customer_id: CustomerId) -> bool: ...

    def has_sale(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        """Tell whether there is any, be it a draft."""


class Projects(Protocol):
    """Answered by projects."""

    def codes_of_customer(self, shop_id: ShopId, customer_id: CustomerId) -> Sequence[str]:
        """Return the codes of the customer's oldest projects, not more than a message can hold."""
