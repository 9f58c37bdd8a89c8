"""The repository: whole templates, for changes."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.kernel.ids import ProductId
from nexus.kernel.text import code_key
from nexus.platform.uow import SqlRepository, SqlUnitOfWork
from nexus.products.adapters.db.tables import bom_item, template
from nexus.products.domain import Template

NESTING = 0x6E6573740000  # sets these locks apart from others


class SqlTemplates(SqlRepository[Template]):
    entity: ClassVar[type] = Template

    def has_sku(self, sku_code: str, but: Template | None = None) -> bool:
        alike = (template.c.shop_id == self.shop_id) & (
            template.c.sku_code_key == code_key(sku_code)
        )
        if but is not None:
            alike &= template.c.id != but.id
        return bool(self.session.scalar(sa.select(sa.exists().where(alike))))

    def hold_nesting(self) -> None:
        """On SQLite whoever writes is alone already."""
        connection = self.session.connection()
        if connection.dialect.name == "postgresql":
            lock = (self.shop_id.int ^ NESTING) % 2**63
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))

    def nesting(self) -> Sequence[tuple[ProductId, ProductId]]:
        query = sa.select(bom_item.c.template_id, bom_item.c.nested_template_id).where(
            bom_item.c.shop_id == self.shop_id, bom_item.c.nested_template_id.is_not(None)
        )
        return [(above, below) for above, below in self.session.execute(query)]

    def named(self, ids: Sequence[ProductId]) -> Mapping[ProductId, str]:
        query = sa.select(template.c.id, template.c.name).where(
            template.c.shop_id == self.shop_id,
            template.c.id.in_(ids),
            template.c.archived_at.is_(None),
        )
        return {id: name for id, name in self.session.execute(query)}


class SqlProductsUnitOfWork(SqlUnitOfWork):
    templates: SqlTemplates

    def open(self, session: Session) -> None:
        self.templates = SqlTemplates(session, self.shop_id)
