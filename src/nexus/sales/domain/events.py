"""What happened to sales, for whoever wants to know."""

from datetime import date
from uuid import UUID

from nexus.kernel.events import Event
from nexus.kernel.ids import CustomerId, PaymentId, ProjectId, SaleId
from nexus.kernel.money import Money


class SaleEvent(Event, frozen=True, kw_only=True):
    sale_id: SaleId
    customer_id: CustomerId
    project_id: ProjectId | None
    number: str

    @property
    def about(self) -> UUID:
        return self.sale_id


class SaleIssued(SaleEvent, frozen=True, kw_only=True):
    total: Money
    due_on: date


class PaymentRecorded(SaleEvent, frozen=True, kw_only=True):
    payment_id: PaymentId
    amount: Money
    method: str


class PaymentReversed(SaleEvent, frozen=True, kw_only=True):
    """A payment, or a part of it, was voided or refunded."""

    payment_id: PaymentId
    amount: Money
    reason: str


class CreditNoteIssued(SaleEvent, frozen=True, kw_only=True):
    """`sale_id` is the note itself, `invoice_id` what it corrects."""

    invoice_id: SaleId
    total: Money
    reason: str


class SalePaid(SaleEvent, frozen=True, kw_only=True):
    total: Money


class SaleCancelled(SaleEvent, frozen=True, kw_only=True):
    reason: str
