"""The tables, and the file mapped to them."""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import relationship

from nexus.documents.domain import File, FileLink, FileVersion, Kind, Purpose, Role, Share
from nexus.kernel.text import key
from nexus.platform.columns import Utc, bytewise, choice, keep_keys, key_column
from nexus.platform.db import mapping, points_to, shop_table

DERIVED: Any = {"derived": True}


class Strings(sa.TypeDecorator[tuple[str, ...]]):
    """A few short texts in order, which nothing else points to, as a JSON list."""

    impl = sa.Text
    cache_ok = True
    python_type = tuple

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return () if not value else msgspec.json.decode(value, type=tuple[str, ...])


file = shop_table(
    "documents_file",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    key_column("name"),
    sa.Column("purpose", choice(Purpose), nullable=False),
    sa.Column("description", sa.Text, nullable=False, default=""),
    sa.Column("tags", Strings, nullable=False, default=()),
    sa.Column("tags_key", bytewise(), nullable=False, default="", info=DERIVED),
    sa.Column("search_key", bytewise(), nullable=False, default="", info=DERIVED),
    sa.Column("current", sa.Integer, nullable=False),
    # Those of the version that counts, so that a list needs no other table.
    sa.Column("media_type", sa.String(100), nullable=False, info=DERIVED),
    sa.Column("size", sa.BigInteger, nullable=False, info=DERIVED),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    sa.Column("created_by_id", sa.Uuid),
    sa.Column("archived_at", Utc),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    sa.Index(None, "shop_id", "name_key", "id"),
    sa.Index(None, "shop_id", "created_at", "id"),
    sa.Index(None, "shop_id", "size", "id"),
)
version = shop_table(
    "documents_file_version",
    sa.Column("file_id", sa.Uuid, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("original_name", sa.String(255), nullable=False),
    sa.Column("note", sa.String(200), nullable=False),
    sa.Column("uploaded_by", sa.String(200), nullable=False),
    sa.Column("uploaded_by_id", sa.Uuid),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("rendered_at", Utc, info=DERIVED),
    sa.Column("preview_type", sa.String(100), info=DERIVED),
    sa.Column("thumbnail_type", sa.String(100), info=DERIVED),
    sa.Column("pages", sa.Integer, info=DERIVED),
    points_to("documents_file", "file_id"),
    sa.UniqueConstraint("shop_id", "file_id", "number"),
    sa.Index(None, "shop_id", "key"),
    log_as="file_version",
    part_of="file_id",
)
link = shop_table(
    "documents_link",
    sa.Column("file_id", sa.Uuid, nullable=False),
    sa.Column("kind", choice(Kind), nullable=False),
    sa.Column("thing_id", sa.Uuid, nullable=False),
    sa.Column("role", choice(Role), nullable=False),
    sa.Column("type", sa.String(200), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("visible_to_customer", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    points_to("documents_file", "file_id"),
    sa.UniqueConstraint("shop_id", "file_id", "kind", "thing_id", "role"),
    sa.Index(None, "shop_id", "kind", "thing_id", "position"),
    log_as="file_link",
    part_of="file_id",
)
share = shop_table(
    "documents_share",
    sa.Column("file_id", sa.Uuid, nullable=False),
    sa.Column("version_id", sa.Uuid, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("note", sa.String(200), nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    sa.Column("revoked_at", Utc),
    points_to("documents_file", "file_id"),
    points_to("documents_file_version", "version_id"),
    sa.Index(None, "shop_id", "file_id"),
    sa.Index(None, "shop_id", "version_id"),
    log_as="file_share",
    part_of="file_id",
)

mapping.map_imperatively(FileVersion, version)
mapping.map_imperatively(FileLink, link)
mapping.map_imperatively(Share, share)
mapping.map_imperatively(
    File,
    file,
    version_id_col=file.c.version,
    version_id_generator=False,
    properties={
        "versions": relationship(
            FileVersion,
            lazy="selectin",
            order_by=version.c.number,
            cascade="all, delete-orphan",
        ),
        "links": relationship(
            FileLink,
            lazy="selectin",
            order_by=(link.c.position, link.c.id),
            cascade="all, delete-orphan",
        ),
        "shares": relationship(
            Share, lazy="selectin", order_by=share.c.id, cascade="all, delete-orphan"
        ),
    },
)


def tags_key(it: File) -> str:
    """Write each tag between bars, so that a whole one is found."""
    return "".join(f"|{key(tag)}|" for tag in it.tags)


def search_key(it: File) -> str:
    return key(" ".join([it.name, *it.tags, it.newest.original_name, it.description]))


keep_keys(
    File,
    name_key=lambda it: key(it.name),
    tags_key=tags_key,
    search_key=search_key,
    media_type=lambda it: it.newest.media_type,
    size=lambda it: it.newest.size,
)
