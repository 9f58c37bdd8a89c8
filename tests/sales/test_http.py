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
