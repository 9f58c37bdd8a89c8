"""The paper of a purchase order, as it is now: nobody keeps it, and it counts nothing itself."""

from collections.abc import Callable

from nexus.inventory.messages.papers import OrderSheet
from nexus.inventory.ports.papers import PaperSettings, Printer
from nexus.inventory.ports.purchasing import PurchasingReading
from nexus.kernel.actor import Actor
from nexus.kernel.files import FileStore
from nexus.kernel.ids import PurchaseOrderId, ShopId
from nexus.kernel.papers import PDF, File, Letterhead, Pictures, file_name, logo_key, picture

READ = "inventory.read"


class OrderPaperService:
    def __init__(
        self,
        reading: Callable[[ShopId], PurchasingReading],
        settings: PaperSettings,
        pictures: Pictures,
        store: FileStore,
        printer: Printer,
    ) -> None:
        self._reading = reading
        self._settings = settings
        self._pictures = pictures
        self._store = store
        self._printer = printer

    def of_order(self, actor: Actor, id: PurchaseOrderId) -> File:
        """Return the order as a PDF; without costs for who does not see them."""
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            order = actor.sees(look.order(id))
            supplier = look.supplier(order.supplier_id)
            terms = self._settings.terms(actor.shop_id)
            key = logo_key(self._pictures, actor.shop_id, terms)
        head = Letterhead.of(
            terms,
            language=self._printer.language(terms.locale),
            logo=None if key is None else picture(self._store, key),
            at=order.ordered_at or order.created_at,
        )
        content = self._printer.order(OrderSheet(head=head, order=order, supplier=supplier))
        return File(name=f"{file_name(order.number)}.pdf", kind=PDF, content=content)
