"""The guard: what was ordered, worked, used or finished, and is on no invoice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.exact import rounded
from nexus.kernel.ids import ProjectId, SaleId, ShopId, new_id
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS
from nexus.sales.domain import Sale, digits_of
from nexus.sales.domain.reckoning import measured, to_minor
from nexus.sales.messages import CreateSale, SaleView, WriteLine
from nexus.sales.messages.progress import DrawInvoice
from nexus.sales.messages.unbilled import (
    MOST_MARKUP,
    RULE,
    InvoiceUnbilled,
    Leak,
    UnbilledPart,
    UnbilledProject,
    UnbilledView,
)
from nexus.sales.messages.views import plain
from nexus.sales.ports import (
    BooksReading,
    BooksUnitOfWork,
    Customers,
    Job,
    Jobs,
    Settings,
    Stock,
    Terms,
    Work,
)
from nexus.sales.service.desk import Desk, prices_by
from nexus.sales.service.progress import ProgressService

HOUR = 3600


class UnbilledService:
    """Everything is counted from what there is; nothing is marked, so nothing is forgotten."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], BooksUnitOfWork],
        reading: Callable[[ShopId], BooksReading],
        progress: ProgressService,
        customers: Customers,
        projects: Jobs,
        work: Work,
        stock: Stock,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._progress = progress
        self._desk = Desk(customers, projects)
        self._projects = projects
        self._work = work
        self._stock = stock
        self._settings = settings
        self._clock = clock

    def everything(self, actor: Actor, *, in_progress: bool = False) -> UnbilledView:
        """Look through all projects; those in progress without any price only if asked."""
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            terms = self._settings.terms(actor.shop_id)
            open_sales, until = look.open_sales(), look.billed_until()
            logged = self._moved(actor.shop_id)
            ids = {*open_sales, *(id for id, at in logged.items() if _is_after(at, until, id))}
            jobs = self._projects.jobs(actor.shop_id, ids, completed=True)
            found = []
            for job in jobs:
                known = job.id in open_sales or job.id in until or job.is_completed
                if known or in_progress:
                    parts = self._parts(actor.shop_id, job, open_sales, until, terms, logged)
                    found += [_project(job, parts, until)] if parts else []
            return self._view(found)

    def of_project(self, actor: Actor, project_id: ProjectId) -> UnbilledView:
        actor.require("sales.read")
        with self._reading(actor.shop_id):
            job = self._job(actor.shop_id, project_id)
            parts, until = self._of(actor.shop_id, job)
            return self._view([_project(job, parts, until)] if parts else [])

    def invoice(self, actor: Actor, project_id: ProjectId, wish: InvoiceUnbilled) -> SaleView:
        """Draft an invoice for what is not invoiced of a project."""
        actor.require("sales.write")
        _check_markups(wish)
        with self._unit_of_work(actor) as uow:
            job = self._job(actor.shop_id, project_id)
            parts, _ = self._of(actor.shop_id, job)
            orders = [it for it in parts if it.kind is Leak.ORDER]
            if len(orders) == 1 and orders[0].sale_id is not None:
                return self._progress.draw(actor, orders[0].sale_id, DrawInvoice())
            if orders:
                raise Refused("There are several orders: invoice each by its progress.")
            if any(it.kind is Leak.DRAFT for it in parts):
                raise Refused("A draft is written already: issue that.")
            if not parts:
                raise Refused("Nothing of this project is left to invoice.")
            return self._draft(uow, actor, job, parts, wish)

    def _draft(
        self,
        uow: BooksUnitOfWork,
        actor: Actor,
        job: Job,
        parts: Sequence[UnbilledPart],
        wish: InvoiceUnbilled,
    ) -> SaleView:
        shop_id, now = actor.shop_id, self._clock()
        terms = self._settings.terms(shop_id)
        new = CreateSale(project_id=job.id, prices_include_tax=False)
        customer_id = self._desk.billed(shop_id, new)
        mine = [it for it in parts if it.amount.currency == terms.currency]
        lines = [_line(it, wish) for it in mine]
        sale = Sale(
            id=SaleId(new_id()),
            shop_id=shop_id,
            created_at=now,
            customer_id=customer_id,
            project_id=job.id,
            terms_days=terms.payment_terms_days,
            covers_until_at=now,
            **prices_by(new, terms),
        )
        card = self._desk.open_card(shop_id, customer_id)
        sale.begin(card, self._desk.lines(shop_id, lines, terms))
        uow.sales.add(sale)
        return SaleView.of(sale, now)

    def _of(
        self, shop_id: ShopId, job: Job
    ) -> tuple[Sequence[UnbilledPart], Mapping[ProjectId, datetime]]:
        terms = self._settings.terms(shop_id)
        with self._reading(shop_id) as look:
            open_sales, until = look.open_sales(job.id), look.billed_until(job.id)
        return self._parts(shop_id, job, open_sales, until, terms), until

    def _parts(
        self,
        shop_id: ShopId,
        job: Job,
        open_sales: Mapping[ProjectId, Sequence[UnbilledPart]],
        until: Mapping[ProjectId, datetime],
        terms: Terms,
        logged: Mapping[ProjectId, datetime] | None = None,
    ) -> Sequence[UnbilledPart]:
        """What has a price of its own is not counted by its hours, too."""
        if parts := open_sales.get(job.id):
            return parts
        since = until.get(job.id)
        price = job.estimated_price
        if since is None and job.is_completed and isinstance(price, Money) and price.minor:
            return [_never(job, price)]
        if logged is not None and not (
            job.id in logged and _is_after(logged[job.id], until, job.id)
        ):
            return []
        return [*self._labour(shop_id, job, since, terms), *self._material(shop_id, job, since)]

    def _labour(
        self, shop_id: ShopId, job: Job, since: datetime | None, terms: Terms
    ) -> Sequence[UnbilledPart]:
        return [
            UnbilledPart(
                kind=Leak.TIME,
                description=", ".join(it for it in (work.stage_name, work.employee_name) if it)
                or "Work",
                quantity=plain(_hours(work.spent)),
                unit="h",
                amount=_cost(work.spent, work.hourly_rate, terms.hourly_rate),
            )
            for work in self._work.labour(shop_id, job.id, since)
        ]

    def _material(
        self, shop_id: ShopId, job: Job, since: datetime | None
    ) -> Sequence[UnbilledPart]:
        return [
            UnbilledPart(
                kind=Leak.MATERIAL,
                description=f"{used.code} {used.name}",
                quantity=plain(used.quantity),
                unit=used.unit,
                amount=used.value,
                stock_item_id=used.item_id,
            )
            for used in self._stock.used_by_project(shop_id, job.id, since)
            if isinstance(used.value, Money) and used.quantity > 0
        ]

    def _moved(self, shop_id: ShopId) -> Mapping[ProjectId, datetime]:
        """Return when something was last written down for each project."""
        logged = dict(self._work.last_logged(shop_id))
        for id, at in self._stock.last_used(shop_id).items():
            logged[id] = max(at, logged.get(id, at))
        return logged

    def _job(self, shop_id: ShopId, project_id: ProjectId) -> Job:
        found = self._projects.jobs(shop_id, [project_id])
        if not found:
            raise NotFound("There is no such project.")
        return found[0]

    def _view(self, projects: Sequence[UnbilledProject]) -> UnbilledView:
        amounts = _sums([it for project in projects for it in project.amounts])
        return UnbilledView(at=self._clock(), rule=RULE, amounts=amounts, projects=projects)


def _check_markups(wish: InvoiceUnbilled) -> None:
    for name in ("labour_markup_percent", "material_markup_percent"):
        if not 0 <= measured(getattr(wish, name), name) <= MOST_MARKUP:
            raise Invalid(
                phrase("A mark-up is from 0 to %(most)s percent.", most=MOST_MARKUP), name
            )
    if wish.hourly_price is not None and measured(wish.hourly_price, "hourly_price") < 0:
        raise Invalid("A price is not below zero.", "hourly_price")


def _is_after(at: datetime, until: Mapping[ProjectId, datetime], id: ProjectId) -> bool:
    return id not in until or at > until[id]


def _never(job: Job, price: Money) -> UnbilledPart:
    return UnbilledPart(
        kind=Leak.NEVER_INVOICED,
        description=f"{job.code} {job.name}",
        quantity=Decimal(1),
        unit="",
        amount=price,
    )


def _project(
    job: Job, parts: Sequence[UnbilledPart], until: Mapping[ProjectId, datetime]
) -> UnbilledProject:
    return UnbilledProject(
        project_id=job.id,
        project_code=job.code,
        project_name=job.name,
        customer_id=job.customer_id,
        is_completed=job.is_completed,
        billed_until=until.get(job.id),
        amounts=_sums([it.amount for it in parts]),
        parts=parts,
    )


def _sums(amounts: Sequence[Money]) -> Sequence[Money]:
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money.of(0, amount.currency)) + amount
    return [sums[currency] for currency in sorted(sums)]


def _hours(spent: timedelta) -> Decimal:
    return rounded(Fraction(int(spent.total_seconds()), HOUR), DIGITS)


def _cost(spent: timedelta, own: object, shops: Money) -> Money:
    rate = own if isinstance(own, Money) else shops
    return Money.of(
        to_minor(Fraction(rate.minor) * int(spent.total_seconds()) / HOUR), rate.currency
    )


def _line(part: UnbilledPart, wish: InvoiceUnbilled) -> WriteLine:
    """Return the line: time and material at cost and mark-up, or hours at their price."""
    markup = {
        Leak.TIME: wish.labour_markup_percent,
        Leak.MATERIAL: wish.material_markup_percent,
    }.get(part.kind, Decimal(0))
    exact = Fraction(part.amount.minor, 10 ** digits_of(part.amount.currency))
    each = rounded(exact * (100 + Fraction(markup)) / 100 / Fraction(part.quantity), DIGITS)
    if part.kind is Leak.TIME and wish.hourly_price is not None:
        each = wish.hourly_price
    return WriteLine(
        description=part.description,
        quantity=part.quantity,
        unit=part.unit,
        unit_price=each,
        tax=wish.tax,
        stock_item_id=part.stock_item_id,
    )
