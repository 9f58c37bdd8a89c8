"""What the pages of a product share: the product at its address, and its figures as text."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from litestar.di import NamedDependency
from litestar.params import QueryParameter
from markupsafe import Markup
from msgspec import UNSET, structs

from nexus.kernel.money import DIGITS
from nexus.platform.web.pages import Show
from nexus.products.domain import MOST
from nexus.products.messages import TemplateView
from nexus.products.service import ProductService

Service = NamedDependency[ProductService]
READ, WRITE = "products.read", "products.write"
HowMany = Annotated[str | None, QueryParameter(max_length=30)]


def priced(show: Show, currency: str) -> Callable[[Any], Markup | None]:
    """Return what writes a price each, which may be finer than the coins of the shop are."""
    formats = show.formats

    def write(value: Any) -> Markup | None:
        if value is None or value is UNSET:
            return None
        digits = DIGITS.get(currency, 2)
        fine = -value.normalize().as_tuple().exponent > digits
        said = formats.number(value) if fine else formats.number(value, digits)
        shape = Markup('<span class="money"><span class="cur">{}</span>\u00a0{}</span>')
        return shape.format(formats.symbol(currency), said)

    return write


def wished(show: Show, quantity: str | None) -> Decimal:
    """Return how many are asked about; one if that is no such number."""
    try:
        number = show.formats.read(quantity or "1")
    except ValueError:
        return Decimal(1)
    return number if 0 < number <= MOST else Decimal(1)


def plain_dict(product: TemplateView) -> dict[str, Any]:
    """Return what the form of a product is filled with: its own words, without its parts."""
    parts = ("bom", "equipment", "tasks", "design_docs", "price_breaks")
    return {name: it for name, it in structs.asdict(product).items() if name not in parts}
