"""The use cases of quotes, as far as the shop's own people go."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import CustomerId, ProjectId, QuoteId, QuoteLineId, ShopId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.sales.domain.link import Link, new_token
from nexus.sales.domain.quote import LATEST, Quote, QuoteStatus
from nexus.sales.domain.quote_line import QuoteLine
from nexus.sales.messages.quote_views import QuoteRow, QuoteView, SentQuote
from nexus.sales.messages.quotes import (
    ChangeQuote,
    ChangeQuoteLine,
    CreateQuote,
    ListQuotes,
    RenewLink,
    ReviseQuote,
    SendQuote,
    WithdrawQuote,
    WriteOptions,
    WriteQuoteLine,
)
from nexus.sales.ports import (
    Customers,
    Projects,
    QuotesReading,
    QuotesUnitOfWork,
    Settings,
    Terms,
)
from nexus.sales.service.desk import Desk, given_in, percent, prices_by
from nexus.sales.service.quote_lines import quote_line, quote_lines

LINK = "/api/public/quotes/"


class QuoteService:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], QuotesUnitOfWork],
        reading: Callable[[ShopId], QuotesReading],
        customers: Customers,
        projects: Projects,
        settings: Settings,
        desk: Desk,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._customers = customers
        self._projects = projects
        self._settings = settings
        self._desk = desk
        self._clock = clock

    # Drafts

    def create(self, actor: Actor, wish: CreateQuote) -> QuoteView:
        """Begin a draft. How it rounds and prices is the shop's way of today, and stays so."""
        actor.require("quotes.write")
        shop_id, now = actor.shop_id, self._clock()
        with self._unit_of_work(actor) as uow:
            terms = self._settings.terms(shop_id)
            customer_id = self._desk.billed(shop_id, wish, phrase("A quote needs a customer."))
            usual = wish.deposit_amount is None and wish.deposit_percent is UNSET
            asked = None if wish.deposit_percent is UNSET else wish.deposit_percent
            quote = Quote(
                id=QuoteId(new_id()),
                shop_id=shop_id,
                number="",
                created_at=now,
                customer_id=customer_id,
                project_id=wish.project_id,
                expires_on=LATEST,
                expires_at=now,
                terms_days=(
                    terms.payment_terms_days if wish.terms_days is None else wish.terms_days
                ),
                reference=wish.reference,
                message=wish.message,
                terms=wish.terms,
                notes=wish.notes,
                deposit_percent=terms.deposit_percent if usual else asked,
                deposit_amount=wish.deposit_amount,
                **prices_by(wish, terms),
            )
            self._date(quote, wish.valid_until, terms)
            card = self._desk.open_card(shop_id, customer_id)
            quote.begin(card, quote_lines(self._desk, shop_id, wish.lines, terms))
            quote.number = self._number(uow, terms)
            uow.quotes.add(quote)
            return QuoteView.of(quote, now)

    def change(
        self, actor: Actor, quote_id: QuoteId, wish: ChangeQuote, version: int | None = None
    ) -> QuoteView:
        actor.require("quotes.write")
        shop_id, given = actor.shop_id, given_in(wish)
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.get(quote_id).expect(version)
            quote.check_draft()
            terms = self._settings.terms(shop_id)
            if wish.customer_id is not UNSET:
                quote.quote_to(wish.customer_id, self._desk.open_card(shop_id, wish.customer_id))
            project_id = wish.project_id if wish.project_id is not UNSET else quote.project_id
            if project_id and {"project_id", "customer_id"} & given.keys():
                self._desk.check_project(shop_id, project_id, quote.customer_id)
            if wish.lines is not UNSET:
                given["lines"] = quote_lines(self._desk, shop_id, wish.lines, terms)
            changes = {name: given[name] for name in given if name != "customer_id"}
            quote.change(changes, self._today(terms), terms.timezone)
            return QuoteView.of(quote, self._clock())

    def delete(self, actor: Actor, quote_id: QuoteId, version: int | None = None) -> None:
        """Throw a draft away."""
        actor.require("quotes.write")
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.get(quote_id).expect(version)
            quote.check_draft()
            uow.quotes.remove(quote)

    def add_line(
        self, actor: Actor, quote_id: QuoteId, wish: WriteQuoteLine, version: int | None = None
    ) -> QuoteView:
        shop_id = actor.shop_id
        return self._add(
            actor,
            quote_id,
            lambda terms: [quote_line(self._desk, shop_id, wish, terms)],
            version,
        )

    def add_options(
        self, actor: Actor, quote_id: QuoteId, wish: WriteOptions, version: int | None = None
    ) -> QuoteView:
        """Add lines of which the customer chooses one."""
        shop_id = actor.shop_id
        return self._add(
            actor,
            quote_id,
            lambda terms: quote_lines(self._desk, shop_id, wish.lines, terms, wish.group),
            version,
            wish.group,
        )

    def change_line(
        self,
        actor: Actor,
        quote_id: QuoteId,
        line_id: QuoteLineId,
        wish: ChangeQuoteLine,
        version: int | None = None,
    ) -> QuoteView:
        actor.require("quotes.write")
        given = given_in(wish)
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.get(quote_id).expect(version)
            quote.check_draft()
            if wish.tax is not UNSET:
                given["tax_percent"] = percent(wish.tax, self._settings.terms(actor.shop_id))
            if wish.project_id is not UNSET and wish.project_id is not None:
                self._desk.check_project(actor.shop_id, wish.project_id)
            self._desk.check_product(actor.shop_id, wish.product_template_id)
            self._desk.check_item(actor.shop_id, wish.stock_item_id)
            quote.change_line(line_id, given)
            return QuoteView.of(quote, self._clock())

    def remove_line(
        self, actor: Actor, quote_id: QuoteId, line_id: QuoteLineId, version: int | None = None
    ) -> QuoteView:
        actor.require("quotes.write")
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.get(quote_id).expect(version)
            quote.remove_line(line_id)
            return QuoteView.of(quote, self._clock())

    def revise(
        self, actor: Actor, quote_id: QuoteId, wish: ReviseQuote, version: int | None = None
    ) -> QuoteView:
        """Begin the next revision. What was sent stays good until the new one is sent."""
        actor.require("quotes.write")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            old = uow.quotes.held(quote_id).expect(version)
            old.check_revise(now)
            if uow.quotes.revision(old.number, old.revision + 1) is not None:
                raise Refused(
                    phrase(
                        "Quote %(number)s has a newer revision already: change that one.",
                        number=old.number,
                    )
                )
            terms = self._settings.terms(actor.shop_id)
            new = self._copied(old, now, wish.valid_until, terms)
            new.number, new.revision, new.replaces_id = old.number, old.revision + 1, old.id
            uow.quotes.add(new)
            return QuoteView.of(new, now)

    def duplicate(self, actor: Actor, quote_id: QuoteId) -> QuoteView:
        """Begin another quote with the same lines and prices, and a number of its own."""
        actor.require("quotes.write")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            old = uow.quotes.get(quote_id)
            terms = self._settings.terms(actor.shop_id)
            new = self._copied(old, now, None, terms)
            new.number = self._number(uow, terms)
            uow.quotes.add(new)
            return QuoteView.of(new, now)

    # Out of the house

    def send(
        self, actor: Actor, quote_id: QuoteId, wish: SendQuote, version: int | None = None
    ) -> SentQuote:
        """Offer it. The link is told once; the revision before it is good no more."""
        actor.require("quotes.send")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.held(quote_id).expect(version)
            quote.check_send(now)
            terms = self._settings.terms(actor.shop_id)
            if quote.replaces_id is not None:
                before = uow.quotes.held(quote.replaces_id)
                uow.record(*before.be_superseded(quote, now))
            token = new_token(actor.shop_id)
            link = Link.made(token, now, _until(quote, wish.link_days, now))
            card = self._desk.open_card(actor.shop_id, quote.customer_id)
            uow.record(*quote.send(card, terms.company, link, self._today(terms), now))
            return _sent(quote, token, link, now)

    def renew_link(
        self, actor: Actor, quote_id: QuoteId, wish: RenewLink, version: int | None = None
    ) -> SentQuote:
        """Give a new link, told once; those before lead nowhere from now on."""
        actor.require("quotes.send")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.held(quote_id).expect(version)
            token = new_token(actor.shop_id)
            link = Link.made(token, now, _until(quote, wish.link_days, now))
            quote.renew_link(link, now)
            return _sent(quote, token, link, now)

    def revoke_links(
        self, actor: Actor, quote_id: QuoteId, version: int | None = None
    ) -> QuoteView:
        actor.require("quotes.send")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.held(quote_id).expect(version)
            quote.revoke_links(now)
            return QuoteView.of(quote, now, uow.acceptances.of_quote(quote.id))

    def withdraw(
        self, actor: Actor, quote_id: QuoteId, wish: WithdrawQuote, version: int | None = None
    ) -> QuoteView:
        """Take it back. An accepted one goes with its draft, as long as nothing came of that."""
        actor.require("quotes.send")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.held(quote_id).expect(version)
            sale_id = quote.sale_id
            uow.record(quote.withdraw(wish.reason, now))
            if sale_id is not None:
                sale = uow.sales.get(sale_id)
                if sale.number is not None or uow.sales.deposits_asked(sale.id):
                    raise Refused("It has been invoiced, or a deposit been asked for: cancel that.")
                uow.sales.remove(sale)
            return QuoteView.of(quote, now, uow.acceptances.of_quote(quote.id))

    # Looking

    def one(self, actor: Actor, quote_id: QuoteId) -> QuoteView:
        actor.require("quotes.read")
        with self._reading(actor.shop_id) as look:
            return look.one(quote_id, self._clock())

    def by_number(self, actor: Actor, number: str, revision: int | None = None) -> QuoteView:
        actor.require("quotes.read")
        with self._reading(actor.shop_id) as look:
            return look.one(look.id_of(number, revision), self._clock())

    def page(self, actor: Actor, wish: ListQuotes) -> Page[QuoteRow]:
        actor.require("quotes.read")
        with self._reading(actor.shop_id) as look:
            return look.page(wish, self._clock())

    def of_customer(
        self, actor: Actor, customer_id: CustomerId, wish: ListQuotes
    ) -> Page[QuoteRow]:
        """List a customer's quotes; whether there is such a customer is asked if there are none."""
        page = self.page(actor, wish)
        if not page.items and self._customers.card(actor.shop_id, customer_id) is None:
            raise NotFound("There is no such customer.")
        return page

    def of_project(self, actor: Actor, project_id: ProjectId, wish: ListQuotes) -> Page[QuoteRow]:
        page = self.page(actor, wish)
        if not page.items and not self._projects.has_project(actor.shop_id, project_id):
            raise NotFound("There is no such project.")
        return page

    # Following others

    def repoint(self, actor: Actor, source_id: CustomerId, target_id: CustomerId) -> None:
        """Follow a merge of customers. What was sent keeps the name it was sent with."""
        actor.require("sales.write")
        with self._unit_of_work(actor) as uow:
            for quote in uow.quotes.of_customer(source_id):
                quote.follow(target_id)

    def _add(
        self,
        actor: Actor,
        quote_id: QuoteId,
        write: Callable[[Terms], list[QuoteLine]],
        version: int | None,
        group: str = "",
    ) -> QuoteView:
        actor.require("quotes.write")
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.get(quote_id).expect(version)
            quote.check_draft()
            if group and any(line.group == group for line in quote.lines):
                raise Invalid("There is such a choice already: add lines to it.", "group")
            terms = self._settings.terms(actor.shop_id)
            quote.put_lines([*quote.lines, *write(terms)])
            return QuoteView.of(quote, self._clock())

    def _copied(self, old: Quote, now: datetime, until: date | None, terms: Terms) -> Quote:
        """Return a new draft that says the same, with prices as they were."""
        new = replace(
            old,
            id=QuoteId(new_id()),
            version=1,
            revision=1,
            replaces_id=None,
            status=QuoteStatus.DRAFT,
            created_at=now,
            sent_at=None,
            decided_at=None,
            answer="",
            sale_id=None,
            lines=[],
            links=[],
        )
        self._date(new, until, terms)
        lines = [replace(line, id=QuoteLineId(new_id())) for line in old.lines]
        new.begin(self._desk.open_card(old.shop_id, old.customer_id), lines)
        return new

    def _date(self, quote: Quote, until: date | None, terms: Terms) -> None:
        today = self._today(terms)
        usual = min(today + timedelta(days=terms.quote_days), LATEST)
        quote.be_valid_until(until or usual, today, terms.timezone)

    def _number(self, uow: QuotesUnitOfWork, terms: Terms) -> str:
        on = self._today(terms)
        words = {"year": f"{on:%Y}", "month": f"{on:%m}"}
        return uow.number(terms.numbering["quote"], **words)

    def _today(self, terms: Terms) -> date:
        return day_of(self._clock(), terms.timezone)


def _until(quote: Quote, days: int, now: datetime) -> datetime:
    return max(quote.expires_at, now) + timedelta(days=days)


def _sent(quote: Quote, token: str, link: Link, now: datetime) -> SentQuote:
    return SentQuote(
        version=quote.version,
        token=token,
        path=f"{LINK}{token}",
        link_expires_at=link.expires_at,
        quote=QuoteView.of(quote, now),
    )
