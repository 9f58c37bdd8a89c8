"""How the shop prices, and what a document comes to while it is being written."""

from collections.abc import Callable, Sequence

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Invalid, NotAllowed, NotFound
from nexus.kernel.ids import CustomerId, ProductId, QuoteId, ShopId, new_id
from nexus.kernel.phrase import phrase
from nexus.sales.domain.link import shop_of
from nexus.sales.domain.quote import LATEST, Quote
from nexus.sales.messages import ListSales
from nexus.sales.messages.pricing import (
    Counter,
    ListSums,
    Offer,
    PreviewQuote,
    PricingView,
    QuotePreview,
    RateView,
)
from nexus.sales.ports import Catalogue, Named, PaperSettings, SalesReading, Settings
from nexus.sales.service.desk import Desk, prices_by
from nexus.sales.service.quote_lines import quote_lines

NO_LINK = phrase("There is no such quote, or its link is no longer good.")


class PricingService:
    def __init__(
        self,
        reading: Callable[[ShopId], SalesReading],
        settings: Settings,
        papers: PaperSettings,
        products: Catalogue,
        customers: Named,
        desk: Desk,
        clock: Clock,
    ) -> None:
        self._reading = reading
        self._settings = settings
        self._papers = papers
        self._products = products
        self._customers = customers
        self._desk = desk
        self._clock = clock

    def terms(self, actor: Actor) -> PricingView:
        """Tell what a new document begins with."""
        _may_look(actor)
        terms = self._settings.terms(actor.shop_id)
        rates = terms.tax_rates.items()
        return PricingView(
            currency=terms.currency,
            prices_include_tax=terms.prices_include_tax,
            rates=[RateView(code=code, percent=percent) for code, percent in rates],
            default_tax=terms.default_tax,
            terms_days=terms.payment_terms_days,
            quote_days=terms.quote_days,
            deposit_percent=terms.deposit_percent,
        )

    def quote(self, actor: Actor, wish: PreviewQuote) -> QuotePreview:
        """Tell what a quote would come to, and keep nothing."""
        actor.require("quotes.read")
        shop_id, now = actor.shop_id, self._clock()
        with self._reading(shop_id):
            terms = self._settings.terms(shop_id)
            quote = Quote(
                id=QuoteId(new_id()),
                shop_id=shop_id,
                number="",
                created_at=now,
                customer_id=CustomerId(new_id()),
                expires_on=LATEST,
                expires_at=now,
                terms_days=terms.payment_terms_days,
                deposit_percent=wish.deposit_percent,
                deposit_amount=wish.deposit_amount,
                **prices_by(wish, terms),
            )
            quote.put_lines(quote_lines(self._desk, shop_id, wish.lines, terms))
            return QuotePreview.of(quote)

    def offer(self, actor: Actor, product_id: ProductId) -> Offer:
        """Tell what a line says at first of a product."""
        _may_look(actor)
        card = self._products.card(actor.shop_id, product_id)
        if card is None or card.is_archived:
            raise Invalid("There is no such product, or an archived one.", "product")
        return Offer(name=card.name, unit_price=card.unit_price)

    def sums(self, actor: Actor, wish: ListSales) -> Sequence[ListSums]:
        """Add up what a list shows, whatever its pages."""
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            return look.sums(wish, self._clock())

    def customer(self, actor: Actor, code: str) -> CustomerId:
        """Return whose code it is."""
        actor.require("sales.read")
        if (found := self._customers.named(actor.shop_id, code)) is None:
            raise NotFound("There is no such customer.")
        return found

    def counter(self, token: str) -> Counter:
        """Tell where a customer's link leads to. Whether it is good is asked of acceptance."""
        if (shop_id := shop_of(token)) is None:
            raise NotFound(NO_LINK)
        terms, money = self._papers.terms(shop_id), self._settings.terms(shop_id)
        return Counter(
            shop=terms.company.company_name,
            locale=terms.locale,
            timezone=terms.timezone,
            currency=money.currency,
            email=terms.company.email,
            phone=terms.company.phone,
        )


def _may_look(actor: Actor) -> None:
    if not (actor.may("sales.read") or actor.may("quotes.read")):
        raise NotAllowed("This needs the permission sales.read.")
