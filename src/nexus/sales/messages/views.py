"""Views: what others see of sales."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from msgspec import Struct, field

from nexus.kernel.exact import decimal, whole
from nexus.kernel.ids import (
    CustomerId,
    MilestoneId,
    PaymentId,
    ProductId,
    ProjectId,
    SaleId,
    SaleLineId,
    StockItemId,
)
from nexus.kernel.money import Money
from nexus.kernel.quantity import DIGITS
from nexus.sales.domain import (
    Document,
    Kind,
    LineKind,
    Payment,
    PaymentKind,
    Rounding,
    Sale,
    SaleLine,
    Status,
    TaxSum,
    digits_of,
)

Day = date  # a field may be called date, too

LABELS = {
    Status.DRAFT: "Draft",
    Status.ISSUED: "Issued",
    Status.PARTIALLY_PAID: "Partially paid",
    Status.PAID: "Paid",
    Status.CANCELLED: "Cancelled",
}


def label_of(kind: Kind, status: Status) -> str:
    """Return what a status is called: a credit note is not paid, an order is not a draft."""
    if kind is Kind.CREDIT_NOTE:
        return "Issued"
    return "Ordered" if kind is Kind.ORDER and status is Status.DRAFT else LABELS[status]


def plain(value: Decimal, least: int = 0) -> Decimal:
    """Return the value with as many digits after the point as it needs, and at least so many."""
    digits = DIGITS
    units = whole(value, DIGITS)
    while digits > least and units % 10 == 0:
        units, digits = units // 10, digits - 1
    return decimal(units, digits)


def plain_or_none(value: Decimal | None, least: int = 0) -> Decimal | None:
    return None if value is None else plain(value, least)


class LineView(Struct, frozen=True, kw_only=True):
    """`amount` is as priced, after the line's discount; `net`, `tax_amount` and `total` are what
    it adds to the document, after the document's discount."""

    id: SaleLineId
    position: int
    kind: LineKind
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal | None
    discount_amount: Decimal | None
    tax: str
    tax_percent: Decimal
    project_id: ProjectId | None
    product_template_id: ProductId | None
    stock_item_id: StockItemId | None
    order_line_id: SaleLineId | None
    corrects_line_id: SaleLineId | None
    amount: Money
    net: Money
    tax_amount: Money
    total: Money

    @classmethod
    def of(cls, line: SaleLine, currency: str) -> Self:
        digits = digits_of(currency)
        return cls(
            id=line.id,
            position=line.position,
            kind=line.kind,
            description=line.description,
            quantity=plain(line.quantity),
            unit=line.unit,
            unit_price=plain(line.unit_price, digits),
            discount_percent=plain_or_none(line.discount_percent),
            discount_amount=plain_or_none(line.discount_amount, digits),
            tax=line.tax,
            tax_percent=plain(line.tax_percent),
            project_id=line.project_id,
            product_template_id=line.product_template_id,
            stock_item_id=line.stock_item_id,
            order_line_id=line.order_line_id,
            corrects_line_id=line.corrects_line_id,
            amount=Money.of(line.amount_minor, currency),
            net=Money.of(line.net_minor, currency),
            tax_amount=Money.of(line.tax_minor, currency),
            total=Money.of(line.net_minor + line.tax_minor, currency),
        )


class TaxView(Struct, frozen=True, kw_only=True):
    tax: str
    percent: Decimal
    net: Money
    amount: Money

    @classmethod
    def of(cls, sum: TaxSum) -> Self:
        return cls(tax=sum.tax, percent=plain(sum.percent), net=sum.net, amount=sum.amount)


class PaymentView(Struct, frozen=True, kw_only=True):
    """`amount` is below zero where money went back; `credited` became the customer's credit."""

    id: PaymentId
    kind: PaymentKind
    date: Day
    amount: Money
    credited: Money
    method: str
    reference: str
    note: str
    reverses_id: PaymentId | None
    reason: str
    recorded_at: datetime

    @classmethod
    def of(cls, payment: Payment, currency: str) -> Self:
        return cls(
            id=payment.id,
            kind=payment.kind,
            date=payment.paid_on,
            amount=Money.of(payment.amount_minor, currency),
            credited=Money.of(payment.over_minor, currency),
            method=payment.method,
            reference=payment.reference,
            note=payment.note,
            reverses_id=payment.reverses_id,
            reason=payment.reason,
            recorded_at=payment.recorded_at,
        )


class CustomerCard(Struct, frozen=True, kw_only=True):
    """Who is billed; of an invoice as it was when issued."""

    name: str
    code: str
    address: Sequence[str]
    country: str
    tax_number: str
    email: str


class SellerCard(Struct, frozen=True, kw_only=True):
    """Who bills, as it was when the invoice was issued."""

    name: str
    address: Sequence[str]
    tax_number: str
    registration_number: str
    email: str
    phone: str


class PreviewView(Struct, frozen=True, kw_only=True):
    """The same sums as the sale would have."""

    currency: str
    prices_include_tax: bool
    tax_rounding: Rounding
    subtotal: Money
    discount: Money
    tax: Money
    total: Money
    taxes: Sequence[TaxView]
    lines: Sequence[LineView]

    @classmethod
    def of(cls, document: Document[SaleLine]) -> Self:
        return cls(
            currency=document.currency,
            prices_include_tax=document.prices_include_tax,
            tax_rounding=document.tax_rounding,
            subtotal=document.money(document.subtotal_minor),
            discount=document.money(document.discount_minor),
            tax=document.money(document.tax_minor),
            total=document.total,
            taxes=[TaxView.of(sum) for sum in document.taxes],
            lines=[LineView.of(line, document.currency) for line in document.lines],
        )


class SaleView(Struct, frozen=True, kw_only=True):
    """`total` is `subtotal` - `discount` + `tax`; `open` is what is still to be paid of it.

    `credited` is what credit notes took back, whether it had been paid or not.
    """

    id: SaleId
    version: int
    kind: Kind
    number: str | None
    status: Status
    status_label: str
    overdue: bool
    customer_id: CustomerId
    customer: CustomerCard
    seller: SellerCard | None
    project_id: ProjectId | None
    currency: str
    prices_include_tax: bool
    tax_rounding: Rounding
    terms_days: int
    issue_date: date | None
    due_date: date | None
    reference: str
    notes: str
    discount_percent: Decimal | None
    discount_amount: Decimal | None
    subtotal: Money
    discount: Money
    tax: Money
    total: Money
    paid: Money
    credited: Money
    open: Money
    taxes: Sequence[TaxView]
    lines: Sequence[LineView]
    payments: Sequence[PaymentView]
    payment_method: str | None
    created_at: datetime
    issued_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    corrects_id: SaleId | None
    corrects_number: str
    corrects_issued_on: date | None = field(name="corrects_issue_date")
    reason: str
    order_id: SaleId | None
    milestone_id: MilestoneId | None

    @classmethod
    def of(cls, sale: Sale, at: datetime) -> Self:
        came_in = [row for row in sale.payments if row.kind is PaymentKind.PAYMENT]
        return cls(
            id=sale.id,
            version=sale.version,
            kind=sale.kind,
            number=sale.number,
            status=sale.status,
            status_label=label_of(sale.kind, sale.status),
            overdue=sale.is_overdue(at),
            customer_id=sale.customer_id,
            customer=customer_card(sale),
            seller=None if sale.number is None else seller_card(sale),
            project_id=sale.project_id,
            currency=sale.currency,
            prices_include_tax=sale.prices_include_tax,
            tax_rounding=sale.tax_rounding,
            terms_days=sale.terms_days,
            issue_date=sale.issued_on,
            due_date=sale.due_on,
            reference=sale.reference,
            notes=sale.notes,
            discount_percent=plain_or_none(sale.discount_percent),
            discount_amount=plain_or_none(sale.discount_amount, digits_of(sale.currency)),
            subtotal=sale.money(sale.subtotal_minor),
            discount=sale.money(sale.discount_minor),
            tax=sale.money(sale.tax_minor),
            total=sale.total,
            paid=sale.money(sale.paid_minor - sale.noted_minor),
            credited=sale.money(sale.credited_minor),
            open=sale.money(sale.open_minor),
            taxes=[TaxView.of(sum) for sum in sale.taxes],
            lines=[LineView.of(line, sale.currency) for line in sale.lines],
            payments=[PaymentView.of(payment, sale.currency) for payment in sale.payments],
            payment_method=came_in[-1].method if came_in else None,
            created_at=sale.created_at,
            issued_at=sale.issued_at,
            cancelled_at=sale.cancelled_at,
            cancel_reason=sale.cancel_reason,
            corrects_id=sale.corrects_id,
            corrects_number=sale.corrects_number,
            corrects_issued_on=sale.corrects_issued_on,
            reason=sale.reason,
            order_id=sale.order_id,
            milestone_id=sale.milestone_id,
        )


def customer_card(sale: Document[Any]) -> CustomerCard:
    return CustomerCard(
        name=sale.customer_name,
        code=sale.customer_code,
        address=address_lines(sale.customer_address),
        country=sale.customer_country,
        tax_number=sale.customer_tax_number,
        email=sale.customer_email,
    )


def seller_card(sale: Document[Any]) -> SellerCard:
    return SellerCard(
        name=sale.seller_name,
        address=address_lines(sale.seller_address),
        tax_number=sale.seller_tax_number,
        registration_number=sale.seller_registration_number,
        email=sale.seller_email,
        phone=sale.seller_phone,
    )


def address_lines(text: str) -> Sequence[str]:
    return text.split("\n") if text else []


class SoldThing(Struct, frozen=True, kw_only=True):
    """A product, or an item from the shelf itself."""

    product_template_id: ProductId | None
    stock_item_id: StockItemId | None
    quantity: Decimal


class SoldThings(Struct, frozen=True, kw_only=True):
    """What an invoice sold over the counter: lines of jobs are not in it."""

    number: str
    lines: Sequence[SoldThing]


class SaleRow(Struct, frozen=True, kw_only=True):
    """A sale in a list, without its lines and payments."""

    id: SaleId
    version: int
    kind: Kind
    number: str | None
    status: Status
    status_label: str
    overdue: bool
    customer_id: CustomerId
    customer_name: str
    project_id: ProjectId | None
    project_code: str | None
    project_name: str | None
    reference: str
    issue_date: date | None
    due_date: date | None
    subtotal: Money
    discount: Money
    tax: Money
    total: Money
    paid: Money
    credited: Money
    open: Money
    created_at: datetime
    corrects_id: SaleId | None
    corrects_number: str
    order_id: SaleId | None
