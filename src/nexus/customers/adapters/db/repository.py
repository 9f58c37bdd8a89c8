"""For changes: whole customers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.customers.adapters.db.tables import customer
from nexus.customers.domain import Customer, Known, Match
from nexus.kernel.ids import CustomerId
from nexus.kernel.text import code_key
from nexus.platform.statements import prepared
from nexus.platform.uow import SqlRepository, SqlUnitOfWork

CHUNK = 500  # customers that one statement fetches


@prepared
def called(shop_id: Any, code: Any) -> sa.Select[Any]:
    return sa.select(customer.c.id).where(
        customer.c.shop_id == shop_id, customer.c.code_key == code
    )


class SqlCustomers(SqlRepository[Customer]):
    entity: ClassVar[type] = Customer

    def remove(self, entity: Customer) -> None:
        self.session.delete(entity)

    def many(self, ids: Sequence[CustomerId]) -> Mapping[CustomerId, Customer]:
        found: dict[CustomerId, Customer] = {}
        for start in range(0, len(ids), CHUNK):
            chunk = customer.c.id.in_(ids[start : start + CHUNK])
            query = sa.select(Customer).where(customer.c.shop_id == self.shop_id, chunk)
            found |= {one.id: one for one in self.session.scalars(query)}
        return found

    def has_code(self, code: str, but: Customer | None = None) -> bool:
        mine = {"shop_id": self.shop_id, "code": code_key(code)}
        return any(id != (but and but.id) for id in self.session.scalars(called, mine))

    def merged_into(self, id: CustomerId) -> Sequence[str]:
        into = (customer.c.shop_id == self.shop_id) & (customer.c.merged_into_id == id)
        query = sa.select(customer.c.code).where(into).order_by(customer.c.code_key)
        return self.session.scalars(query).all()

    def known(self) -> Iterator[Known]:
        target = customer.alias("target")
        into = (target.c.shop_id == customer.c.shop_id) & (target.c.id == customer.c.merged_into_id)
        c = customer.c
        query = (
            sa.select(c.id, c.code, c.code_key, c.email_key, c.name_key, c.phone_e164)
            .add_columns(c.archived_at, target.c.code.label("merged_into"))
            .outerjoin_from(customer, target, into)
            .where(c.shop_id == self.shop_id)
            .order_by(c.created_at, c.id)
        )
        for row in self.session.execute(query):
            keys = {
                Match.CODE: row.code_key,
                Match.EMAIL: row.email_key,
                Match.NAME: row.name_key,
                Match.PHONE: row.phone_e164,
            }
            yield Known(
                id=row.id,
                code=row.code,
                keys={match: text for match, text in keys.items() if text},
                is_archived=row.archived_at is not None,
                merged_into=row.merged_into,
            )


class SqlCustomersUnitOfWork(SqlUnitOfWork):
    customers: SqlCustomers

    def open(self, session: Session) -> None:
        self.customers = SqlCustomers(session, self.shop_id)
