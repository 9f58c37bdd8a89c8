"""What must hold of quotes and deposits; each yields a sentence for every breach."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from nexus.kernel.ids import ShopId
from nexus.sales.adapters.db.quotes import acceptance, quote, quote_line
from nexus.sales.adapters.db.tables import line, sale
from nexus.sales.domain import Kind, Status
from nexus.sales.domain.acceptance import hash_of
from nexus.sales.domain.quote import QuoteStatus

ORDERS = (Kind.INVOICE, Kind.ORDER)


def broken_quotes(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of quotes that do not come to what the chosen lines add up to."""
    its = (quote_line.c.shop_id == quote.c.shop_id) & (quote_line.c.quote_id == quote.c.id)

    def added(amount: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
        query = sa.select(sa.func.coalesce(sa.func.sum(amount), 0))
        return query.where(its, quote_line.c.is_chosen).scalar_subquery()

    net, tax = added(quote_line.c.net_minor), added(quote_line.c.tax_minor)
    wrong = sa.or_(
        quote.c.total_minor != net + tax,
        quote.c.tax_minor != tax,
        quote.c.total_minor != quote.c.subtotal_minor - quote.c.discount_minor + quote.c.tax_minor,
    )
    query = sa.select(quote.c.number).where(quote.c.shop_id == shop_id, wrong)
    for number in connection.scalars(query.order_by(quote.c.number)):
        yield f"Quote {number} does not come to the sum of what is chosen of it."


def loose_acceptances(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of accepted quotes without exactly one order and a record, and of others with one."""
    of_it = (sale.c.shop_id == quote.c.shop_id) & (sale.c.quote_id == quote.c.id)
    orders = (
        sa.select(sa.func.count())
        .where(of_it, sale.c.kind.in_(ORDERS), sale.c.order_id.is_(None))
        .scalar_subquery()
    )
    its_record = (acceptance.c.shop_id == quote.c.shop_id) & (acceptance.c.quote_id == quote.c.id)
    has_record = sa.exists().where(its_record, acceptance.c.total_minor == quote.c.total_minor)
    is_accepted = quote.c.status == QuoteStatus.ACCEPTED
    wrong = sa.or_(
        is_accepted & (sa.or_(quote.c.sale_id.is_(None), orders != 1, ~has_record)),
        ~is_accepted & sa.or_(quote.c.sale_id.is_not(None), orders != 0),
    )
    query = sa.select(quote.c.number).where(quote.c.shop_id == shop_id, wrong)
    for number in connection.scalars(query.order_by(quote.c.number)):
        yield f"Quote {number} is accepted without one order and one record, or has them too early."


def altered_acceptances(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of records that are not what was hashed when the customer accepted."""
    columns = (acceptance.c.id, acceptance.c.content, acceptance.c.content_hash)
    query = sa.select(*columns).where(acceptance.c.shop_id == shop_id).order_by(acceptance.c.id)
    for row in connection.execute(query):
        if hash_of(row.content) != row.content_hash:
            yield f"The acceptance {row.id} is not what was accepted."


def broken_deposits(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of deposits that do not say what invoices deduct of them, or less than that."""
    by = sa.alias(sale)
    sign = sa.case((by.c.kind == Kind.CREDIT_NOTE, 1), else_=-1)
    taken = (
        sa.select(sa.func.coalesce(sa.func.sum(sign * (line.c.net_minor + line.c.tax_minor)), 0))
        .join(by, (by.c.shop_id == line.c.shop_id) & (by.c.id == line.c.sale_id))
        .where(
            line.c.shop_id == sale.c.shop_id,
            line.c.deposit_id == sale.c.id,
            by.c.number.is_not(None),
            by.c.status != Status.CANCELLED,
        )
        .scalar_subquery()
    )
    wrong = sa.or_(
        sale.c.deducted_minor != taken,
        sale.c.deducted_minor < 0,
        sale.c.deducted_minor > sale.c.total_minor - sale.c.credited_minor,
        (sale.c.kind != Kind.DEPOSIT) & (sale.c.deducted_minor != 0),
    )
    query = sa.select(sale.c.id).where(sale.c.shop_id == shop_id, wrong)
    for id in connection.scalars(query.order_by(sale.c.id)):
        yield f"Of deposit {id} invoices deduct something else than it says."
