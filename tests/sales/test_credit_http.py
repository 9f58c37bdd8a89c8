"""Credit notes and customers' credit, through the whole application, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from nexus.kernel.errors import NotAllowed, Refused
from nexus.kernel.ids import SaleId
from nexus.sales import CreateSale, IssueSale, ListSales, RecordPayment, WriteLine
from nexus.sales.messages.credit import CreditLine, CreditSale, ListCredit, PayOutCredit

from tests.sales.test_concurrency import breaches

NOBODY = "00000000-0000-7000-8000-000000000000"


def zar(amount):
    return {"amount": amount, "currency": "ZAR"}


@pytest.fixture
def invoice(client, customer_id):
    lines = [
        {"description": "Brackets", "quantity": "100", "unit_price": "10"},
        {"description": "Delivery", "unit_price": "200", "tax": "zero"},
    ]
    body = {"customer_id": str(customer_id), "lines": lines}
    sale = client.post("/api/sales", json=body).json()
    issued = client.post(f"/api/sales/{sale['id']}/issue", json={})
    assert issued.status_code == 200, issued.text
    return issued.json()


def credit(client, sale, **body):
    return client.post(f"/api/sales/{sale['id']}/credit-notes", json={"reason": "Bent"} | body)


def pay(client, sale, amount):
    body = {"amount": amount, "method": "eft"}
    return client.post(f"/api/sales/{sale['id']}/payments", json=body).json()


def test_a_line_is_credited_and_the_rest_is_paid(client, invoice, customer_id, database, actor):
    """J11.3: a credit note for one line; an over-payment pays for the next invoice."""
    line = invoice["lines"][0]["id"]
    seen = credit(client, {"id": f"{invoice['id']}"}, lines=[{"line_id": line, "quantity": "40"}])
    assert seen.status_code == 201, seen.text
    note = seen.json()
    assert (note["number"], note["kind"], note["status_label"]) == (
        "CN-2026-001",
        "credit_note",
        "Issued",
    )
    assert (note["subtotal"], note["tax"], note["total"]) == (
        zar("400.00"),
        zar("60.00"),
        zar("460.00"),
    )
    assert (note["corrects_number"], note["corrects_issue_date"]) == (
        "INV-2026-001",
        "2026-03-02",
    )
    shown = client.get(f"/api/sales/{invoice['id']}").json()
    assert (shown["total"], shown["credited"]) == (zar("1350.00"), zar("460.00"))
    assert (shown["open"], shown["status"], shown["paid"]) == (
        zar("890.00"),
        "issued",
        zar("0.00"),
    )
    assert shown["lines"] == invoice["lines"]
    paid = pay(client, invoice, "990")
    assert (paid["status"], paid["payments"][-1]["credited"]) == ("paid", zar("100.00"))
    listed = client.get(f"/api/sales/{invoice['id']}/credit-notes").json()["items"]
    assert [it["number"] for it in listed] == ["CN-2026-001"]
    assert client.get("/api/credit-notes", params={"search": "cn-2026"}).json()["items"] == listed
    [own] = client.get(f"/api/customers/{customer_id}/balance").json()["balances"]
    told = ("billed", "credited", "paid", "open", "credit")
    assert [own[name]["amount"] for name in told] == [
        "1350.00",
        "460.00",
        "890.00",
        "0.00",
        "100.00",
    ]
    assert breaches(database, actor.shop_id) == []


def test_what_was_paid_is_given_back_or_kept_in_hand(client, invoice, customer_id, database, actor):
    pay(client, invoice, "1350")
    kept = credit(client, invoice, amount="50")
    assert kept.status_code == 201, kept.text
    path = f"/api/customers/{customer_id}/credit"
    assert client.get(path).json()["in_hand"] == [zar("50.00")]
    back = credit(client, invoice, refund_method="eft", refund_reference="REF 7")
    assert back.json()["total"] == zar("1300.00")
    assert client.get(path).json()["in_hand"] == [zar("50.00")]
    entries = client.get(f"{path}/entries", params={"total": "true"}).json()
    assert entries["total"] == 3
    found = {(it["kind"], it["amount"]["amount"], it["method"]) for it in entries["items"]}
    assert found == {
        ("credit_note", "50.00", ""),
        ("credit_note", "1300.00", ""),
        ("paid_out", "-1300.00", "eft"),
    }
    out = client.post(f"{path}/pay-out", json={"method": "cash", "amount": "20"})
    assert (out.status_code, out.json()["in_hand"]) == (201, [zar("30.00")])
    assert (
        client.post(f"{path}/pay-out", json={"method": "cash", "amount": "31"}).status_code == 409
    )
    assert client.post(f"{path}/pay-out", json={"method": "cash"}).json()["in_hand"] == [
        zar("0.00")
    ]
    assert client.post(f"{path}/pay-out", json={"method": "cash"}).status_code == 409
    assert breaches(database, actor.shop_id) == []


def test_a_preview_counts_and_keeps_nothing(client, invoice):
    path = f"/api/sales/{invoice['id']}/credit-notes"
    seen = client.post(f"{path}/preview", json={"reason": "Bent"})
    assert (seen.status_code, seen.json()["total"]) == (200, zar("1350.00"))
    assert client.get(path).json()["items"] == []


def test_totals_of_customers_and_projects_are_what_is_left(
    client, customer_id, project_id, nexus, actor
):
    line = {"description": "x", "unit_price": "100"}
    sale = client.post("/api/sales", json={"project_id": str(project_id), "lines": [line]}).json()
    client.post(f"/api/sales/{sale['id']}/issue", json={})
    credit(client, sale, amount="15")
    answers = nexus.sales.answers()
    assert answers.total_of_project(actor.shop_id, project_id).amount == Decimal("100.00")
    assert answers.total_of_customer(actor.shop_id, customer_id).amount == Decimal("100.00")


BAD = [
    ({}, 400),
    ({"reason": ""}, 400),
    ({"reason": "x\0"}, 400),
    ({"reason": "x" * 201}, 400),
    ({"reason": "x", "surprise": 1}, 400),
    ({"reason": "x", "amount": "-1"}, 422),
    ({"reason": "x", "amount": "0"}, 422),
    ({"reason": "x", "amount": "0.001"}, 422),
    ({"reason": "x", "amount": "1e40"}, 400),
    ({"reason": "x", "amount": "9" * 17}, 422),
    ({"reason": "x", "amount": {"amount": "1", "currency": "EUR"}}, 422),
    ({"reason": "x", "amount": "1350.01"}, 409),
    ({"reason": "x", "lines": [{"line_id": NOBODY}]}, 422),
    ({"reason": "x", "lines": "all"}, 400),
    ({"reason": "x", "issue_date": "2026-03-03"}, 422),
    ({"reason": "x", "issue_date": "2026-03-01"}, 422),
    ({"reason": "x", "refund_method": "credit"}, 201),  # nothing was paid: nothing goes back
]


@pytest.mark.parametrize(("body", "status"), BAD)
def test_bad_wishes_are_refused_in_words(client, invoice, body, status, database, actor):
    path = f"/api/sales/{invoice['id']}/credit-notes"
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    assert breaches(database, actor.shop_id) == []


def test_lines_are_named_once_and_by_what_there_is(client, invoice):
    line = invoice["lines"][0]["id"]
    for wish in (
        [{"line_id": line}, {"line_id": line}],
        [{"line_id": line, "quantity": "1", "amount": "1"}],
        [{"line_id": line, "quantity": "0"}],
        [{"line_id": line, "quantity": "-1"}],
        [{"line_id": line, "quantity": "100.1"}],
        [{"line_id": line, "amount": "1150.01"}],
    ):
        assert credit(client, invoice, lines=wish).status_code in (409, 422), wish
    assert client.get("/api/credit-notes").json()["items"] == []


def test_a_stale_view_and_a_strange_sale_are_refused(client, invoice, another_shop):
    path = f"/api/sales/{invoice['id']}/credit-notes"
    stale = client.post(path, json={"reason": "x"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    theirs = another_shop.add("sales_sale")
    for id in (NOBODY, theirs):
        for way in ("get", "post"):
            body = {"json": {"reason": "x"}} if way == "post" else {}
            answer = getattr(client, way)(f"/api/sales/{id}/credit-notes", **body)
            assert answer.status_code == 404


def test_the_same_key_credits_once(client, invoice):
    path, key = f"/api/sales/{invoice['id']}/credit-notes", {"Idempotency-Key": "one"}
    first = client.post(path, json={"reason": "x", "amount": "10"}, headers=key)
    again = client.post(path, json={"reason": "x", "amount": "10"}, headers=key)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(client.get(path).json()["items"]) == 1


def test_credit_notes_need_their_permission(nexus, actor, customer_id):
    corrections, nobody = nexus.sales.corrections(), SaleId(UUID(NOBODY))
    reader = msgspec.structs.replace(actor, scopes=frozenset({"sales.read", "sales.write"}))
    issuer = msgspec.structs.replace(actor, scopes=frozenset({"sales.issue"}))
    for refused in (
        lambda: corrections.credit(reader, nobody, CreditSale(reason="x")),
        lambda: corrections.credit(issuer, nobody, CreditSale(reason="x", refund_method="eft")),
        lambda: corrections.preview(issuer, nobody, CreditSale(reason="x")),
        lambda: corrections.in_hand(issuer, customer_id),
        lambda: corrections.entries(issuer, ListCredit(customer_id=customer_id)),
        lambda: corrections.notes(issuer, ListSales()),
        lambda: corrections.pay_out(reader, customer_id, PayOutCredit(method="eft")),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_two_credit_notes_at_once_never_take_more_than_there_is(
    nexus, sales, actor, database, customer_id
):
    made = sales.create(
        actor,
        CreateSale(
            customer_id=customer_id,
            lines=[WriteLine(description="Cut", quantity=Decimal(10), unit_price=Decimal(10))],
        ),
    )
    sale = sales.issue(actor, made.id, IssueSale())
    sales.pay(actor, sale.id, RecordPayment(amount=Decimal(115), method="eft"))
    corrections = nexus.sales.corrections()
    lines = [CreditLine(line_id=sale.lines[0].id, quantity=Decimal(6))]

    def credit(_):
        try:
            note = corrections.credit(actor, sale.id, CreditSale(reason="Bent", lines=lines))
        except Refused:
            return None
        return note.number

    with ThreadPoolExecutor(8) as pool:
        assert [it for it in pool.map(credit, range(8)) if it] == ["CN-2026-001"]
    assert corrections.in_hand(actor, customer_id).in_hand[0].amount == Decimal("69.00")
    assert breaches(database, actor.shop_id) == []
