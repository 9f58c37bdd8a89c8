"""The use cases. Each is one transaction, asked for by one actor."""

from collections.abc import Callable
from datetime import date

from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import (
    CustomerId,
    PaymentId,
    ProductId,
    ProjectId,
    SaleId,
    SaleLineId,
    ShopId,
    new_id,
)
from nexus.kernel.page import Page
from nexus.sales.domain import (
    CREDIT,
    Document,
    Kind,
    PaymentKind,
    Reversal,
    Sale,
    SaleLine,
)
from nexus.sales.messages import (
    ApplyCredit,
    CancelSale,
    ChangeLine,
    ChangeSale,
    CreateSale,
    CurrencyBalance,
    CustomerBalance,
    IssueSale,
    ListSales,
    PaymentView,
    PreviewSale,
    PreviewView,
    RecordPayment,
    RefundPayment,
    SaleRow,
    SaleView,
    VoidPayment,
    WriteLine,
)
from nexus.sales.ports import (
    ANY_ITEM,
    ANY_PRODUCT,
    Customers,
    Items,
    Products,
    Projects,
    SalesReading,
    SalesUnitOfWork,
    Settings,
)
from nexus.sales.service.deposits import check_free, give_back, settle_deposits
from nexus.sales.service.desk import Desk, given_in, minor, percent, prices_by
from nexus.sales.service.till import (
    book_credit,
    in_hand,
    merge_credit,
    out_of_credit,
    paid_in,
    take_number,
)


class SaleService:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], SalesUnitOfWork],
        reading: Callable[[ShopId], SalesReading],
        customers: Customers,
        projects: Projects,
        settings: Settings,
        clock: Clock,
        products: Products = ANY_PRODUCT,
        items: Items = ANY_ITEM,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._customers = customers
        self._projects = projects
        self._desk = Desk(customers, projects, products, items)
        self._products = products
        self._settings = settings
        self._clock = clock

    # Drafts

    def create(self, actor: Actor, wish: CreateSale) -> SaleView:
        """Begin a draft. How it rounds and prices is the shop's way of today, and stays so."""
        actor.require("sales.write")
        shop_id, now = actor.shop_id, self._clock()
        with self._unit_of_work(actor) as uow:
            terms = self._settings.terms(shop_id)
            customer_id = self._desk.billed(shop_id, wish)
            sale = Sale(
                id=SaleId(new_id()),
                shop_id=shop_id,
                created_at=now,
                customer_id=customer_id,
                project_id=wish.project_id,
                terms_days=(
                    terms.payment_terms_days if wish.terms_days is None else wish.terms_days
                ),
                reference=wish.reference,
                notes=wish.notes,
                **prices_by(wish, terms),
            )
            lines = self._desk.lines(shop_id, wish.lines, terms)
            sale.begin(self._desk.open_card(shop_id, customer_id), lines)
            uow.sales.add(sale)
            return SaleView.of(sale, now)

    def preview(self, actor: Actor, wish: PreviewSale) -> PreviewView:
        """Tell what it would come to, and keep nothing."""
        actor.require("sales.read")
        with self._reading(actor.shop_id):
            terms = self._settings.terms(actor.shop_id)
            document = Document[SaleLine](shop_id=actor.shop_id, **prices_by(wish, terms))
            document.put_lines(self._desk.lines(actor.shop_id, wish.lines, terms))
            return PreviewView.of(document)

    def change(
        self, actor: Actor, sale_id: SaleId, wish: ChangeSale, version: int | None = None
    ) -> SaleView:
        actor.require("sales.write")
        given = given_in(wish)
        with self._unit_of_work(actor) as uow:
            sale = uow.sales.get(sale_id).expect(version)
            sale.check_draft()
            if wish.customer_id is not UNSET:
                sale.bill_to(
                    wish.customer_id, self._desk.open_card(actor.shop_id, wish.customer_id)
                )
            project_id = wish.project_id if wish.project_id is not UNSET else sale.project_id
            if project_id and {"project_id", "customer_id"} & given.keys():
                self._desk.check_project(actor.shop_id, project_id, sale.customer_id)
            if wish.lines is not UNSET:
                terms = self._settings.terms(actor.shop_id)
                given["lines"] = self._desk.lines(actor.shop_id, wish.lines, terms)
            sale.change({name: given[name] for name in given if name != "customer_id"})
            return SaleView.of(sale, self._clock())

    def delete(self, actor: Actor, sale_id: SaleId, version: int | None = None) -> None:
        """Throw a draft away; it had no number to lose."""
        actor.require("sales.write")
        with self._unit_of_work(actor) as uow:
            sale = uow.sales.get(sale_id).expect(version)
            sale.check_draft()
            check_free(uow, sale)
            if sale.kind is Kind.ORDER:
                raise Refused("Parts of this order are invoiced: take it back to a draft first.")
            uow.sales.remove(sale)

    def add_line(
        self, actor: Actor, sale_id: SaleId, wish: WriteLine, version: int | None = None
    ) -> SaleView:
        actor.require("sales.write")
        with self._unit_of_work(actor) as uow:
            sale = uow.sales.get(sale_id).expect(version)
            sale.check_draft()
            terms = self._settings.terms(actor.shop_id)
            sale.add_line(self._desk.line(actor.shop_id, wish, terms))
            return SaleView.of(sale, self._clock())

    def change_line(
        self,
        actor: Actor,
        sale_id: SaleId,
        line_id: SaleLineId,
        wish: ChangeLine,
        version: int | None = None,
    ) -> SaleView:
        actor.require("sales.write")
        given = given_in(wish)
        with self._unit_of_work(actor) as uow:
            sale = uow.sales.get(sale_id).expect(version)
            sale.check_draft()
            if wish.tax is not UNSET:
                terms = self._settings.terms(actor.shop_id)
                given["tax_percent"] = percent(wish.tax, terms)
            if wish.project_id is not UNSET and wish.project_id is not None:
                self._desk.check_project(actor.shop_id, wish.project_id)
            self._desk.check_product(actor.shop_id, wish.product_template_id)
            self._desk.check_item(actor.shop_id, wish.stock_item_id)
            sale.change_line(line_id, given)
            return SaleView.of(sale, self._clock())

    def remove_line(
        self, actor: Actor, sale_id: SaleId, line_id: SaleLineId, version: int | None = None
    ) -> SaleView:
        actor.require("sales.write")
        with self._unit_of_work(actor) as uow:
            sale = uow.sales.get(sale_id).expect(version)
            sale.remove_line(line_id)
            return SaleView.of(sale, self._clock())

    # Invoices

    def issue(
        self, actor: Actor, sale_id: SaleId, wish: IssueSale, version: int | None = None
    ) -> SaleView:
        """Make it an invoice. The number is taken last, since others wait for it."""
        actor.require("sales.issue")
        shop_id, now = actor.shop_id, self._clock()
        with self._unit_of_work(actor) as uow:
            sale = uow.sales.get(sale_id).expect(version)
            terms = self._settings.terms(shop_id)
            today = day_of(now, terms.timezone)
            on = wish.issue_date or today
            if wish.deduct_deposits:
                settle_deposits(uow, sale)
            sale.check_issue(on, today)
            card = self._desk.card(shop_id, sale.customer_id)
            number = take_number(uow, terms, on, sale.kind)
            uow.record(*sale.issue(number, card, terms.company, on, terms.timezone, now))
            return SaleView.of(sale, now)

    def cancel(
        self, actor: Actor, sale_id: SaleId, wish: CancelSale, version: int | None = None
    ) -> SaleView:
        actor.require("sales.issue")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            sale = uow.sales.get(sale_id).expect(version)
            uow.record(*sale.cancel(wish.reason, now))
            give_back(uow, sale)
            return SaleView.of(sale, now)

    # Payments

    def pay(
        self, actor: Actor, sale_id: SaleId, wish: RecordPayment, version: int | None = None
    ) -> SaleView:
        """Record what came in. What the sale does not need becomes the customer's credit."""
        actor.require("sales.pay")
        if wish.method == CREDIT:
            raise Invalid("Credit is applied, not paid in: use apply-credit.", "method")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            sale = uow.sales.get(sale_id).expect(version)
            today = self._today(actor.shop_id)
            payment = paid_in(sale, wish, today, now)
            uow.record(*sale.pay(payment, today, now))
            book_credit(uow, sale, payment)
            return SaleView.of(sale, now)

    def apply_credit(
        self, actor: Actor, sale_id: SaleId, wish: ApplyCredit, version: int | None = None
    ) -> SaleView:
        """Pay out of what the customer has in hand."""
        actor.require("sales.pay")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            sale = uow.sales.get(sale_id).expect(version)
            today = self._today(actor.shop_id)
            payment = out_of_credit(uow, sale, wish, today, now)
            uow.record(*sale.pay(payment, today, now))
            book_credit(uow, sale, payment)
            return SaleView.of(sale, now)

    def void_payment(
        self,
        actor: Actor,
        sale_id: SaleId,
        payment_id: PaymentId,
        wish: VoidPayment,
        version: int | None = None,
    ) -> SaleView:
        """Take back a payment that was entered by mistake; both rows stay."""
        return self._reverse(
            actor,
            sale_id,
            payment_id,
            lambda today, currency: Reversal(kind=PaymentKind.VOID, on=today, reason=wish.reason),
            version,
        )

    def refund_payment(
        self,
        actor: Actor,
        sale_id: SaleId,
        payment_id: PaymentId,
        wish: RefundPayment,
        version: int | None = None,
    ) -> SaleView:
        """Record that money went back, all of a payment or a part of it."""
        return self._reverse(
            actor,
            sale_id,
            payment_id,
            lambda today, currency: Reversal(
                kind=PaymentKind.REFUND,
                on=wish.date or today,
                reason=wish.reason,
                amount_minor=None if wish.amount is None else minor(wish.amount, currency),
                method=wish.method,
            ),
            version,
        )

    def _reverse(
        self,
        actor: Actor,
        sale_id: SaleId,
        payment_id: PaymentId,
        reversal: Callable[[date, str], Reversal],
        version: int | None,
    ) -> SaleView:
        actor.require("sales.pay")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            sale = uow.sales.get(sale_id).expect(version)
            today = self._today(actor.shop_id)
            wish, had = reversal(today, sale.currency), in_hand(uow, sale)
            uow.record(*sale.reverse(payment_id, wish, today, credit=had, at=now))
            book_credit(uow, sale, sale.payments[-1])
            return SaleView.of(sale, now)

    # Looking

    def one(self, actor: Actor, sale_id: SaleId) -> SaleView:
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            return look.one(sale_id, self._clock())

    def by_number(self, actor: Actor, number: str) -> SaleView:
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            return look.one(look.id_of(number), self._clock())

    def payments(self, actor: Actor, sale_id: SaleId) -> Page[PaymentView]:
        """Return all payments of a sale in order; they are few."""
        return Page(items=list(self.one(actor, sale_id).payments))

    def page(self, actor: Actor, wish: ListSales) -> Page[SaleRow]:
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            return look.page(wish, self._clock())

    def of_customer(self, actor: Actor, customer_id: CustomerId, wish: ListSales) -> Page[SaleRow]:
        """List a customer's sales; whether there is such a customer is asked if there are none."""
        page = self.page(actor, wish)
        if not page.items and self._customers.card(actor.shop_id, customer_id) is None:
            raise NotFound("There is no such customer.")
        return page

    def of_project(self, actor: Actor, project_id: ProjectId, wish: ListSales) -> Page[SaleRow]:
        """List a project's sales; whether there is such a project is asked if there are none."""
        page = self.page(actor, wish)
        if not page.items and not self._projects.has_project(actor.shop_id, project_id):
            raise NotFound("There is no such project.")
        return page

    def of_product(self, actor: Actor, product_id: ProductId, wish: ListSales) -> Page[SaleRow]:
        """List the sales with a line of a product, likewise."""
        page = self.page(actor, wish)
        if not page.items and not self._products.knows(actor.shop_id, product_id):
            raise NotFound("There is no such template.")
        return page

    def balance(self, actor: Actor, customer_id: CustomerId) -> CustomerBalance:
        actor.require("sales.read")
        now = self._clock()
        with self._reading(actor.shop_id) as look:
            if self._customers.card(actor.shop_id, customer_id) is None:
                raise NotFound("There is no such customer.")
            found = {it.currency: it for it in look.balances(customer_id, now)}
            own = self._settings.terms(actor.shop_id).currency
        rest = [found[currency] for currency in sorted(found) if currency != own]
        balances = [found.get(own) or CurrencyBalance.nothing(own), *rest]
        return CustomerBalance(customer_id=customer_id, at=now, balances=balances)

    # Following others

    def repoint(self, actor: Actor, source_id: CustomerId, target_id: CustomerId) -> None:
        """Follow a merge of customers: sales and credit pass over to the one that stays.

        What was issued keeps the card it was issued with.
        """
        actor.require("sales.write")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            for sale in uow.sales.of_customer(source_id):
                sale.follow(target_id)
            merge_credit(uow, source_id, target_id, now)

    def _today(self, shop_id: ShopId) -> date:
        return day_of(self._clock(), self._settings.terms(shop_id).timezone)
