"""Lines that begin as something the shop has: a product, or a thing of its stock."""

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import ProductId, read_id
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Show
from nexus.sales.adapters.pages.lines import Row, row_of, typed
from nexus.sales.service.pricing import PricingService


def offered(show: Show, pricing: PricingService, actor: Actor, sent: Form) -> list[Row]:
    """Return the line of what was picked to be added; none if nothing was."""
    act = sent["act"]
    if act == "add-product" and (id := read_id(sent["product"])):
        try:
            offer = pricing.offer(actor, ProductId(id))
        except Invalid:
            return []
        price = typed(offer.unit_price, show.formats)
        return [row_of(offer.name, price, product_template_id=id)]
    if act == "add-stock" and (id := read_id(sent["stock_item"])):
        found = [it for it in show.choices("stock_item", str(id)) if it.id == str(id)]
        return [row_of(it.name, stock_item_id=id) for it in found]
    return []
