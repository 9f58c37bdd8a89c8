"""What papers need from the world, in their own words."""

from typing import Protocol

from nexus.inventory.messages.papers import OrderSheet
from nexus.kernel.ids import ShopId
from nexus.kernel.papers import House


class PaperSettings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> House: ...


class Printer(Protocol):
    def language(self, shop_locale: str) -> str:
        """Return the language of a paper: the shop's if we speak it."""

    def order(self, order: OrderSheet) -> bytes: ...
