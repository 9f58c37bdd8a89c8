"""Where papers lie: written once, read for ever."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.kernel.ids import ShopId
from nexus.platform.columns import Utc, choice
from nexus.platform.db import mapping, shop_table
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlUnitOfWork
from nexus.sales.adapters.db.tables import sale
from nexus.sales.domain.paper import Paper, PaperKind

paper = shop_table(
    "sales_paper",
    sa.Column("kind", choice(PaperKind), nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("language", sa.String(35), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.UniqueConstraint("shop_id", "kind", "subject_id"),
)

mapping.map_imperatively(Paper, paper)

OF_SALES = (PaperKind.DEPOSIT, PaperKind.INVOICE, PaperKind.CREDIT_NOTE)


def stray_papers(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of kept papers of what was never issued, or is not there."""
    its = (sale.c.shop_id == paper.c.shop_id) & (sale.c.id == paper.c.subject_id)
    query = (
        sa.select(paper.c.id)
        .outerjoin(sale, its)
        .where(paper.c.shop_id == shop_id, paper.c.kind.in_(OF_SALES), sale.c.number.is_(None))
    )
    for id in connection.scalars(query.order_by(paper.c.id)):
        yield f"Paper {id} is of something that was never issued."


class SqlPapersReading(SqlReading):
    def find(self, kind: PaperKind, subject_id: UUID) -> Paper | None:
        its = (
            (paper.c.shop_id == self.shop_id)
            & (paper.c.kind == kind)
            & (paper.c.subject_id == subject_id)
        )
        row = self.connection.execute(sa.select(paper).where(its)).one_or_none()
        return None if row is None else Paper(**row._mapping)


class SqlPapers:
    def __init__(self, session: Session, shop_id: UUID) -> None:
        self._session = session
        self._shop_id = shop_id

    def keep(self, new: Paper) -> Paper:
        """Add it, unless somebody was faster: then return what they have kept."""
        its = {"kind": new.kind, "subject_id": new.subject_id, "shop_id": self._shop_id}
        kept = self._session.scalars(sa.select(Paper).filter_by(**its)).one_or_none()
        if kept is not None:
            return kept
        self._session.add(new)
        return new


class SqlPapersUnitOfWork(SqlUnitOfWork):
    papers: SqlPapers

    def open(self, session: Session) -> None:
        self.papers = SqlPapers(session, self.shop_id)
