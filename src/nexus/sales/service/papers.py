"""Papers: what leaves the shop is made once, kept, and given out byte for byte for ever.

A paper is made outside of any transaction: what it says is read first, and where it lies is
written down afterwards. Who is slower than a twin takes the twin's.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Refused
from nexus.kernel.files import FileStore
from nexus.kernel.ids import CustomerId, PaperId, SaleId, ShopId, new_id
from nexus.sales.domain import Kind
from nexus.sales.domain.einvoice import Bill, faults
from nexus.sales.domain.paper import Paper, PaperKind, file_name
from nexus.sales.messages import SaleView
from nexus.sales.messages.papers import EInvoiceCheck, File, Letterhead, Missing, SaleSheet
from nexus.sales.ports import (
    Addressees,
    Logos,
    PaperSettings,
    PapersReading,
    PapersUnitOfWork,
    PaperTerms,
    Printer,
    SalesReading,
)
from nexus.sales.service.billing import bill_of

PDF, XML = "application/pdf", "application/xml"
PROFILE = "EN 16931"
KINDS = {
    Kind.INVOICE: PaperKind.INVOICE,
    Kind.DEPOSIT: PaperKind.DEPOSIT,
    Kind.CREDIT_NOTE: PaperKind.CREDIT_NOTE,
}


class Known(Struct, frozen=True, kw_only=True):
    """What there is to know about a sale's paper, read in one transaction."""

    sale: SaleView
    terms: PaperTerms
    language: str
    logo: bytes | None
    kept: Paper | None


class PaperService:
    def __init__(
        self,
        unit_of_work: Callable[[Actor], PapersUnitOfWork],
        reading: Callable[[ShopId], PapersReading],
        sales: Callable[[ShopId], SalesReading],
        customers: Addressees,
        settings: PaperSettings,
        logos: Logos,
        files: FileStore,
        printer: Printer,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._sales = sales
        self._customers = customers
        self._settings = settings
        self._logos = logos
        self._files = files
        self._printer = printer
        self._clock = clock

    def of_sale(self, actor: Actor, sale_id: SaleId, *, is_stamped: bool = False) -> File:
        """Return the paper of a sale: of an invoice the one that was kept, of a draft as it is now.

        A stamped one shows what was paid since; it is a copy, and not kept.
        """
        actor.require("sales.read")
        known = self._known(actor.shop_id, sale_id)
        sale = known.sale
        if sale.number is None or is_stamped:
            name = file_name(sale.number or f"{sale.kind}-draft")
            return _pdf(name, self._printed(known, is_stamped=is_stamped))
        kept = known.kept or self._keep(actor.shop_id, known)
        return _pdf(kept.name, self._read(kept))

    def keep_sale(self, actor: Actor, sale_id: SaleId) -> None:
        """Make and keep an issued sale's paper, unless there is one already."""
        actor.require("sales.read")
        known = self._known(actor.shop_id, sale_id)
        if known.sale.number is not None and known.kept is None:
            self._keep(actor.shop_id, known)

    def einvoice_check(self, actor: Actor, sale_id: SaleId) -> EInvoiceCheck:
        """Tell whether the sale is an electronic invoice, and what it misses if not."""
        actor.require("sales.read")
        known = self._known(actor.shop_id, sale_id)
        if known.sale.number is None:
            missing = [Missing(field="number", message="A draft is issued first.")]
        else:
            found = faults(bill_of(known.sale, known.terms))
            missing = [Missing(field=it.field, message=it.message) for it in found]
        return EInvoiceCheck(valid=not missing, profile=PROFILE, missing=missing)

    def cii(self, actor: Actor, sale_id: SaleId) -> File:
        bill = self._bill(actor, sale_id)
        return File(
            name=f"{file_name(bill.number)}-cii.xml", kind=XML, content=self._printer.cii(bill)
        )

    def ubl(self, actor: Actor, sale_id: SaleId) -> File:
        bill = self._bill(actor, sale_id)
        return File(
            name=f"{file_name(bill.number)}-ubl.xml", kind=XML, content=self._printer.ubl(bill)
        )

    def _bill(self, actor: Actor, sale_id: SaleId) -> Bill:
        actor.require("sales.read")
        known = self._known(actor.shop_id, sale_id)
        if known.sale.number is None:
            raise Refused(
                "A draft is issued before it is an electronic invoice.", allowed=["issue"]
            )
        bill = bill_of(known.sale, known.terms)
        if missing := faults(bill):
            told = " ".join(dict.fromkeys(fault.message for fault in missing))
            raise Refused(f"This is no valid electronic invoice yet. {told}")
        return bill

    def _known(self, shop_id: ShopId, sale_id: SaleId) -> Known:
        with self._sales(shop_id) as look, self._reading(shop_id) as papers:
            sale = look.one(sale_id, self._clock())
            if sale.kind not in KINDS:
                raise Refused("An order has no paper of its own: what is invoiced of it has.")
            terms = self._settings.terms(shop_id)
            wished = self._language_of(shop_id, sale.customer_id)
            return Known(
                sale=sale,
                terms=terms,
                language=self._printer.language(wished, terms.locale),
                logo=self._logos.logo(shop_id),
                kept=papers.find(KINDS[sale.kind], sale_id),
            )

    def _language_of(self, shop_id: ShopId, customer_id: CustomerId) -> str:
        card = self._customers.card(shop_id, customer_id)
        return "" if card is None else card.language

    def _printed(self, known: Known, *, is_stamped: bool) -> bytes:
        sale = known.sale
        bill = None if sale.number is None or is_stamped else bill_of(sale, known.terms)
        sheet = SaleSheet(
            head=_head(known, sale.issued_at or sale.created_at),
            sale=sale,
            bill=bill,
            is_electronic=bill is not None and not faults(bill),
            is_stamped=is_stamped,
        )
        return self._printer.sale(sheet)

    def _keep(self, shop_id: ShopId, known: Known) -> Paper:
        content = self._printed(known, is_stamped=False)
        id = PaperId(new_id())
        sale = known.sale
        return self._kept(
            Paper(
                shop_id=shop_id,
                id=id,
                kind=KINDS[sale.kind],
                subject_id=sale.id,
                language=known.language,
                name=file_name(sale.number or ""),
                key=f"{shop_id}/papers/{id}.pdf",
                size=len(content),
                sha256=sha256(content).hexdigest(),
                created_at=self._clock(),
            ),
            content,
        )

    def _kept(self, paper: Paper, content: bytes) -> Paper:
        """Write the content and then where it lies; take a twin's if there is one by now."""
        self._files.put(paper.key, [content])
        nexus = Actor.system(paper.shop_id, label="System (Papers)")
        try:
            with self._unit_of_work(nexus) as uow:
                kept = uow.papers.keep(paper)
        except Refused:
            kept = self._twin(paper)
        if kept.key != paper.key:
            self._files.remove(paper.key)
        return kept

    def _twin(self, paper: Paper) -> Paper:
        with self._reading(paper.shop_id) as look:
            if (kept := look.find(paper.kind, paper.subject_id)) is None:
                raise Refused("The paper could not be kept. Please try again.")
            return kept

    def _read(self, paper: Paper) -> bytes:
        try:
            content = b"".join(self._files.read(paper.key))
        except FileNotFoundError as error:
            raise Refused(_LOST) from error
        if sha256(content).hexdigest() != paper.sha256:
            raise Refused(_LOST)
        return content


_LOST = (
    "The kept paper is not in the file store as it was put there. "
    "Please have the store brought back from its backup."
)


def _pdf(name: str, content: bytes) -> File:
    return File(name=f"{name}.pdf", kind=PDF, content=content)


def _head(known: Known, at: datetime) -> Letterhead:
    return Letterhead(
        sender=known.terms.company,
        country=known.terms.country,
        locale=known.terms.locale,
        language=known.language,
        logo=known.logo,
        at=at,
    )


class NoLogos:
    """Stands in until somebody keeps pictures of the shop."""

    def logo(self, shop_id: ShopId) -> bytes | None:
        return None
