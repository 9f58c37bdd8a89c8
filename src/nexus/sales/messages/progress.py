"""Invoicing by parts: commands in, views out."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from msgspec import Meta, Struct, field

from nexus.kernel.ids import MilestoneId, ProjectId, SaleId, SaleLineId
from nexus.kernel.money import Money
from nexus.kernel.text import Code, Line, Name
from nexus.sales.domain import MOST_LINES, Sale, Status
from nexus.sales.domain.milestone import MOST_MILESTONES, Milestone
from nexus.sales.messages.views import plain


class DrawLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    line_id: SaleLineId
    quantity: Decimal


class DrawInvoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Quantities by line, or a percent of each, or what was delivered, or else all the rest.

    More than was ordered only with `allow_over`.
    """

    lines: Annotated[list[DrawLine], Meta(max_length=MOST_LINES)] = []
    percent: Decimal | None = None
    delivered: bool = False
    allow_over: bool = False
    reference: Line = ""


class ProgressLine(Struct, frozen=True, kw_only=True):
    """`invoiced` is on issued invoices less credit notes, `drafted` on drafts, `left` neither."""

    line_id: SaleLineId
    position: int
    description: str
    unit: str
    ordered: Decimal
    delivered: Decimal
    invoiced: Decimal
    drafted: Decimal
    left: Decimal


class ProgressView(Struct, frozen=True, kw_only=True):
    """Amounts are net, after all discounts and without tax."""

    sale_id: SaleId
    version: int
    ordered: Money
    invoiced: Money
    drafted: Money
    left: Money
    percent_invoiced: Decimal
    is_invoiced: bool
    lines: Sequence[ProgressLine]
    invoices: Sequence[SaleId]


class WriteMilestone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A percent of the order, or an amount of it with its tax."""

    name: Name
    percent: Decimal | None = None
    amount: Decimal | Money | None = None
    due_on: date | None = field(default=None, name="due_date")


class PlanMilestones(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of an order or draft of the project; without any, `total` (before tax) makes an order."""

    sale_id: SaleId | None = None
    total: Decimal | Money | None = None
    tax: Code | None = None
    milestones: Annotated[list[WriteMilestone], Meta(min_length=1, max_length=MOST_MILESTONES)]


class ReachMilestone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Today unless dated."""

    reached_on: date | None = None


class MilestoneView(Struct, frozen=True, kw_only=True):
    """`amount` is on its invoice, or what it comes to as the plan stands; tax included."""

    id: MilestoneId
    version: int
    order_id: SaleId
    project_id: ProjectId | None
    position: int
    name: str
    percent: Decimal | None
    amount: Money
    due_on: date | None = field(name="due_date")
    reached_on: date | None
    invoice_id: SaleId | None
    invoice_number: str | None
    invoice_status: Status | None

    @classmethod
    def of(cls, it: Milestone, order: Sale, amount: int, invoice: Sale | None) -> Self:
        return cls(
            id=it.id,
            version=it.version,
            order_id=it.order_id,
            project_id=order.project_id,
            position=it.position,
            name=it.name,
            percent=None if it.percent is None else plain(it.percent),
            amount=order.money(amount),
            due_on=it.due_on,
            reached_on=it.reached_on,
            invoice_id=invoice.id if invoice else None,
            invoice_number=invoice.number if invoice else None,
            invoice_status=invoice.status if invoice else None,
        )


class PlanView(Struct, frozen=True, kw_only=True):
    """The milestones of an order, which come to its total."""

    order_id: SaleId
    version: int
    total: Money
    milestones: Sequence[MilestoneView]
