"""Invoices for parts of an order: by quantity, by what was delivered, or by milestones."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import MilestoneId, ProjectId, SaleId, SaleLineId, ShopId, new_id
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.sales.domain import Kind, Sale, SaleLine, Status
from nexus.sales.domain.milestone import Milestone, by_rate, check_plan, lines_of, shares
from nexus.sales.domain.progress import (
    check_order,
    discount_of,
    draw,
    drawn,
    is_whole,
    ordered,
    parts_by_percent,
    standing,
)
from nexus.sales.messages import CreateSale, SaleView, WriteLine
from nexus.sales.messages.progress import (
    DrawInvoice,
    MilestoneView,
    PlanMilestones,
    PlanView,
    ProgressLine,
    ProgressView,
    ReachMilestone,
    WriteMilestone,
)
from nexus.sales.messages.views import customer_card, plain
from nexus.sales.ports import BooksReading, BooksUnitOfWork, Customers, Projects, Settings
from nexus.sales.service.desk import Desk, minor, prices_by


class ProgressService:
    """What was agreed becomes an order, whose lines stay; each part is an invoice of its own."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], BooksUnitOfWork],
        reading: Callable[[ShopId], BooksReading],
        customers: Customers,
        projects: Projects,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._desk = Desk(customers, projects)
        self._projects = projects
        self._settings = settings
        self._clock = clock

    # By quantity

    def draw(
        self, actor: Actor, sale_id: SaleId, wish: DrawInvoice, version: int | None = None
    ) -> SaleView:
        """Write a draft invoice for a part of what was ordered."""
        actor.require("sales.write")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            order = uow.sales.get(sale_id).expect(version)
            check_order(order)
            if uow.milestones.of_order(order.id):
                raise Refused("This order is invoiced by its milestones.")
            before = standing(uow.sales.drawn_from(order.id))
            had = drawn(before, uow.sales.notes_on(order.id))
            parts = self._parts(uow, order, wish, had)
            lines = draw(order, parts, before, had, over=wish.allow_over)
            after = dict(had)
            for line_id, quantity in parts.items():
                after[line_id] = after.get(line_id, Decimal(0)) + quantity
            whole = is_whole(order, after)
            invoice = _part_of(order, now, wish.reference)
            invoice.discount_percent = order.discount_percent
            invoice.discount_amount = discount_of(order, lines, before, is_last=whole)
            invoice.begin(customer_card(order), lines)
            order.be_ordered()
            uow.sales.add(invoice)
            return SaleView.of(invoice, now)

    def progress(self, actor: Actor, sale_id: SaleId) -> ProgressView:
        """Tell how much of an order was delivered and invoiced."""
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            order = look.sale(sale_id)
            if order.kind not in (Kind.ORDER, Kind.INVOICE):
                raise Refused("Only an order or an invoice has progress.")
            return _progress(order, look)

    def undo(self, actor: Actor, sale_id: SaleId, version: int | None = None) -> SaleView:
        """Make an order an ordinary draft again, and drop its plan; while no part is invoiced."""
        actor.require("sales.write")
        with self._unit_of_work(actor) as uow:
            order = uow.sales.get(sale_id).expect(version)
            if order.kind is not Kind.ORDER:
                raise Refused("This is no order.")
            if standing(uow.sales.drawn_from(order.id)):
                raise Refused("Parts of this order have been invoiced.")
            for milestone in uow.milestones.of_order(order.id):
                uow.milestones.remove(milestone)
            order.be_draft_again()
            return SaleView.of(order, self._clock())

    # By milestones

    def plan(self, actor: Actor, project_id: ProjectId, wish: PlanMilestones) -> PlanView:
        """Write the plan of a project's order; a plan that nothing was invoiced of is replaced."""
        actor.require("sales.deliver")
        with self._unit_of_work(actor) as uow:
            self._desk_project(actor.shop_id, project_id)
            order = self._order(uow, actor, project_id, wish)
            if standing(uow.sales.drawn_from(order.id)):
                raise Refused("Parts of this order have been invoiced: its plan stays.")
            for old in uow.milestones.of_order(order.id):
                uow.milestones.remove(old)
            plan = [self._milestone(order, at, it) for at, it in enumerate(wish.milestones, 1)]
            check_plan(order, plan)
            order.be_ordered()
            for milestone in plan:
                uow.milestones.add(milestone)
            return _plan_view(order, plan, [])

    def milestones(self, actor: Actor, project_id: ProjectId) -> Page[MilestoneView]:
        """Return all milestones of a project's orders; they are few."""
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            found = look.plans(project_id)
            if not found and not self._projects.has_project(actor.shop_id, project_id):
                raise NotFound("There is no such project.")
            views = [it for plan in found for it in _plan_view(*plan).milestones]
            return Page(items=views)

    def reach(
        self,
        actor: Actor,
        milestone_id: MilestoneId,
        wish: ReachMilestone,
        version: int | None = None,
    ) -> MilestoneView:
        """Note that a milestone was reached, and draft its invoice; once, however often told."""
        actor.require("sales.deliver")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            milestone = uow.milestones.get(milestone_id).expect(version)
            order = uow.sales.get(milestone.order_id)
            plan = uow.milestones.of_order(order.id)
            invoices = standing(uow.sales.drawn_from(order.id))
            mine = next((it for it in invoices if it.milestone_id == milestone.id), None)
            if mine is None:
                today = day_of(now, self._settings.terms(actor.shop_id).timezone)
                milestone.reach(wish.reached_on or today, today)
                mine = self._invoice(order, milestone, plan, invoices)
                order.be_ordered()
                uow.sales.add(mine)
            return MilestoneView.of(milestone, order, mine.total_minor, mine)

    def _invoice(
        self,
        order: Sale,
        milestone: Milestone,
        plan: Sequence[Milestone],
        invoices: Sequence[Sale],
    ) -> Sale:
        parts = shares(
            milestone, order, by_rate(invoices), is_last=_is_last(milestone, plan, invoices)
        )
        invoice = _part_of(order, self._clock(), order.reference)
        invoice.prices_include_tax, invoice.milestone_id = True, milestone.id
        invoice.begin(customer_card(order), lines_of(milestone, order, parts))
        return invoice

    def _milestone(self, order: Sale, position: int, wish: WriteMilestone) -> Milestone:
        try:
            return Milestone(
                id=MilestoneId(new_id()),
                shop_id=order.shop_id,
                order_id=order.id,
                position=position,
                name=wish.name,
                percent=wish.percent,
                amount_minor=None if wish.amount is None else minor(wish.amount, order.currency),
                due_on=wish.due_on,
                created_at=self._clock(),
            )
        except Invalid as error:
            raise Invalid(error.message, f"milestones[{position - 1}].{error.field}") from error

    def _order(
        self, uow: BooksUnitOfWork, actor: Actor, project_id: ProjectId, wish: PlanMilestones
    ) -> Sale:
        """Return the order that is meant: named, or the only one, or one made of the total."""
        if wish.sale_id is not None:
            try:
                order = uow.sales.get(wish.sale_id)
            except NotFound as error:
                raise Invalid("There is no such sale.", "sale_id") from error
            if order.project_id != project_id:
                raise Invalid("That sale is not of this project.", "sale_id")
            check_order(order)
            return order
        if wish.total is not None:
            return self._new_order(uow, actor, project_id, wish)
        found = uow.sales.orders_of(project_id)
        if len(found) != 1:
            said = phrase("The project has no order: name one, or give a total.")
            if found:
                said = phrase("The project has several orders: name one, or give a total.")
            raise Invalid(said, "sale_id")
        return found[0]

    def _new_order(
        self, uow: BooksUnitOfWork, actor: Actor, project_id: ProjectId, wish: PlanMilestones
    ) -> Sale:
        terms = self._settings.terms(actor.shop_id)
        new = CreateSale(project_id=project_id)
        customer_id = self._desk.billed(actor.shop_id, new)
        currency = terms.currency
        try:
            total = order_money(wish, currency)
        except Invalid as error:
            raise Invalid(error.message, "total") from error
        line = WriteLine(description="As agreed", unit_price=total, tax=wish.tax)
        order = Sale(
            id=SaleId(new_id()),
            shop_id=actor.shop_id,
            kind=Kind.ORDER,
            created_at=self._clock(),
            customer_id=customer_id,
            project_id=project_id,
            terms_days=terms.payment_terms_days,
            **prices_by(new, terms),
        )
        card = self._desk.open_card(actor.shop_id, customer_id)
        order.begin(card, [self._desk.line(actor.shop_id, line, terms)])
        uow.sales.add(order)
        return order

    def _desk_project(self, shop_id: ShopId, project_id: ProjectId) -> None:
        if not self._projects.has_project(shop_id, project_id):
            raise NotFound("There is no such project.")

    def _parts(
        self,
        uow: BooksUnitOfWork,
        order: Sale,
        wish: DrawInvoice,
        had: Mapping[SaleLineId, Decimal],
    ) -> Mapping[SaleLineId, Decimal]:
        ways = [bool(wish.lines), wish.percent is not None, wish.delivered]
        if sum(ways) > 1:
            raise Invalid("Choose lines, a percent or what was delivered.", "lines")
        if wish.lines:
            parts = {it.line_id: it.quantity for it in wish.lines}
            if len(parts) < len(wish.lines):
                raise Invalid("Each line is named once.", "lines")
            return parts
        if wish.percent is not None:
            return parts_by_percent(order, wish.percent, had)
        delivered = uow.deliveries.delivered(order.id) if wish.delivered else None
        most = {it.id: it.quantity for it in ordered(order)}
        upto = (
            most
            if delivered is None
            else {id: min(quantity, most[id]) for id, quantity in delivered.items() if id in most}
        )
        left = {id: upto[id] - had.get(id, Decimal(0)) for id in upto}
        return {id: quantity for id, quantity in left.items() if quantity > 0}


def order_money(wish: PlanMilestones, currency: str) -> Decimal:
    """Return the total as a price of one."""
    return Money.of(minor(wish.total or Decimal(0), currency), currency).amount


def _part_of(order: Sale, at: datetime, reference: str) -> Sale:
    return Sale(
        id=SaleId(new_id()),
        shop_id=order.shop_id,
        customer_id=order.customer_id,
        project_id=order.project_id,
        quote_id=order.quote_id,
        order_id=order.id,
        created_at=at,
        terms_days=order.terms_days,
        currency=order.currency,
        prices_include_tax=order.prices_include_tax,
        tax_rounding=order.tax_rounding,
        reference=reference or order.reference,
    )


def _is_last(milestone: Milestone, plan: Sequence[Milestone], invoices: Sequence[Sale]) -> bool:
    """Tell whether all others have been invoiced: then it takes what is left."""
    done = {it.milestone_id for it in invoices}
    return all(it.id in done for it in plan if it.id != milestone.id)


def _plan_view(order: Sale, plan: Sequence[Milestone], invoices: Sequence[Sale]) -> PlanView:
    """Tell what each comes to: of those not invoiced yet, the last in the plan takes the rest."""
    of = {it.milestone_id: it for it in invoices}
    had = by_rate(invoices)
    views = []
    for at, it in enumerate(plan):
        invoice = of.get(it.id)
        if invoice is not None:
            amount = invoice.total_minor
        else:
            last = not any(other.id not in of for other in plan[at + 1 :])
            parts = shares(it, order, had, is_last=last)
            amount = sum(parts.values())
            for rate, minor_ in parts.items():
                had[rate] = had.get(rate, 0) + minor_
        views.append(MilestoneView.of(it, order, amount, invoice))
    total = order.money(sum(by_rate([order]).values()))
    return PlanView(order_id=order.id, version=order.version, total=total, milestones=views)


def _progress(order: Sale, look: BooksReading) -> ProgressView:
    sales = standing(look.drawn_from(order.id))
    if order.kind is Kind.INVOICE and not sales:
        sales = [order]  # it is its own and only part
    issued = [it for it in sales if it.status is not Status.DRAFT]
    drafts = [it for it in sales if it.status is Status.DRAFT]
    notes = look.notes_on(order.id) if order.kind is Kind.ORDER else look.notes_of(order.id)
    invoiced, drafted = drawn_of(order, issued, notes), drawn_of(order, drafts, [])
    delivered = look.delivered(order.id)
    lines = [_progress_line(it, invoiced, drafted, delivered) for it in ordered(order)]
    whole = _net(ordered(order))
    done = _net(_lines(issued)) - _net(_lines(notes))
    waits = _net(_lines(drafts))
    is_done = done >= whole or (bool(lines) and all(it.invoiced >= it.ordered for it in lines))
    left = 0 if is_done or (lines and all(it.left <= 0 for it in lines)) else whole - done - waits
    percent = Decimal(100) if is_done else Decimal(round(done * 10000 / whole)) / 100
    return ProgressView(
        sale_id=order.id,
        version=order.version,
        ordered=order.money(whole),
        invoiced=order.money(done),
        drafted=order.money(waits),
        left=order.money(max(left, 0)),
        percent_invoiced=percent,
        is_invoiced=is_done,
        lines=lines,
        invoices=[it.id for it in sales if it.id != order.id],
    )


def drawn_of(
    order: Sale, sales: Sequence[Sale], notes: Sequence[Sale]
) -> Mapping[SaleLineId, Decimal]:
    if order in sales:
        credited: dict[SaleLineId, Decimal] = {}
        for line in _lines(notes):
            if line.corrects_line_id is not None and line.kind.value == "item":
                had = credited.get(line.corrects_line_id, Decimal(0))
                credited[line.corrects_line_id] = had + line.quantity
        return {it.id: it.quantity - credited.get(it.id, Decimal(0)) for it in ordered(order)}
    return drawn(sales, notes)


def _progress_line(
    line: SaleLine,
    invoiced: Mapping[SaleLineId, Decimal],
    drafted: Mapping[SaleLineId, Decimal],
    delivered: Mapping[SaleLineId, Decimal],
) -> ProgressLine:
    zero = Decimal(0)
    on_paper = invoiced.get(line.id, zero) + drafted.get(line.id, zero)
    return ProgressLine(
        line_id=line.id,
        position=line.position,
        description=line.description,
        unit=line.unit,
        ordered=plain(line.quantity),
        delivered=plain(delivered.get(line.id, zero)),
        invoiced=plain(invoiced.get(line.id, zero)),
        drafted=plain(drafted.get(line.id, zero)),
        left=plain(max(line.quantity - on_paper, zero)),
    )


def _lines(sales: Sequence[Sale]) -> Sequence[SaleLine]:
    return [line for sale in sales for line in sale.lines if line.deposit_id is None]


def _net(lines: Sequence[SaleLine]) -> int:
    return sum(line.net_minor for line in lines)
