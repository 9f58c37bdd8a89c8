"""SQLite is told what our tables are like, and takes the index that is meant."""

import pytest

from nexus.platform.db import metadata

QUERIES = [
    ("projects_stage", "project_id"),
    ("projects_note", "project_id"),
    ("projects_project", "customer_id"),
    ("tasks_task", "project_id"),
    ("tasks_time_log", "task_id"),
    ("workflows_stage", "workflow_id"),
]


@pytest.mark.parametrize(("table", "column"), QUERIES)
def test_rows_are_found_by_what_they_point_to(engine, table, column):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL gathers its own statistics")
    asked = f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE shop_id = 'a' AND {column} = 'b'"
    with engine.connect() as connection:
        [step] = connection.exec_driver_sql(asked)
    assert f"shop_id=? AND {column}=?" in step.detail


def test_every_index_is_described(engine):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL gathers its own statistics")
    with engine.connect() as connection:
        told = connection.exec_driver_sql("SELECT tbl, idx FROM sqlite_stat1").all()
    described = {index for _, index in told}
    assert {
        index.name for table in metadata.tables.values() for index in table.indexes
    } <= described
    assert "projects_project" in described  # the clustered key itself


def test_a_search_looks_up_what_the_trigrams_found(engine):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has one index for it all")
    asked = (
        "EXPLAIN QUERY PLAN SELECT id FROM platform_search WHERE shop_id = 'a' AND kind = 'b' AND"
        " number IN (SELECT rowid FROM platform_search_fts WHERE platform_search_fts MATCH 'c')"
    )
    with engine.connect() as connection:
        first, *_ = connection.exec_driver_sql(asked)
    assert "INTEGER PRIMARY KEY" in first.detail
