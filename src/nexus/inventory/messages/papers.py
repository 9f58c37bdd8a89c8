"""What the paper of a purchase order is made of."""

from msgspec import Struct

from nexus.inventory.messages.purchasing import PurchaseOrderView
from nexus.inventory.messages.suppliers import SupplierView
from nexus.kernel.papers import Letterhead


class OrderSheet(Struct, frozen=True, kw_only=True):
    """The order as who prints it sees it: without costs where they are hidden."""

    head: Letterhead
    order: PurchaseOrderView
    supplier: SupplierView
