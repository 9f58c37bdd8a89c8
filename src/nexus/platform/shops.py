"""The second wall between shops: PostgreSQL shows a transaction the rows of its shop only.

The first wall is the primary key (shop_id, id), which every query and foreign key goes through.
"""

import sqlalchemy as sa

from nexus.kernel.ids import ShopId

GUARD = (
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",  # for the owner of the table too
    "CREATE POLICY shop ON {table} USING (shop_id = current_setting('nexus.shop')::uuid)",
)


def bind_shop(connection: sa.Connection, shop_id: ShopId) -> None:
    """Bind the open transaction, and nothing after it, to a shop."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.set_config("nexus.shop", str(shop_id), True)))


def guarded_tables(metadata: sa.MetaData) -> list[str]:
    """Name the tables behind the wall: all that hold a shop's rows.

    The others say `info={"shared": why}`: what is needed before the shop is known.
    """
    owned = [t for t in metadata.tables.values() if "shop_id" in t.primary_key.columns]
    return sorted(table.name for table in owned if "shared" not in table.info)


def guard(connection: sa.Connection, *tables: str) -> None:
    """Raise the wall around new tables; for migrations."""
    if connection.dialect.name == "postgresql":
        for table in tables:
            for statement in GUARD:
                connection.exec_driver_sql(statement.format(table=table))
