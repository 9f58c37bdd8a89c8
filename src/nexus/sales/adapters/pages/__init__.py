"""Pages of quotes and sales."""

from typing import Any

from nexus.sales.adapters.pages.books import BookPages
from nexus.sales.adapters.pages.deliveries import DeliveryPages
from nexus.sales.adapters.pages.papers import PaperPages
from nexus.sales.adapters.pages.parts import SalePartPages
from nexus.sales.adapters.pages.public import PublicQuotePages
from nexus.sales.adapters.pages.quote_steps import QuoteStepPages
from nexus.sales.adapters.pages.quotes import QuotePages
from nexus.sales.adapters.pages.sale_steps import HANDLERS as SALE_STEPS
from nexus.sales.adapters.pages.sales import SalePages

HANDLERS: list[Any] = [
    *(
        SalePages,
        *SALE_STEPS,
        SalePartPages,
        BookPages,
        DeliveryPages,
        QuotePages,
        QuoteStepPages,
        PublicQuotePages,
        PaperPages,
    )
]
