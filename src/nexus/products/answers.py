"""What the module tells its neighbours: reads only, in the asker's own transaction.

A bill has costs in it, which stock keeps, and hours, which the shop values; so these answers ask
two neighbours, whose own answers ask nobody.
"""

from collections.abc import Callable
from decimal import Decimal

import msgspec

from nexus.kernel.ids import ProductId, ShopId
from nexus.products.messages import Bill, ProductCard, bill_of
from nexus.products.ports import ProductsReading, Settings, Stock

ONE = Decimal(1)


class ProductAnswers:
    def __init__(
        self, reading: Callable[[ShopId], ProductsReading], stock: Stock, settings: Settings
    ) -> None:
        self._reading = reading
        self._stock = stock
        self._settings = settings

    def has_template(self, shop_id: ShopId, product_id: ProductId) -> bool:
        """Tell whether there is one, and it is not archived."""
        with self._reading(shop_id) as look:
            card = look.card(product_id)
            return card is not None and not card.is_archived

    def knows(self, shop_id: ShopId, product_id: ProductId) -> bool:
        """For sales; also of archived ones, which were sold in their time."""
        with self._reading(shop_id) as look:
            return look.card(product_id) is not None

    def card(self, shop_id: ShopId, product_id: ProductId) -> ProductCard | None:
        """For what copies its name and price; of archived ones too."""
        with self._reading(shop_id) as look:
            if (card := look.card(product_id)) is None:
                return None
            return msgspec.structs.replace(card, currency=self._settings.terms(shop_id).currency)

    def price(self, shop_id: ShopId, product_id: ProductId, quantity: Decimal) -> Decimal | None:
        """Return the price each for so many; None without a price, or without a template."""
        with self._reading(shop_id) as look:
            return look.price(product_id, quantity)

    def bill(self, shop_id: ShopId, product_id: ProductId, quantity: Decimal = ONE) -> Bill | None:
        """For projects, which copy what they are to take and to do; of archived ones too."""
        with self._reading(shop_id) as look:
            if (tree := look.tree(product_id)) is None:
                return None
            items = self._stock.items(shop_id, tree.items)
            rate = self._settings.terms(shop_id).hourly_rate
            price = look.price(product_id, quantity)
            return bill_of(tree, quantity, items, look.equipment(product_id), rate, price)
