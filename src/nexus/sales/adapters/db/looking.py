"""Queries: views straight from the rows."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import CustomerId, ProjectId, SaleId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.platform.db import beside
from nexus.platform.listing import page
from nexus.platform.search import found
from nexus.platform.statements import prepared
from nexus.platform.transaction import SqlReading
from nexus.sales.adapters.db.quotes import quote
from nexus.sales.adapters.db.tables import credit, line, payment, sale
from nexus.sales.domain import Kind, Payment, Sale, SaleLine, Status
from nexus.sales.domain.quote import QuoteStatus
from nexus.sales.messages import (
    CurrencyBalance,
    ListSales,
    SaleRow,
    SaleView,
    SoldThing,
    SoldThings,
)
from nexus.sales.messages.pricing import ListSums
from nexus.sales.messages.views import label_of

WAITING = (Status.ISSUED, Status.PARTIALLY_PAID)
NEVER = sa.literal(date.max, sa.Date)  # where a draft without a date sorts

customer = beside("customers_customer", sa.column("name", sa.String))
project = beside("projects_project", sa.column("code", sa.String), sa.column("name", sa.String))

SORTS: dict[str, sa.ColumnElement[Any]] = {
    "number": sale.c.number_key,
    "issue_date": sa.func.coalesce(sale.c.issued_on, NEVER),
    "due_date": sa.func.coalesce(sale.c.due_on, NEVER),
    "total": sale.c.total_minor,
    "created_at": sale.c.created_at,
}

open_minor = sa.case((sale.c.status.in_(WAITING), sale.c.total_minor - sale.c.paid_minor), else_=0)
# A draft shows what its customer is called today, an invoice what he was called.
shown_name = sa.case((sale.c.number.is_(None), customer.c.name), else_=sale.c.customer_name)
rows = (
    sa.select(
        sale,
        open_minor.label("open_minor"),
        shown_name.label("shown_name"),
        project.c.code.label("project_code"),
        project.c.name.label("project_name"),
    )
    .join(
        customer,
        (customer.c.shop_id == sale.c.shop_id) & (customer.c.id == sale.c.customer_id),
    )
    .outerjoin(project, (project.c.shop_id == sale.c.shop_id) & (project.c.id == sale.c.project_id))
)


def row_view(row: sa.Row[Any], at: datetime) -> SaleRow:
    def money(minor: int) -> Money:
        return Money.of(minor, row.currency)

    return SaleRow(
        id=row.id,
        version=row.version,
        kind=row.kind,
        number=row.number,
        status=row.status,
        status_label=label_of(row.kind, row.status),
        overdue=row.open_minor > 0 and row.overdue_at <= at,
        customer_id=row.customer_id,
        customer_name=row.shown_name,
        project_id=row.project_id,
        project_code=row.project_code,
        project_name=row.project_name,
        reference=row.reference,
        issue_date=row.issued_on,
        due_date=row.due_on,
        subtotal=money(row.subtotal_minor),
        discount=money(row.discount_minor),
        tax=money(row.tax_minor),
        total=money(row.total_minor),
        paid=money(row.paid_minor - row.noted_minor),
        credited=money(row.credited_minor),
        open=money(row.open_minor),
        created_at=row.created_at,
        corrects_id=row.corrects_id,
        corrects_number=row.corrects_number,
        order_id=row.order_id,
    )


def kept(entity: type[Any], row: sa.Row[Any]) -> dict[str, Any]:
    """Return the row's values by the entity's fields; it is read, never stored again."""
    values = row._mapping
    return {field.name: values[field.name] for field in fields(entity) if field.name in values}


is_note = sale.c.kind == Kind.CREDIT_NOTE
corrected = sa.alias(sale)
corrects_deposit = sa.exists().where(
    corrected.c.shop_id == sale.c.shop_id,
    corrected.c.id == sale.c.corrects_id,
    corrected.c.kind == Kind.DEPOSIT,
)
# What is sold is what was ordered: what is invoiced of an order is in it already, and so is a
# deposit, which therefore counts neither when it is asked for nor when it is deducted.
counts = sa.and_(
    sale.c.status != Status.CANCELLED,
    sale.c.order_id.is_(None) | (sale.c.kind != Kind.INVOICE),
    sale.c.kind != Kind.DEPOSIT,
    ~corrects_deposit,
    line.c.deposit_id.is_(None),
)
of_sale = (line.c.shop_id == sale.c.shop_id) & (line.c.sale_id == sale.c.id)
line_minor = line.c.net_minor + line.c.tax_minor
sold_minor = sa.case((is_note, -line_minor), else_=line_minor)


SOLD, QUOTED = "sold", "quoted"


@prepared
def of_project(shop_id: Any, project_id: Any) -> sa.Select[Any]:
    """What is sold and what is quoted of it, because who shows a project shows both.

    What is sold is found in two ways, by an index each: as one condition it would read all lines
    of the shop.
    """
    lines = (
        sa.select(sale.c.currency, sold_minor.label("minor"))
        .join(line, of_sale)
        .where(sale.c.shop_id == shop_id, counts)
    )
    of_it = lines.where(
        sale.c.project_id == project_id,
        sa.func.coalesce(line.c.project_id, project_id) == project_id,
    )
    of_others = lines.where(
        line.c.shop_id == shop_id,
        line.c.project_id == project_id,
        sale.c.project_id.is_distinct_from(project_id),
    )
    both = sa.union_all(of_it, of_others).subquery()
    sold = sa.select(
        sa.literal(SOLD).label("what"), both.c.currency, sa.func.sum(both.c.minor).label("minor")
    ).group_by(both.c.currency)
    quoted = (
        sa.select(sa.literal(QUOTED), quote.c.currency, sa.func.sum(quote.c.total_minor))
        .where(
            quote.c.shop_id == shop_id,
            quote.c.project_id == project_id,
            quote.c.status == QuoteStatus.ACCEPTED,
        )
        .group_by(quote.c.currency)
    )
    return sa.select(sa.union_all(sold, quoted).order_by("currency").subquery())


def amounts(rows: Sequence[sa.Row[Any]], what: str) -> list[Money]:
    return [Money.of(int(row.minor), row.currency) for row in rows if row.what == what]


class SqlSalesReading(SqlReading):
    def one(self, id: SaleId, at: datetime) -> SaleView:
        query = rows.where(sale.c.shop_id == self.shop_id, sale.c.id == id)
        if (row := self.connection.execute(query).one_or_none()) is None:
            raise NotFound("There is no such sale.")
        its_lines = self._parts(line, id).order_by(line.c.position)
        its_payments = self._parts(payment, id).order_by(payment.c.recorded_at, payment.c.id)
        head = kept(Sale, row) | {"customer_name": row.shown_name}
        lines = [SaleLine(**kept(SaleLine, it)) for it in self.connection.execute(its_lines)]
        payments = [Payment(**kept(Payment, it)) for it in self.connection.execute(its_payments)]
        return SaleView.of(Sale(**head, lines=lines, payments=payments), at)

    def id_of(self, number: str) -> SaleId:
        query = sa.select(sale.c.id).where(sale.c.shop_id == self.shop_id, sale.c.number == number)
        if (id := self.connection.scalar(query)) is None:
            raise NotFound("There is no invoice of that number.")
        return SaleId(id)

    def sold(self, id: SaleId) -> SoldThings | None:
        stands = sale.c.status.not_in((Status.DRAFT, Status.CANCELLED))
        query = (
            sa.select(sale.c.number, line.c.product_template_id, line.c.stock_item_id)
            .add_columns(line.c.quantity, sale.c.project_id, line.c.project_id.label("job_id"))
            .join(line, of_sale)
            .where(sale.c.shop_id == self.shop_id, sale.c.id == id, stands)
            .where(sale.c.kind == Kind.INVOICE)
            .order_by(line.c.position)
        )
        found = self.connection.execute(query).all()
        if not found:
            return None
        lines = [
            SoldThing(
                product_template_id=it.product_template_id,
                stock_item_id=it.stock_item_id,
                quantity=it.quantity,
            )
            for it in found
            if it.project_id is None and it.job_id is None
        ]
        return SoldThings(number=found[0].number, lines=lines)

    def page(self, wish: ListSales, at: datetime) -> Page[SaleRow]:
        return page(
            self.connection,
            rows.where(sale.c.shop_id == self.shop_id, *self._filters(wish, at)),
            lambda row: row_view(row, at),
            sorts=SORTS,
            id=sale.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def sums(self, wish: ListSales, at: datetime) -> Sequence[ListSums]:
        """A credit note takes away; what is a draft or an order, or cancelled, is no money yet."""
        sign = sa.case((is_note, -1), else_=1)
        query = (
            sa.select(
                sale.c.currency,
                sa.func.sum(sign * sale.c.total_minor).label("total"),
                sa.func.sum(sign * (sale.c.total_minor - sale.c.tax_minor)).label("net"),
                sa.func.sum(open_minor).label("open"),
            )
            .where(
                sale.c.shop_id == self.shop_id,
                sale.c.status.not_in((Status.DRAFT, Status.CANCELLED)),
                *self._filters(wish, at),
            )
            .group_by(sale.c.currency)
            .order_by(sale.c.currency)
        )
        return [
            ListSums(
                currency=row.currency,
                total=Money.of(int(row.total), row.currency),
                net=Money.of(int(row.net), row.currency),
                open=Money.of(int(row.open), row.currency),
            )
            for row in self.connection.execute(query)
        ]

    def _filters(self, wish: ListSales, at: datetime) -> Sequence[sa.ColumnElement[bool]]:
        given = []
        if wish.status is not None:
            given.append(sale.c.status == wish.status)
        for name in ("kind", "customer_id", "order_id", "corrects_id"):
            if (value := getattr(wish, name)) is not None:
                given.append(sale.c[name] == value)
        if wish.project_id is not None:
            given.append(self._is_for(wish.project_id))
        if wish.product_template_id is not None:
            mine = (line.c.shop_id == self.shop_id) & (
                line.c.product_template_id == wish.product_template_id
            )
            given.append(sale.c.id.in_(sa.select(line.c.sale_id).where(mine)))
        if wish.overdue is not None:
            is_overdue = sale.c.status.in_(WAITING) & (sale.c.overdue_at <= at)
            given.append(is_overdue if wish.overdue else sa.not_(_or_false(is_overdue)))
        if wish.unpaid is not None:
            given.append(open_minor > 0 if wish.unpaid else open_minor <= 0)
        if wish.issued_from is not None:
            given.append(sale.c.issued_on >= wish.issued_from)
        if wish.issued_to is not None:
            given.append(sale.c.issued_on <= wish.issued_to)
        if wish.search:
            given.append(found(self.shop_id, sale, wish.search))
        return given

    def balances(self, customer_id: CustomerId, at: datetime) -> Sequence[CurrencyBalance]:
        """Add up invoices and credit in one statement."""
        late = sa.case((_or_false(sale.c.overdue_at <= at), open_minor), else_=0)
        nothing = sa.literal(0, sa.BigInteger)
        invoices = sa.select(
            sale.c.currency,
            sa.case((is_note, 0), else_=sale.c.total_minor).label("billed"),
            sa.case((is_note, sale.c.total_minor), else_=0).label("credited"),
            (sale.c.paid_minor - sale.c.noted_minor).label("paid"),
            open_minor.label("open"),
            late.label("overdue"),
            nothing.label("credit"),
        ).where(
            sale.c.shop_id == self.shop_id,
            sale.c.customer_id == customer_id,
            sale.c.status.not_in((Status.DRAFT, Status.CANCELLED)),
        )
        in_hand = sa.select(credit.c.currency, *[nothing] * 5, credit.c.balance_minor).where(
            credit.c.shop_id == self.shop_id, credit.c.customer_id == customer_id
        )
        both = sa.union_all(invoices, in_hand).subquery()
        names = ("billed", "credited", "paid", "open", "overdue", "credit")
        sums = (sa.func.sum(both.c[name]).label(name) for name in names)
        query = sa.select(both.c.currency, *sums).group_by(both.c.currency)
        return [
            CurrencyBalance(
                currency=row.currency,
                **{name: Money.of(int(row._mapping[name]), row.currency) for name in names},
            )
            for row in self.connection.execute(query.order_by(both.c.currency))
        ]

    def has_issued(self, customer_id: CustomerId) -> bool:
        theirs = (sale.c.shop_id == self.shop_id) & (sale.c.customer_id == customer_id)
        issued = sa.exists().where(theirs, sale.c.number.is_not(None))
        return bool(self.connection.scalar(sa.select(issued)))

    def has_any(self, customer_id: CustomerId) -> bool:
        points = (
            sa.exists().where(table.c.shop_id == self.shop_id, table.c.customer_id == customer_id)
            for table in (sale, credit)
        )
        return bool(self.connection.scalar(sa.select(sa.or_(*points))))

    def total_of_project(self, project_id: ProjectId) -> Sequence[Money]:
        """Add up lines, because a line may be for another project than its sale."""
        known = self.told(of_project, shop_id=self.shop_id, project_id=project_id)
        return amounts(known, SOLD)

    def total_of_customer(self, customer_id: CustomerId) -> Sequence[Money]:
        query = (
            sa.select(sale.c.currency, sa.func.sum(sold_minor))
            .join(line, of_sale)
            .where(sale.c.shop_id == self.shop_id, sale.c.customer_id == customer_id, counts)
        )
        return self._sums(query)

    def _sums(self, query: sa.Select[Any]) -> Sequence[Money]:
        found = self.connection.execute(query.group_by(sale.c.currency).order_by(sale.c.currency))
        return [Money.of(int(minor), currency) for currency, minor in found]

    def _is_for(self, project_id: ProjectId) -> sa.ColumnElement[bool]:
        its = (line.c.shop_id == self.shop_id) & (line.c.project_id == project_id)
        return (sale.c.project_id == project_id) | sale.c.id.in_(
            sa.select(line.c.sale_id).where(its)
        )

    def _parts(self, table: sa.Table, id: SaleId) -> sa.Select[Any]:
        return sa.select(table).where(table.c.shop_id == self.shop_id, table.c.sale_id == id)


def _or_false(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Take what is not known for untrue."""
    return sa.func.coalesce(condition, sa.false())
