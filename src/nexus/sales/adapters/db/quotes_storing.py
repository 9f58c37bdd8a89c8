"""Repositories of quotes and acceptances, and their unit of work: for changes."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, lazyload

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import CustomerId, QuoteId
from nexus.platform.uow import SqlRepository
from nexus.sales.adapters.db.quotes import acceptance, link, quote
from nexus.sales.adapters.db.storing import SqlSales, SqlSalesUnitOfWork
from nexus.sales.domain import Sale
from nexus.sales.domain.acceptance import Acceptance
from nexus.sales.domain.link import Link
from nexus.sales.domain.quote import Quote, QuoteStatus


class SqlQuotes(SqlRepository[Quote]):
    entity: ClassVar[type] = Quote

    def held(self, id: UUID) -> Quote:
        """Lock the row first, then read: who waited sees what was done meanwhile."""
        mine = sa.select(quote.c.id).where(quote.c.shop_id == self.shop_id, quote.c.id == id)
        if self.session.scalar(mine.with_for_update()) is None:
            raise NotFound("There is no such quote.")
        return self.get(id)

    def remove(self, quote: Quote) -> None:
        self.session.delete(quote)

    def behind(self, token_hash: str) -> tuple[QuoteId, Link] | None:
        mine = (link.c.shop_id == self.shop_id) & (link.c.token_hash == token_hash)
        query = sa.select(Link, link.c.quote_id).where(mine)
        if (row := self.session.execute(query).one_or_none()) is None:
            return None
        return QuoteId(row.quote_id), row.Link

    def revision(self, number: str, revision: int) -> QuoteId | None:
        its = self._numbered(number) & (quote.c.revision == revision)
        id = self.session.scalar(sa.select(quote.c.id).where(its))
        return QuoteId(id) if id is not None else None

    def newest(self, number: str) -> int:
        sent = self._numbered(number) & (quote.c.status != QuoteStatus.DRAFT)
        return self.session.scalar(sa.select(sa.func.max(quote.c.revision)).where(sent)) or 0

    def of_customer(self, customer_id: CustomerId) -> Sequence[Quote]:
        mine = (quote.c.shop_id == self.shop_id) & (quote.c.customer_id == customer_id)
        query = sa.select(Quote).where(mine)
        parts = (lazyload(part) for part in (Quote.lines, Quote.links))  # type: ignore[arg-type,misc]
        return self.session.scalars(query.options(*parts)).all()

    def _numbered(self, number: str) -> sa.ColumnElement[bool]:
        return (quote.c.shop_id == self.shop_id) & (quote.c.number == number)


class SqlAcceptances:
    def __init__(self, session: Session, shop_id: UUID) -> None:
        self._session = session
        self._shop_id = shop_id

    def add(self, acceptance: Acceptance) -> None:
        self._session.flush()  # the quote first, which it points to
        self._session.add(acceptance)

    def of_quote(self, quote_id: QuoteId) -> Acceptance | None:
        mine = (acceptance.c.shop_id == self._shop_id) & (acceptance.c.quote_id == quote_id)
        return self._session.scalars(sa.select(Acceptance).where(mine)).one_or_none()


class SqlOrders(SqlSales):
    def add(self, entity: Sale) -> None:
        super().add(entity)
        self.session.flush()  # before the quote points to it

    def remove(self, sale: Sale) -> None:
        self.session.flush()  # the quote does not point to it any more
        super().remove(sale)


class SqlQuotesUnitOfWork(SqlSalesUnitOfWork):
    quotes: SqlQuotes
    acceptances: SqlAcceptances

    def open(self, session: Session) -> None:
        super().open(session)
        self.sales = SqlOrders(session, self.shop_id)
        self.quotes = SqlQuotes(session, self.shop_id)
        self.acceptances = SqlAcceptances(session, self.shop_id)
