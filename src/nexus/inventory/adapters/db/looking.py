"""All that can be looked at of stock."""

from nexus.inventory.adapters.db.looking_items import ItemsLooking
from nexus.inventory.adapters.db.looking_ledger import LedgerLooking
from nexus.inventory.adapters.db.looking_places import PlacesLooking


class SqlStockReading(ItemsLooking, LedgerLooking, PlacesLooking):
    """The store, without the right to change it."""
