"""Sales and what customers have in hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from nexus.kernel.ids import CustomerId, ProjectId, SaleId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork
from nexus.sales.domain import CreditEntry, CustomerCredit, Sale
from nexus.sales.messages import CurrencyBalance, ListSales, SaleRow, SaleView, SoldThings
from nexus.sales.messages.pricing import ListSums


class Sales(Protocol):
    """For changes: whole sales, each with its rules."""

    def add(self, entity: Sale) -> None: ...

    def get(self, id: UUID) -> Sale:
        """Return the shop's sale or raise NotFound."""

    def remove(self, sale: Sale) -> None: ...

    def of_customer(self, customer_id: CustomerId) -> Sequence[Sale]: ...

    def deposits_for(self, invoice: Sale) -> Sequence[Sale]:
        """Return the issued deposits that it may deduct, the first issued first.

        Those that were asked for it, for its order or its quote; and those of its project, unless
        what they were asked for is still a draft that will deduct them itself.
        """

    def taken_of(self, deposit_id: SaleId) -> Mapping[tuple[str, Decimal], tuple[int, int]]:
        """Return net and tax by rate that invoices have deducted, and credit notes taken back."""

    def deposits_asked(self, order_id: SaleId) -> Sequence[Sale]:
        """Return the deposits asked for the sale that are not cancelled, drafts too."""


class Credits(Protocol):
    """What customers have in hand: one for each customer and currency."""

    def add(self, entity: CustomerCredit) -> None: ...

    def find(self, customer_id: CustomerId, currency: str) -> CustomerCredit | None: ...

    def of_customer(self, customer_id: CustomerId) -> Sequence[CustomerCredit]: ...

    def write(self, entry: CreditEntry) -> None:
        """Add to the ledger, after what the entry tells of."""


class SalesUnitOfWork(UnitOfWork, Protocol):
    @property
    def sales(self) -> Sales: ...

    @property
    def credits(self) -> Credits: ...


class SalesReading(Reading, Protocol):
    """For looking: views straight from the rows, one statement each, and three for `one`."""

    def one(self, id: SaleId, at: datetime) -> SaleView:
        """Return the shop's sale or raise NotFound."""

    def id_of(self, number: str) -> SaleId:
        """Return whose number it is or raise NotFound."""

    def page(self, wish: ListSales, at: datetime) -> Page[SaleRow]: ...

    def sums(self, wish: ListSales, at: datetime) -> Sequence[ListSums]:
        """Add up all that a list shows, by currency; drafts and what is cancelled do not count."""

    def balances(self, customer_id: CustomerId, at: datetime) -> Sequence[CurrencyBalance]:
        """Return one for each currency there was something in, in the order of their codes."""

    def sold(self, id: SaleId) -> SoldThings | None:
        """Return what an invoice that stands sold beside all jobs; None if there is none."""

    def has_issued(self, customer_id: CustomerId) -> bool: ...

    def has_any(self, customer_id: CustomerId) -> bool:
        """Tell whether there is a sale or a credit of the customer."""

    def total_of_project(self, project_id: ProjectId) -> Sequence[Money]:
        """Return a sum for each currency."""

    def total_of_customer(self, customer_id: CustomerId) -> Sequence[Money]:
        """Return a sum for each currency."""
