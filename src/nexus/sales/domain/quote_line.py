"""The lines of a quote with what is open to choice, and the deposit that a quote wishes for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import QuoteLineId
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy
from nexus.sales.domain.document import Line
from nexus.sales.domain.reckoning import measured, to_minor


@dataclass(eq=False, kw_only=True)
class QuoteLine(Line):
    """A line that the customer may leave out, or choose one of with others of its `group`.

    `is_chosen` is what the shop suggests until the customer has chosen. The quantity of an
    optional or fixed line can be the customer's choice too, between `least` and `most`.
    """

    id: QuoteLineId
    is_optional: bool = False
    group: str = ""
    is_chosen: bool = True
    is_quantity_open: bool = False
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def counts(self) -> bool:
        return self.is_chosen

    def check(self) -> None:
        super().check()
        self.group = tidy(self.group)
        self.is_optional = self.is_optional or bool(self.group)
        self.is_chosen = self.is_chosen or not self.is_optional
        for name in ("least", "most"):
            if (bound := getattr(self, name)) is not None:
                setattr(self, name, measured(bound, name))
        if not self.is_quantity_open and (self.least is not None or self.most is not None):
            raise Invalid("Bounds are for a quantity that the customer may choose.", "least")
        if self.least is not None and self.least <= 0:
            raise Invalid("A quantity is above zero; a line that may go is optional.", "least")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise Invalid("The least is not above the most.", "least")
        self._check_bounds(self.quantity)

    def take(self, quantity: Decimal) -> None:
        """Let the customer's quantity be the line's."""
        if quantity == self.quantity:
            return
        if not self.is_quantity_open:
            raise Invalid("The quantity of this line is not open to choice.", "quantity")
        exact = measured(quantity, "quantity")
        if exact <= 0:
            raise Invalid("A quantity is above zero.", "quantity")
        self._check_bounds(exact)
        self.quantity = exact

    def _check_bounds(self, quantity: Decimal) -> None:
        if self.least is not None and quantity < self.least:
            raise Invalid(
                phrase("The least quantity is %(least)s.", least=self.least.normalize()), "quantity"
            )
        if self.most is not None and quantity > self.most:
            raise Invalid(phrase("The most is %(most)s.", most=self.most.normalize()), "quantity")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a customer says about a line; None leaves it as it is suggested."""

    line_id: QuoteLineId
    chosen: bool | None = None
    quantity: Decimal | None = None


def deposit_on(total: Money, percent: Decimal) -> Money:
    return Money.of(to_minor(total.minor * Fraction(percent) / 100), total.currency)


def one_deposit(changes: Mapping[str, object]) -> Mapping[str, object]:
    """Let a new deposit take the place of the other kind."""
    ways = {"deposit_percent": "deposit_amount", "deposit_amount": "deposit_percent"}
    gone = {ways[name] for name in ways if changes.get(name) is not None}
    return dict.fromkeys(gone) | dict(changes)


def check_deposit(percent: Decimal | None, amount: Decimal | None) -> None:
    if percent is not None and amount is not None:
        raise Invalid("A deposit is a percent or an amount, not both.", "deposit_amount")
    if percent is not None and not 0 < percent <= 100:
        raise Invalid("A deposit is above 0 and at most 100 percent.", "deposit_percent")
    if amount is not None and amount <= 0:
        raise Invalid("A deposit is above zero.", "deposit_amount")
