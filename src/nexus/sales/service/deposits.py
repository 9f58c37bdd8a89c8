"""Deposits: asked for beforehand, paid like invoices, and deducted by the invoice that follows."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import QuoteId, SaleId, ShopId, new_id
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.sales.domain import Kind, LineKind, Rounding, Sale, SaleLine, Status
from nexus.sales.domain.deposit import (
    Rate,
    check_paid,
    deduct,
    deposit_lines,
    left_of,
    planned,
    worth,
)
from nexus.sales.domain.quote_line import check_deposit, deposit_on
from nexus.sales.messages import SaleView
from nexus.sales.messages.quote_views import DepositRow, DepositsView
from nexus.sales.messages.quotes import AskDeposit
from nexus.sales.messages.views import LABELS
from nexus.sales.ports import QuotesReading, QuotesUnitOfWork, SalesUnitOfWork, Settings, Terms
from nexus.sales.service.desk import Desk, minor
from nexus.sales.service.till import take_number

Taken = Mapping[Rate, tuple[int, int]]
ORDERS = (Kind.INVOICE, Kind.ORDER)


class DepositService:
    """`version` is of what the deposit is asked for."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], QuotesUnitOfWork],
        reading: Callable[[ShopId], QuotesReading],
        settings: Settings,
        desk: Desk,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._settings = settings
        self._desk = desk
        self._clock = clock

    def of_sale(
        self, actor: Actor, sale_id: SaleId, wish: AskDeposit, version: int | None = None
    ) -> SaleView:
        """Ask for a deposit on a draft, which stays as it is."""
        self._may_ask(actor, wish)
        with self._unit_of_work(actor) as uow:
            order = uow.sales.get(sale_id).expect(version)
            return self._ask(uow, actor, order, wish)

    def of_quote(
        self, actor: Actor, quote_id: QuoteId, wish: AskDeposit, version: int | None = None
    ) -> SaleView:
        """Ask for a deposit on what was accepted: what the quote says, unless told otherwise."""
        self._may_ask(actor, wish)
        with self._unit_of_work(actor) as uow:
            quote = uow.quotes.get(quote_id).expect(version)
            if quote.sale_id is None:
                raise Refused("A deposit is asked for once the quote has been accepted.")
            if wish.percent is None and wish.amount is None:
                wish = AskDeposit(
                    percent=quote.deposit_percent,
                    amount=quote.deposit_amount,
                    terms_days=wish.terms_days,
                    issue=wish.issue,
                )
            return self._ask(uow, actor, uow.sales.get(quote.sale_id), wish)

    def around(self, actor: Actor, sale_id: SaleId) -> DepositsView:
        """List the deposits of a sale, and what it would deduct if it were issued now."""
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            sale, deposits = look.deposits(sale_id)
        plan = planned(sale, deposits) if sale.number is None else {}
        return _around(sale, [_row(it, taken, plan.get(it.id, 0)) for it, taken in deposits])

    def _may_ask(self, actor: Actor, wish: AskDeposit) -> None:
        actor.require("sales.write")
        if wish.issue:
            actor.require("sales.issue")

    def _ask(self, uow: QuotesUnitOfWork, actor: Actor, order: Sale, wish: AskDeposit) -> SaleView:
        terms, now = self._settings.terms(actor.shop_id), self._clock()
        wished = _wished(order, wish)
        share = share_of(wish.percent)
        deposit = ask(uow, self._desk, order, wished, share, now, wish.terms_days)
        if wish.issue:
            issue(uow, self._desk, deposit, terms, now)
        return SaleView.of(deposit, now)


def _row(deposit: Sale, taken: Taken, proposed: int) -> DepositRow:
    is_live = deposit.number is not None and deposit.status is not Status.CANCELLED
    left = left_of(deposit, taken) if is_live else []
    return DepositRow(
        id=deposit.id,
        number=deposit.number,
        status=deposit.status.value,
        status_label=LABELS[deposit.status],
        issue_date=deposit.issued_on,
        total=deposit.total,
        paid=deposit.money(deposit.paid_minor),
        open=deposit.money(deposit.open_minor),
        deducted=deposit.money(deposit.deducted_minor),
        left=deposit.money(sum(part.gross for part in left)),
        proposed=deposit.money(proposed),
    )


def ask(
    uow: SalesUnitOfWork,
    desk: Desk,
    order: Sale,
    wished: Money,
    share: str,
    now: datetime,
    terms_days: int | None = None,
) -> Sale:
    """Begin a deposit on what is ordered. Together its deposits are never more than it."""
    if order.kind not in ORDERS or order.number is not None:
        raise Refused("A deposit is asked for before the invoice is issued.")
    before = sum(it.total_minor for it in uow.sales.deposits_asked(order.id))
    most = order.money(worth(order) - before)
    if wished.minor > most.minor:
        raise Refused(
            phrase(
                "With the deposits before, at most %(currency)s %(amount)s is left.",
                currency=most.currency,
                amount=most.amount,
            )
        )
    what = f"Deposit of {share}" if share else "Deposit"
    deposit = Sale(
        id=SaleId(new_id()),
        shop_id=order.shop_id,
        kind=Kind.DEPOSIT,
        quote_id=order.quote_id,
        order_id=order.id,
        customer_id=order.customer_id,
        project_id=order.project_id,
        created_at=now,
        currency=order.currency,
        prices_include_tax=True,
        tax_rounding=Rounding.LINE,
        terms_days=order.terms_days if terms_days is None else terms_days,
        reference=order.reference,
    )
    on = f" on {order.reference}" if order.reference else ""
    card = desk.card(order.shop_id, order.customer_id)
    deposit.begin(card, deposit_lines(order, wished.minor, f"{what}{on}"))
    uow.sales.add(deposit)
    return deposit


def issue(uow: SalesUnitOfWork, desk: Desk, deposit: Sale, terms: Terms, now: datetime) -> None:
    """Make the deposit an invoice of today."""
    today = day_of(now, terms.timezone)
    deposit.check_issue(today, today)
    card = desk.card(deposit.shop_id, deposit.customer_id)
    number = take_number(uow, terms, today, Kind.DEPOSIT)
    uow.record(*deposit.issue(number, card, terms.company, today, terms.timezone, now))


def settle_deposits(uow: SalesUnitOfWork, invoice: Sale) -> None:
    """Let the draft deduct, now that it is issued, what was paid for it beforehand."""
    if invoice.kind is not Kind.INVOICE:
        return
    found = [(it, uow.sales.taken_of(it.id)) for it in uow.sales.deposits_for(invoice)]
    plan = planned(invoice, found)
    lines: list[SaleLine] = []
    for deposit, taken in found:
        if due := plan.get(deposit.id):
            check_paid(deposit)
            lines += deduct(deposit, left_of(deposit, taken), due, invoice)
            deposit.be_deducted(due)
    if lines:
        invoice.put_lines([*invoice.lines, *lines])


def check_free(uow: SalesUnitOfWork, draft: Sale) -> None:
    """Refuse to throw away what a quote or a deposit leads to."""
    if draft.kind in ORDERS and uow.sales.deposits_asked(draft.id):
        raise Refused("A deposit has been asked for it: delete or cancel that first.")
    if draft.kind in ORDERS and draft.quote_id is not None and draft.order_id is None:
        raise Refused("It came of an accepted quote: withdraw that, and this goes with it.")


def give_back(uow: SalesUnitOfWork, invoice: Sale) -> None:
    """Let deposits be deducted again, whose invoice is no more."""
    for line in invoice.lines:
        if line.kind is LineKind.DEPOSIT_DEDUCTION and line.deposit_id is not None:
            uow.sales.get(line.deposit_id).be_deducted(line.net_minor + line.tax_minor)


def _around(sale: Sale, rows: list[DepositRow]) -> DepositsView:
    deducts = [it for it in sale.lines if it.kind is LineKind.DEPOSIT_DEDUCTION]
    deducted = sale.money(-sum(it.net_minor + it.tax_minor for it in deducts))
    proposed = sale.money(sum(row.proposed.minor for row in rows))
    return DepositsView(
        items=rows,
        total=sale.total + deducted,
        deducted=deducted,
        proposed=proposed,
        due=sale.total - proposed,
    )


def _wished(order: Sale, wish: AskDeposit) -> Money:
    if (wish.percent is None) is (wish.amount is None):
        raise Invalid("A deposit is a percent or an amount, and not both.", "percent")
    if wish.amount is not None:
        return order.money(minor(wish.amount, order.currency))
    assert wish.percent is not None
    try:
        check_deposit(wish.percent, None)
    except Invalid as error:
        raise Invalid(error.message, "percent") from error
    return deposit_on(order.money(worth(order)), wish.percent)


def share_of(percent: Decimal | None) -> str:
    return "" if percent is None else f"{percent.normalize():f} %"
