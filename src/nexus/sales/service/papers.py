"""Papers: what leaves the shop is made once, kept, and given out byte for byte for ever.

Drafts are printed as they are and not kept. So are stamped copies, which show what became of it.
"""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NotFound, Refused
from nexus.kernel.ids import CustomerId, DeliveryId, QuoteId, SaleId, ShopId
from nexus.kernel.papers import PDF, File, Letterhead, Pictures, file_name, logo_key
from nexus.kernel.phrase import phrase, together
from nexus.sales.domain import Kind
from nexus.sales.domain.delivery import DeliveryStatus
from nexus.sales.domain.einvoice import Bill, faults
from nexus.sales.domain.link import hash_of, shop_of
from nexus.sales.domain.paper import Paper, PaperKind
from nexus.sales.domain.quote import QuoteStatus
from nexus.sales.messages import SaleView
from nexus.sales.messages.deliveries import DeliveryView
from nexus.sales.messages.papers import (
    DeliverySheet,
    EInvoiceCheck,
    Missing,
    QuoteSheet,
    SaleSheet,
    StatementSheet,
)
from nexus.sales.messages.quote_views import QuoteView
from nexus.sales.ports import (
    Addressees,
    BooksReading,
    PaperSettings,
    PaperTerms,
    Printer,
    QuotesReading,
)
from nexus.sales.service.billing import bill_of
from nexus.sales.service.shelf import Shelf
from nexus.sales.service.statements import StatementService

XML = "application/xml"
PROFILE = "EN 16931"
NO_LINK = phrase("There is no such quote, or its link is no longer good.")
KINDS = {
    Kind.INVOICE: PaperKind.INVOICE,
    Kind.DEPOSIT: PaperKind.DEPOSIT,
    Kind.CREDIT_NOTE: PaperKind.CREDIT_NOTE,
}


class Prepared(Struct, frozen=True, kw_only=True):
    """What a paper is made with: how it looks, what was kept before."""

    terms: PaperTerms
    language: str
    logo_key: str | None
    kept: Paper | None = None


class PaperService:
    def __init__(
        self,
        shelf: Shelf,
        statements: StatementService,
        books: Callable[[ShopId], BooksReading],
        quotes: Callable[[ShopId], QuotesReading],
        customers: Addressees,
        settings: PaperSettings,
        pictures: Pictures,
        printer: Printer,
        clock: Clock,
    ) -> None:
        self._shelf = shelf
        self._statements = statements
        self._books = books
        self._quotes = quotes
        self._customers = customers
        self._settings = settings
        self._pictures = pictures
        self._printer = printer
        self._clock = clock

    # Sales

    def of_sale(self, actor: Actor, sale_id: SaleId, *, is_stamped: bool = False) -> File:
        """Return the paper of an invoice, always the same; of a draft as it is now."""
        actor.require("sales.read")
        sale, ready = self._sale(actor.shop_id, sale_id)
        if sale.number is None or is_stamped:
            name = file_name(sale.number or f"{sale.kind}-draft")
            return _pdf(name, self._print_sale(sale, ready, is_stamped=is_stamped))
        return self._from(ready.kept or self._keep_sale(actor.shop_id, sale, ready))

    def keep_sale(self, actor: Actor, sale_id: SaleId) -> None:
        """Make and keep an issued sale's paper, unless there is one already."""
        actor.require("sales.read")
        sale, ready = self._sale(actor.shop_id, sale_id)
        if sale.number is not None and ready.kept is None:
            self._keep_sale(actor.shop_id, sale, ready)

    def einvoice_check(self, actor: Actor, sale_id: SaleId) -> EInvoiceCheck:
        """Tell whether the sale is an electronic invoice, and what it misses if not."""
        actor.require("sales.read")
        sale, ready = self._sale(actor.shop_id, sale_id)
        if sale.number is None:
            missing = [Missing(field="number", message="A draft is issued first.")]
        else:
            found = dict.fromkeys(faults(bill_of(sale, ready.terms)))
            missing = [Missing(field=it.field, message=it.message) for it in found]
        return EInvoiceCheck(valid=not missing, profile=PROFILE, missing=missing)

    def cii(self, actor: Actor, sale_id: SaleId) -> File:
        bill = self._bill(actor, sale_id)
        return _xml(f"{file_name(bill.number)}-cii", self._printer.cii(bill))

    def ubl(self, actor: Actor, sale_id: SaleId) -> File:
        bill = self._bill(actor, sale_id)
        return _xml(f"{file_name(bill.number)}-ubl", self._printer.ubl(bill))

    # Quotes

    def of_quote(self, actor: Actor, quote_id: QuoteId, *, is_stamped: bool = False) -> File:
        """Return the paper of a quote as it was sent, always the same; of a draft as it is now."""
        actor.require("quotes.read")
        with self._quotes(actor.shop_id) as look:
            quote = look.one(quote_id, self._clock())
            ready = self._prepared(actor.shop_id, PaperKind.QUOTE, quote.id, quote.customer_id)
        return self._of_quote(actor.shop_id, quote, ready, is_stamped=is_stamped)

    def of_public_quote(self, token: str, revision: int | None = None) -> File:
        """Return to a customer what the link leads to."""
        if (shop_id := shop_of(token)) is None:
            raise NotFound(NO_LINK)
        now = self._clock()
        with self._quotes(shop_id) as look:
            quote, _, acceptance = look.shown(hash_of(token), revision, now)
            view = QuoteView.of(quote, now, acceptance)
            ready = self._prepared(shop_id, PaperKind.QUOTE, view.id, view.customer_id)
        return self._of_quote(shop_id, view, ready, is_stamped=False)

    def keep_quote(self, actor: Actor, quote_id: QuoteId) -> None:
        """Make and keep a sent quote's paper, unless there is one already."""
        self.of_quote(actor, quote_id)

    # Deliveries

    def of_delivery(self, actor: Actor, delivery_id: DeliveryId) -> File:
        """Return the note of a delivery: of one that was made always the same."""
        actor.require("sales.read")
        with self._books(actor.shop_id) as look:
            it = look.delivery(delivery_id)
            ready = self._prepared(actor.shop_id, PaperKind.DELIVERY, it.id, it.customer_id)
        if it.status is not DeliveryStatus.DELIVERED:
            return _pdf(file_name(it.number), self._print_delivery(it, ready))
        return self._from(ready.kept or self._keep_delivery(actor.shop_id, it, ready))

    # Statements

    def of_account(
        self,
        actor: Actor,
        customer_id: CustomerId,
        first: date | None = None,
        last: date | None = None,
        currency: str | None = None,
    ) -> File:
        """Return a customer's statement as it is now; nobody keeps it."""
        actor.require("sales.read")
        with self._books(actor.shop_id):
            view = self._statements.statement(actor, customer_id, first, last, currency)
            ready = self._ready(actor.shop_id, customer_id)
        sheet = StatementSheet(head=self._head(ready, self._clock()), statement=view)
        name = file_name(f"statement-{view.customer.code}-{view.to_day}")
        return _pdf(name, self._printer.statement(sheet))

    # How they are made

    def _sale(self, shop_id: ShopId, sale_id: SaleId) -> tuple[SaleView, Prepared]:
        with self._books(shop_id) as look:
            sale = look.one(sale_id, self._clock())
            if sale.kind not in KINDS:
                raise Refused("An order has no paper of its own: what is invoiced of it has.")
            return sale, self._prepared(shop_id, KINDS[sale.kind], sale.id, sale.customer_id)

    def _prepared(
        self, shop_id: ShopId, kind: PaperKind, subject_id: UUID, customer_id: CustomerId
    ) -> Prepared:
        """Gather what the paper is made with, and what was kept before."""
        kept = self._shelf.find(shop_id, kind, subject_id)
        return replace(self._ready(shop_id, customer_id), kept=kept)

    def _ready(self, shop_id: ShopId, customer_id: CustomerId) -> Prepared:
        """Gather what any paper is made with, in the transaction that is open."""
        terms = self._settings.terms(shop_id)
        card = self._customers.card(shop_id, customer_id)
        wished = "" if card is None else card.language
        return Prepared(
            terms=terms,
            language=self._printer.language(wished, terms.locale),
            logo_key=logo_key(self._pictures, shop_id, terms),
        )

    def _head(self, ready: Prepared, at: datetime) -> Letterhead:
        """Fetch the logo, with no transaction open, and put the head of the paper together."""
        logo = None if ready.logo_key is None else self._shelf.picture(ready.logo_key)
        return Letterhead.of(ready.terms, language=ready.language, logo=logo, at=at)

    def _bill(self, actor: Actor, sale_id: SaleId) -> Bill:
        actor.require("sales.read")
        sale, ready = self._sale(actor.shop_id, sale_id)
        if sale.number is None:
            raise Refused("A draft is no electronic invoice: issue it first.", allowed=["issue"])
        bill = bill_of(sale, ready.terms)
        if missing := faults(bill):
            told = together(dict.fromkeys(fault.message for fault in missing))
            raise Refused(phrase("This is no valid electronic invoice yet. %(told)s", told=told))
        return bill

    def _print_sale(self, sale: SaleView, ready: Prepared, *, is_stamped: bool) -> bytes:
        bill = None if sale.number is None else bill_of(sale, ready.terms)
        is_valid = bill is not None and not faults(bill)
        return self._printer.sale(
            SaleSheet(
                head=self._head(ready, sale.issued_at or sale.created_at),
                sale=sale,
                bill=bill,
                is_electronic=is_valid and not is_stamped,
                is_stamped=is_stamped,
            )
        )

    def _keep_sale(self, shop_id: ShopId, sale: SaleView, ready: Prepared) -> Paper:
        content = self._print_sale(sale, ready, is_stamped=False)
        number = sale.number or ""
        return self._shelf.keep(
            shop_id, KINDS[sale.kind], sale.id, content, number=number, language=ready.language
        )

    def _of_quote(
        self, shop_id: ShopId, quote: QuoteView, ready: Prepared, *, is_stamped: bool
    ) -> File:
        name = quote.number if quote.revision == 1 else f"{quote.number}-{quote.revision}"
        is_draft = quote.status is QuoteStatus.DRAFT
        kept = None if is_draft or is_stamped else ready.kept
        if kept is not None:
            return self._from(kept)
        head = self._head(ready, quote.sent_at or quote.created_at)
        content = self._printer.quote(QuoteSheet(head=head, quote=quote, is_stamped=is_stamped))
        if is_draft or is_stamped:
            return _pdf(file_name(name), content)
        return self._from(
            self._shelf.keep(
                shop_id,
                PaperKind.QUOTE,
                quote.id,
                content,
                number=name,
                language=ready.language,
            )
        )

    def _print_delivery(self, it: DeliveryView, ready: Prepared) -> bytes:
        head = self._head(ready, it.delivered_at or it.created_at)
        return self._printer.delivery(DeliverySheet(head=head, delivery=it))

    def _keep_delivery(self, shop_id: ShopId, it: DeliveryView, ready: Prepared) -> Paper:
        content = self._print_delivery(it, ready)
        return self._shelf.keep(
            shop_id,
            PaperKind.DELIVERY,
            it.id,
            content,
            number=it.number,
            language=ready.language,
        )

    def _from(self, paper: Paper) -> File:
        return _pdf(paper.name, self._shelf.read(paper))


def _pdf(name: str, content: bytes) -> File:
    return File(name=f"{name}.pdf", kind=PDF, content=content)


def _xml(name: str, content: bytes) -> File:
    return File(name=f"{name}.xml", kind=XML, content=content)
