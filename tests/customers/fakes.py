"""In-memory stand-ins for the ports of the customers module."""

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self
from uuid import UUID

from msgspec import Struct, field

from nexus.customers.domain import Customer, Email, Known, Match, Phone
from nexus.customers.messages import (
    AddressView,
    ContactView,
    CustomerCard,
    CustomerRow,
    CustomerView,
    Duplicates,
    ListCustomers,
    TagCount,
)
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.events import Event
from nexus.kernel.ids import CustomerId, ShopId
from nexus.kernel.numbering import series
from nexus.kernel.page import Page
from nexus.kernel.text import code_key, key


class FakeTerms(Struct, frozen=True):
    country: str = "ZA"
    timezone: str = "Africa/Johannesburg"
    numbering: Mapping[str, str] = field(default_factory=lambda: {"customer": "CL-{n:4}"})


class FakeSettings:
    def __init__(self, terms: FakeTerms | None = None) -> None:
        self._terms = terms or FakeTerms()

    def terms(self, shop_id: ShopId) -> FakeTerms:
        return self._terms


class FakeRevenue:
    def __init__(self) -> None:
        self.billed: set[CustomerId] = set()
        self.drafted: set[CustomerId] = set()

    def has_issued_sale(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        return customer_id in self.billed

    def has_sale(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        return customer_id in self.billed | self.drafted


class FakeProjects:
    def __init__(self) -> None:
        self.codes: dict[CustomerId, list[str]] = {}

    def codes_of_customer(self, shop_id: ShopId, customer_id: CustomerId) -> Sequence[str]:
        return self.codes.get(customer_id, [])


class FakeReach:
    """Knows an e-mail by its sign, and a phone by ten digits."""

    def email(self, typed: str) -> Email:
        if typed and "@" not in typed:
            raise Invalid("This is no e-mail address.", "email")
        return Email(typed.strip(), key(typed))

    def phone(self, typed: str, country: str) -> Phone:
        digits = "".join(filter(str.isdigit, typed))
        if typed and len(digits) != 10:
            raise Invalid("This is no possible phone number.", "phone")
        return Phone(typed.strip(), f"+27{digits[1:]}") if typed else Phone()

    def country(self, typed: str) -> str:
        return typed


class FakeCustomers:
    def __init__(self, rows: dict[tuple[ShopId, UUID], Customer], shop_id: ShopId) -> None:
        self._rows, self._shop_id = rows, shop_id

    def add(self, entity: Customer) -> None:
        self._rows[entity.shop_id, entity.id] = entity

    def get(self, id: UUID) -> Customer:
        if (self._shop_id, id) not in self._rows:
            raise NotFound("There is no such customer.")
        return self._rows[self._shop_id, id]

    def remove(self, entity: Customer) -> None:
        del self._rows[self._shop_id, entity.id]

    def many(self, ids: Sequence[CustomerId]) -> Mapping[CustomerId, Customer]:
        return {id: self.get(id) for id in ids}

    def has_code(self, code: str, but: Customer | None = None) -> bool:
        return any(code_key(it.code) == code_key(code) for it in self.all() if it is not but)

    def merged_into(self, id: CustomerId) -> Sequence[str]:
        return [it.code for it in self.all() if it.merged_into_id == id]

    def known(self) -> Iterable[Known]:
        for it in self.all():
            keys = {
                Match.CODE: code_key(it.code),
                Match.EMAIL: it.email_key,
                Match.NAME: key(it.name),
                Match.PHONE: it.phone_e164,
            }
            yield Known(
                id=it.id,
                code=it.code,
                keys={match: text for match, text in keys.items() if text},
                is_archived=it.is_archived,
                merged_into=self.get(it.merged_into_id).code if it.merged_into_id else None,
            )

    def all(self) -> list[Customer]:
        return [it for (shop_id, _), it in self._rows.items() if shop_id == self._shop_id]


class FakeStore:
    """Both ways in: called with an actor for changes, with a shop for looking."""

    def __init__(self) -> None:
        self._rows: dict[tuple[ShopId, UUID], Customer] = {}
        self._counters: dict[tuple[ShopId, str], int] = {}
        self.recorded: list[Event] = []

    def __call__(self, who: Actor | ShopId) -> Self:
        self._shop_id = who.shop_id if isinstance(who, Actor) else who
        self.customers = FakeCustomers(self._rows, self._shop_id)
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error:
            self.recorded.clear()

    def record(self, *events: Event) -> None:
        self.recorded += events

    def number(self, pattern: str, **words: str) -> str:
        counted = series(pattern, **words)
        at = self._shop_id, counted.key
        self._counters[at] = self._counters.get(at, 0) + 1
        return counted.code(self._counters[at])

    def numbers(self, pattern: str, count: int, **words: str) -> Sequence[str]:
        return [self.number(pattern, **words) for _ in range(count)]

    def numbered(self, pattern: str, code: str, **words: str) -> None:
        counted = series(pattern, **words)
        at = self._shop_id, counted.key
        self._counters[at] = max(self._counters.get(at, 0), counted.n(code) or 0)

    def one(self, id: CustomerId) -> CustomerView:
        return CustomerView.of(self.customers.get(id))

    def by_code(self, code: str) -> CustomerView:
        for it in self.customers.all():
            if code_key(it.code) == code_key(code):
                return CustomerView.of(it)
        raise NotFound("There is no such customer.")

    def contacts(self, id: CustomerId) -> Sequence[ContactView]:
        return self.one(id).contacts

    def addresses(self, id: CustomerId) -> Sequence[AddressView]:
        return self.one(id).addresses

    def is_active(self, id: CustomerId) -> bool:
        return any(it.id == id and not it.is_archived for it in self.customers.all())

    def code(self, id: CustomerId) -> str | None:
        return next((it.code for it in self.customers.all() if it.id == id), None)

    def page(self, wish: ListCustomers) -> Page[CustomerRow]:
        raise NotImplementedError("A list is tested against the database.")

    def tags(self) -> Sequence[TagCount]:
        raise NotImplementedError("A count is tested against the database.")

    def duplicates(self, limit: int) -> Page[Duplicates]:
        raise NotImplementedError("A comparison is tested against the database.")

    def card(self, id: CustomerId) -> CustomerCard | None:
        raise NotImplementedError("A card is tested against the database.")
