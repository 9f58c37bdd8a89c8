"""What suggesting needs of those who sell and of those who know what a product is made of."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from nexus.kernel.ids import ProductId, SaleId, ShopId, StockItemId


class SoldLine(Protocol):
    """A product, or an item from the shelf itself."""

    @property
    def product_template_id(self) -> ProductId | None: ...

    @property
    def stock_item_id(self) -> StockItemId | None: ...

    @property
    def quantity(self) -> Decimal: ...


class Sold(Protocol):
    """What an invoice sold over the counter; lines of jobs are not in it."""

    @property
    def number(self) -> str: ...

    @property
    def lines(self) -> Sequence[SoldLine]: ...


class Sales(Protocol):
    """Answered by sales."""

    def sold(self, shop_id: ShopId, sale_id: SaleId) -> Sold | None:
        """Return an invoice that was issued and stands; None if there is none."""


class Needed(Protocol):
    @property
    def item_id(self) -> StockItemId: ...

    @property
    def quantity(self) -> Decimal: ...


class Bill(Protocol):
    @property
    def materials(self) -> Sequence[Needed]: ...


class Products(Protocol):
    """Answered by products."""

    def bill(self, shop_id: ShopId, product_id: ProductId, quantity: Decimal) -> Bill | None:
        """Return all that so many of a product take, waste included."""
