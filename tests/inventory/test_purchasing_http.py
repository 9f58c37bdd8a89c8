"""Purchase orders and what comes in on them, through the whole application."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
import sqlalchemy as sa

from nexus.inventory.adapters.db.purchasing_checks import unbooked_receipts, wrong_orders
from nexus.inventory.adapters.db.tables import item, lot, movement
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlUnitOfWork

ORDERS = "/api/inventory/purchase-orders"
SUPPLIERS = "/api/inventory/suppliers"
NOTHING = "0190c6a1-0000-7000-8000-000000000000"


def stock_item(shop, **more):
    told = {"name": "Sheet 3 mm", "unit": "sheet", "moves": 0, "on_hand": 0, "value_minor": 0}
    nothing = {name: Decimal(0) for name in ("on_hand", "reserved", "on_order", "unit_cost")}
    money = {"unit_cost_minor": 0, "unit_cost_currency": "ZAR"}
    return str(shop.add("inventory_item", **told | nothing | money | more))


@pytest.fixture
def supplier(client):
    return client.post(SUPPLIERS, json={"name": "Stahl AG", "lead_time_days": 5}).json()


@pytest.fixture
def sheet(a_shop):
    return stock_item(a_shop)


@pytest.fixture
def order(client, supplier, sheet):
    return an_order(client, supplier, {"item_id": sheet, "quantity": "10", "unit_cost": "500"})


def an_order(client, supplier, *lines, sent=True, **more):
    body = {"supplier_id": supplier["id"], "lines": list(lines)} | more
    answer = client.post(ORDERS, json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    return client.post(f"{ORDERS}/{made['id']}/order").json() if sent else made


def receive(client, order, *lines, expect=201, **more):
    body = ({"lines": list(lines)} if lines else {}) | more
    answer = client.post(f"{ORDERS}/{order['id']}/receive", json=body)
    assert answer.status_code == expect, answer.text
    return answer.json()


def some(order, quantity, at=0, **more):
    return {"line_id": order["lines"][at]["id"], "quantity": quantity} | more


def test_an_order_has_its_number_lines_and_sums(client, supplier, sheet):
    line = {"item_id": sheet, "quantity": "10", "unit_cost": "500"}
    other = {"description": "Delivery", "quantity": "1", "unit_cost": "99.95", "tax": "zero"}
    made = an_order(client, supplier, line, other, sent=False)
    assert made["number"] == "PO-2026-0001"
    assert (made["status"], made["version"]) == ("draft", 1)
    assert made["net_cost"] == {"amount": "5099.95", "currency": "ZAR"}
    assert made["tax_cost"]["amount"] == "750.00"
    assert made["total_cost"]["amount"] == "5849.95"
    first, second = made["lines"]
    assert (first["description"], first["unit"], first["item_id"]) == ("Sheet 3 mm", "sheet", sheet)
    assert (second["item_id"], second["tax_percent"]) == (None, "0")
    shown = client.get(f"{ORDERS}/by-number/po-2026-1")
    assert shown.json() == made == client.get(f"{ORDERS}/{made['id']}").json()


def test_a_line_takes_what_the_supplier_offers(client, supplier, sheet):
    offer = {"item_id": sheet, "supplier_code": "ST-3", "unit_cost": "412.5", "lead_time_days": 9}
    client.post(f"{SUPPLIERS}/{supplier['id']}/items", json=offer)
    sent = an_order(client, supplier, {"item_id": sheet, "quantity": "2"})
    (line,) = sent["lines"]
    assert (line["supplier_code"], line["unit_cost"]) == ("ST-3", "412.5")
    assert (line["expected_on"], sent["expected_on"]) == ("2026-03-11", "2026-03-11")


def test_a_draft_changes_line_by_line(client, supplier, sheet):
    draft = an_order(client, supplier, sent=False)
    path = f"{ORDERS}/{draft['id']}"
    assert client.post(f"{path}/order").status_code == 409
    for price in ("1", "2"):
        body = {"item_id": sheet, "quantity": "1", "unit_cost": price}
        added = client.post(f"{path}/lines", json=body)
        assert added.status_code == 201, added.text
    first, second = added.json()["lines"]
    moved = client.patch(f"{path}/lines/{second['id']}", json={"position": 1, "tax": "zero"}).json()
    assert [it["unit_cost"] for it in moved["lines"]] == ["2", "1"]
    assert moved["tax_cost"]["amount"] == "0.15"
    left = client.delete(f"{path}/lines/{first['id']}")
    assert [it["id"] for it in left.json()["lines"]] == [second["id"]]
    anew = {"lines": [{"description": "Paint", "quantity": "3", "unit_cost": "5"}]}
    assert client.patch(path, json=anew).json()["net_cost"]["amount"] == "15.00"
    assert client.delete(f"{path}/lines/{NOTHING}").status_code == 404


def test_a_delivery_goes_into_stock_at_what_it_cost(client, order, sheet, stock):
    done = receive(client, order, reference="DN 7")
    assert (done["status"], done["lines"][0]["received"]) == ("received", "10")
    (receipt,) = done["receipts"]
    (line,) = receipt["lines"]
    assert (receipt["received_on"], receipt["recorded_by"]) == ("2026-03-02", "Ann")
    assert line["value"] == {"amount": "5000.00", "currency": "ZAR"}
    assert stock(sheet) == (10, 500000)
    (moved,) = stock.movements(sheet)
    assert (str(moved.id), moved.kind, moved.reference) == (
        line["movement_id"],
        "purchase",
        "PO-2026-0001",
    )
    assert str(moved.origin_id) == receipt["id"]


def test_an_order_comes_in_parts_and_what_is_left_is_on_order(client, order, sheet):
    part = receive(client, order, some(order, "4"))
    assert (part["status"], part["lines"][0]["open"]) == ("partially_received", "6")
    listed = client.get(ORDERS, params={"is_open": True, "item_id": sheet}).json()["items"]
    assert [it["status_label"] for it in listed] == ["Partially received"]
    done = receive(client, part, some(order, "6", unit_cost="450"))
    assert done["status"] == "received"
    receive(client, part, expect=409)


def test_what_is_on_order_is_told_of_the_item_until_it_comes(client, order, sheet, nexus, a_shop):
    path = f"/api/inventory/items/{sheet}"
    assert client.get(path).json()["on_order"] == "10"
    receive(client, order, some(order, "4"))
    assert client.get(path).json()["on_order"] == "6"
    told = nexus.inventory.answers().on_order(a_shop.id, [UUID(sheet)])
    assert told == {UUID(sheet): 6}
    client.post(f"{ORDERS}/{order['id']}/close")
    assert client.get(path).json()["on_order"] == "0"


def test_what_came_on_an_order_is_undone_there_and_not_in_the_ledger(client, order, sheet, stock):
    receive(client, order)
    (moved,) = stock.movements(sheet)
    refused = client.post(f"/api/inventory/movements/{moved.id}/undo", json={})
    assert refused.status_code == 409, refused.text
    assert "receipt" in refused.json()["detail"]


def test_what_was_used_is_not_given_back(client, order, sheet, stock):
    done = receive(client, order)
    used = {"item_id": sheet, "kind": "usage", "quantity": "3"}
    assert client.post("/api/inventory/movements", json=used).status_code == 201
    path = f"{ORDERS}/{order['id']}/receipts/{done['receipts'][0]['id']}/undo"
    refused = client.post(path, json={"reason": "Wrong"})
    assert refused.status_code == 409, refused.text
    assert client.get(f"{ORDERS}/{order['id']}").json()["status"] == "received"


def test_a_line_comes_in_several_lots(client, order, sheet, stock):
    lots = [
        some(order, "4", lot_number="A1", expires_on="2027-01-31"),
        some(order, "6", lot_number="A2"),
    ]
    receive(client, order, *lots)
    assert stock(sheet) == (10, 500000)
    assert stock.lots(sheet) == {"A1": "2027-01-31", "A2": None}


def test_more_than_ordered_comes_in_with_a_warning(client, order, sheet, stock):
    done = receive(client, order, some(order, "12"))
    assert done["status"] == "received"
    assert done["warnings"] == ["Line 1: 12 of 10 came in, 2 more than ordered."]
    assert stock(sheet) == (12, 600000)


def test_another_currency_comes_in_at_the_days_rate(client, sheet, stock):
    body = {"name": "Acier SA", "currency": "EUR"}
    abroad = client.post(SUPPLIERS, json=body).json()
    line = {"item_id": sheet, "quantity": "3", "unit_cost": "10.333"}
    order = an_order(client, abroad, line)
    assert order["total_cost"] == {"amount": "35.65", "currency": "EUR"}
    refused = receive(client, order, expect=422)
    assert "exchange_rate" in refused["errors"]
    done = receive(client, order, exchange_rate="19.84")
    assert done["receipts"][0]["lines"][0]["value"] == {"amount": "615.02", "currency": "ZAR"}
    assert stock(sheet) == (3, 61502)


def test_the_shops_own_currency_has_no_rate(client, order):
    assert "exchange_rate" in receive(client, order, exchange_rate="2", expect=422)["errors"]


def test_a_receipt_is_undone_and_the_ledger_shows_both(client, order, sheet, stock):
    done = receive(client, order)
    path = f"{ORDERS}/{order['id']}/receipts/{done['receipts'][0]['id']}/undo"
    assert client.post(path, json={"reason": " "}).status_code == 400
    undone = client.post(path, json={"reason": "Counted twice"})
    assert undone.status_code == 200, undone.text
    assert undone.json()["status"] == "ordered"
    (receipt,) = undone.json()["receipts"]
    assert receipt["undo_reason"] == "Counted twice"
    assert receipt["lines"][0]["undo_movement_id"] is not None
    assert stock(sheet) == (0, 0)
    assert [it.quantity for it in stock.movements(sheet)] == [10, -10]
    assert client.post(path, json={"reason": "Again"}).status_code == 409
    assert receive(client, order)["status"] == "received"


def test_a_delivery_is_received_once_per_key(client, order, sheet, stock):
    path = f"{ORDERS}/{order['id']}/receive"
    wish = {"json": {"lines": [some(order, "4")]}, "headers": {"Idempotency-Key": "r1"}}
    first, second = client.post(path, **wish), client.post(path, **wish)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert stock(sheet) == (4, 200000)


def test_who_looked_at_an_older_order_is_told_so(client, order, sheet, stock):
    path = f"{ORDERS}/{order['id']}/receive"
    seen = {"If-Match": f'"{order["version"]}"'}
    body = {"lines": [some(order, "4")]}
    assert client.post(path, json=body, headers=seen).status_code == 201
    assert client.post(path, json=body, headers=seen).status_code == 412
    assert stock(sheet) == (4, 200000)


def test_two_people_receive_parts_at_once(client, order, sheet, stock):
    path = f"{ORDERS}/{order['id']}/receive"
    with ThreadPoolExecutor(5) as people:
        answers = list(
            people.map(
                lambda _: client.post(path, json={"lines": [some(order, "2")]}).status_code,
                range(5),
            )
        )
    assert answers == [201] * 5
    done = client.get(f"{ORDERS}/{order['id']}").json()
    assert (done["status"], done["lines"][0]["received"]) == ("received", "10")
    assert len(done["receipts"]) == 5
    assert stock(sheet) == (10, 500000)


def test_nothing_is_half_received(client, order, sheet, stock):
    lines = [some(order, "4"), some(order, "1") | {"line_id": NOTHING}]
    refused = receive(client, order, *lines, expect=422)
    assert "lines[1].line_id" in refused["errors"]
    assert stock(sheet) == (0, 0)
    assert client.get(f"{ORDERS}/{order['id']}").json()["receipts"] == []


def test_an_archived_item_is_not_received(client, supplier, a_shop, stock):
    both = [stock_item(a_shop, name=name, code=name) for name in ("A", "B")]
    lines = [{"item_id": id, "quantity": "1", "unit_cost": "1"} for id in both]
    order = an_order(client, supplier, *lines)
    stock.archive(both[1])
    refused = receive(client, order, expect=409)
    assert "archived" in refused["detail"]
    assert stock(both[0]) == (0, 0)


def test_moves_that_are_not_allowed_say_what_is(client, order):
    path = f"{ORDERS}/{order['id']}"
    for move, body in (("order", {}), ("close", None), ("reopen", None)):
        refused = client.post(f"{path}/{move}", json=body)
        assert refused.status_code == 409, refused.text
        assert refused.json()["allowed"] == ["receive", "cancel"]
    assert client.post(f"{path}/lines", json={"quantity": "1"}).status_code == 409
    assert client.patch(path, json={"lines": []}).status_code == 409
    assert client.patch(path, json={"notes": "Call"}).json()["notes"] == "Call"
    receive(client, order, some(order, "1"))
    assert client.post(f"{path}/cancel", json={"reason": "Late"}).status_code == 409
    assert client.post(f"{path}/close").json()["status"] == "closed"
    receive(client, order, expect=409)
    assert client.post(f"{path}/reopen").json()["status"] == "partially_received"


def test_an_order_is_cancelled_before_anything_came(client, order):
    path = f"{ORDERS}/{order['id']}/cancel"
    assert client.post(path, json={}).status_code == 400
    gone = client.post(path, json={"reason": "Too dear"}).json()
    assert (gone["status"], gone["cancel_reason"]) == ("cancelled", "Too dear")
    assert client.post(path, json={"reason": "Again"}).status_code == 409


def test_orders_are_listed_filtered_and_searched(client, supplier, order, sheet):
    draft = an_order(client, supplier, sent=False, reference="Winter")
    listed = client.get(ORDERS, params={"sort": "number", "total": True}).json()
    assert [it["id"] for it in listed["items"]] == [order["id"], draft["id"]]
    assert (listed["total"], listed["items"][0]["supplier_name"]) == (2, "Stahl AG")
    for wish, found in (
        ({"status": "draft"}, draft),
        ({"status": "ordered"}, order),
        ({"search": "winter"}, draft),
        ({"search": "sheet 3"}, order),
        ({"item_id": sheet}, order),
        ({"sort": "total_cost", "limit": 1}, draft),
    ):
        got = client.get(ORDERS, params=wish).json()["items"]
        assert [it["id"] for it in got] == [found["id"]], wish
    assert client.get(ORDERS, params={"late": True}).json()["items"] == []
    line = order["lines"][0]["id"]
    path = f"{ORDERS}/{order['id']}/lines/{line}"
    client.patch(path, json={"expected_on": "2026-03-01"})
    (late,) = client.get(ORDERS, params={"late": True}).json()["items"]
    assert (late["id"], late["expected_on"]) == (order["id"], "2026-03-01")
    others = client.get(ORDERS, params={"late": False}).json()["items"]
    assert [it["id"] for it in others] == [draft["id"]]


def test_what_runs_low_is_drafted_by_supplier(client, supplier, a_shop):
    other = client.post(SUPPLIERS, json={"name": "Acme"}).json()

    def low(name, level="5", **more):
        told = {"name": name, "code": name, "reorder_level": Decimal(level)} | more
        return stock_item(a_shop, **told)

    packed, plenty, plain = low("A"), low("B", "0"), low("C", reorder_quantity=Decimal(20))
    lone, full = low("D"), stock_item(a_shop, name="E", code="E")
    for who, item_id, more in (
        (supplier, packed, {"unit_cost": "3", "pack_size": "4", "supplier_code": "PK"}),
        (supplier, plenty, {}),
        (other, plain, {}),
    ):
        client.post(f"{SUPPLIERS}/{who['id']}/items", json={"item_id": item_id} | more)
    made = client.post(f"{ORDERS}/from-reorder", json={}).json()
    drafts = {it["supplier_id"]: it for it in made["orders"]}
    assert {id: len(it["lines"]) for id, it in drafts.items()} == {
        supplier["id"]: 2,
        other["id"]: 1,
    }
    first = drafts[supplier["id"]]["lines"][0]
    assert (first["quantity"], first["unit_cost"], first["supplier_code"]) == ("8", "3", "PK")
    assert drafts[other["id"]]["lines"][0]["quantity"] == "20"
    assert [(it["item_id"], it["reason"]) for it in made["left_out"]] == [
        (lone, "It has no supplier.")
    ]
    again = client.post(f"{ORDERS}/from-reorder", json={"item_ids": [packed, full]}).json()
    assert again["orders"] == []
    assert [it["reason"] for it in again["left_out"]] == [
        "It does not run low.",
        f"It is on the draft {drafts[supplier['id']]['number']}.",
    ]
    unknown = client.post(f"{ORDERS}/from-reorder", json={"item_ids": [NOTHING]})
    assert unknown.status_code == 422


def test_what_is_on_order_does_not_run_low(client, supplier, a_shop):
    sheet = stock_item(a_shop, reorder_level=Decimal(5))
    client.post(f"{SUPPLIERS}/{supplier['id']}/items", json={"item_id": sheet})
    order = an_order(client, supplier, {"item_id": sheet, "quantity": "6", "unit_cost": "1"})
    assert client.post(f"{ORDERS}/from-reorder", json={}).json()["orders"] == []
    part = receive(client, order, some(order, "2"))
    assert client.post(f"{ORDERS}/from-reorder", json={}).json()["orders"] == []
    client.post(f"{ORDERS}/{part['id']}/close")
    assert len(client.post(f"{ORDERS}/from-reorder", json={}).json()["orders"]) == 1


def test_costs_are_hidden_from_who_may_not_see_them(client, order, house, actor):
    receive(client, order)
    few = frozenset({"inventory.read", "inventory.buy"})
    buyer = house.client(msgspec.structs.replace(actor, scopes=few))
    shown = buyer.get(f"{ORDERS}/{order['id']}").json()
    assert not {"total_cost", "net_cost", "tax_cost"} & shown.keys()
    assert not {"unit_cost", "net_cost"} & shown["lines"][0].keys()
    assert not {"exchange_rate"} & shown["receipts"][0].keys()
    assert not {"unit_cost", "value"} & shown["receipts"][0]["lines"][0].keys()
    assert "total_cost" not in buyer.get(ORDERS).json()["items"][0]
    assert buyer.get(ORDERS, params={"sort": "total_cost"}).status_code == 403
    body = {"supplier_id": order["supplier_id"]}
    assert "total_cost" not in buyer.post(ORDERS, json=body).json()
    reader = house.client(msgspec.structs.replace(actor, scopes=frozenset({"inventory.read"})))
    assert reader.get(f"{ORDERS}/{order['id']}").status_code == 200
    for move in ("order", "receive", "close", "reopen"):
        assert reader.post(f"{ORDERS}/{order['id']}/{move}", json={}).status_code == 403


def test_another_shop_sees_nothing_of_it(client, order, sheet, supplier, house, another_shop):
    done = receive(client, order, some(order, "1"))
    stranger = house.client(another_shop.actor)
    path = f"{ORDERS}/{order['id']}"
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{ORDERS}/by-number/PO-2026-0001").status_code == 404
    assert stranger.get(ORDERS).json()["items"] == []
    assert stranger.patch(path, json={"notes": "Ours"}).status_code == 404
    for move in ("order", "receive", "close", "reopen"):
        assert stranger.post(f"{path}/{move}", json={}).status_code == 404
    undo = f"{path}/receipts/{done['receipts'][0]['id']}/undo"
    assert stranger.post(undo, json={"reason": "Ours"}).status_code == 404
    assert stranger.post(ORDERS, json={"supplier_id": supplier["id"]}).status_code == 422
    own = stranger.post(SUPPLIERS, json={"name": "Ours"}).json()
    line = {"item_id": sheet, "quantity": "1", "unit_cost": "1"}
    answer = stranger.post(ORDERS, json={"supplier_id": own["id"], "lines": [line]})
    assert answer.status_code == 422
    assert "lines[0].item_id" in answer.json()["errors"]


BAD_LINES = [
    ({"quantity": "1", "unit_cost": "1"}, 422, "lines[0].description"),
    ({"description": "x", "quantity": "1"}, 422, "lines[0].unit_cost"),
    ({"description": "x", "quantity": "0", "unit_cost": "1"}, 422, "lines[0].quantity"),
    ({"description": "x", "quantity": "-1", "unit_cost": "1"}, 422, "lines[0].quantity"),
    ({"description": "x", "quantity": "1", "unit_cost": "-1"}, 422, "lines[0].unit_cost"),
    ({"description": "x", "quantity": "1" * 18, "unit_cost": "1"}, 422, "lines[0].quantity"),
    ({"description": "x", "quantity": "1,5", "unit_cost": "1"}, 400, "lines[0].quantity"),
    ({"description": "x" * 2001, "quantity": "1", "unit_cost": "1"}, 400, "lines[0].description"),
    ({"description": "\x00", "quantity": "1", "unit_cost": "1"}, 400, "lines[0].description"),
    ({"description": "x", "quantity": "1", "unit_cost": "1", "tax": "vat"}, 422, "lines[0].tax"),
    ({"item_id": NOTHING, "quantity": "1", "unit_cost": "1"}, 422, "lines[0].item_id"),
    ({"description": "x", "quantity": "1", "unit_cost": "1", "x": 1}, 400, "lines[0].x"),
]


@pytest.mark.parametrize(("line", "status", "field"), BAD_LINES)
def test_a_line_that_makes_no_sense_is_refused_by_field(client, supplier, line, status, field):
    body = {"supplier_id": supplier["id"], "lines": [line]}
    answer = client.post(ORDERS, json=body)
    assert answer.status_code == status, answer.text
    assert field in answer.json()["errors"], answer.text
    assert client.get(ORDERS).json()["items"] == []


BAD_RECEIPTS = [
    ({"received_on": "2026-03-03"}, 422, "received_on"),
    ({"received_on": "1999-12-31"}, 422, "received_on"),
    ({"exchange_rate": "0"}, 422, "exchange_rate"),
    ({"lines": []}, 400, "lines"),
    ({"lines": [{"quantity": "1"}]}, 400, "lines[0].line_id"),
]


@pytest.mark.parametrize(("body", "status", "field"), BAD_RECEIPTS)
def test_a_receipt_that_makes_no_sense_is_refused_by_field(client, order, body, status, field):
    answer = client.post(f"{ORDERS}/{order['id']}/receive", json=body)
    assert answer.status_code == status, answer.text
    assert field in answer.json()["errors"], answer.text


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"quantity": "0"}, "quantity"),
        ({"unit_cost": "-1"}, "unit_cost"),
        ({"expires_on": "2027-01-01"}, "lot_number"),
        ({"location_id": NOTHING}, "location_id"),
    ],
)
def test_a_received_line_that_makes_no_sense_is_refused(client, order, sheet, stock, more, field):
    refused = receive(client, order, some(order, "1") | more, expect=422)
    assert f"lines[0].{field}" in refused["errors"]
    assert stock(sheet) == (0, 0)


def test_another_unit_than_the_items_is_refused(client, supplier, sheet):
    line = {"item_id": sheet, "quantity": "1", "unit_cost": "1", "unit": "kg"}
    answer = client.post(ORDERS, json={"supplier_id": supplier["id"], "lines": [line]})
    assert "lines[0].unit" in answer.json()["errors"]


def test_an_archived_supplier_gets_no_orders(client, supplier):
    client.post(f"{SUPPLIERS}/{supplier['id']}/archive")
    assert client.post(ORDERS, json={"supplier_id": supplier["id"]}).status_code == 409


def test_the_books_of_purchasing_are_right(client, order, a_shop):
    part = receive(client, order, some(order, "4"), some(order, "2", lot_number="L"))
    receipt = part["receipts"][0]["id"]
    client.post(f"{ORDERS}/{order['id']}/receipts/{receipt}/undo", json={"reason": "Wrong"})
    receive(client, order, some(order, "3"))
    assert found(a_shop, wrong_orders) == []
    assert found(a_shop, unbooked_receipts) == []


def found(shop, check):
    with SqlReading(shop.database, shop.id) as look:
        return list(check(look.connection, shop.id))


class Stock:
    """What the ledger says, asked in the shop's own reading."""

    def __init__(self, shop):
        self.shop = shop

    def __call__(self, item_id):
        query = sa.select(item.c.on_hand, item.c.value_minor)
        (row,) = self._ask(query.where(item.c.id == UUID(item_id)))
        return tuple(row)

    def movements(self, item_id):
        query = sa.select(movement).where(movement.c.item_id == UUID(item_id))
        return self._ask(query.order_by(movement.c.place))

    def lots(self, item_id):
        query = sa.select(lot.c.number, lot.c.expires_on).where(lot.c.item_id == UUID(item_id))
        return {number: day and day.isoformat() for number, day in self._ask(query)}

    def archive(self, item_id):
        with SqlUnitOfWork(self.shop.database, self.shop.actor) as uow:
            mine = item.c.id == UUID(item_id)
            uow.session.execute(sa.update(item).where(mine).values(is_archived=True))

    def _ask(self, query):
        with SqlReading(self.shop.database, self.shop.id) as look:
            return look.connection.execute(query).all()


@pytest.fixture
def stock(a_shop):
    return Stock(a_shop)
