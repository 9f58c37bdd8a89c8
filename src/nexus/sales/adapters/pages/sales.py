"""Pages of sales: the list, a draft and its lines, and an invoice with what was paid on it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.kernel.actor import Actor
from nexus.kernel.ids import CustomerId, ProjectId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.sales.adapters.pages.editor import Editor
from nexus.sales.adapters.pages.lines import (
    blank,
    counted,
    filled_at,
    priced,
    tidied,
    with_rows,
    without_rows,
)
from nexus.sales.adapters.pages.places import find_sale, sale_name, sale_path, words
from nexus.sales.domain import Kind, Status
from nexus.sales.messages import (
    ChangeSale,
    CreateSale,
    IssueSale,
    ListSales,
    PreviewSale,
    SaleView,
    Sort,
)
from nexus.sales.messages.deliveries import ListDeliveries
from nexus.sales.messages.progress import MilestoneView
from nexus.sales.service import SaleService
from nexus.sales.service.corrections import CorrectionService
from nexus.sales.service.deliveries import DeliveryService
from nexus.sales.service.deposits import DepositService
from nexus.sales.service.pricing import PricingService
from nexus.sales.service.progress import ProgressService

Service = NamedDependency[SaleService]
Prices = NamedDependency[PricingService]
READ, WRITE = "sales.read", "sales.write"
Wanted = Annotated[str, QueryParameter(max_length=36)]


class SalePages(Controller):
    path = "/sales"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def sales_page(
        self,
        sales: Service,
        pricing: Prices,
        actor: Caller,
        show: Shown,
        status: FromQuery[Status | None] = None,
        kind: FromQuery[Kind | None] = None,
        overdue: FromQuery[bool | None] = None,
        unpaid: FromQuery[bool | None] = None,
        issued_from: FromQuery[date | None] = None,
        issued_to: FromQuery[date | None] = None,
        customer_id: FromQuery[CustomerId | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List drafts, invoices, deposits and credit notes, and what they come to."""
        if (away := show.opened()) is not None:
            return away
        wish = ListSales(
            status=status,
            kind=kind,
            overdue=overdue,
            unpaid=unpaid,
            issued_from=issued_from,
            issued_to=issued_to,
            customer_id=customer_id,
            project_id=project_id,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        page, sums = sales.page(actor, wish), pricing.sums(actor, wish)
        return show("sales/sale_list.html", **words(show, page=page, wish=wish, sums=sums))

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_sale_page(
        self,
        pricing: Prices,
        actor: Caller,
        show: Shown,
        customer_id: Wanted = "",
        project_id: Wanted = "",
    ) -> Response[Any]:
        """Show an empty draft."""
        terms = pricing.terms(actor)
        form = show.form(
            [
                ("customer_id", customer_id),
                ("project_id", project_id),
                ("terms_days", str(terms.terms_days)),
                ("prices_include_tax", "true" if terms.prices_include_tax else "false"),
            ]
        )
        return _editor(show, pricing, actor, None).page(with_rows(form, [blank()]))

    @post("/new", permission=WRITE, sync_to_thread=True)
    def create_sale_page(
        self, sales: Service, pricing: Prices, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Keep a new draft, or give the form back with its lines changed."""
        editor = _editor(show, pricing, actor, None)
        return editor.take(sent, CreateSale, lambda wish: sales.create(actor, wish))

    @post("/preview", permission=READ, sync_to_thread=True)
    def preview_sale_page(
        self, sales: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Count what is being typed: the part of the page that has the sums."""
        told, fault = counted(
            sent, PreviewSale, show.formats, lambda wish: sales.preview(actor, wish)
        )
        at = filled_at(sent)
        return show("sales/_sums.html", counted=told, fault=fault, at=at, is_quote=False)

    @post("/bulk", permission=WRITE, sync_to_thread=True)
    def sales_bulk_page(
        self, sales: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Issue those that were picked, or throw them away as far as they are drafts."""

        names: dict[str, str] = {}

        def act(id: str) -> Any:
            sale = find_sale(sales, actor, id)
            names[id] = sale_name(show, sale)
            if sent["act"] == "issue":
                return sales.issue(actor, sale.id, IssueSale(), sale.version)
            return sales.delete(actor, sale.id, sale.version)

        return show.each(sent.all("picked"), act, lambda id: names.get(id, id))

    @get("/{code:str}", permission=READ, sync_to_thread=True)
    def sale_page(
        self,
        sales: Service,
        corrections: NamedDependency[CorrectionService],
        deposits: NamedDependency[DepositService],
        progress: NamedDependency[ProgressService],
        deliveries: NamedDependency[DeliveryService],
        actor: Caller,
        show: Shown,
        code: FromPath[str],
    ) -> Response[Any]:
        """Show a draft or an invoice, with what came of it."""
        sale = find_sale(sales, actor, code)
        notes = corrections.notes(actor, ListSales(kind=Kind.CREDIT_NOTE, corrects_id=sale.id))
        notes_of = deliveries.page(actor, ListDeliveries(sale_id=sale.id)).items
        asked = deposits.around(actor, sale.id) if sale.kind is not Kind.CREDIT_NOTE else None
        credit = sales.balance(actor, sale.customer_id) if sale.open.minor > 0 else None
        told = {"sale": sale, "notes": notes.items, "deposits": asked, "deliveries": notes_of}
        told |= _parts_of(sales, progress, actor, sale)
        return show("sales/sale_show.html", **words(show, **told, credit=_in_hand(credit, sale)))

    @get("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def edit_sale_page(
        self, sales: Service, pricing: Prices, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of a draft."""
        sale = find_sale(sales, actor, code)
        form = priced(show.filled(sale), sale.lines, show.formats)
        return _editor(show, pricing, actor, sale).page(form)

    @post("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def change_sale_page(
        self,
        sales: Service,
        pricing: Prices,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        sent: Sent,
    ) -> Response[Any]:
        """Keep a draft as it was changed."""
        sale = find_sale(sales, actor, code)
        return _editor(show, pricing, actor, sale).take(
            sent,
            ChangeSale,
            lambda wish: sales.change(actor, sale.id, wish, sent.version),
            tidy=without_rows if _is_fixed(sale) else tidied,
        )


def _editor(show: Show, pricing: PricingService, actor: Actor, sale: SaleView | None) -> Editor:
    return Editor(
        show,
        pricing,
        actor,
        "sales/sale_edit.html",
        then="issue",
        path=sale_path,
        sale=sale,
        counted=sale,
        sale_path=sale_path,
        is_fixed=sale is not None and _is_fixed(sale),
    )


def _is_fixed(sale: SaleView) -> bool:
    """Tell whether the lines say what another document does: a part of an order, a deposit."""
    return sale.kind is not Kind.INVOICE or sale.order_id is not None


def _in_hand(balance: Any, sale: SaleView) -> Any:
    """Return what the customer has in hand in the currency of the sale, if anything."""
    if balance is None:
        return None
    mine = [it.credit for it in balance.balances if it.currency == sale.currency]
    return mine[0] if mine and mine[0].minor > 0 else None


def _parts_of(
    sales: SaleService, progress: ProgressService, actor: Actor, sale: SaleView
) -> dict[str, Any]:
    """Return what is invoiced of an order, and what it is invoiced by."""
    if sale.kind is not Kind.ORDER:
        return {"parts_of": [], "milestones": [], "progress": None}
    planned: Sequence[MilestoneView] = ()
    if sale.project_id is not None:
        planned = progress.milestones(actor, sale.project_id).items
    return {
        "parts_of": sales.page(actor, ListSales(kind=Kind.INVOICE, order_id=sale.id)).items,
        "milestones": [it for it in planned if it.order_id == sale.id],
        "progress": progress.progress(actor, sale.id),
    }
