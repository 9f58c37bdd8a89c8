"""A document of lines with prices: what quotes and sales have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import ProductId, ProjectId, SaleLineId, StockItemId
from nexus.kernel.money import Money
from nexus.kernel.text import tidy, tidy_text
from nexus.sales.domain.reckoning import (
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


@dataclass(eq=False, kw_only=True)
class SaleLine:
    """Quantities and prices have up to six digits after the point, so 0.0045 each is a price.

    `tax_percent` is copied when the line is written: a later change of the rates leaves it alone.
    Sums are in minor units of the document's currency, see LineSums.
    """

    id: SaleLineId
    position: int = 0
    kind: LineKind = LineKind.ITEM
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

    def check(self) -> None:
        """Tidy what was written, and refuse what makes no sense."""
        self.description, self.unit = tidy_text(self.description), tidy(self.unit)
        if not self.description:
            raise Invalid("A line says what it is for.", "description")
        self.quantity = measured(self.quantity, "quantity")
        self.unit_price = measured(self.unit_price, "unit_price")
        if self.quantity <= 0:
            raise Invalid("A quantity is above zero.", "quantity")
        if self.unit_price < 0:
            raise Invalid("A price is not below zero.", "unit_price")
        if self.discount_percent is not None:
            self.discount_percent = measured(self.discount_percent, "discount_percent")
        if self.discount_amount is not None:
            self.discount_amount = measured(self.discount_amount, "discount_amount")
        check_discount(self.discount_percent, self.discount_amount)


@dataclass(frozen=True)
class TaxSum:
    """What the document bears at one rate."""

    tax: str
    percent: Decimal
    net: Money
    amount: Money


@dataclass(eq=False, kw_only=True)
class Document(Aggregate):
    """Its sums follow from its lines, whenever those change."""

    currency: str
    prices_include_tax: bool = False
    tax_rounding: Rounding = Rounding.LINE
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    subtotal_minor: int = 0
    discount_minor: int = 0
    tax_minor: int = 0
    total_minor: int = 0
    lines: list[SaleLine] = field(default_factory=list)

    def money(self, minor: int) -> Money:
        return Money.of(minor, self.currency)

    @property
    def total(self) -> Money:
        return self.money(self.total_minor)

    @property
    def taxes(self) -> Sequence[TaxSum]:
        """Return the tax summary, the highest rate first."""
        rates = sorted({(-line.tax_percent, line.tax) for line in self.lines})
        return [self._tax_sum(tax, -falling) for falling, tax in rates]

    def put_lines(self, lines: Sequence[SaleLine]) -> None:
        """Let the lines be these, in this order."""
        self.lines[:] = lines
        self._count()

    def add_line(self, line: SaleLine) -> None:
        self.put_lines([*self.lines, line])

    def change_line(self, line_id: SaleLineId, changes: Mapping[str, object]) -> None:
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

    def remove_line(self, line_id: SaleLineId) -> None:
        self.lines.remove(self.line(line_id))
        self._count()

    def line(self, line_id: SaleLineId) -> SaleLine:
        for line in self.lines:
            if line.id == line_id:
                return line
        raise NotFound("There is no such line.")

    def _count(self) -> None:
        """Number the lines and reckon anew."""
        if len(self.lines) > MOST_LINES:
            raise Invalid(f"A document has at most {MOST_LINES} lines.", "lines")
        sums = reckon(self.lines, self._pricing())
        for position, (line, its) in enumerate(zip(self.lines, sums.lines, strict=True), start=1):
            line.position = position
            line.listed_minor, line.amount_minor = its.listed, its.amount
            line.net_minor, line.tax_minor = its.net, its.tax
        self.subtotal_minor, self.discount_minor = sums.subtotal, sums.discount
        self.tax_minor, self.total_minor = sums.tax, sums.total

    def _pricing(self) -> Pricing:
        try:
            self.money(0)
        except Invalid as error:
            raise Invalid(str(error), "currency") from error
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
        mine = [line for line in self.lines if (line.tax, line.tax_percent) == (tax, percent)]
        net = self.money(sum(line.net_minor for line in mine))
        return TaxSum(tax, percent, net, self.money(sum(line.tax_minor for line in mine)))
