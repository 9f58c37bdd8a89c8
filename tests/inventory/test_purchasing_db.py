"""What `nexus verify` says of purchasing and maintenance when somebody tampers with the rows, and
what many at once do to one order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from nexus.inventory.adapters.db import lost_maintenance, unbooked_receipts, wrong_orders
from nexus.inventory.adapters.db.equipment_tables import plan
from nexus.inventory.adapters.db.purchasing_tables import line, order, receipt_line
from nexus.inventory.adapters.db.tables import item
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlUnitOfWork

API = "/api/inventory"


@pytest.fixture
def received(client):
    """An order of 10 of which 4 came in."""
    stocked = client.post(f"{API}/items", json={"name": "Sheet"}).json()
    supplier = client.post(f"{API}/suppliers", json={"name": "Stahl AG"}).json()
    lines = [{"item_id": stocked["id"], "quantity": "10", "unit_cost": "5"}]
    body = {"supplier_id": supplier["id"], "lines": lines}
    made = client.post(f"{API}/purchase-orders", json=body).json()
    sent = client.post(f"{API}/purchase-orders/{made['id']}/order").json()
    part = [{"line_id": sent["lines"][0]["id"], "quantity": "4"}]
    answer = client.post(f"{API}/purchase-orders/{made['id']}/receive", json={"lines": part})
    assert answer.status_code == 201, answer.text
    return answer.json()


def breaches(shop, check):
    with SqlReading(shop.database, shop.id) as look:
        return list(check(look.connection, shop.id))


def tamper(shop, table, **values):
    with SqlUnitOfWork(shop.database, shop.actor) as uow:
        uow.session.execute(sa.update(table).where(table.c.shop_id == shop.id).values(**values))


def test_what_was_received_is_the_sum_of_the_receipts(a_shop, received):
    assert breaches(a_shop, wrong_orders) == []
    tamper(a_shop, line, received=Decimal(5))
    (said,) = breaches(a_shop, wrong_orders)
    assert said == "Order PO-2026-0001 has received something else than its receipts say."


def test_a_status_follows_from_what_came_in(a_shop, received):
    tamper(a_shop, order, status="received")
    (said,) = breaches(a_shop, wrong_orders)
    assert "status" in said


@pytest.mark.parametrize(
    "values", [{"movement_id": None}, {"quantity": Decimal(3)}, {"value_minor": 1}]
)
def test_no_item_is_received_without_its_movement(a_shop, received, values):
    assert breaches(a_shop, unbooked_receipts) == []
    tamper(a_shop, receipt_line, **values)
    assert breaches(a_shop, unbooked_receipts) == [
        "What came in on order PO-2026-0001 is not so in the ledger."
    ]


def test_a_plan_counts_from_its_latest_entry(a_shop, client):
    machine = client.post(f"{API}/equipment", json={"name": "Saw"}).json()
    path = f"{API}/equipment/{machine['id']}"
    made = client.post(f"{path}/plans", json={"title": "Grease", "every_days": 7}).json()
    client.post(f"{path}/maintenance", json={"plan_id": made["id"]})
    assert breaches(a_shop, lost_maintenance) == []
    tamper(a_shop, plan, last_done_on=date(2026, 1, 1))
    assert len(breaches(a_shop, lost_maintenance)) == 1


def test_a_receipt_is_undone_once_whoever_is_quicker(a_shop, client, received):
    path = f"{API}/purchase-orders/{received['id']}"
    undo = f"{path}/receipts/{received['receipts'][0]['id']}/undo"
    with ThreadPoolExecutor(4) as people:
        wish = {"reason": "Wrong"}
        answers = sorted(people.map(lambda _: client.post(undo, json=wish).status_code, range(4)))
    assert answers == [200, 409, 409, 409]
    with SqlReading(a_shop.database, a_shop.id) as look:
        on_hand = look.connection.scalar(
            sa.select(item.c.on_hand).where(item.c.shop_id == a_shop.id)
        )
    assert on_hand == 0
    assert client.get(path).json()["status"] == "ordered"
    assert breaches(a_shop, wrong_orders) == breaches(a_shop, unbooked_receipts) == []


def test_an_order_is_received_in_full_once_whoever_is_quicker(a_shop, client, received):
    """Without a version, all that is open is taken in by the first; the others are refused."""
    path = f"{API}/purchase-orders/{received['id']}/receive"
    with ThreadPoolExecutor(4) as people:
        answers = sorted(people.map(lambda _: client.post(path).status_code, range(4)))
    assert answers == [201, 409, 409, 409]
    assert breaches(a_shop, wrong_orders) == breaches(a_shop, unbooked_receipts) == []
