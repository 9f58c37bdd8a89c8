"""For looking: views straight from the rows."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeVar

import sqlalchemy as sa

from nexus.customers.adapters.db.tables import address, contact, customer
from nexus.customers.domain import digits_of
from nexus.customers.messages import (
    AddressView,
    ContactView,
    CustomerCard,
    CustomerRow,
    CustomerSheet,
    CustomerView,
    Duplicate,
    Duplicates,
    Likeness,
    ListCustomers,
    TagCount,
)
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import CustomerId, ShopId
from nexus.kernel.page import Page
from nexus.kernel.text import code_key, key
from nexus.platform.listing import page
from nexus.platform.search import found
from nexus.platform.statements import prepared
from nexus.platform.transaction import SqlReading

V = TypeVar("V")
SORTS = {
    "name": customer.c.name_key,
    "code": customer.c.code_key,
    "created_at": customer.c.created_at,
}
ALIKE = {
    Likeness.EMAIL: customer.c.email_key,
    Likeness.NAME: customer.c.name_key,
    Likeness.PHONE: customer.c.phone_e164,
}
LISTED = [
    *(customer.c[name] for name in ("id", "version", "code", "kind", "name", "email", "phone")),
    *(customer.c[name] for name in ("tags", "archived_at", "created_at")),
]
WHERE = ("lines", "city", "region", "postal_code", "country")
OF_CONTACT = {
    "contact_person": "name",
    **{f"contact_{name}": name for name in ("role", "email", "phone")},
}

of_customer = (contact.c.shop_id == customer.c.shop_id) & (contact.c.customer_id == customer.c.id)
primary = (
    sa.select(contact.c.name).where(of_customer, contact.c.is_primary).limit(1).scalar_subquery()
)
listed = sa.select(*LISTED, sa.func.coalesce(primary, "").label("contact_person"))

# A customer's billing address; without one, the first there is.
its_address = (address.c.shop_id == customer.c.shop_id) & (address.c.customer_id == customer.c.id)
billing_first = (sa.case((address.c.kind == "billing", 0), else_=1), address.c.id)
where_to = sa.alias(address)
first_address = (
    sa.select(address.c.id).where(its_address).order_by(*billing_first).limit(1).scalar_subquery()
)
sheet = (
    sa.select(
        customer,
        *(contact.c[name].label(title) for title, name in OF_CONTACT.items()),
        where_to.c.lines.label("address"),
        *(where_to.c[name] for name in WHERE[1:]),
    )
    .outerjoin_from(customer, contact, of_customer & contact.c.is_primary)
    .outerjoin(
        where_to, (where_to.c.shop_id == customer.c.shop_id) & (where_to.c.id == first_address)
    )
)


class SqlCustomersReading(SqlReading):
    def one(self, id: CustomerId) -> CustomerView:
        return self._view(customer.c.id == id)

    def by_code(self, code: str) -> CustomerView:
        return self._view(customer.c.code_key == code_key(code))

    def page(self, wish: ListCustomers) -> Page[CustomerRow]:
        return self._page(listed, row_of, wish)

    def sheet(self, wish: ListCustomers) -> Page[CustomerSheet]:
        return self._page(sheet, sheet_of, wish)

    def _page(
        self, query: sa.Select[Any], view: Callable[[sa.Row[Any]], V], wish: ListCustomers
    ) -> Page[V]:
        c = customer.c
        query = query.where(
            c.shop_id == self.shop_id,
            c.archived_at.is_not(None) if wish.archived else c.archived_at.is_(None),
            self._found(wish.search or ""),
        )
        if wish.kind is not None:
            query = query.where(c.kind == wish.kind)
        if wish.tag:
            query = query.where(c.tags_key.contains(f"\n{key(wish.tag)}\n", autoescape=True))
        return page(
            self.connection,
            query,
            view,
            sorts=SORTS,
            id=c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def contacts(self, id: CustomerId) -> Sequence[ContactView]:
        return [contact_of(row) for row in self._parts(contact, id)]

    def addresses(self, id: CustomerId) -> Sequence[AddressView]:
        return [address_of(row) for row in self._parts(address, id)]

    def tags(self) -> Sequence[TagCount]:
        query = sa.select(customer.c.tags).where(
            customer.c.shop_id == self.shop_id,
            customer.c.archived_at.is_(None),
            customer.c.tags_key != "",
        )
        spelled: dict[str, Counter[str]] = {}
        for tags in self.connection.scalars(query):
            for tag in tags:
                spelled.setdefault(key(tag), Counter())[tag] += 1
        # However it is spelled it is one tag: shown as most spell it.
        counts = ((it, spelled[it].total()) for it in sorted(spelled))
        return [TagCount(tag=spelled[it].most_common(1)[0][0], count=n) for it, n in counts]

    def duplicates(self, limit: int) -> Page[Duplicates]:
        alike = sa.union_all(*(self._alike(*it) for it in ALIKE.items())).subquery("alike")
        group = [alike.c.same, alike.c.value]
        ranked = (
            sa.select(alike, sa.func.dense_rank().over(order_by=group).label("rank"))
            .where(alike.c.count > 1)
            .subquery("ranked")
        )
        total = sa.select(sa.func.max(ranked.c.rank)).scalar_subquery()
        query = (
            sa.select(ranked, total.label("total"))
            .where(ranked.c.rank <= limit)
            .order_by(ranked.c.rank, ranked.c.code_key)
        )
        rows = self.connection.execute(query).all()
        items = [_duplicates(group) for _, group in groupby(rows, lambda row: row.rank)]
        return Page(items=items, total=rows[0].total if rows else 0)

    def is_active(self, id: CustomerId) -> bool:
        return any(row.archived_at is None for row in self._card(id))

    def code(self, id: CustomerId) -> str | None:
        return next((row.code for row in self._card(id)), None)

    def card(self, id: CustomerId) -> CustomerCard | None:
        """Return it with the billing address; without one, with the first there is."""
        return next(map(card_of, self._card(id)), None)

    def _card(self, id: CustomerId) -> Sequence[sa.Row[Any]]:
        """Return one row or none. Who is asked about is billed or named in a moment."""
        return self.told(a_card, shop_id=self.shop_id, id=id)

    def _view(self, which: sa.ColumnElement[bool]) -> CustomerView:
        query = sa.select(customer).where(customer.c.shop_id == self.shop_id, which)
        if (row := self.connection.execute(query).one_or_none()) is None:
            raise NotFound("There is no such customer.")
        return view_of(row, self.contacts(row.id), self.addresses(row.id))

    def _parts(self, table: sa.Table, id: CustomerId) -> Sequence[sa.Row[Any]]:
        """Return the rows of a customer's parts in order, or raise NotFound without a customer."""
        its = (table.c.shop_id == customer.c.shop_id) & (table.c.customer_id == customer.c.id)
        query = (
            sa.select(customer.c.version, customer.c.id.label("owner_id"), table)
            .outerjoin_from(customer, table, its)
            .where(self._is(id))
            .order_by(table.c.id)
        )
        rows = self.connection.execute(query).all()
        if not rows:
            raise NotFound("There is no such customer.")
        return [row for row in rows if row.id is not None]

    def _found(self, search: str) -> sa.ColumnElement[bool]:
        """Look for the words, and for a phone number in whatever notation."""
        words = found(self.shop_id, customer, search)
        digits = digits_of(search)
        return words if digits is None else words | found(self.shop_id, customer, digits)

    def _alike(self, same: Likeness, column: sa.ColumnElement[str]) -> sa.Select[Any]:
        return sa.select(
            sa.literal(same.value).label("same"),
            column.label("value"),
            *(customer.c[name] for name in ("id", "code", "name", "code_key")),
            sa.func.count().over(partition_by=column).label("count"),
        ).where(customer.c.shop_id == self.shop_id, customer.c.archived_at.is_(None), column != "")

    def _is(self, id: CustomerId) -> sa.ColumnElement[bool]:
        return (customer.c.shop_id == self.shop_id) & (customer.c.id == id)


def row_of(row: sa.Row[Any]) -> CustomerRow:
    return CustomerRow(**{name: getattr(row, name) for name in CustomerRow.__struct_fields__})


def sheet_of(row: sa.Row[Any]) -> CustomerSheet:
    own = {name: getattr(row, name) for name in CustomerSheet.__struct_fields__}
    without = {name: "" for name in (*OF_CONTACT, *WHERE[1:]) if own[name] is None}
    return CustomerSheet(**own | without | {"address": row.address or []})


def view_of(
    row: sa.Row[Any], contacts: Sequence[ContactView], addresses: Sequence[AddressView]
) -> CustomerView:
    parts: dict[str, Any] = {"contacts": contacts, "addresses": addresses}
    own = (name for name in CustomerView.__struct_fields__ if name not in parts)
    return CustomerView(**parts, **{name: getattr(row, name) for name in own})


def contact_of(row: sa.Row[Any]) -> ContactView:
    return ContactView(**{name: getattr(row, name) for name in ContactView.__struct_fields__})


def address_of(row: sa.Row[Any]) -> AddressView:
    return AddressView(**{name: getattr(row, name) for name in AddressView.__struct_fields__})


def card_of(row: sa.Row[Any]) -> CustomerCard:
    town = " ".join(filter(None, (row.city, row.postal_code)))
    return CustomerCard(
        code=row.code,
        name=row.name,
        email=row.email,
        phone=row.phone,
        tax_number=row.tax_number,
        registration_number=row.registration_number,
        address=[line for line in (*(row.lines or ()), town, row.region or "") if line],
        country=row.country or "",
        language=row.language,
    )


def _duplicates(rows: Iterable[sa.Row[Any]]) -> Duplicates:
    alike = list(rows)
    return Duplicates(
        same=Likeness(alike[0].same),
        value=alike[0].value,
        customers=[Duplicate(id=it.id, code=it.code, name=it.name) for it in alike],
    )


def misled_primaries(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Tell of customers with contacts of whom not exactly one is the primary one."""
    count = sa.func.sum(sa.case((contact.c.is_primary, 1), else_=0))
    query = (
        sa.select(contact.c.customer_id, count.label("primaries"))
        .where(contact.c.shop_id == shop_id)
        .group_by(contact.c.customer_id)
        .having(count != 1)
    )
    for row in connection.execute(query):
        yield f"Customer {row.customer_id} has {row.primaries} primary contacts."


def unfinished_merges(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Tell of customers that were merged into another one and are still in use."""
    query = sa.select(customer.c.code).where(
        customer.c.shop_id == shop_id,
        customer.c.merged_into_id.is_not(None),
        customer.c.archived_at.is_(None),
    )
    for code in connection.scalars(query):
        yield f"{code} was merged into another customer and is not archived."


@prepared
def a_card(shop_id: Any, id: Any) -> sa.Select[Any]:
    return (
        sa.select(customer, *(address.c[name] for name in WHERE))
        .outerjoin_from(customer, address, its_address)
        .where(customer.c.shop_id == shop_id, customer.c.id == id)
        .order_by(*billing_first)
        .limit(1)
    )
