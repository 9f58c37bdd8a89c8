"""Tables and mapping. Amounts count minor units of the sale's `currency`."""

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import code_key, key
from nexus.platform.columns import Scaled, Utc, choice, keep_keys, key_column
from nexus.platform.db import mapping, points_to, shop_table
from nexus.sales.domain import (
    CreditEntry,
    CustomerCredit,
    EntryKind,
    Kind,
    LineKind,
    Payment,
    PaymentKind,
    Rounding,
    Sale,
    SaleLine,
    Status,
)


def amount(name: str) -> "sa.Column[int]":
    return sa.Column(f"{name}_minor", sa.BigInteger, nullable=False)


sale = shop_table(
    "sales_sale",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", choice(Kind), nullable=False),
    sa.Column("status", choice(Status), nullable=False),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("project_id", sa.Uuid),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("prices_include_tax", sa.Boolean, nullable=False),
    sa.Column("tax_rounding", choice(Rounding), nullable=False),
    sa.Column("discount_percent", Scaled(DIGITS)),
    sa.Column("discount_amount", Scaled(DIGITS)),
    amount("subtotal"),
    amount("discount"),
    amount("tax"),
    amount("total"),
    amount("paid"),
    amount("credited"),
    amount("noted"),
    amount("deducted"),
    sa.Column("terms_days", sa.Integer, nullable=False),
    sa.Column("reference", sa.String(200), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("number", sa.String(60)),
    key_column("number"),
    sa.Column("number_series", sa.String(120)),  # numbering.Series.key
    sa.Column("number_place", sa.BigInteger),
    sa.Column("issued_on", sa.Date),
    sa.Column("issued_at", Utc),
    sa.Column("due_on", sa.Date),
    sa.Column("overdue_at", Utc),
    sa.Column("cancelled_at", Utc),
    sa.Column("cancel_reason", sa.String(200), nullable=False),
    # Copies of cards, whose owners decide how long their texts are.
    *(
        sa.Column(f"customer_{part}", sa.Text, nullable=False)
        for part in ("name", "code", "address", "country", "tax_number", "email")
    ),
    *(
        sa.Column(f"seller_{part}", sa.Text, nullable=False)
        for part in ("name", "address", "tax_number", "registration_number", "email", "phone")
    ),
    # Plain ids: SQLite adds no reference to a table that is there, and an invoice stays anyway.
    sa.Column("corrects_id", sa.Uuid),
    sa.Column("corrects_number", sa.String(60), nullable=False),
    sa.Column("corrects_issued_on", sa.Date),
    sa.Column("reason", sa.String(200), nullable=False),
    sa.Column("order_id", sa.Uuid),
    sa.Column("quote_id", sa.Uuid),
    sa.Column("milestone_id", sa.Uuid),
    sa.Column("covers_until_at", Utc),
    key_column("search"),
    points_to("customers_customer", "customer_id"),
    points_to("projects_project", "project_id"),
    sa.UniqueConstraint("shop_id", "number"),
    sa.Index(None, "shop_id", "corrects_id"),
    sa.Index(None, "shop_id", "order_id"),
    sa.Index(None, "shop_id", "quote_id"),
    sa.Index(None, "shop_id", "milestone_id"),
    sa.Index(None, "shop_id", "created_at"),
    sa.Index(None, "shop_id", "status", "created_at"),
    sa.Index(None, "shop_id", "customer_id", "created_at"),
    sa.Index(None, "shop_id", "project_id"),
    # With all that reports add up of a time, so that they read nothing else.
    sa.Index(
        "ix_sales_sale_billed",
        *("shop_id", "issued_on", "status", "currency", "kind", "customer_id"),
        *("total_minor", "tax_minor", "paid_minor", "noted_minor"),
    ),
    sa.Index(None, "shop_id", "overdue_at"),
)

line = shop_table(
    "sales_line",
    sa.Column("sale_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("kind", choice(LineKind), nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("quantity", Scaled(DIGITS), nullable=False),
    sa.Column("unit", sa.String(40), nullable=False),
    sa.Column("unit_price", Scaled(DIGITS), nullable=False),
    sa.Column("discount_percent", Scaled(DIGITS)),
    sa.Column("discount_amount", Scaled(DIGITS)),
    sa.Column("tax", sa.String(60), nullable=False),
    sa.Column("tax_percent", Scaled(DIGITS), nullable=False),
    sa.Column("project_id", sa.Uuid),
    # Plain ids until products and inventory have tables to point to.
    sa.Column("product_template_id", sa.Uuid),
    sa.Column("stock_item_id", sa.Uuid),
    sa.Column("deposit_id", sa.Uuid),
    sa.Column("order_line_id", sa.Uuid),
    sa.Column("corrects_line_id", sa.Uuid),
    amount("listed"),
    amount("amount"),
    amount("net"),
    amount("tax"),
    points_to("sales_sale", "sale_id"),
    points_to("projects_project", "project_id"),
    sa.Index(None, "shop_id", "deposit_id"),
    sa.Index(None, "shop_id", "sale_id", "position"),
    sa.Index(None, "shop_id", "project_id"),
    sa.Index(None, "shop_id", "product_template_id"),
    log_as="sale_line",
    part_of="sale_id",
)

payment = shop_table(
    "sales_payment",
    sa.Column("sale_id", sa.Uuid, nullable=False),
    sa.Column("kind", choice(PaymentKind), nullable=False),
    sa.Column("paid_on", sa.Date, nullable=False),
    amount("amount"),
    amount("over"),
    sa.Column("method", sa.String(40), nullable=False),
    sa.Column("reference", sa.String(200), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("reverses_id", sa.Uuid),
    sa.Column("reason", sa.String(200), nullable=False),
    sa.Column("recorded_at", Utc, nullable=False),
    points_to("sales_sale", "sale_id"),
    points_to("sales_payment", "reverses_id"),
    sa.Index(None, "shop_id", "sale_id", "recorded_at"),
    part_of="sale_id",
)

credit = shop_table(
    "sales_credit",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    amount("balance"),
    points_to("customers_customer", "customer_id"),
    sa.UniqueConstraint("shop_id", "customer_id", "currency"),
)

credit_entry = shop_table(
    "sales_credit_entry",
    sa.Column("credit_id", sa.Uuid, nullable=False),
    amount("amount"),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("sale_id", sa.Uuid),
    sa.Column("payment_id", sa.Uuid),
    sa.Column("note", sa.String(200), nullable=False),
    sa.Column("kind", choice(EntryKind)),
    sa.Column("method", sa.String(40), nullable=False),
    sa.Column("reference", sa.String(200), nullable=False),
    sa.Column("paid_on", sa.Date),
    points_to("sales_credit", "credit_id"),
    points_to("sales_sale", "sale_id"),
    points_to("sales_payment", "payment_id"),
    sa.Index(None, "shop_id", "credit_id", "made_at"),
    part_of="credit_id",
)

mapping.map_imperatively(SaleLine, line)
mapping.map_imperatively(Payment, payment)
mapping.map_imperatively(CreditEntry, credit_entry)
mapping.map_imperatively(
    CustomerCredit, credit, version_id_col=credit.c.version, version_id_generator=False
)
mapping.map_imperatively(
    Sale,
    sale,
    version_id_col=sale.c.version,
    version_id_generator=False,
    properties={
        # With the sale in one statement; payments come when they are asked for.
        "lines": relationship(
            SaleLine, lazy="joined", order_by=line.c.position, cascade="all, delete-orphan"
        ),
        "payments": relationship(
            Payment, order_by=(payment.c.recorded_at, payment.c.id), cascade="all, delete-orphan"
        ),
    },
)


def search_text(sale: Sale) -> str:
    told = (sale.number or "", sale.customer_name, sale.customer_code, sale.reference, sale.notes)
    return " ".join(key(part) for part in told if part)


keep_keys(Sale, number_key=lambda it: code_key(it.number or ""), search_key=search_text)
