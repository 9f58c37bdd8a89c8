"""Papers as PDF."""

from nexus.inventory.adapters.files.order_paper import order_sheet
from nexus.inventory.messages.papers import OrderSheet
from nexus.platform.typesetting import Typesetter
from nexus.platform.wording import spoken

__all__ = ["TypstPrinter"]


class TypstPrinter:
    """Sets papers with the shared typesetter."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter

    def language(self, shop_locale: str) -> str:
        return spoken("", shop_locale)

    def order(self, order: OrderSheet) -> bytes:
        return self._typesetter.pdf(order_sheet(order), order.head.at)
