"""In-memory stand-ins for the ports of the sales module."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from typing import Self
from uuid import UUID

from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.events import Event
from nexus.kernel.ids import CustomerId, ProjectId, SaleId, ShopId
from nexus.kernel.money import Money
from nexus.kernel.numbering import series
from nexus.kernel.page import Page
from nexus.sales.domain import Card, CreditEntry, CustomerCredit, Sale, Status
from nexus.sales.messages import CurrencyBalance, ListSales, SaleRow, SaleView

from tests.sales.samples import A_Company, a_card


class FakeSales:
    def __init__(self, rows: dict[tuple[ShopId, UUID], Sale], shop_id: ShopId) -> None:
        self._rows, self._shop_id = rows, shop_id

    def add(self, entity: Sale) -> None:
        self._rows[entity.shop_id, entity.id] = entity

    def get(self, id: UUID) -> Sale:
        if (self._shop_id, id) not in self._rows:
            raise NotFound("There is no such sale.")
        return self._rows[self._shop_id, id]

    def remove(self, sale: Sale) -> None:
        del self._rows[sale.shop_id, sale.id]

    def all(self) -> Sequence[Sale]:
        return [sale for (shop_id, _), sale in self._rows.items() if shop_id == self._shop_id]

    def deposits_for(self, invoice: Sale) -> Sequence[Sale]:
        return []

    def taken_of(self, deposit_id: SaleId) -> dict[tuple[str, Decimal], tuple[int, int]]:
        return {}

    def deposits_asked(self, order_id: SaleId) -> Sequence[Sale]:
        return []

    def of_customer(self, customer_id: CustomerId) -> Sequence[Sale]:
        return [sale for sale in self.all() if sale.customer_id == customer_id]


class FakeCredits:
    def __init__(self) -> None:
        self.rows: list[CustomerCredit] = []
        self.entries: list[CreditEntry] = []

    def add(self, entity: CustomerCredit) -> None:
        self.rows.append(entity)

    def find(self, customer_id: CustomerId, currency: str) -> CustomerCredit | None:
        its = (it for it in self.of_customer(customer_id) if it.currency == currency)
        return next(its, None)

    def of_customer(self, customer_id: CustomerId) -> Sequence[CustomerCredit]:
        return [it for it in self.rows if it.customer_id == customer_id]

    def write(self, entry: CreditEntry) -> None:
        self.entries.append(entry)


class FakeStore:
    """Both ways in, for changes and for looking; called with the actor or the shop."""

    def __init__(self) -> None:
        self._rows: dict[tuple[ShopId, UUID], Sale] = {}
        self._counters: dict[str, int] = {}
        self.credits = FakeCredits()
        self.recorded: list[Event] = []

    def __call__(self, who: Actor | ShopId) -> Self:
        self.sales = FakeSales(self._rows, who.shop_id if isinstance(who, Actor) else who)
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
        self._counters[counted.key] = self._counters.get(counted.key, 0) + 1
        return counted.code(self._counters[counted.key])

    def numbered(self, pattern: str, code: str, **words: str) -> None:
        raise NotImplementedError

    def one(self, id: SaleId, at: datetime) -> SaleView:
        return SaleView.of(self.sales.get(id), at)

    def id_of(self, number: str) -> SaleId:
        for sale in self.sales.all():
            if sale.number == number:
                return sale.id
        raise NotFound("There is no invoice of that number.")

    def page(self, wish: ListSales, at: datetime) -> Page[SaleRow]:
        raise NotImplementedError("A list is tested against the database.")

    def balances(self, customer_id: CustomerId, at: datetime) -> Sequence[CurrencyBalance]:
        raise NotImplementedError("An aggregation is tested against the database.")

    def has_issued(self, customer_id: CustomerId) -> bool:
        return any(sale.number for sale in self.sales.of_customer(customer_id))

    def has_any(self, customer_id: CustomerId) -> bool:
        return bool(self.sales.of_customer(customer_id) or self.credits.of_customer(customer_id))

    def total_of_project(self, project_id: ProjectId) -> Sequence[Money]:
        return self._totals(lambda sale: sale.project_id == project_id)

    def total_of_customer(self, customer_id: CustomerId) -> Sequence[Money]:
        return self._totals(lambda sale: sale.customer_id == customer_id)

    def _totals(self, counts: Callable[[Sale], bool]) -> Sequence[Money]:
        sums: dict[str, Money] = {}
        for sale in self.sales.all():
            if counts(sale) and sale.status is not Status.CANCELLED:
                zero = Money.of(0, sale.currency)
                sums[sale.currency] = sums.get(sale.currency, zero) + sale.total
        return list(sums.values())


class FakeQuotes:
    """A shop that has quoted for nothing."""

    def __init__(self, shop_id: ShopId) -> None:
        self.shop_id = shop_id

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def quoted(self, project_id: ProjectId) -> Sequence[Money]:
        return []

    def has_of_project(self, project_id: ProjectId) -> bool:
        return False

    def has_any(self, customer_id: CustomerId) -> bool:
        return False


@dataclass
class FakeCustomers:
    cards: dict[CustomerId, Card] = field(default_factory=dict)
    archived: set[CustomerId] = field(default_factory=set)

    def add(self, customer_id: CustomerId, name: str) -> CustomerId:
        self.cards[customer_id] = a_card(name)
        return customer_id

    def has_customer(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        return customer_id in self.cards and customer_id not in self.archived

    def card(self, shop_id: ShopId, customer_id: CustomerId) -> Card | None:
        return self.cards.get(customer_id)


@dataclass
class FakeProjects:
    owners: dict[ProjectId, CustomerId | None] = field(default_factory=dict)

    def has_project(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        return project_id in self.owners

    def customer_of(self, shop_id: ShopId, project_id: ProjectId) -> CustomerId | None:
        return self.owners.get(project_id)

    def proof_state(self, shop_id: ShopId, project_id: ProjectId) -> "FakePop | None":
        return FakePop() if project_id in self.owners else None


@dataclass
class FakePop:
    kind: str = "customer"
    status: str = "approved"
    status_label: str = "Approved (POP Received)"
    pop_received: bool = True
    pop_received_on: date | None = None
    pop_deadline_on: date | None = None


@dataclass
class FakeTerms:
    currency: str = "ZAR"
    hourly_rate: Money = field(default_factory=lambda: Money.of(35000, "ZAR"))
    timezone: str = "Africa/Johannesburg"
    tax_rates: dict[str, Decimal] = field(
        default_factory=lambda: {"standard": Decimal(15), "zero": Decimal(0)}
    )
    default_tax: str = "standard"
    tax_rounding: str = "line"
    prices_include_tax: bool = False
    payment_terms_days: int = 30
    quote_days: int = 30
    deposit_percent: Decimal | None = None
    deposit_on_acceptance: str = "draft"
    company: A_Company = field(default_factory=A_Company)
    numbering: dict[str, str] = field(
        default_factory=lambda: {
            "quote": "QU-{year}-{n:3}",
            "deposit": "DEP-{year}-{n:3}",
            "invoice": "INV-{year}-{n:3}",
            "credit_note": "CN-{year}-{n:3}",
            "delivery": "DN-{year}-{n:3}",
        }
    )


@dataclass
class FakeSettings:
    shop: FakeTerms = field(default_factory=FakeTerms)

    def terms(self, shop_id: ShopId) -> FakeTerms:
        return self.shop
