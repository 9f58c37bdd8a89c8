"""What the module tells its neighbours: reads only, in the asker's own transaction."""

from collections.abc import Callable, Sequence

from nexus.kernel.ids import CustomerId, ProjectId, SaleId, ShopId
from nexus.kernel.money import Money
from nexus.sales.messages import SoldThings
from nexus.sales.ports import QuotesReading, SalesReading


class SaleAnswers:
    def __init__(
        self,
        reading: Callable[[ShopId], SalesReading],
        quotes: Callable[[ShopId], QuotesReading],
    ) -> None:
        self._reading = reading
        self._quotes = quotes

    def has_issued_sale(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        """For customers, which deletes nobody who is in the books; cancelled invoices count."""
        with self._reading(shop_id) as look:
            return look.has_issued(customer_id)

    def has_sale(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        """Tell whether anything here points to the customer: a draft, an invoice, a credit, a
        quote."""
        with self._reading(shop_id) as look:
            if look.has_any(customer_id):
                return True
        with self._quotes(shop_id) as look:
            return look.has_any(customer_id)

    def sold(self, shop_id: ShopId, sale_id: SaleId) -> SoldThings | None:
        """For stock: what an invoice that stands sold beside all jobs."""
        with self._reading(shop_id) as look:
            return look.sold(sale_id)

    def total_of_project(self, shop_id: ShopId, project_id: ProjectId) -> Money | None:
        """For projects: the price of a job is what its sales that are not cancelled come to.

        A line for another project counts there. None if there are none, or if they are in
        several currencies, which do not add up.
        """
        with self._reading(shop_id) as look:
            return _one(look.total_of_project(project_id))

    def quoted_of_project(self, shop_id: ShopId, project_id: ProjectId) -> Money | None:
        """For projects: what was accepted of its quotes, tax included (ruling 8).

        None if nothing was, or if it is in several currencies.
        """
        with self._quotes(shop_id) as look:
            return _one(look.quoted(project_id))

    def has_quote(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        """For projects, which deletes none that was quoted for."""
        with self._quotes(shop_id) as look:
            return look.has_of_project(project_id)

    def total_of_customer(self, shop_id: ShopId, customer_id: CustomerId) -> Money | None:
        """For customers; None if there are none, or if they are in several currencies."""
        with self._reading(shop_id) as look:
            return _one(look.total_of_customer(customer_id))


def _one(sums: Sequence[Money]) -> Money | None:
    return sums[0] if len(sums) == 1 else None
