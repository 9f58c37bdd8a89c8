"""Queries about quotes: views straight from the rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import CustomerId, ProjectId, QuoteId, SaleId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.platform.listing import page
from nexus.platform.search import found
from nexus.platform.transaction import SqlReading
from nexus.sales.adapters.db.looking import (
    QUOTED,
    amounts,
    customer,
    kept,
    of_project,
    project,
)
from nexus.sales.adapters.db.quotes import acceptance, link, quote, quote_line
from nexus.sales.adapters.db.quotes_deposits import IN_ORDER, asked_for, deducted_by, taken_of
from nexus.sales.adapters.db.tables import line, sale
from nexus.sales.domain import Sale, SaleLine
from nexus.sales.domain.acceptance import Acceptance
from nexus.sales.domain.deposit import Rate
from nexus.sales.domain.link import Link
from nexus.sales.domain.quote import WAITING, Quote, QuoteStatus
from nexus.sales.domain.quote_line import QuoteLine
from nexus.sales.messages.quote_views import QUOTE_LABELS, QuoteRow, QuoteView
from nexus.sales.messages.quotes import ListQuotes

# Three days of grace (L-080) and the rest of this one: a quote expires as its last day ends.
SOON = timedelta(days=3 + 1)
NO_LINK = phrase("There is no such quote, or its link is no longer good.")

SORTS: dict[str, sa.ColumnElement[Any]] = {
    "number": quote.c.number_key,
    "valid_until": quote.c.expires_on,
    "total": quote.c.total_minor,
    "created_at": quote.c.created_at,
}

# A draft shows what its customer is called today, what was sent what he was called.
shown_name = sa.case((quote.c.sent_at.is_(None), customer.c.name), else_=quote.c.customer_name)
rows = (
    sa.select(
        quote,
        shown_name.label("shown_name"),
        project.c.code.label("project_code"),
        project.c.name.label("project_name"),
    )
    .join(
        customer,
        (customer.c.shop_id == quote.c.shop_id) & (customer.c.id == quote.c.customer_id),
    )
    .outerjoin(
        project, (project.c.shop_id == quote.c.shop_id) & (project.c.id == quote.c.project_id)
    )
)


def row_view(row: sa.Row[Any], at: datetime) -> QuoteRow:
    has_expired = row.status in WAITING and row.expires_at <= at
    status = QuoteStatus.EXPIRED if has_expired else row.status
    return QuoteRow(
        id=row.id,
        version=row.version,
        number=row.number,
        revision=row.revision,
        status=status,
        status_label=QUOTE_LABELS[status],
        customer_id=row.customer_id,
        customer_name=row.shown_name,
        project_id=row.project_id,
        project_code=row.project_code,
        project_name=row.project_name,
        reference=row.reference,
        created_at=row.created_at,
        sent_at=row.sent_at,
        valid_until=row.expires_on,
        subtotal=Money.of(row.subtotal_minor, row.currency),
        discount=Money.of(row.discount_minor, row.currency),
        tax=Money.of(row.tax_minor, row.currency),
        total=Money.of(row.total_minor, row.currency),
        sale_id=row.sale_id,
    )


class SqlQuotesReading(SqlReading):
    def one(self, id: QuoteId, at: datetime) -> QuoteView:
        row = self._row(quote.c.id == id)
        if row is None:
            raise NotFound("There is no such quote.")
        whole = self._whole(row, customer_name=row.shown_name)
        return QuoteView.of(whole, at, self._accepted(id))

    def id_of(self, number: str, revision: int | None) -> QuoteId:
        query = sa.select(quote.c.id).where(
            quote.c.shop_id == self.shop_id,
            quote.c.number == number,
            *([] if revision is None else [quote.c.revision == revision]),
        )
        id = self.connection.scalar(query.order_by(quote.c.revision.desc()).limit(1))
        if id is None:
            raise NotFound("There is no quote of that number.")
        return QuoteId(id)

    def page(self, wish: ListQuotes, at: datetime) -> Page[QuoteRow]:
        return page(
            self.connection,
            rows.where(quote.c.shop_id == self.shop_id, *self._filters(wish, at)),
            lambda row: row_view(row, at),
            sorts=SORTS,
            id=quote.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def shown(
        self, token_hash: str, revision: int | None, at: datetime
    ) -> tuple[Quote, int, Acceptance | None]:
        mine = (link.c.shop_id == self.shop_id) & (link.c.token_hash == token_hash)
        good = mine & link.c.revoked_at.is_(None) & (link.c.expires_at > at)
        id = self.connection.scalar(sa.select(link.c.quote_id).where(good))
        row = self._row(quote.c.id == id) if id is not None else None
        if row is None:
            raise NotFound(NO_LINK)
        newest = self._newest(row.number)
        if revision is not None and row.revision < revision <= newest:
            row = self._row((quote.c.number == row.number) & (quote.c.revision == revision))
        elif revision is not None and revision != row.revision:
            row = None
        if row is None:
            raise NotFound(NO_LINK)
        return self._whole(row), newest, self._accepted(row.id)

    def deposits(
        self, sale_id: SaleId
    ) -> tuple[Sale, Sequence[tuple[Sale, Mapping[Rate, tuple[int, int]]]]]:
        if not (found := self._sales(sale.c.id == sale_id)):
            raise NotFound("There is no such sale.")
        its = found[0]
        mine = asked_for(self.shop_id, sale_id)
        if its.number is None:
            mine |= deducted_by(its)
        elif named := {it.deposit_id for it in its.lines if it.deposit_id is not None}:
            mine |= sale.c.id.in_(named)
        deposits = self._sales(mine)
        return its, [(it, taken_of(self.connection, self.shop_id, it.id)) for it in deposits]

    def _sales(self, which: sa.ColumnElement[bool]) -> list[Sale]:
        """Return sales with their lines, to be looked at and never stored."""
        query = sa.select(sale).where(sale.c.shop_id == self.shop_id, which).order_by(*IN_ORDER)
        heads = self.connection.execute(query).all()
        lines: dict[UUID, list[SaleLine]] = {row.id: [] for row in heads}
        theirs = (line.c.shop_id == self.shop_id) & line.c.sale_id.in_(lines)
        for row in self.connection.execute(sa.select(line).where(theirs).order_by(line.c.position)):
            lines[row.sale_id].append(SaleLine(**kept(SaleLine, row)))
        return [Sale(**kept(Sale, row), lines=lines[row.id]) for row in heads]

    def quoted(self, project_id: ProjectId) -> Sequence[Money]:
        known = self.told(of_project, shop_id=self.shop_id, project_id=project_id)
        return amounts(known, QUOTED)

    def has_of_project(self, project_id: ProjectId) -> bool:
        points = (
            sa.exists().where(table.c.shop_id == self.shop_id, table.c.project_id == project_id)
            for table in (quote, quote_line)
        )
        return bool(self.connection.scalar(sa.select(sa.or_(*points))))

    def has_any(self, customer_id: CustomerId) -> bool:
        theirs = (quote.c.shop_id == self.shop_id) & (quote.c.customer_id == customer_id)
        return bool(self.connection.scalar(sa.select(sa.exists().where(theirs))))

    def _row(self, which: sa.ColumnElement[bool]) -> sa.Row[Any] | None:
        query = rows.where(quote.c.shop_id == self.shop_id, which)
        return self.connection.execute(query).one_or_none()

    def _whole(self, row: sa.Row[Any], **changes: Any) -> Quote:
        """Return the quote with its lines and links; it is read, never stored again."""
        its_lines = self._parts(quote_line, row.id).order_by(quote_line.c.position)
        its_links = self._parts(link, row.id).order_by(link.c.made_at, link.c.id)
        lines = [QuoteLine(**kept(QuoteLine, it)) for it in self.connection.execute(its_lines)]
        links = [Link(**kept(Link, it)) for it in self.connection.execute(its_links)]
        return Quote(**(kept(Quote, row) | changes), lines=lines, links=links)

    def _accepted(self, id: QuoteId) -> Acceptance | None:
        query = self._parts(acceptance, id)
        row = self.connection.execute(query).one_or_none()
        return None if row is None else Acceptance(**kept(Acceptance, row))

    def _newest(self, number: str) -> int:
        sent = (quote.c.number == number) & (quote.c.status != QuoteStatus.DRAFT)
        query = sa.select(sa.func.max(quote.c.revision)).where(quote.c.shop_id == self.shop_id)
        return self.connection.scalar(query.where(sent)) or 0

    def _filters(self, wish: ListQuotes, at: datetime) -> Sequence[sa.ColumnElement[bool]]:
        given: list[sa.ColumnElement[bool]] = []
        waits = quote.c.status.in_(WAITING)
        if wish.status is QuoteStatus.EXPIRED:
            given.append(waits & (quote.c.expires_at <= at))
        elif wish.status is not None:
            given.append(quote.c.status == wish.status)
            if wish.status in WAITING:
                given.append(quote.c.expires_at > at)
        if wish.number is not None:
            given.append(quote.c.number == wish.number)
        if wish.customer_id is not None:
            given.append(quote.c.customer_id == wish.customer_id)
        if wish.project_id is not None:
            given.append(quote.c.project_id == wish.project_id)
        if wish.expiring is not None:
            soon = waits & (quote.c.expires_at > at) & (quote.c.expires_at <= at + SOON)
            given.append(soon if wish.expiring else sa.not_(soon))
        if wish.search:
            given.append(found(self.shop_id, quote, wish.search))
        return given

    def _parts(self, table: sa.Table, id: QuoteId) -> sa.Select[Any]:
        return sa.select(table).where(table.c.shop_id == self.shop_id, table.c.quote_id == id)
