"""Every promise about the data is asked, and a broken one is told with its shop."""

import pytest
import sqlalchemy as sa

from nexus.app import verify as verifying
from nexus.app.verify import OF_A_SHOP, OF_ALL, verify
from nexus.kernel.ids import new_id
from nexus.platform import checks
from nexus.platform.activity import entries
from nexus.platform.checks import Check
from nexus.platform.db import metadata
from nexus.platform.numbers import counters
from nexus.platform.outbox import outbox
from nexus.platform.uow import SqlUnitOfWork

from tests.conftest import NOW


def found(database, shop):
    """Return what is broken in the shop, and in what all shops share."""
    return [(it.promise, it.says) for it in verify(database, only=shop.id).violations]


def test_there_are_promises_of_every_module():
    assert len(OF_A_SHOP) + len(OF_ALL) >= 25
    names = [check.name for check in (*OF_A_SHOP, *OF_ALL)]
    assert len(set(names)) == len(names)
    assert all(name.strip() for name in names)


def test_a_furnished_shop_keeps_the_promises_of_the_platform(database, a_shop):
    broken = {promise for promise, _ in found(database, a_shop)}
    # Its rows were put there without the mapper, which keeps the index.
    assert broken & {check.name for check in checks.OF_A_SHOP} <= {
        "What is searched is what is there."
    }


def test_progress_is_told_step_by_step(database, a_shop):
    steps = []
    report = verify(database, steps.append, a_shop.id)
    assert report.shops == 1
    assert len(steps) == len(OF_A_SHOP)
    assert {step.of for step in steps} == {len(steps)}


def test_a_counter_that_stands_below_a_code_is_told(database, a_shop):
    a_shop.add("customers_customer", code="CL-0007", code_key="cl-0000000007")
    with SqlUnitOfWork(database, a_shop.actor) as uow:
        row = {"shop_id": a_shop.id, "series": "CL-{n}", "last": 6}
        uow.session.execute(sa.insert(counters), row)
    told = dict(found(database, a_shop))
    assert "CL-0007" in told["No number is given twice."]


def test_an_altered_entry_of_the_log_is_told(database, a_shop, client):
    client.post("/api/workflows", json={"name": "Cut"})
    mine = entries.c.shop_id == a_shop.id
    with SqlUnitOfWork(database, a_shop.actor) as uow:
        uow.session.execute(sa.update(entries).where(mine).values(actor="Nobody"))
    told = dict(found(database, a_shop))
    assert "altered" in told["The activity log is whole and unaltered."]


def test_an_event_that_nobody_knows_is_told(database, a_shop):
    with database.engine.begin() as connection:
        waits = {"about_id": new_id(), "topic": "ghosts.Seen", "body": b"", "due_at": NOW}
        connection.execute(sa.insert(outbox), waits)
    told = dict(found(database, a_shop))["Every event that waits is known."]
    assert told == "Nobody knows the event ghosts.Seen, which waits in the outbox."


def test_a_table_without_a_wall_is_told(database, a_shop):
    if database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one wall.")
    table = "customers_customer"
    with database.engine.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
    try:
        assert any(table in says for _, says in found(database, a_shop))
    finally:
        with database.engine.begin() as connection:
            connection.execute(sa.text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))


def test_a_row_that_points_to_nothing_is_told(database, a_shop):
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL cannot be talked into it.")
    station = metadata.tables["accounts_station"]
    connection = database.engine.raw_connection()
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        columns = ", ".join(c.name for c in station.columns)
        connection.execute("BEGIN")
        connection.execute(
            f"INSERT INTO accounts_station ({columns}) SELECT x'00', "
            f"{', '.join(c.name for c in list(station.columns)[1:])} FROM accounts_station LIMIT 1"
        )
        told = [row for row in connection.execute("PRAGMA foreign_key_check")]
        connection.execute("ROLLBACK")
        assert told
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.close()


def test_of_one_promise_not_more_is_told_than_a_person_reads(database, a_shop, monkeypatch):
    flood = Check("Nothing is wrong.", lambda connection, shop_id: (str(n) for n in range(10**6)))
    monkeypatch.setattr(verifying, "OF_A_SHOP", [flood])
    assert len(found(database, a_shop)) == 100


@pytest.mark.parametrize(
    ("table", "values", "promise"),
    [
        ("workflows_workflow", {"name": "Cut", "name_key": "bend"}, "Names are sorted"),
        ("workflows_workflow", {"version": 0}, "Every change was counted."),
        ("customers_customer", {"created_at": NOW.replace(year=2199)}, "Nothing was made tomorrow"),
        (
            "accounts_employee",
            {"hourly_rate_minor": 100, "hourly_rate_currency": None},
            "A sum has its currency",
        ),
        ("customers_customer", {"name": "Axel", "search_key": "axel"}, "What is searched"),
    ],
)
def test_a_row_that_breaks_a_promise_of_all_tables_is_told(
    database, a_shop, table, values, promise
):
    a_shop.add(table, **values)
    broken = [kept for kept, _ in found(database, a_shop)]
    assert any(kept.startswith(promise) for kept in broken)


def test_a_choice_that_is_none_is_told(database, a_shop):
    id = a_shop.add("projects_project", name="Chair")
    table = metadata.tables["projects_project"]
    with SqlUnitOfWork(database, a_shop.actor) as uow:
        strange = sa.update(table).where(table.c.id == id)
        uow.session.execute(strange.values(status=sa.literal("ghostly", sa.String)))
    assert "Every choice is one of its values." in dict(found(database, a_shop))
