"""The tables, and the customer mapped to them."""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import relationship

from nexus.customers.domain import (
    Address,
    AddressKind,
    Contact,
    Customer,
    Kind,
    search_text,
    tag_text,
)
from nexus.kernel.text import code_key, key
from nexus.platform.columns import Utc, bytewise, choice, keep_keys, key_column
from nexus.platform.db import mapping, points_to, shop_table


class Strings(sa.TypeDecorator[tuple[str, ...]]):
    """A few short texts in order, which nothing else points to, as a JSON list."""

    impl = sa.Text
    cache_ok = True
    python_type = tuple

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return () if not value else msgspec.json.decode(value, type=tuple[str, ...])


def text(name: str, longest: int = 200) -> sa.Column[str]:
    return sa.Column(name, sa.String(longest), nullable=False, default="")


def derived(name: str) -> sa.Column[str]:
    """What follows from the columns as typed: the activity log passes over it."""
    return sa.Column(name, bytewise(), nullable=False, default="", info={"derived": True})


customer = shop_table(
    "customers_customer",
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Column("code", sa.String(60), nullable=False),
    key_column("code"),  # unique, and `cl-1` is `CL-0001`: codes that look alike are one
    sa.Column("kind", choice(Kind), nullable=False, default=Kind.COMPANY),
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
    text("email"),
    derived("email_key"),
    text("phone"),
    derived("phone_e164"),
    text("website"),
    text("tax_number"),
    text("registration_number"),
    text("language"),
    sa.Column("tags", Strings, nullable=False, default=()),
    derived("tags_key"),
    sa.Column("notes", sa.Text, nullable=False, default=""),
    derived("search_key"),
    sa.Column("archived_at", Utc),
    sa.Column("merged_into_id", sa.Uuid),
    sa.Column("created_at", Utc, nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    points_to("customers_customer", "merged_into_id"),
    sa.UniqueConstraint("shop_id", "code_key"),
    sa.Index(None, "shop_id", "name_key", "id"),
    sa.Index(None, "shop_id", "email_key"),
    sa.Index(None, "shop_id", "phone_e164"),
    sa.Index(None, "shop_id", "created_at", "id"),
    sa.Index(None, "shop_id", "merged_into_id"),
)
contact = shop_table(
    "customers_contact",
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    text("role"),
    text("email"),
    derived("email_key"),
    text("phone"),
    derived("phone_e164"),
    sa.Column("is_primary", sa.Boolean, nullable=False),
    points_to("customers_customer", "customer_id"),
    sa.Index(None, "shop_id", "customer_id"),
    log_as="customer_contact",
    part_of="customer_id",
)
address = shop_table(
    "customers_address",
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("kind", choice(AddressKind), nullable=False),
    sa.Column("lines", Strings, nullable=False, default=()),
    text("city"),
    text("region"),
    text("postal_code"),
    text("country", 2),
    points_to("customers_customer", "customer_id"),
    sa.Index(None, "shop_id", "customer_id"),
    log_as="customer_address",
    part_of="customer_id",
)

mapping.map_imperatively(Contact, contact)
mapping.map_imperatively(Address, address)
mapping.map_imperatively(
    Customer,
    customer,
    version_id_col=customer.c.version,
    version_id_generator=False,
    properties={
        "contacts": relationship(
            Contact, lazy="selectin", order_by=contact.c.id, cascade="all, delete-orphan"
        ),
        "addresses": relationship(
            Address, lazy="selectin", order_by=address.c.id, cascade="all, delete-orphan"
        ),
    },
)
keep_keys(
    Customer,
    code_key=lambda it: code_key(it.code),
    name_key=lambda it: key(it.name),
    search_key=search_text,
    tags_key=tag_text,
)
