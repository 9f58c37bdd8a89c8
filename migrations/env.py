"""Alembic's entry point. Importing the app's container makes every module's tables known."""

import sqlalchemy as sa
from alembic import context

import nexus.app.container  # noqa: F401
from nexus.platform.db import make_engine, metadata
from nexus.platform.search import is_declared
from nexus.platform.statistics import describe_tables


def run() -> None:
    """Migrate on the caller's connection, in his transaction, or else on one of our own."""
    given = context.config.attributes.get("connection")
    if given is not None:
        return _migrate(given)
    engine = make_engine(context.config.get_main_option("sqlalchemy.url"))
    with engine.begin() as connection:
        return _migrate(connection)


def _migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=_render,
        include_name=is_declared,
    )
    with context.begin_transaction():
        context.run_migrations()
    describe_tables(connection)


def _render(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our own column types as what they store: a revision leans on no code that moves."""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return f"sa.{item.impl!r}"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False


run()
