"""What becomes of a quote once it has been sent: the customer's side, and the yes on record.

A customer comes by a link and has no login. The token tells whose shop it is; what it opens is
one quote, and nothing but looking, choosing, and an answer.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import NamedTuple

from nexus.kernel.actor import Actor, Door
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import AcceptanceId, QuoteId, SaleId, SaleLineId, ShopId, new_id
from nexus.kernel.phrase import phrase
from nexus.sales.domain import Sale, SaleLine
from nexus.sales.domain.acceptance import Acceptance, Way, content_of, hash_of
from nexus.sales.domain.link import Link, shop_of
from nexus.sales.domain.link import hash_of as token_hash
from nexus.sales.domain.payment import EARLIEST
from nexus.sales.domain.quote import Quote, QuoteStatus
from nexus.sales.domain.quote_line import Choice, QuoteLine
from nexus.sales.messages.quote_views import AcceptanceAnswer, PublicQuoteView, QuoteView
from nexus.sales.messages.quotes import (
    AcceptQuote,
    ChooseLine,
    PreviewChoices,
    RecordAcceptance,
    RejectQuote,
    RequestChange,
)
from nexus.sales.ports import Files, QuotesReading, QuotesUnitOfWork, Settings, Terms
from nexus.sales.service.deposits import ask, issue, share_of
from nexus.sales.service.desk import Desk, minor

NO_LINK = phrase("There is no such quote, or its link is no longer good.")
THANKS = "Thank you. The quote has been accepted."
ALREADY = "This quote has been accepted already."


class Visitor(NamedTuple):
    """Who comes by a link, as far as we can tell."""

    ip: str = ""
    user_agent: str = ""


class AcceptanceService:
    def __init__(
        self,
        unit_of_work: Callable[[Actor], QuotesUnitOfWork],
        reading: Callable[[ShopId], QuotesReading],
        settings: Settings,
        files: Files,
        desk: Desk,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._settings = settings
        self._files = files
        self._desk = desk
        self._clock = clock

    # By link

    def look(self, token: str, revision: int | None = None) -> PublicQuoteView:
        """Show the quote. Mail scanners follow links: looking changes nothing."""
        now = self._clock()
        with self._reading(_shop(token)) as look:
            quote, newest, acceptance = look.shown(token_hash(token), revision, now)
        return PublicQuoteView.of(quote, newest, now, acceptance)

    def preview(self, token: str, wish: PreviewChoices) -> PublicQuoteView:
        """Tell what it comes to with these choices, and keep nothing."""
        now = self._clock()
        with self._reading(_shop(token)) as look:
            quote, newest, acceptance = look.shown(token_hash(token), wish.revision, now)
        quote.check_accept(now)
        return PublicQuoteView.of(quote.chosen(_choices(wish.choices)), newest, now, acceptance)

    def opened(self, token: str) -> PublicQuoteView:
        """Note that somebody has opened it: the page says so, not the link."""
        now = self._clock()
        with self._unit_of_work(_customer(token, "The customer")) as uow:
            quote, link = self._behind(uow, token, None, now)
            quote.open(link, now)
            return self._public(uow, quote, now)

    def accept(self, token: str, wish: AcceptQuote, visitor: Visitor) -> AcceptanceAnswer:
        """Take the customer's yes. Asked again, whoever asks is told of the first one."""
        now = self._clock()
        with self._unit_of_work(_customer(token, wish.name)) as uow:
            quote, _ = self._behind(uow, token, wish.revision, now)
            if uow.acceptances.of_quote(quote.id) is not None:
                view = self._public(uow, quote, now)
                return AcceptanceAnswer(already=True, message=ALREADY, quote=view)
            quote.check_accept(now)
            if not wish.agree:
                raise Invalid("Please agree to what the quote says.", "agree")
            choices = list(_choices(wish.choices))
            _check_total(quote.chosen(choices), wish)
            terms = self._settings.terms(quote.shop_id)
            said = Said(
                way=Way.LINK,
                name=wish.name,
                on=day_of(now, terms.timezone),
                signature_text=wish.signature_text,
                signature_image=wish.signature_image,
                visitor=visitor,
            )
            self._take(uow, quote, choices, said, terms, now)
            view = self._public(uow, quote, now)
            return AcceptanceAnswer(already=False, message=THANKS, quote=view)

    def reject(self, token: str, wish: RejectQuote) -> PublicQuoteView:
        now = self._clock()
        with self._unit_of_work(_customer(token, wish.name)) as uow:
            quote, _ = self._behind(uow, token, wish.revision, now)
            if quote.status is not QuoteStatus.REJECTED:
                uow.record(quote.reject(wish.reason, now))
            return self._public(uow, quote, now)

    def request_change(self, token: str, wish: RequestChange) -> PublicQuoteView:
        now = self._clock()
        with self._unit_of_work(_customer(token, wish.name)) as uow:
            quote, _ = self._behind(uow, token, wish.revision, now)
            if quote.status is not QuoteStatus.CHANGE_REQUESTED:
                uow.record(quote.ask_for_change(wish.message, now))
            return self._public(uow, quote, now)

    # By the shop

    def record(
        self, actor: Actor, quote_id: QuoteId, wish: RecordAcceptance, version: int | None = None
    ) -> QuoteView:
        """Record a yes that came by an order of the customer's, with a day of its own."""
        actor.require("quotes.accept")
        now, shop_id = self._clock(), actor.shop_id
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.held(quote_id).expect(version)
            terms = self._settings.terms(shop_id)
            today = day_of(now, terms.timezone)
            on = wish.date or today
            if not EARLIEST <= on <= today:
                raise Invalid("An acceptance is recorded once it has been given.", "date")
            file_id = wish.order_file_id
            if file_id is not None and not self._files.has_file(shop_id, file_id):
                raise Invalid("There is no such file.", "order_file_id")
            said = Said(
                way=Way.PURCHASE_ORDER,
                name=wish.name,
                on=on,
                order=wish,
                recorded_by=actor.label,
            )
            self._take(uow, quote, list(_choices(wish.choices)), said, terms, now)
            return QuoteView.of(quote, now, uow.acceptances.of_quote(quote.id))

    def _take(
        self,
        uow: QuotesUnitOfWork,
        quote: Quote,
        choices: list[Choice],
        said: "Said",
        terms: Terms,
        now: datetime,
    ) -> None:
        """All that an acceptance is, in one transaction: record, order, deposit."""
        in_time = said.on <= quote.expires_on
        quote.check_accept(now, in_time=in_time)
        chosen = quote.chosen(choices)
        sale = self._order(chosen, now)
        uow.sales.add(sale)
        accepted = quote.accept(choices, sale.id, said.on, now, in_time=in_time)
        uow.acceptances.add(said.record(quote, now))
        self._ask_deposit(uow, quote, sale, terms, now)
        uow.record(accepted)

    def _order(self, quote: Quote, now: datetime) -> Sale:
        """Return the draft that says what was chosen, at the prices and rates of the quote."""
        sale = Sale(
            id=SaleId(new_id()),
            shop_id=quote.shop_id,
            quote_id=quote.id,
            created_at=now,
            customer_id=quote.customer_id,
            project_id=quote.project_id,
            terms_days=quote.terms_days,
            reference=quote.reference or f"Quote {quote.number}",
            currency=quote.currency,
            prices_include_tax=quote.prices_include_tax,
            tax_rounding=quote.tax_rounding,
            discount_percent=quote.discount_percent,
            discount_amount=quote.discount_amount,
        )
        lines = [_copied(line) for line in quote.lines if line.counts]
        sale.begin(self._desk.card(quote.shop_id, quote.customer_id), lines)
        return sale

    def _ask_deposit(
        self, uow: QuotesUnitOfWork, quote: Quote, sale: Sale, terms: Terms, now: datetime
    ) -> None:
        wished = quote.deposit
        if wished is None or wished.minor <= 0 or terms.deposit_on_acceptance == "none":
            return
        deposit = ask(uow, self._desk, sale, wished, share_of(quote.deposit_percent), now)
        if terms.deposit_on_acceptance == "issue":
            issue(uow, self._desk, deposit, terms, now)

    def _behind(
        self, uow: QuotesUnitOfWork, token: str, revision: int | None, now: datetime
    ) -> tuple[Quote, Link]:
        """Return the quote that a good link leads to, held, and refuse an older revision.

        A link made for one revision leads on to those that replaced it.
        """
        found = uow.quotes.behind(token_hash(token))
        if found is None or not found[1].is_good(now):
            raise NotFound(NO_LINK)
        quote = uow.quotes.held(found[0])
        if revision is None or revision == quote.revision:
            return quote, found[1]
        if not quote.revision < revision <= uow.quotes.newest(quote.number):
            raise NotFound(NO_LINK)
        newer = uow.quotes.revision(quote.number, revision)
        if newer is None:
            raise NotFound(NO_LINK)
        return uow.quotes.held(newer), found[1]

    def _public(self, uow: QuotesUnitOfWork, quote: Quote, now: datetime) -> PublicQuoteView:
        acceptance = uow.acceptances.of_quote(quote.id)
        return PublicQuoteView.of(quote, uow.quotes.newest(quote.number), now, acceptance)


class Said(NamedTuple):
    """A yes, before it is written down."""

    way: Way
    name: str
    on: date
    signature_text: str = ""
    signature_image: str = ""
    visitor: Visitor = Visitor()
    order: RecordAcceptance | None = None
    recorded_by: str = ""

    def record(self, quote: Quote, at: datetime) -> Acceptance:
        content = content_of(quote)
        return Acceptance(
            shop_id=quote.shop_id,
            id=AcceptanceId(new_id()),
            quote_id=quote.id,
            way=self.way,
            revision=quote.revision,
            accepted_at=at,
            accepted_on=self.on,
            name=self.name,
            signature_text=self.signature_text,
            signature_image=self.signature_image,
            ip=self.visitor.ip[:60],
            user_agent=self.visitor.user_agent[:300],
            order_number=self.order.order_number if self.order else "",
            order_file_id=self.order.order_file_id if self.order else None,
            recorded_by=self.recorded_by[:200],
            currency=quote.currency,
            tax_minor=quote.tax_minor,
            total_minor=quote.total_minor,
            content=content,
            content_hash=hash_of(content),
        )


def _shop(token: str) -> ShopId:
    if (shop_id := shop_of(token)) is None:
        raise NotFound(NO_LINK)
    return shop_id


def _customer(token: str, name: str) -> Actor:
    """Return who acts by a link: nobody of the shop, and with no rights there."""
    label = f"{name or 'The customer'} (by link)"
    return Actor(shop_id=_shop(token), label=label[:200], door=Door.WEB)


def _choices(wishes: Iterable[ChooseLine]) -> Iterable[Choice]:
    for wish in wishes:
        yield Choice(line_id=wish.line_id, chosen=wish.chosen, quantity=wish.quantity)


def _check_total(quote: Quote, wish: AcceptQuote) -> None:
    """What the customer saw is what is accepted."""
    if wish.total is not None and minor(wish.total, quote.currency) != quote.total_minor:
        seen = f"{quote.currency} {quote.total.amount}"
        raise Refused(
            phrase("With these choices it comes to %(seen)s. Please look again.", seen=seen)
        )


def _copied(line: QuoteLine) -> SaleLine:
    return SaleLine(
        id=SaleLineId(new_id()),
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        discount_amount=line.discount_amount,
        tax=line.tax,
        tax_percent=line.tax_percent,
        project_id=line.project_id,
        product_template_id=line.product_template_id,
        stock_item_id=line.stock_item_id,
    )
