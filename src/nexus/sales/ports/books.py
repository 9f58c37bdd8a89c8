"""What follows from sales: corrections, deliveries, progress and proofs of payment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from nexus.kernel.ids import (
    CustomerId,
    DeliveryId,
    MilestoneId,
    ProjectId,
    SaleId,
    SaleLineId,
    ShopId,
)
from nexus.kernel.page import Page
from nexus.sales.domain import Sale
from nexus.sales.domain.account import Posting
from nexus.sales.domain.delivery import Delivery
from nexus.sales.domain.milestone import Milestone
from nexus.sales.domain.proof import ProofOfPayment
from nexus.sales.messages.credit import CreditEntryRow, CreditView, ListCredit
from nexus.sales.messages.deliveries import DeliveryRow, DeliveryView, ListDeliveries
from nexus.sales.messages.proofs import ProofRow
from nexus.sales.messages.unbilled import UnbilledPart
from nexus.sales.ports.sales import Sales, SalesReading, SalesUnitOfWork


class Books(Sales, Protocol):
    """Sales with those that follow from them."""

    def notes_of(self, invoice_id: SaleId) -> Sequence[Sale]:
        """Return the credit notes of an invoice, in order."""

    def drawn_from(self, order_id: SaleId) -> Sequence[Sale]:
        """Return the invoices for parts of an order, the cancelled and the drafts too."""

    def notes_on(self, order_id: SaleId) -> Sequence[Sale]:
        """Return the credit notes of invoices for parts of an order."""

    def of_milestone(self, milestone_id: MilestoneId) -> Sequence[Sale]: ...

    def orders_of(self, project_id: ProjectId) -> Sequence[Sale]:
        """Return what a project's parts may be invoiced from: its orders, or else its drafts."""


class Deliveries(Protocol):
    def add(self, entity: Delivery) -> None: ...

    def get(self, id: UUID) -> Delivery: ...

    def of_customer(self, customer_id: CustomerId) -> Sequence[Delivery]: ...

    def delivered(self, sale_id: SaleId) -> Mapping[SaleLineId, Decimal]:
        """Return how much of each line of a sale was delivered."""


class Milestones(Protocol):
    def add(self, entity: Milestone) -> None: ...

    def get(self, id: UUID) -> Milestone: ...

    def of_order(self, order_id: SaleId) -> Sequence[Milestone]: ...

    def remove(self, milestone: Milestone) -> None: ...


class Proofs(Protocol):
    def add(self, entity: ProofOfPayment) -> None: ...

    def of_project(self, project_id: ProjectId) -> Sequence[ProofOfPayment]:
        """Return all of a project, the first first."""


class BooksUnitOfWork(SalesUnitOfWork, Protocol):
    @property
    def sales(self) -> Books: ...

    @property
    def deliveries(self) -> Deliveries: ...

    @property
    def milestones(self) -> Milestones: ...

    @property
    def proofs(self) -> Proofs: ...


class BooksReading(SalesReading, Protocol):
    """For looking: sales as they are, and what follows from them."""

    def sale(self, id: SaleId) -> Sale:
        """Return the shop's sale, only to look at, or raise NotFound."""

    def check(self, id: SaleId) -> None:
        """Raise NotFound unless the shop has the sale."""

    def notes_of(self, invoice_id: SaleId) -> Sequence[Sale]: ...

    def credit_entries(self, wish: ListCredit) -> Page[CreditEntryRow]: ...

    def in_hand(self, customer_id: CustomerId) -> CreditView: ...

    def proofs(self, project_id: ProjectId) -> Sequence[ProofRow]: ...

    def account(self, customer_id: CustomerId) -> Sequence[Sale]:
        """Return a customer's issued documents with their payments, without their lines."""

    def paid_out(self, customer_id: CustomerId) -> Sequence[tuple[str, Posting]]:
        """Return what was given back out of credit, by currency."""

    def open_sales(
        self, project_id: ProjectId | None = None
    ) -> Mapping[ProjectId, Sequence[UnbilledPart]]:
        """Return what is left of orders, and the drafts that are no part of one."""

    def billed_until(self, project_id: ProjectId | None = None) -> Mapping[ProjectId, datetime]:
        """Return to what instant work and material are on invoices."""

    def drawn_from(self, order_id: SaleId) -> Sequence[Sale]: ...

    def notes_on(self, order_id: SaleId) -> Sequence[Sale]: ...

    def delivered(self, sale_id: SaleId) -> Mapping[SaleLineId, Decimal]: ...

    def plans(
        self, project_id: ProjectId
    ) -> Sequence[tuple[Sale, Sequence[Milestone], Sequence[Sale]]]:
        """Return the orders of a project with their milestones and standing invoices."""

    def delivery(self, id: DeliveryId) -> DeliveryView:
        """Return the shop's delivery or raise NotFound."""

    def delivery_of(self, number: str) -> DeliveryView: ...

    def deliveries(self, wish: ListDeliveries) -> Page[DeliveryRow]: ...


class PopProject(Protocol):
    """What a project shows of its proof of payment."""

    @property
    def kind(self) -> str: ...

    @property
    def status(self) -> str: ...

    @property
    def status_label(self) -> str: ...

    @property
    def pop_received(self) -> bool: ...

    @property
    def pop_received_on(self) -> date | None: ...

    @property
    def pop_deadline_on(self) -> date | None: ...


class PopProjects(Protocol):
    """Answered by projects."""

    def proof_state(self, shop_id: ShopId, project_id: ProjectId) -> PopProject | None: ...
