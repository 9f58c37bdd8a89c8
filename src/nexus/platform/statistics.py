"""What SQLite's planner is told about our tables, so that it takes the index that is meant.

Without statistics SQLite guesses that ten rows share a first column. Ours is the shop: it then
reads the whole shop by the primary key rather than a project's few rows by their index, and a
list of fifty costs seconds. Real statistics (ANALYZE) are no cure: they are gathered once, maybe
on an empty or a one-shop database, and plans would change from house to house. So the tables are
described as they are in a house of many shops, once, whenever the schema is made or moved on.
"""

import sqlalchemy as sa

from nexus.platform.db import metadata

ROWS = 1_000_000
OF_A_SHOP = 100_000
FEW, MANY = 10, 1_000  # values of a column: a status; what is worth an index of its own


def describe_tables(connection: sa.Connection) -> None:
    """Write SQLite's statistics anew; PostgreSQL gathers its own."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # makes the table that holds them
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    for table in sa.inspect(connection).get_table_names():
        if table in metadata.tables:
            for index, stat in _stats(connection, metadata.tables[table]):
                row = (table, index, stat)
                connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", row)
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # reads them


def _stats(connection: sa.Connection, table: sa.Table) -> list[tuple[str, str]]:
    stats = []
    indexes = connection.exec_driver_sql(f'PRAGMA index_list("{table.name}")').all()
    for _, name, unique, origin, _ in indexes:
        names = [row[2] for row in connection.exec_driver_sql(f'PRAGMA index_info("{name}")')]
        # The clustered key of a table without rowid goes by the table's name.
        called = table.name if origin == "pk" and _is_clustered(table) else name
        stats.append((called, _stat(table, names, bool(unique))))
    return stats


def _is_clustered(table: sa.Table) -> bool:
    return not table.dialect_options["sqlite"].get("with_rowid", True)


def _stat(table: sa.Table, names: list[str], unique: bool) -> str:
    """Return how many rows there are, and how many share each beginning of the index."""
    shared, left = [ROWS], ROWS
    for name in names:
        left = max(left // _values(table, name), 1)
        shared.append(left)
    if unique:
        shared[-1] = 1
    return " ".join(map(str, shared))


def _values(table: sa.Table, name: str) -> int:
    if name == "shop_id":
        return ROWS // OF_A_SHOP
    if name == "id":
        return ROWS
    column = table.c.get(name)
    is_choice = column is None or isinstance(column.type, sa.Boolean | sa.Enum | sa.SmallInteger)
    return FEW if is_choice or name == "kind" else MANY
