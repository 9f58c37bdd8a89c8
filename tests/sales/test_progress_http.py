"""Deliveries, invoices by parts, milestones and proofs of payment, through everything."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID

import pytest

from nexus.kernel.errors import Refused
from nexus.kernel.ids import SaleId
from nexus.sales.messages.progress import DrawInvoice, DrawLine

from tests.sales.test_concurrency import breaches

NOBODY = "00000000-0000-7000-8000-000000000000"


def zar(amount):
    return {"amount": amount, "currency": "ZAR"}


@pytest.fixture
def post(client):
    def post(path, status=(200, 201), **body):
        answer = client.post(path, json=body)
        wanted = status if isinstance(status, tuple) else (status,)
        assert answer.status_code in wanted, (path, answer.status_code, answer.text)
        return answer.json()

    return post


@pytest.fixture
def order(post, project_id):
    lines = [{"description": "Brackets", "quantity": "100", "unit": "pc", "unit_price": "12.50"}]
    return post("/api/sales", project_id=str(project_id), lines=lines)


def test_40_of_100_are_delivered_and_invoiced_then_the_rest(
    client, post, order, project_id, database, actor
):
    """B-12: the first step of its test."""
    line = order["lines"][0]["id"]
    note = post(
        "/api/deliveries", sale_id=order["id"], lines=[{"sale_line_id": line, "quantity": "40"}]
    )
    assert (note["number"], note["status_label"]) == ("DN-2026-001", "Draft")
    assert (note["lines"][0]["description"], note["lines"][0]["unit"]) == ("Brackets", "pc")
    done = post(f"/api/deliveries/{note['id']}/deliver", signed_by="Ann", recipient="Gate 3")
    assert (done["status"], done["delivered_on"], done["signed_by"]) == (
        "delivered",
        "2026-03-02",
        "Ann",
    )
    path = f"/api/sales/{order['id']}/progress"
    first = post(path, delivered=True)
    assert (first["lines"][0]["quantity"], first["subtotal"]) == ("40", zar("500.00"))
    assert (first["order_id"], first["project_id"]) == (order["id"], str(project_id))
    assert client.get(f"/api/sales/{order['id']}").json()["status_label"] == "Ordered"
    post(f"/api/sales/{order['id']}/issue", status=409)
    post(f"/api/sales/{first['id']}/issue")
    seen = client.get(path).json()
    assert (seen["invoiced"], seen["left"], seen["percent_invoiced"]) == (
        zar("500.00"),
        zar("750.00"),
        "40",
    ) or seen["percent_invoiced"] in ("40.00", "40.0")
    [of] = seen["lines"]
    assert [of[name] for name in ("ordered", "delivered", "invoiced", "left")] == [
        "100",
        "40",
        "40",
        "60",
    ]
    post(path, status=409, lines=[{"line_id": line, "quantity": "60.000001"}])
    rest = post(path)
    assert rest["lines"][0]["quantity"] == "60"
    post(path, status=409)
    post(f"/api/sales/{rest['id']}/issue")
    seen = client.get(path).json()
    assert (seen["left"], seen["is_invoiced"]) == (zar("0.00"), True)
    by_number = client.get("/api/deliveries/by-number/DN-2026-001")
    assert by_number.json()["id"] == note["id"]
    listed = client.get(f"/api/projects/{project_id}/deliveries", params={"search": "gate"}).json()
    assert [it["number"] for it in listed["items"]] == ["DN-2026-001"]
    assert breaches(database, actor.shop_id) == []


def test_what_is_cancelled_credited_or_thrown_away_is_open_again(client, post, order):
    path, line = f"/api/sales/{order['id']}/progress", order["lines"][0]["id"]
    part = [{"line_id": line, "quantity": "10"}]
    thrown = post(path, lines=part)
    assert client.delete(f"/api/sales/{thrown['id']}").status_code == 204
    cancelled = post(path, lines=part)
    post(f"/api/sales/{cancelled['id']}/issue")
    post(f"/api/sales/{cancelled['id']}/cancel", reason="Wrong")
    credited = post(path, lines=part)
    post(f"/api/sales/{credited['id']}/issue")
    its = [{"line_id": credited["lines"][0]["id"], "quantity": "4"}]
    post(f"/api/sales/{credited['id']}/credit-notes", reason="Bent", lines=its)
    assert client.get(path).json()["lines"][0]["left"] == "94"
    post(path, percent="100")
    assert client.get(path).json()["lines"][0]["left"] == "0"


def test_more_than_ordered_only_if_allowed(post, order):
    path, line = f"/api/sales/{order['id']}", order["lines"][0]["id"]
    wish = [{"sale_line_id": line, "quantity": "101"}]
    post("/api/deliveries", status=409, sale_id=order["id"], lines=wish)
    over = post("/api/deliveries", sale_id=order["id"], lines=wish, allow_over=True)
    post(f"/api/deliveries/{over['id']}/deliver", status=409)
    post(f"/api/deliveries/{over['id']}/deliver", allow_over=True)
    part = [{"line_id": line, "quantity": "101"}]
    post(f"{path}/progress", status=409, lines=part)
    assert post(f"{path}/progress", lines=part, allow_over=True)["subtotal"] == zar("1262.50")


def test_the_lines_of_an_order_stay_until_it_is_taken_back(client, post, order):
    path = f"/api/sales/{order['id']}"
    part = post(f"{path}/progress", percent="10")
    line = f"{path}/lines/{order['lines'][0]['id']}"
    assert client.delete(line).status_code == 409
    assert client.patch(path, json={"lines": []}).status_code == 409
    assert client.delete(path).status_code == 409
    assert client.delete(f"{path}/progress").status_code == 409
    assert client.delete(f"/api/sales/{part['id']}").status_code == 204
    assert client.delete(f"{path}/progress").json()["status_label"] == "Draft"
    assert client.delete(f"{path}/progress").status_code == 409
    assert client.delete(path).status_code == 204


def test_the_price_of_a_job_does_not_count_parts_twice(post, order, project_id, nexus, actor):
    post(f"/api/sales/{order['id']}/progress", percent="30")
    total = nexus.sales.answers().total_of_project(actor.shop_id, project_id)
    assert total.amount == Decimal("1437.50")


def test_discounts_of_an_order_are_shared_to_the_cent(client, post, project_id):
    lines = [
        {"description": "A", "quantity": "3", "unit_price": "33.33", "discount_amount": "10.00"},
        {"description": "B", "quantity": "7", "unit_price": "0.335"},
    ]
    body = {"project_id": str(project_id), "discount_amount": "1.00", "lines": lines}
    order = post("/api/sales", **body)
    path, parts = f"/api/sales/{order['id']}/progress", []
    for percent in ("33", "33"):
        parts.append(post(path, percent=percent))
    parts.append(post(path))
    assert sum(Decimal(it["discount_amount"]) for it in parts) == Decimal("1.00")
    off = [
        line["discount_amount"]
        for it in parts
        for line in it["lines"]
        if line["description"] == "A"
    ]
    assert sum(map(Decimal, off)) == Decimal("10.00")


def test_a_cancelled_delivery_keeps_its_number_and_delivers_nothing(
    client, post, order, database, actor
):
    first = post("/api/deliveries", sale_id=order["id"])
    assert first["lines"][0]["quantity"] == "100"
    post(f"/api/deliveries/{first['id']}/deliver")
    assert client.patch(f"/api/deliveries/{first['id']}", json={"notes": "x"}).status_code == 409
    post(f"/api/deliveries/{first['id']}/cancel", reason="Came back")
    post(f"/api/deliveries/{first['id']}/cancel", status=409, reason="Again")
    second = post("/api/deliveries", sale_id=order["id"], carrier="Us")
    assert second["number"] == "DN-2026-002"
    changed = client.patch(
        f"/api/deliveries/{second['id']}", json={"carrier": "DHL"}, headers={"If-Match": '"1"'}
    )
    assert (changed.status_code, changed.json()["carrier"]) == (200, "DHL")
    stale = client.patch(
        f"/api/deliveries/{second['id']}", json={"carrier": "X"}, headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412
    assert breaches(database, actor.shop_id) == []


def test_milestones_come_to_the_order_to_the_cent(client, post, project_id, database, actor):
    lines = [
        {"description": "Table", "unit_price": "999.99"},
        {"description": "Oil", "unit_price": "0.01", "tax": "zero"},
        {"description": "Chairs", "quantity": "3", "unit_price": "33.335"},
    ]
    sale = post("/api/sales", project_id=str(project_id), lines=lines)
    path = f"/api/projects/{project_id}/milestones"
    thirds = [{"name": f"Part {n}", "percent": p} for n, p in enumerate(("33.3", "33.3", "33.4"))]
    post(path, status=422, milestones=thirds[:2])
    plan = post(path, milestones=thirds)
    assert (plan["order_id"], plan["total"]) == (sale["id"], sale["total"])
    planned = sum(Decimal(it["amount"]["amount"]) for it in plan["milestones"])
    assert planned == Decimal(sale["total"]["amount"])
    invoices = []
    for milestone in (plan["milestones"][at] for at in (2, 0, 1)):
        reached = post(f"/api/milestones/{milestone['id']}/reach")
        again = post(f"/api/milestones/{milestone['id']}/reach", reached_on="2026-02-01")
        assert reached == again
        invoices.append(post(f"/api/sales/{reached['invoice_id']}/issue"))
    assert sum(Decimal(it["total"]["amount"]) for it in invoices) == planned
    listed = client.get(path).json()["items"]
    assert [it["invoice_number"] for it in listed] == [
        "INV-2026-002",
        "INV-2026-003",
        "INV-2026-001",
    ]
    assert client.get(f"/api/sales/{sale['id']}/progress").json()["is_invoiced"] is True
    post(f"/api/sales/{sale['id']}/progress", status=409)
    assert breaches(database, actor.shop_id) == []


def test_a_plan_may_make_its_own_order_of_amounts(client, post, project_id):
    path = f"/api/projects/{project_id}/milestones"
    wish = [{"name": "Start", "amount": "500"}, {"name": "End", "percent": "56.5217"}]
    post(path, status=422, milestones=wish)
    plan = post(path, total="1000", milestones=wish)
    assert [it["amount"] for it in plan["milestones"]] == [zar("500.00"), zar("650.00")]
    order = client.get(f"/api/sales/{plan['order_id']}").json()
    assert (order["kind"], order["total"]) == ("order", zar("1150.00"))
    again = post(path, milestones=[{"name": "All", "percent": "100"}])
    assert again["order_id"] == plan["order_id"]
    assert len(client.get(path).json()["items"]) == 1


def test_two_parts_at_once_never_come_to_more_than_the_order(nexus, order, actor, database):
    progress = nexus.sales.progress()
    line = order["lines"][0]["id"]
    wish = DrawInvoice(lines=[DrawLine(line_id=UUID(line), quantity=Decimal(30))])

    def draw(_):
        try:
            progress.draw(actor, SaleId(UUID(order["id"])), wish)
        except Refused:
            return 0
        return 30

    with ThreadPoolExecutor(8) as pool:
        drawn = sum(pool.map(draw, range(8)))
    [its] = progress.progress(actor, SaleId(UUID(order["id"]))).lines
    assert its.drafted == drawn
    assert drawn in (30, 60, 90)


def test_a_proof_of_payment_is_kept_once_and_marks_the_project(client, post, project_id, nexus):
    path = f"/api/projects/{project_id}"
    first = post(f"{path}/pop", amount="6900", reference="EFT 7", pop_received_date="2026-03-01")
    assert (first["amount"], first["date"], first["recorded_by"]) == (
        zar("6900.00"),
        "2026-03-01",
        "Ann",
    )
    assert first["status_label"] == "Approved (POP Received)"
    assert post(f"{path}/pop") == first
    assert post(f"{path}/pop", amount="6900", reference="EFT 7") == first
    post(f"{path}/pop", reference="Another slip")
    rows = client.get(f"{path}/proofs-of-payment").json()["items"]
    assert [it["reference"] for it in rows] == ["EFT 7", "Another slip"]
    for body in (
        {"amount": "-1"},
        {"pop_received_date": "2026-03-03"},
        {"file_id": NOBODY},
        {"amount": "0"},
    ):
        assert client.post(f"{path}/pop", json=body).status_code == 422, body
    assert client.post(f"/api/projects/{NOBODY}/pop", json={}).status_code == 404


BAD = [
    ("/api/deliveries", {}, 422),
    ("/api/deliveries", {"sale_id": NOBODY}, 422),
    ("/api/deliveries", {"customer_id": NOBODY}, 422),
    ("/api/deliveries", {"project_id": NOBODY}, 422),
    ("/api/deliveries", {"surprise": 1}, 400),
    ("/api/deliveries", {"carrier": "x\0"}, 400),
    (f"/api/deliveries/{NOBODY}/deliver", {}, 404),
    (f"/api/deliveries/{NOBODY}/cancel", {"reason": "x"}, 404),
    (f"/api/sales/{NOBODY}/progress", {}, 404),
    (f"/api/milestones/{NOBODY}/reach", {}, 404),
    (f"/api/projects/{NOBODY}/milestones", {"milestones": [{"name": "x", "percent": "100"}]}, 404),
]


@pytest.mark.parametrize(("path", "body", "status"), BAD)
def test_bad_wishes_are_refused_in_words(client, path, body, status):
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text


def test_parts_are_refused_that_make_no_sense(client, post, order, project_id):
    path, line = f"/api/sales/{order['id']}/progress", order["lines"][0]["id"]
    for body, status in (
        ({"lines": [{"line_id": NOBODY, "quantity": "1"}]}, 422),
        ({"lines": [{"line_id": line, "quantity": "0"}]}, 422),
        ({"lines": [{"line_id": line, "quantity": "-1"}]}, 422),
        ({"lines": [{"line_id": line, "quantity": "1"}] * 2}, 422),
        ({"percent": "0"}, 422),
        ({"percent": "100.1"}, 422),
        ({"percent": "1", "delivered": True}, 422),
        ({"delivered": True}, 409),
        ({"percent": "a"}, 400),
    ):
        assert client.post(path, json=body).status_code == status, body
    lines = [
        {"description": "x", "quantity": "0"},
        {"description": "x", "quantity": "-1"},
        {"quantity": "1"},
        {"sale_line_id": NOBODY},
    ]
    for line in lines:
        body = {"sale_id": order["id"], "lines": [line]}
        assert client.post("/api/deliveries", json=body).status_code == 422, line
    at = f"/api/projects/{project_id}/milestones"
    for wish, status in (
        ([], 400),
        ([{"name": "x"}], 422),
        ([{"name": "x", "percent": "1", "amount": "1"}], 422),
        ([{"name": "x", "percent": "-100"}], 422),
        ([{"name": "x", "amount": "0"}], 422),
        ([{"name": "x", "percent": "99.9"}], 422),
    ):
        assert client.post(at, json={"milestones": wish}).status_code == status, wish
    assert client.get("/api/deliveries").json()["items"] == []
