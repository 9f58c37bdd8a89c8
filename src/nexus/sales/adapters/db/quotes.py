"""Quotes, their lines and links, and what was accepted: tables and mapping."""

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import code_key, key
from nexus.platform.columns import Scaled, Utc, choice, keep_keys, key_column
from nexus.platform.db import mapping, points_to, shop_table
from nexus.sales.adapters.db.tables import amount
from nexus.sales.domain import Rounding
from nexus.sales.domain.acceptance import Acceptance, Way
from nexus.sales.domain.link import Link
from nexus.sales.domain.quote import Quote, QuoteStatus
from nexus.sales.domain.quote_line import QuoteLine

quote = shop_table(
    "sales_quote",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("number", sa.String(60), nullable=False),
    key_column("number"),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("replaces_id", sa.Uuid),
    sa.Column("status", choice(QuoteStatus), nullable=False),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("project_id", sa.Uuid),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("expires_on", sa.Date, nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("prices_include_tax", sa.Boolean, nullable=False),
    sa.Column("tax_rounding", choice(Rounding), nullable=False),
    sa.Column("discount_percent", Scaled(DIGITS)),
    sa.Column("discount_amount", Scaled(DIGITS)),
    amount("subtotal"),
    amount("discount"),
    amount("tax"),
    amount("total"),
    sa.Column("terms_days", sa.Integer, nullable=False),
    sa.Column("reference", sa.String(200), nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("terms", sa.Text, nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("deposit_percent", Scaled(DIGITS)),
    sa.Column("deposit_amount", Scaled(DIGITS)),
    sa.Column("sent_at", Utc),
    sa.Column("decided_at", Utc),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("sale_id", sa.Uuid),
    *(
        sa.Column(f"customer_{part}", sa.Text, nullable=False)
        for part in ("name", "code", "address", "country", "tax_number", "email")
    ),
    *(
        sa.Column(f"seller_{part}", sa.Text, nullable=False)
        for part in ("name", "address", "tax_number", "registration_number", "email", "phone")
    ),
    key_column("search"),
    points_to("customers_customer", "customer_id"),
    points_to("projects_project", "project_id"),
    points_to("sales_quote", "replaces_id"),
    points_to("sales_sale", "sale_id"),
    sa.UniqueConstraint("shop_id", "number", "revision"),
    sa.UniqueConstraint("shop_id", "sale_id"),
    sa.Index(None, "shop_id", "created_at"),
    sa.Index(None, "shop_id", "status", "expires_at"),
    sa.Index(None, "shop_id", "customer_id", "created_at"),
    sa.Index(None, "shop_id", "project_id"),
    sa.Index(None, "shop_id", "expires_on"),
)

quote_line = shop_table(
    "sales_quote_line",
    sa.Column("quote_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("quantity", Scaled(DIGITS), nullable=False),
    sa.Column("unit", sa.String(40), nullable=False),
    sa.Column("unit_price", Scaled(DIGITS), nullable=False),
    sa.Column("discount_percent", Scaled(DIGITS)),
    sa.Column("discount_amount", Scaled(DIGITS)),
    sa.Column("tax", sa.String(60), nullable=False),
    sa.Column("tax_percent", Scaled(DIGITS), nullable=False),
    sa.Column("project_id", sa.Uuid),
    # Plain ids, as on the lines of sales.
    sa.Column("product_template_id", sa.Uuid),
    sa.Column("stock_item_id", sa.Uuid),
    sa.Column("is_optional", sa.Boolean, nullable=False),
    sa.Column("group", sa.String(200), nullable=False),
    sa.Column("is_chosen", sa.Boolean, nullable=False),
    sa.Column("is_quantity_open", sa.Boolean, nullable=False),
    sa.Column("least", Scaled(DIGITS)),
    sa.Column("most", Scaled(DIGITS)),
    amount("listed"),
    amount("amount"),
    amount("net"),
    amount("tax"),
    points_to("sales_quote", "quote_id"),
    points_to("projects_project", "project_id"),
    sa.Index(None, "shop_id", "quote_id", "position"),
    sa.Index(None, "shop_id", "project_id"),
    part_of="quote_id",
)

link = shop_table(
    "sales_quote_link",
    sa.Column("quote_id", sa.Uuid, nullable=False),
    sa.Column("token_hash", sa.String(64), nullable=False, info={"secret": True}),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("revoked_at", Utc),
    sa.Column("opened_at", Utc),
    points_to("sales_quote", "quote_id"),
    sa.UniqueConstraint("shop_id", "token_hash"),
    sa.Index(None, "shop_id", "quote_id"),
    log_as="quote_link",
    part_of="quote_id",
)

acceptance = shop_table(
    "sales_acceptance",
    sa.Column("quote_id", sa.Uuid, nullable=False),
    sa.Column("way", choice(Way), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("accepted_at", Utc, nullable=False),
    sa.Column("accepted_on", sa.Date, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("signature_text", sa.String(200), nullable=False),
    sa.Column("signature_image", sa.Text, nullable=False, info={"secret": True}),
    sa.Column("ip", sa.String(60), nullable=False),
    sa.Column("user_agent", sa.String(300), nullable=False),
    sa.Column("order_number", sa.String(200), nullable=False),
    sa.Column("order_file_id", sa.Uuid),
    sa.Column("recorded_by", sa.String(200), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    amount("tax"),
    amount("total"),
    sa.Column("content", sa.Text, nullable=False, info={"derived": True}),
    sa.Column("content_hash", sa.String(64), nullable=False),
    points_to("sales_quote", "quote_id"),
    sa.UniqueConstraint("shop_id", "quote_id"),
    part_of="quote_id",
)

mapping.map_imperatively(QuoteLine, quote_line)
mapping.map_imperatively(Link, link)
mapping.map_imperatively(Acceptance, acceptance)
mapping.map_imperatively(
    Quote,
    quote,
    version_id_col=quote.c.version,
    version_id_generator=False,
    properties={
        "lines": relationship(
            QuoteLine, lazy="joined", order_by=quote_line.c.position, cascade="all, delete-orphan"
        ),
        # Beforehand: fetched half-way it would flush what is half done.
        "links": relationship(
            Link, lazy="selectin", order_by=link.c.made_at, cascade="all, delete-orphan"
        ),
    },
)


def search_text(quote: Quote) -> str:
    told = (quote.number, quote.customer_name, quote.customer_code, quote.reference, quote.notes)
    return " ".join(key(part) for part in told if part)


keep_keys(Quote, number_key=lambda it: code_key(it.number), search_key=search_text)
