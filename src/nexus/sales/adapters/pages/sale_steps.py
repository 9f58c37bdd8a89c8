"""What is done with a sale: issue, payment, credit, cancelling, deposit."""

from collections.abc import Callable
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import PaymentId
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.sales.adapters.pages.lines import typed, with_quantity
from nexus.sales.adapters.pages.places import find_sale, sale_path, words
from nexus.sales.messages import (
    ApplyCredit,
    CancelSale,
    IssueSale,
    RecordPayment,
    RefundPayment,
    SaleView,
    VoidPayment,
)
from nexus.sales.messages.credit import CreditSale
from nexus.sales.messages.quotes import AskDeposit
from nexus.sales.service import SaleService
from nexus.sales.service.corrections import CorrectionService
from nexus.sales.service.deposits import DepositService

Service = NamedDependency[SaleService]
Deposits = NamedDependency[DepositService]
Code = FromPath[str]
WRITE, ISSUE, PAY = "sales.write", "sales.issue", "sales.pay"
STEP = "sales/sale_step.html"


def ask(
    show: Show, sale: SaleView, step: str, form: Form | None = None, **more: Any
) -> Response[Any]:
    """Show the form of a step."""
    told = words(show, sale=sale, step=step, **more)
    return show(STEP, form=form or show.form(), **told)


def take(
    show: Show,
    sent: Form,
    kind: Any,
    act: Callable[[Any], Any],
    sale: SaleView,
    step: str,
    said: str,
    then: Callable[[Any], str] = sale_path,
    **more: Any,
) -> Response[Any]:
    """Do a step and go on, or show its form again."""
    told = words(show, sale=sale, step=step, **more)
    return show.attempt(sent, kind, act, again=STEP, then=then, said=said, **told)


class SaleIssuePages(Controller):
    """What makes a draft an invoice, and what takes it back."""

    path = "/sales/{code:str}"
    include_in_schema = False

    @get("/issue", permission=ISSUE, sync_to_thread=True)
    def issue_sale_form_page(
        self, sales: Service, deposits: Deposits, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Show a draft once more before it is issued."""
        sale = find_sale(sales, actor, code)
        if sale.number is not None:
            return show.go(sale_path(sale))
        form = show.form([("issue_date", str(show.formats.today())), ("deduct_deposits", "on")])
        return ask(show, sale, "issue", form, deposits=deposits.around(actor, sale.id))

    @post("/issue", permission=ISSUE, sync_to_thread=True)
    def issue_sale_page(
        self,
        sales: Service,
        deposits: Deposits,
        actor: Caller,
        show: Shown,
        code: Code,
        sent: Sent,
    ) -> Response[Any]:
        """Make a draft an invoice."""
        sale = find_sale(sales, actor, code)
        return take(
            show,
            sent,
            IssueSale,
            lambda wish: sales.issue(actor, sale.id, wish, sent.version),
            sale,
            "issue",
            show.say("Issued."),
            deposits=deposits.around(actor, sale.id),
        )

    @post("/delete", permission=WRITE, sync_to_thread=True)
    def delete_sale_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Throw a draft away."""
        sales.delete(actor, find_sale(sales, actor, code).id, sent.version)
        return show.go("/sales", show.say("The draft is gone."))

    @get("/cancel", permission=ISSUE, sync_to_thread=True)
    def cancel_sale_form_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Ask why an invoice is cancelled."""
        return ask(show, find_sale(sales, actor, code), "cancel")

    @post("/cancel", permission=ISSUE, sync_to_thread=True)
    def cancel_sale_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Cancel an invoice that nothing was paid on."""
        sale = find_sale(sales, actor, code)
        return take(
            show,
            sent,
            CancelSale,
            lambda wish: sales.cancel(actor, sale.id, wish, sent.version),
            sale,
            "cancel",
            show.say("Cancelled."),
        )

    @get("/credit", permission=ISSUE, sync_to_thread=True)
    def credit_sale_form_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Ask what of an invoice is credited."""
        return ask(show, find_sale(sales, actor, code), "credit")

    @post("/credit", permission=ISSUE, sync_to_thread=True)
    def credit_sale_page(
        self,
        sales: Service,
        corrections: NamedDependency[CorrectionService],
        actor: Caller,
        show: Shown,
        code: Code,
        sent: Sent,
    ) -> Response[Any]:
        """Issue a credit note."""
        sale = find_sale(sales, actor, code)
        return take(
            show,
            with_quantity(sent),
            CreditSale,
            lambda wish: corrections.credit(actor, sale.id, wish, sent.version),
            sale,
            "credit",
            show.say("Credit note issued."),
        )

    @get("/deposit", permission=WRITE, sync_to_thread=True)
    def ask_deposit_form_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Ask how much is wanted beforehand."""
        form = show.form([("percent", "50"), ("issue", "on")])
        return ask(show, find_sale(sales, actor, code), "deposit", form)

    @post("/deposit", permission=WRITE, sync_to_thread=True)
    def ask_deposit_page(
        self,
        sales: Service,
        deposits: Deposits,
        actor: Caller,
        show: Shown,
        code: Code,
        sent: Sent,
    ) -> Response[Any]:
        """Make a deposit invoice."""
        sale = find_sale(sales, actor, code)
        return take(
            show,
            sent,
            AskDeposit,
            lambda wish: deposits.of_sale(actor, sale.id, wish, sent.version),
            sale,
            "deposit",
            show.say("The deposit is asked for."),
        )


class SalePaymentPages(Controller):
    """Money that comes in, and that goes back."""

    path = "/sales/{code:str}"
    include_in_schema = False

    @get("/pay", permission=PAY, sync_to_thread=True)
    def pay_sale_form_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Ask what came in."""
        sale = find_sale(sales, actor, code)
        form = show.form(
            [("amount", typed(sale.open.amount, show.formats)), ("date", str(show.formats.today()))]
        )
        return ask(show, sale, "pay", form)

    @post("/pay", permission=PAY, sync_to_thread=True)
    def pay_sale_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Record what came in, all or a part."""
        sale = find_sale(sales, actor, code)
        return take(
            show,
            sent,
            RecordPayment,
            lambda wish: sales.pay(actor, sale.id, wish, sent.version),
            sale,
            "pay",
            show.say("Payment recorded."),
        )

    @post("/apply-credit", permission=PAY, sync_to_thread=True)
    def apply_credit_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Pay out of what the customer has in hand."""
        sale = find_sale(sales, actor, code)
        made = sales.apply_credit(actor, sale.id, ApplyCredit(), sent.version)
        return show.go(sale_path(made), show.say("The credit was used."))

    @get("/payments/{payment_id:uuid}/{step:str}", permission=PAY, sync_to_thread=True)
    def reverse_payment_form_page(
        self,
        sales: Service,
        actor: Caller,
        show: Shown,
        code: Code,
        payment_id: FromPath[PaymentId],
        step: FromPath[str],
    ) -> Response[Any]:
        """Ask why a payment is taken back."""
        sale = find_sale(sales, actor, code)
        return ask(show, sale, _backwards(step), payment=_payment(sale, payment_id))

    @post("/payments/{payment_id:uuid}/{step:str}", permission=PAY, sync_to_thread=True)
    def reverse_payment_page(
        self,
        sales: Service,
        actor: Caller,
        show: Shown,
        code: Code,
        payment_id: FromPath[PaymentId],
        step: FromPath[str],
        sent: Sent,
    ) -> Response[Any]:
        """Take back a payment that was entered by mistake, or record that money went back."""
        sale = find_sale(sales, actor, code)
        payment = _payment(sale, payment_id)
        ways: dict[str, tuple[Any, Any, str]] = {
            "void": (VoidPayment, sales.void_payment, show.say("Taken back.")),
            "refund": (RefundPayment, sales.refund_payment, show.say("Refund recorded.")),
        }
        kind, act, said = ways[_backwards(step)]
        return take(
            show,
            sent,
            kind,
            lambda wish: act(actor, sale.id, payment.id, wish, sent.version),
            sale,
            step,
            said,
            payment=payment,
        )


def _backwards(step: str) -> str:
    if step not in ("void", "refund"):
        raise NotFound("There is no such page.")
    return step


def _payment(sale: SaleView, id: PaymentId) -> Any:
    for it in sale.payments:
        if it.id == id:
            return it
    raise NotFound("There is no such payment.")


HANDLERS: list[Any] = [SaleIssuePages, SalePaymentPages]
