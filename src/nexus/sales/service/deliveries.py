"""Deliveries: what goes out, and what arrived."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import (
    CustomerId,
    DeliveryId,
    DeliveryLineId,
    FileId,
    ProjectId,
    SaleId,
    SaleLineId,
    ShopId,
    new_id,
)
from nexus.kernel.numbering import series
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.sales.domain import Sale, SaleLine, Status
from nexus.sales.domain.delivery import Delivery, DeliveryLine
from nexus.sales.domain.progress import ordered
from nexus.sales.messages.deliveries import (
    CancelDelivery,
    ChangeDelivery,
    CreateDelivery,
    Deliver,
    DeliverLine,
    DeliveryRow,
    DeliveryView,
    ListDeliveries,
)
from nexus.sales.ports import (
    ANY_PRODUCT,
    BooksReading,
    BooksUnitOfWork,
    Customers,
    Files,
    Products,
    Projects,
    Settings,
)
from nexus.sales.service.desk import Desk, given_in


class DeliveryService:
    """A delivery has its number from the start, and is never deleted."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], BooksUnitOfWork],
        reading: Callable[[ShopId], BooksReading],
        customers: Customers,
        projects: Projects,
        files: Files,
        settings: Settings,
        clock: Clock,
        products: Products = ANY_PRODUCT,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._desk = Desk(customers, projects, products)
        self._projects = projects
        self._files = files
        self._settings = settings
        self._clock = clock

    def create(self, actor: Actor, wish: CreateDelivery) -> DeliveryView:
        actor.require("sales.deliver")
        shop_id, now = actor.shop_id, self._clock()
        with self._unit_of_work(actor) as uow:
            sale = self._sale(uow, wish.sale_id)
            customer_id = self._customer(shop_id, wish, sale)
            card = self._desk.card(shop_id, customer_id)
            lines = self._lines(uow, actor.shop_id, sale, wish.lines)
            self._check_left(uow, sale, lines, allow_over=wish.allow_over)
            number = self._number(uow, shop_id)
            made = Delivery(
                id=DeliveryId(new_id()),
                shop_id=shop_id,
                number=number[0],
                number_series=number[1],
                number_place=number[2],
                customer_id=customer_id,
                project_id=wish.project_id or (sale.project_id if sale else None),
                sale_id=sale.id if sale else None,
                quote_id=sale.quote_id if sale else None,
                created_at=now,
                customer_name=card.name,
                address="\n".join(card.address) if wish.address is None else wish.address,
                carrier=wish.carrier,
                tracking=wish.tracking,
                recipient=wish.recipient,
                notes=wish.notes,
            )
            made.put_lines(lines)
            uow.deliveries.add(made)
            return DeliveryView.of(made)

    def change(
        self,
        actor: Actor,
        delivery_id: DeliveryId,
        wish: ChangeDelivery,
        version: int | None = None,
    ) -> DeliveryView:
        """Change what has not left yet."""
        actor.require("sales.deliver")
        with self._unit_of_work(actor) as uow:
            found = uow.deliveries.get(delivery_id).expect(version)
            found.check_draft()
            given = given_in(wish)
            if wish.lines is not UNSET:
                sale = self._sale(uow, found.sale_id)
                lines = self._lines(uow, actor.shop_id, sale, wish.lines)
                self._check_left(uow, sale, lines, allow_over=wish.allow_over)
                found.put_lines(lines)
            skip = ("lines", "allow_over")
            found.change({name: value for name, value in given.items() if name not in skip})
            return DeliveryView.of(found)

    def deliver(
        self, actor: Actor, delivery_id: DeliveryId, wish: Deliver, version: int | None = None
    ) -> DeliveryView:
        """Note that it arrived."""
        actor.require("sales.deliver")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            found = uow.deliveries.get(delivery_id).expect(version)
            found.check_draft()
            sale = self._sale(uow, found.sale_id)
            self._check_left(uow, sale, found.lines, allow_over=wish.allow_over)
            self._check_file(actor.shop_id, wish.signature_file_id)
            if sale is not None:
                sale.be_touched()  # two deliveries of one order do not pass each other
            today = day_of(now, self._settings.terms(actor.shop_id).timezone)
            events = found.deliver(
                wish.delivered_on or today,
                today,
                now,
                recipient=wish.recipient,
                signed_by=wish.signed_by,
                signature_file_id=wish.signature_file_id,
            )
            uow.record(*events)
            return DeliveryView.of(found)

    def cancel(
        self,
        actor: Actor,
        delivery_id: DeliveryId,
        wish: CancelDelivery,
        version: int | None = None,
    ) -> DeliveryView:
        actor.require("sales.deliver")
        with self._unit_of_work(actor) as uow:
            found = uow.deliveries.get(delivery_id).expect(version)
            uow.record(*found.cancel(wish.reason, self._clock()))
            return DeliveryView.of(found)

    def repoint(self, actor: Actor, source_id: CustomerId, target_id: CustomerId) -> None:
        """Follow a merge of customers."""
        actor.require("sales.write")
        with self._unit_of_work(actor) as uow:
            for delivery in uow.deliveries.of_customer(source_id):
                delivery.follow(target_id)

    # Looking

    def one(self, actor: Actor, delivery_id: DeliveryId) -> DeliveryView:
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            return look.delivery(delivery_id)

    def by_number(self, actor: Actor, number: str) -> DeliveryView:
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            return look.delivery_of(number)

    def page(self, actor: Actor, wish: ListDeliveries) -> Page[DeliveryRow]:
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            return look.deliveries(wish)

    def of_project(
        self, actor: Actor, project_id: ProjectId, wish: ListDeliveries
    ) -> Page[DeliveryRow]:
        """List a project's deliveries; whether there is such a project is asked if none."""
        page = self.page(actor, wish)
        if not page.items and not self._projects.has_project(actor.shop_id, project_id):
            raise NotFound("There is no such project.")
        return page

    def _sale(self, uow: BooksUnitOfWork, sale_id: SaleId | None) -> Sale | None:
        if sale_id is None:
            return None
        try:
            sale = uow.sales.get(sale_id)
        except NotFound as error:
            raise Invalid("There is no such sale.", "sale_id") from error
        if sale.status is Status.CANCELLED:
            raise Refused("Nothing is delivered of a cancelled invoice.")
        return sale

    def _customer(self, shop_id: ShopId, wish: CreateDelivery, sale: Sale | None) -> CustomerId:
        if sale is not None and wish.customer_id not in (None, sale.customer_id):
            raise Invalid("That sale is another customer's.", "customer_id")
        customer_id = wish.customer_id or (sale.customer_id if sale else None)
        if wish.project_id is not None:
            self._desk.check_project(shop_id, wish.project_id, customer_id)
            customer_id = customer_id or self._projects.customer_of(shop_id, wish.project_id)
        if customer_id is None:
            raise Invalid("A delivery needs a customer, a project or a sale.", "customer_id")
        return customer_id

    def _lines(
        self,
        uow: BooksUnitOfWork,
        shop_id: ShopId,
        sale: Sale | None,
        wishes: Sequence[DeliverLine],
    ) -> list[DeliveryLine]:
        if not wishes and sale is not None:
            had = uow.deliveries.delivered(sale.id)
            left = [(it, it.quantity - had.get(it.id, Decimal(0))) for it in ordered(sale)]
            if left and all(rest <= 0 for _, rest in left):
                raise Refused("All of it has been delivered already.")
            return [_line(it, DeliverLine(quantity=rest)) for it, rest in left if rest > 0]
        made = []
        for at, wish in enumerate(wishes):
            try:
                self._desk.check_product(shop_id, wish.product_template_id)
                made.append(_line(_find(sale, wish.sale_line_id), wish))
            except Invalid as error:
                raise Invalid(error.message, f"lines[{at}].{error.field}") from error
        return made

    def _check_left(
        self,
        uow: BooksUnitOfWork,
        sale: Sale | None,
        lines: Sequence[DeliveryLine],
        *,
        allow_over: bool,
    ) -> None:
        """Refuse to deliver more of a line than was ordered."""
        if sale is None or allow_over:
            return
        had = dict(uow.deliveries.delivered(sale.id))
        known = {line.id: line for line in sale.lines}
        for at, line in enumerate(lines):
            id = line.sale_line_id
            if id is None or id not in known:
                continue
            had[id] = had.get(id, Decimal(0)) + line.quantity
            if had[id] > known[id].quantity:
                left = known[id].quantity - had[id] + line.quantity
                message = phrase(
                    "Only %(left)s is left to deliver of it.",
                    left=max(left, Decimal(0)).normalize(),
                )
                raise Refused(message, field=f"lines[{at}].quantity")

    def _check_file(self, shop_id: ShopId, file_id: FileId | None) -> None:
        if file_id is not None and not self._files.has_file(shop_id, file_id):
            raise Invalid("There is no such file.", "signature_file_id")

    def _number(self, uow: BooksUnitOfWork, shop_id: ShopId) -> tuple[str, str, int]:
        terms = self._settings.terms(shop_id)
        on = day_of(self._clock(), terms.timezone)
        pattern, words = terms.numbering["delivery"], {"year": f"{on:%Y}", "month": f"{on:%m}"}
        code, counted = uow.number(pattern, **words), series(pattern, **words)
        return code, counted.key, counted.n(code) or 0


def _find(sale: Sale | None, line_id: SaleLineId | None) -> SaleLine | None:
    if line_id is None:
        return None
    lines = ordered(sale) if sale is not None else []
    if (line := next((it for it in lines if it.id == line_id), None)) is None:
        raise Invalid("There is no such line in the sale.", "sale_line_id")
    return line


def _line(of: SaleLine | None, wish: DeliverLine) -> DeliveryLine:
    """Return the line, filled in from the sale's where nothing is said."""
    unit = wish.unit if wish.unit is not None else of.unit if of else ""
    quantity = wish.quantity if wish.quantity is not None else of.quantity if of else Decimal(1)
    return DeliveryLine(
        id=DeliveryLineId(new_id()),
        description=wish.description or (of.description if of else ""),
        quantity=quantity,
        unit=unit,
        product_template_id=wish.product_template_id or (of.product_template_id if of else None),
        sale_line_id=of.id if of else None,
    )
