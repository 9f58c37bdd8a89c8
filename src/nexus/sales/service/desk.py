"""The desk: turns wishes into drafts, and asks the neighbours whether they make sense."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol, TypedDict

from msgspec import UNSET, Struct, UnsetType

from nexus.kernel.errors import Invalid
from nexus.kernel.exact import whole
from nexus.kernel.ids import (
    CustomerId,
    ProductId,
    ProjectId,
    SaleLineId,
    ShopId,
    StockItemId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.sales.domain import Card, Rounding, SaleLine, digits_of
from nexus.sales.messages import PreviewSale, WriteLine
from nexus.sales.ports import ANY_ITEM, ANY_PRODUCT, Customers, Items, Products, Projects, Terms


class Pricing(TypedDict):
    currency: str
    prices_include_tax: bool
    tax_rounding: Rounding
    discount_percent: Decimal | None
    discount_amount: Decimal | None


class Written(TypedDict):
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


class For(Protocol):
    """A wish that names a customer, or a project of theirs."""

    @property
    def customer_id(self) -> CustomerId | None: ...

    @property
    def project_id(self) -> ProjectId | None: ...


class Desk:
    def __init__(
        self,
        customers: Customers,
        projects: Projects,
        products: Products = ANY_PRODUCT,
        items: Items = ANY_ITEM,
    ) -> None:
        self._customers = customers
        self._projects = projects
        self._products = products
        self._items = items

    def billed(
        self, shop_id: ShopId, wish: For, otherwise: str = phrase("A sale needs a customer.")
    ) -> CustomerId:
        """Return who is billed: the customer that is named, or the project's."""
        customer_id = wish.customer_id
        if wish.project_id is not None:
            self.check_project(shop_id, wish.project_id, customer_id)
            customer_id = customer_id or self._projects.customer_of(shop_id, wish.project_id)
        if customer_id is None:
            raise Invalid(otherwise, "customer_id")
        return customer_id

    def check_project(
        self, shop_id: ShopId, project_id: ProjectId, customer_id: CustomerId | None = None
    ) -> None:
        """Refuse a project that is not there, or that is somebody else's than the customer's."""
        if not self._projects.has_project(shop_id, project_id):
            raise Invalid("There is no such project.", "project_id")
        if customer_id is None:
            return
        owner = self._projects.customer_of(shop_id, project_id)
        if owner is not None and owner != customer_id:
            raise Invalid("That is another customer's project.", "project_id")

    def check_product(self, shop_id: ShopId, product_id: ProductId | UnsetType | None) -> None:
        """Refuse a product that is not there; a line needs none."""
        if product_id is None or product_id is UNSET:
            return
        if not self._products.has_template(shop_id, product_id):
            raise Invalid("There is no such product, or an archived one.", "product_template_id")

    def check_item(self, shop_id: ShopId, item_id: StockItemId | UnsetType | None) -> None:
        """Refuse a stock item that is not there; a line needs none."""
        if item_id is None or item_id is UNSET:
            return
        if not self._items.has_item(shop_id, item_id):
            raise Invalid("There is no such stock item, or an archived one.", "stock_item_id")

    def open_card(self, shop_id: ShopId, customer_id: CustomerId) -> Card:
        """Return the card of somebody who may still buy."""
        if not self._customers.has_customer(shop_id, customer_id):
            raise Invalid("There is no such customer, or an archived one.", "customer_id")
        return self.card(shop_id, customer_id)

    def card(self, shop_id: ShopId, customer_id: CustomerId) -> Card:
        if (card := self._customers.card(shop_id, customer_id)) is None:
            raise Invalid("There is no such customer.", "customer_id")
        return card

    def lines(self, shop_id: ShopId, wishes: Sequence[WriteLine], terms: Terms) -> list[SaleLine]:
        """Return the lines; a fault tells in which of them it is."""
        lines = []
        for at, wish in enumerate(wishes):
            try:
                lines.append(self.line(shop_id, wish, terms))
            except Invalid as error:
                raise Invalid(error.message, f"lines[{at}].{error.field}") from error
        return lines

    def line(self, shop_id: ShopId, wish: WriteLine, terms: Terms) -> SaleLine:
        return SaleLine(id=SaleLineId(new_id()), **self.written(shop_id, wish, terms))

    def written(self, shop_id: ShopId, wish: WriteLine, terms: Terms) -> Written:
        """Return what a line says, whatever document it is on."""
        if wish.project_id is not None:
            self.check_project(shop_id, wish.project_id)
        self.check_product(shop_id, wish.product_template_id)
        self.check_item(shop_id, wish.stock_item_id)
        tax = wish.tax or terms.default_tax
        return {
            "description": wish.description,
            "quantity": wish.quantity,
            "unit": wish.unit,
            "unit_price": wish.unit_price,
            "discount_percent": wish.discount_percent,
            "discount_amount": wish.discount_amount,
            "tax": tax,
            "tax_percent": percent(tax, terms),
            "project_id": wish.project_id,
            "product_template_id": wish.product_template_id,
            "stock_item_id": wish.stock_item_id,
        }


def prices_by(wish: PreviewSale, terms: Terms) -> Pricing:
    """Return how the document counts: as wished, else as the shop does today."""
    included = wish.prices_include_tax
    return {
        "currency": wish.currency or terms.currency,
        "prices_include_tax": terms.prices_include_tax if included is None else included,
        "tax_rounding": Rounding(terms.tax_rounding),
        "discount_percent": wish.discount_percent,
        "discount_amount": wish.discount_amount,
    }


def percent(tax: str, terms: Terms) -> Decimal:
    if tax not in terms.tax_rates:
        known = ", ".join(sorted(terms.tax_rates))
        raise Invalid(phrase("The shop's tax rates are %(known)s.", known=known), "tax")
    return terms.tax_rates[tax]


def minor(amount: Decimal | Money, currency: str) -> int:
    """Return the amount in minor units of the document's currency."""
    if not isinstance(amount, Money):
        try:
            return whole(amount, digits_of(currency))
        except Invalid as error:
            raise Invalid(error.message, "amount") from error
    if amount.currency != currency:
        raise Invalid(phrase("This document is in %(currency)s.", currency=currency), "amount")
    return amount.minor


def given_in(wish: Struct) -> dict[str, object]:
    """Return what was given of a wish to change something."""
    fields = {name: getattr(wish, name) for name in wish.__struct_fields__}
    return {name: value for name, value in fields.items() if value is not UNSET}
