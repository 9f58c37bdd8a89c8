"""The edges, through the whole application."""

import pytest

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def draft(client, customer_id):
    response = client.post(
        "/api/sales",
        json={
            "customer_id": str(customer_id),
            "lines": [{"description": "Cutting", "quantity": "200", "unit_price": "75.00"}],
        },
    )
    assert response.status_code == 201, response.text
    return response.json()


@pytest.fixture
def invoice(client, draft):
    response = client.post(f"/api/sales/{draft['id']}/issue", json={})
    assert response.status_code == 200, response.text
    return response.json()


def pay(client, sale, amount, **more):
    body = {"amount": amount, "method": "eft"} | more
    return client.post(f"/api/sales/{sale['id']}/payments", json=body)


def test_a_sale_goes_from_draft_to_paid(client, draft):
    assert draft["total"] == {"amount": "17250.00", "currency": "ZAR"}
    issued = client.post(f"/api/sales/{draft['id']}/issue/", json={}).json()
    assert (issued["number"], issued["status"]) == ("INV-2026-001", "issued")
    assert (issued["issue_date"], issued["due_date"]) == ("2026-03-02", "2026-04-01")
    first = pay(client, draft, "10000").json()
    assert (first["status"], first["status_label"]) == ("partially_paid", "Partially paid")
    assert first["open"]["amount"] == "7250.00"
    last = pay(client, draft, {"amount": "7250", "currency": "ZAR"})
    assert (last.status_code, last.json()["status"]) == (201, "paid")
    assert last.json()["payment_method"] == "eft"
    shown = client.get(f"/api/sales/{draft['id']}").json()
    assert shown == last.json()
    assert client.get("/api/sales/by-number/INV-2026-001").json()["id"] == draft["id"]


def test_a_preview_counts_and_keeps_nothing(client):
    body = {
        "currency": "KWD",
        "discount_percent": "10",
        "lines": [{"description": "x", "quantity": "3", "unit_price": "450.0005", "tax": "zero"}],
    }
    seen = client.post("/api/sales/preview", json=body)
    assert (seen.status_code, seen.json()["total"]) == (
        200,
        {"amount": "1215.002", "currency": "KWD"},
    )
    assert client.get("/api/sales").json()["items"] == []


def test_lines_have_their_own_addresses(client, draft):
    path = f"/api/sales/{draft['id']}/lines"
    added = client.post(path, json={"description": "Bending", "unit_price": "10"})
    assert (added.status_code, len(added.json()["lines"])) == (201, 2)
    line = added.json()["lines"][1]["id"]
    moved = client.patch(f"{path}/{line}", json={"position": 1, "unit_price": "0.0045"})
    assert moved.json()["lines"][0]["unit_price"] == "0.0045"
    removed = client.delete(f"{path}/{line}", headers={"If-Match": moved.headers["etag"]})
    assert (removed.status_code, len(removed.json()["lines"])) == (200, 1)
    assert client.delete(f"{path}/{line}").status_code == 404


def test_a_draft_is_changed_and_deleted(client, draft):
    path = f"/api/sales/{draft['id']}"
    assert client.get(path).headers["etag"] == '"1"'
    changed = client.patch(path, json={"notes": "x"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["notes"]) == (200, "x")
    assert client.patch(path, json={"notes": "y"}, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_an_invoice_is_changed_by_nobody(client, invoice):
    path = f"/api/sales/{invoice['id']}"
    line = f"{path}/lines/{invoice['lines'][0]['id']}"
    for refused in (
        client.patch(path, json={"notes": "x"}),
        client.patch(line, json={"quantity": "1"}),
        client.post(f"{path}/lines", json={"description": "x", "unit_price": "1"}),
        client.post(f"{path}/issue", json={}),
        client.delete(line),
        client.delete(path),
    ):
        assert (refused.status_code, refused.json()["type"]) == (409, "AlreadyIssued")
        assert refused.json()["allowed"] == ["pay", "cancel"]
    assert client.get(path).json() == invoice


def test_payments_are_listed_voided_and_refunded(client, invoice):
    path = f"/api/sales/{invoice['id']}/payments"
    first = pay(client, invoice, "250").json()["payments"][0]["id"]
    second = pay(client, invoice, "17100", note="over by 100").json()
    assert second["payments"][1]["credited"]["amount"] == "100.00"
    voided = client.post(f"{path}/{first}/void", json={"reason": "Entered twice"})
    assert (voided.status_code, voided.json()["status"]) == (201, "partially_paid")
    wish = {"reason": "Came back", "amount": "50"}
    refunded = client.post(f"{path}/{second['payments'][1]['id']}/refund", json=wish)
    assert refunded.status_code == 201
    rows = client.get(path).json()["items"]
    assert [row["kind"] for row in rows] == ["payment", "payment", "void", "refund"]
    assert [row["amount"]["amount"] for row in rows] == ["250.00", "17100.00", "-250.00", "-50.00"]


def test_credit_is_applied_to_the_next_invoice(client, invoice, customer_id):
    pay(client, invoice, "17350")
    body = {"customer_id": str(customer_id), "lines": invoice_lines("500", tax="zero")}
    following = client.post("/api/sales", json=body).json()
    client.post(f"/api/sales/{following['id']}/issue", json={})
    applied = client.post(f"/api/sales/{following['id']}/apply-credit", json={})
    assert (applied.status_code, applied.json()["open"]["amount"]) == (201, "400.00")
    [own] = client.get(f"/api/customers/{customer_id}/balance").json()["balances"]
    assert (own["open"]["amount"], own["credit"]["amount"]) == ("400.00", "0.00")


def invoice_lines(price, **changes):
    return [{"description": "x", "unit_price": price} | changes]


def test_an_invoice_is_cancelled_with_a_reason(client, invoice):
    path = f"/api/sales/{invoice['id']}/cancel"
    assert client.post(path, json={}).status_code == 400
    assert client.post(path, json={"reason": "Wrong"}).json()["status_label"] == "Cancelled"
    assert client.post(path, json={"reason": "Wrong"}).status_code == 409


def test_sales_are_read_from_customers_and_projects(client, customer_id, project_id):
    body = {"project_id": str(project_id), "lines": invoice_lines("1")}
    made = client.post("/api/sales", json=body).json()
    for path in (f"/api/customers/{customer_id}/sales", f"/api/projects/{project_id}/sales/"):
        page = client.get(path, params={"total": True}).json()
        assert ([row["id"] for row in page["items"]], page["total"]) == ([made["id"]], 1)
    assert page["items"][0]["project_name"] == "Brackets"
    for path in ("customers", "projects"):
        assert client.get(f"/api/{path}/{NOBODY}/sales").status_code == 404
    assert client.get(f"/api/customers/{NOBODY}/balance").status_code == 404


def test_a_key_makes_one_payment_of_two_tries(client, invoice):
    path, key = f"/api/sales/{invoice['id']}/payments", {"Idempotency-Key": "one"}
    body = {"amount": "5000", "method": "eft"}
    first, again = (client.post(path, json=body, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(client.get(path).json()["items"]) == 1


def test_a_payment_on_an_old_view_is_refused(client, invoice):
    path, seen = f"/api/sales/{invoice['id']}/payments", {"If-Match": '"2"'}
    body = {"amount": "17250", "method": "eft"}
    assert client.post(path, json=body, headers=seen).status_code == 201
    assert client.post(path, json=body, headers=seen).status_code == 412


LONG = "9" * 5000


SENSELESS_SALES = [
    ({"customer_id": "x"}, 400, "customer_id"),
    ({"customer_id": NOBODY}, 422, "customer_id"),
    ({"customer_id": None}, 422, "customer_id"),
    ({"project_id": NOBODY}, 422, "project_id"),
    ({"currency": "zar"}, 400, "currency"),
    ({"currency": "ZARR"}, 400, "currency"),
    ({"colour": "red"}, 400, "colour"),
    ({"status": "paid"}, 400, "status"),
    ({"number": "INV-1"}, 400, "number"),
    ({"reference": "a\x00b"}, 400, "reference"),
    ({"notes": "a\x00b"}, 400, "notes"),
    ({"notes": "x" * 20_001}, 400, "notes"),
    ({"terms_days": -1}, 400, "terms_days"),
    ({"terms_days": "30"}, 400, "terms_days"),
    ({"discount_percent": "101"}, 422, "discount_percent"),
    ({"discount_percent": "-1"}, 422, "discount_percent"),
    ({"discount_percent": "1", "discount_amount": "1"}, 422, "discount_amount"),
    ({"discount_amount": "0.001"}, 422, "discount_amount"),
    ({"discount_amount": LONG}, 400, "discount_amount"),
    ({"lines": [{"description": "x"}]}, 400, None),
    ({"lines": invoice_lines("x")}, 400, None),
    ({"lines": invoice_lines("NaN")}, 400, "lines[0].unit_price"),
    ({"lines": invoice_lines("-1")}, 422, "lines[0].unit_price"),
    ({"lines": invoice_lines("1E+30")}, 400, "lines[0].unit_price"),
    ({"lines": invoice_lines("1", quantity="0")}, 422, "lines[0].quantity"),
    ({"lines": invoice_lines("1", quantity=LONG)}, 400, "lines[0].quantity"),
    ({"lines": invoice_lines("1", tax="vat")}, 422, "lines[0].tax"),
    ({"lines": invoice_lines("1", description=" ")}, 422, "lines[0].description"),
    ({"lines": invoice_lines("1", description="a\x00")}, 400, None),
    ({"lines": invoice_lines("1", discount_amount="2")}, 422, "lines[0].discount_amount"),
    ({"lines": invoice_lines("999999999", quantity="999999999")}, 422, "lines"),
    ({"lines": invoice_lines("1") * 501}, 400, "lines"),
]


def test_a_senseless_sale_is_a_problem_in_words(client, customer_id, subtests):
    for change, status, field in SENSELESS_SALES:
        with subtests.test(str(change)[:60]):
            response = client.post("/api/sales", json={"customer_id": str(customer_id)} | change)
            assert response.status_code == status, response.text
            assert response.headers["content-type"] == "application/problem+json"
            if field:
                assert list(response.json()["errors"]) == [field]
    assert client.get("/api/sales").json()["items"] == []


SENSELESS_PAYMENTS = [
    ({}, 400),
    ({"amount": "1"}, 400),
    ({"amount": "x", "method": "eft"}, 400),
    ({"amount": "1", "method": "E F T"}, 400),
    ({"amount": "1", "method": "eft", "date": "2026-02-30"}, 400),
    ({"amount": "1", "method": "eft", "date": "2026-03-03"}, 422),
    ({"amount": "1", "method": "eft", "date": "0001-01-01"}, 400),
    ({"amount": "0", "method": "eft"}, 422),
    ({"amount": "-1", "method": "eft"}, 422),
    ({"amount": "0.001", "method": "eft"}, 422),
    ({"amount": LONG, "method": "eft"}, 400),
    ({"amount": "Infinity", "method": "eft"}, 400),
    ({"amount": {"amount": "1", "currency": "EUR"}, "method": "eft"}, 422),
    ({"amount": {"amount": "1", "currency": "rand"}, "method": "eft"}, 422),
    ({"amount": "1", "method": "credit"}, 422),
    ({"amount": "1", "method": "eft", "note": "a\x00"}, 400),
]


def test_a_senseless_payment_is_a_problem_in_words(client, invoice, subtests):
    for body, status in SENSELESS_PAYMENTS:
        with subtests.test(str(body)[:60]):
            response = client.post(f"/api/sales/{invoice['id']}/payments", json=body)
            assert response.status_code == status, response.text
    assert client.get(f"/api/sales/{invoice['id']}").json() == invoice


def test_an_invoice_is_not_dated_out_of_time(client, draft):
    for day, status in [("9999-12-31", 400), ("0001-01-01", 400), ("2026-03-03", 422)]:
        response = client.post(f"/api/sales/{draft['id']}/issue", json={"issue_date": day})
        assert (response.status_code, list(response.json()["errors"])) == (status, ["issue_date"])
    assert client.get(f"/api/sales/{draft['id']}").json() == draft


QUERIES = [
    ("limit=201", 400),
    ("sort=colour", 400),
    ("status=open", 400),
    ("overdue=perhaps", 400),
    ("unpaid=perhaps", 400),
    ("customer_id=x", 400),
    ("issued_from=yesterday", 400),
    ("cursor=x", 422),
    ("search=%00", 400),
    ("overdue=true&status=issued&issued_from=2026-01-01&issued_to=2026-12-31", 200),
    ("search=%25&sort=-due_date&total=true", 200),
]


def test_a_list_has_its_limits(client, subtests):
    for query, status in QUERIES:
        with subtests.test(query):
            assert client.get(f"/api/sales?{query}").status_code == status


def test_an_unknown_number_is_not_found(client):
    for number in ("INV-2026-999", "a/b", "x" * 300, "%F0%9F%98%80"):
        assert client.get(f"/api/sales/by-number/{number}").status_code == 404


def test_a_number_may_have_strokes(client, draft, settings, nexus):
    settings.shop.numbering["invoice"] = "INV/{year}/{n:3}"
    client.post(f"/api/sales/{draft['id']}/issue", json={})
    assert client.get("/api/sales/by-number/INV/2026/001").json()["id"] == draft["id"]


ADDRESSES = [
    ("GET", "", None),
    ("PATCH", "", {}),
    ("DELETE", "", None),
    ("POST", "/lines", {"description": "x", "unit_price": "1"}),
    ("PATCH", f"/lines/{NOBODY}", {}),
    ("DELETE", f"/lines/{NOBODY}", None),
    ("POST", "/issue", {}),
    ("POST", "/cancel", {"reason": "x"}),
    ("GET", "/payments", None),
    ("POST", "/payments", {"amount": "1", "method": "eft"}),
    ("POST", f"/payments/{NOBODY}/void", {"reason": "x"}),
    ("POST", f"/payments/{NOBODY}/refund", {"reason": "x"}),
    ("POST", "/apply-credit", {}),
]


def test_what_is_not_there_is_not_found(client, another_shop, subtests):
    theirs = another_shop.add("sales_sale")
    for method, path, body in ADDRESSES:
        with subtests.test(f"{method} {path}"):
            for id in (NOBODY, theirs):
                response = client.request(method, f"/api/sales/{id}{path}", json=body)
                assert (response.status_code, response.json()["type"]) == (404, "NotFound")


def test_lists_are_of_one_kind_if_that_is_asked(client, draft, invoice, customer_id):
    path = f"/api/sales/{invoice['id']}/credit-notes"
    note = client.post(path, json={"reason": "Bent", "amount": "10"}).json()
    for kind, wanted in (("invoice", [invoice["id"]]), ("credit_note", [note["id"]])):
        for where in ("/api/sales", f"/api/customers/{customer_id}/sales"):
            found = client.get(where, params={"kind": kind}).json()["items"]
            assert [it["id"] for it in found] == wanted
    assert client.get("/api/sales?kind=deposit").json()["items"] == []
    unpaid = client.get("/api/sales?unpaid=true&kind=invoice&status=issued").json()["items"]
    assert [it["id"] for it in unpaid] == [invoice["id"]]
    assert client.get("/api/sales?kind=wish").status_code == 400


def test_a_line_of_stock_names_an_item_that_is_there(client, a_shop, customer_id, draft):
    steel, gone = (
        str(
            a_shop.add(
                "inventory_item", code=f"S{n}", is_archived=bool(n), unit_cost_currency="ZAR"
            )
        )
        for n in range(2)
    )
    line = {"description": "Steel", "unit_price": "41.37"}
    lines = f"/api/sales/{draft['id']}/lines"
    quoted = {"customer_id": str(customer_id), "valid_until": "2026-04-01"}
    quote = client.post("/api/quotes", json=quoted | {"lines": [line]}).json()
    told = "There is no such stock item, or an archived one."
    for item, status in ((NOBODY, 422), (gone, 422), (steel, 201)):
        said = line | {"stock_item_id": item}
        for path, body, field in (
            (lines, said, "stock_item_id"),
            ("/api/sales", {"customer_id": str(customer_id), "lines": [said]}, "lines[0]"),
            ("/api/sales/preview", {"lines": [said]}, "lines[0]"),
            ("/api/quotes", quoted | {"lines": [said]}, "lines[0]"),
            (f"/api/quotes/{quote['id']}/lines", said, "stock_item_id"),
        ):
            answer = client.post(path, json=body)
            assert answer.status_code == (
                200 if (path, status) == ("/api/sales/preview", 201) else status
            )
            if status == 422:
                field = field if field == "stock_item_id" else f"{field}.stock_item_id"
                assert answer.json()["errors"] == {field: told}
    for thing, at in (("sales", draft), ("quotes", quote)):
        path = f"/api/{thing}/{at['id']}/lines/{at['lines'][0]['id']}"
        assert client.patch(path, json={"stock_item_id": NOBODY}).json()["errors"] == {
            "stock_item_id": told
        }
        changed = client.patch(path, json={"stock_item_id": steel}).json()
        assert changed["lines"][0]["stock_item_id"] == steel
        cleared = client.patch(path, json={"stock_item_id": None}).json()
        assert cleared["lines"][0]["stock_item_id"] is None
