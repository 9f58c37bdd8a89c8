"""What the module tells its neighbours: reads only, in the asker's own transaction."""

from collections.abc import Callable

from nexus.customers.messages import CustomerCard
from nexus.customers.ports import CustomersReading
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import CustomerId, ShopId


class CustomerAnswers:
    def __init__(self, reading: Callable[[ShopId], CustomersReading]) -> None:
        self._reading = reading

    def has_customer(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        """Tell whether there is such a customer to work for: one that is not archived."""
        with self._reading(shop_id) as look:
            return look.is_active(customer_id)

    def code(self, shop_id: ShopId, customer_id: CustomerId) -> str | None:
        """For projects, whose codes begin with it; also of an archived customer."""
        with self._reading(shop_id) as look:
            return look.code(customer_id)

    def card(self, shop_id: ShopId, customer_id: CustomerId) -> CustomerCard | None:
        """For sales, which copies it onto the bill; also of an archived customer."""
        with self._reading(shop_id) as look:
            return look.card(customer_id)

    def named(self, shop_id: ShopId, code: str) -> CustomerId | None:
        """For sales, whose statements are asked for by it; also of an archived customer."""
        with self._reading(shop_id) as look:
            try:
                return look.by_code(code).id
            except NotFound:
                return None
