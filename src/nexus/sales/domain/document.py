"""A document of lines with prices: what quotes and sales have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import ProductId, ProjectId, SaleId, SaleLineId, StockItemId
from nexus.kernel.money import Money
from nexus.kernel.papers import Sender
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text
from nexus.sales.domain.reckoning import (
    LineSums,
    Pricing,
    Rounding,
    check_discount,
    digits_of,
    measured,
    one_discount,
    reckon,
)

MOST_LINES = 500


class LineKind(StrEnum):
    """What a line stands for."""

    ITEM = "item"
    DEPOSIT_DEDUCTION = "deposit_deduction"
    AMOUNT = "amount"  # a sum for its own sake: what it counts is no quantity of the work


class Card(Protocol):
    """Who is billed, as the paper shows it."""

    @property
    def name(self) -> str: ...

    @property
    def code(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def address(self) -> Sequence[str]: ...

    @property
    def country(self) -> str: ...

    @property
    def tax_number(self) -> str: ...


@dataclass(eq=False, kw_only=True)
class Line:
    """Quantities and prices have up to six digits after the point, so 0.0045 each is a price.

    `tax_percent` is copied when the line is written: a later change of the rates leaves it alone.
    Sums are in minor units of the document's currency, see LineSums.
    """

    id: UUID
    position: int = 0
    description: str
    quantity: Decimal
    unit: str = ""
    unit_price: Decimal
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    tax: str
    tax_percent: Decimal
    project_id: ProjectId | None = None
    product_template_id: ProductId | None = None
    stock_item_id: StockItemId | None = None
    listed_minor: int = 0
    amount_minor: int = 0
    net_minor: int = 0
    tax_minor: int = 0

    def __post_init__(self) -> None:
        self.check()

    @property
    def counts(self) -> bool:
        """Tell whether it adds to the document; an option that was not chosen does not."""
        return True

    @property
    def is_fixed(self) -> bool:
        """Tell whether its sums are what another document says, and not reckoned here."""
        return False

    def check(self) -> None:
        """Tidy what was written, and refuse what makes no sense."""
        self.description, self.unit = tidy_text(self.description), tidy(self.unit)
        if not self.description:
            raise Invalid("A line says what it is for.", "description")
        self.quantity = measured(self.quantity, "quantity")
        self.unit_price = measured(self.unit_price, "unit_price")
        if self.quantity <= 0 and not self.is_fixed:
            raise Invalid("A quantity is above zero.", "quantity")
        if self.unit_price < 0:
            raise Invalid("A price is not below zero.", "unit_price")
        if self.discount_percent is not None:
            self.discount_percent = measured(self.discount_percent, "discount_percent")
        if self.discount_amount is not None:
            self.discount_amount = measured(self.discount_amount, "discount_amount")
        check_discount(self.discount_percent, self.discount_amount)


@dataclass(eq=False, kw_only=True)
class SaleLine(Line):
    """A line that deducts a deposit names it, and bears its sums with the sign turned."""

    id: SaleLineId
    kind: LineKind = LineKind.ITEM
    deposit_id: SaleId | None = None
    order_line_id: SaleLineId | None = None  # what it invoices a part of
    corrects_line_id: SaleLineId | None = None  # what it takes back, on a credit note

    @property
    def is_fixed(self) -> bool:
        return self.kind is LineKind.DEPOSIT_DEDUCTION or self.corrects_line_id is not None


L = TypeVar("L", bound=Line)


@dataclass(frozen=True)
class TaxSum:
    """What the document bears at one rate."""

    tax: str
    percent: Decimal
    net: Money
    amount: Money


@dataclass(eq=False, kw_only=True)
class Document(Aggregate, Generic[L]):
    """Its sums follow from its lines, whenever those change.

    It keeps copies of who bills whom: papers show them as they were.
    """

    currency: str
    prices_include_tax: bool = False
    tax_rounding: Rounding = Rounding.LINE
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    subtotal_minor: int = 0
    discount_minor: int = 0
    tax_minor: int = 0
    total_minor: int = 0
    customer_name: str = ""
    customer_code: str = ""
    customer_address: str = ""
    customer_country: str = ""
    customer_tax_number: str = ""
    customer_email: str = ""
    seller_name: str = ""
    seller_address: str = ""
    seller_tax_number: str = ""
    seller_registration_number: str = ""
    seller_email: str = ""
    seller_phone: str = ""
    lines: list[L] = field(default_factory=list)

    def money(self, minor: int) -> Money:
        return Money.of(minor, self.currency)

    @property
    def total(self) -> Money:
        return self.money(self.total_minor)

    @property
    def taxes(self) -> Sequence[TaxSum]:
        """Return the tax summary, the highest rate first."""
        rates = sorted({(-line.tax_percent, line.tax) for line in self.lines if line.counts})
        return [self._tax_sum(tax, -falling) for falling, tax in rates]

    def put_lines(self, lines: Sequence[L]) -> None:
        """Let the lines be these, in this order."""
        self.lines[:] = lines
        self._count()

    def add_line(self, line: L) -> None:
        self.put_lines([*self.lines, line])

    def change_line(self, line_id: UUID, changes: Mapping[str, object]) -> None:
        """Change what is named; a position moves the line between the others."""
        line = self.line(line_id)
        position = changes.get("position")
        for name, value in one_discount(changes).items():
            setattr(line, name, value)
        line.check()
        if isinstance(position, int):
            self.lines.remove(line)
            self.lines.insert(max(position, 1) - 1, line)
        self._count()

    def remove_line(self, line_id: UUID) -> None:
        self.lines.remove(self.line(line_id))
        self._count()

    def line(self, line_id: UUID) -> L:
        for line in self.lines:
            if line.id == line_id:
                return line
        raise NotFound("There is no such line.")

    def _count(self) -> None:
        """Number the lines and reckon anew."""
        if len(self.lines) > MOST_LINES:
            raise Invalid(
                phrase("A document has at most %(most)s lines.", most=MOST_LINES), "lines"
            )
        for position, line in enumerate(self.lines, start=1):
            line.position = position
        pricing = self._pricing()
        reckoned = [line for line in self.lines if line.counts and not line.is_fixed]
        sums = reckon(reckoned, pricing)
        for line, its in zip(reckoned, sums.lines, strict=True):
            _bear(line, its)
        alone = replace(pricing, discount_percent=None, discount_amount=None)
        for line in self.lines:
            if not line.counts:
                _bear(line, reckon([line], alone).lines[0])
        fixed = [line for line in self.lines if line.is_fixed]
        self.subtotal_minor = sums.subtotal + sum(line.net_minor for line in fixed)
        self.discount_minor = sums.discount
        self.tax_minor = sums.tax + sum(line.tax_minor for line in fixed)
        self.total_minor = self.subtotal_minor - self.discount_minor + self.tax_minor

    def _pricing(self) -> Pricing:
        try:
            self.money(0)
        except Invalid as error:
            raise Invalid(error.message, "currency") from error
        if self.discount_percent is not None:
            self.discount_percent = measured(self.discount_percent, "discount_percent")
        if self.discount_amount is not None:
            digits = digits_of(self.currency)
            self.discount_amount = measured(self.discount_amount, "discount_amount", digits)
        check_discount(self.discount_percent, self.discount_amount)
        return Pricing(
            currency=self.currency,
            prices_include_tax=self.prices_include_tax,
            tax_rounding=self.tax_rounding,
            discount_percent=self.discount_percent,
            discount_amount=self.discount_amount,
        )

    def _tax_sum(self, tax: str, percent: Decimal) -> TaxSum:
        rate = (tax, percent)
        mine = [it for it in self.lines if it.counts and (it.tax, it.tax_percent) == rate]
        net = self.money(sum(line.net_minor for line in mine))
        return TaxSum(tax, percent, net, self.money(sum(line.tax_minor for line in mine)))

    def _copy(self, card: Card) -> None:
        self.customer_name, self.customer_code = card.name, card.code
        self.customer_address, self.customer_country = "\n".join(card.address), card.country
        self.customer_tax_number, self.customer_email = card.tax_number, card.email

    def _sign(self, company: Sender) -> None:
        self.seller_name, self.seller_address = company.company_name, "\n".join(company.address)
        self.seller_tax_number = company.tax_number
        self.seller_registration_number = company.registration_number
        self.seller_email, self.seller_phone = company.email, company.phone


def _bear(line: Line, sums: LineSums) -> None:
    line.listed_minor, line.amount_minor = sums.listed, sums.amount
    line.net_minor, line.tax_minor = sums.net, sums.tax
