"""Suppliers and what they offer, through the whole application."""

import msgspec
import pytest

SUPPLIERS = "/api/inventory/suppliers"
NOTHING = "0190c6a1-0000-7000-8000-000000000000"


@pytest.fixture
def supplier(client):
    body = {"name": "Stahl & Söhne", "email": "order@stahl.example", "lead_time_days": 5}
    answer = client.post(SUPPLIERS, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def sheet(a_shop):
    return str(a_shop.add("inventory_item", name="Sheet 3 mm", code="S3", unit="sheet"))


def offered(client, supplier, item, **body):
    path = f"{SUPPLIERS}/{supplier['id']}/items"
    answer = client.post(path, json={"item_id": item} | body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_supplier_gets_the_next_code_and_the_shops_currency(client, supplier):
    assert (supplier["code"], supplier["currency"]) == ("SUP-0001", "ZAR")
    shown = client.get(f"{SUPPLIERS}/by-code/sup-1")
    assert shown.json() == supplier
    assert shown.headers["etag"] == '"1"'
    taken = client.post(SUPPLIERS, json={"name": "X", "code": "SUP-01"})
    assert taken.status_code == 409
    assert "code" in taken.json()["errors"]


def test_suppliers_are_found_by_what_is_typed(client, supplier):
    client.post(SUPPLIERS, json={"name": "Acme"})
    names = [it["name"] for it in client.get(SUPPLIERS).json()["items"]]
    assert names == ["Acme", "Stahl & Söhne"]
    for wish in ("sohne", "STAHL", "sup-0001", "order@"):
        found = client.get(SUPPLIERS, params={"search": wish, "total": True}).json()
        assert ([it["id"] for it in found["items"]], found["total"]) == ([supplier["id"]], 1)


def test_a_supplier_changes_and_is_archived(client, supplier):
    path = f"{SUPPLIERS}/{supplier['id']}"
    changed = client.patch(path, json={"terms_days": 30, "lead_time_days": None})
    assert (changed.json()["terms_days"], changed.json()["lead_time_days"]) == (30, None)
    stale = client.patch(path, json={"name": "X"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert client.post(f"{path}/restore").status_code == 409
    assert client.post(f"{path}/archive").json()["archived_at"] is not None
    assert client.get(SUPPLIERS).json()["items"] == []
    assert len(client.get(SUPPLIERS, params={"archived": True}).json()["items"]) == 1
    assert client.post(f"{path}/archive").status_code == 409
    assert client.post(f"{path}/restore").json()["archived_at"] is None


def test_the_first_supplier_of_an_item_is_preferred_until_another_is(client, supplier, sheet):
    first = offered(client, supplier, sheet, unit_cost="412.50", pack_size="5")
    assert (first["unit_cost"], first["item_name"], first["unit"]) == (
        "412.5",
        "Sheet 3 mm",
        "sheet",
    )
    assert first["is_preferred"]
    other = client.post(SUPPLIERS, json={"name": "Acme"}).json()
    assert not offered(client, other, sheet)["is_preferred"]
    path = f"{SUPPLIERS}/{other['id']}/items/{sheet}"
    assert client.patch(path, json={"is_preferred": True}).json()["is_preferred"]
    (row,) = client.get(f"{SUPPLIERS}/{supplier['id']}/items").json()["items"]
    assert not row["is_preferred"]
    who = client.get(SUPPLIERS, params={"item_id": sheet}).json()["items"]
    assert [it["name"] for it in who] == ["Acme", "Stahl & Söhne"]
    assert client.delete(path).status_code == 204
    assert client.delete(path).status_code == 404


def test_a_supplier_has_an_item_once(client, supplier, sheet):
    path = f"{SUPPLIERS}/{supplier['id']}/items"
    for _ in range(2):
        wish = {"json": {"item_id": sheet}, "headers": {"Idempotency-Key": "s1"}}
        assert client.post(path, **wish).status_code == 201
    assert client.post(path, json={"item_id": sheet}).status_code == 409
    assert len(client.get(path).json()["items"]) == 1


def test_prices_are_hidden_from_who_may_not_see_costs(client, supplier, sheet, house, actor):
    offered(client, supplier, sheet, unit_cost="412.50")
    few = msgspec.structs.replace(actor, scopes=frozenset({"inventory.read"}))
    worker = house.client(few)
    (row,) = worker.get(f"{SUPPLIERS}/{supplier['id']}/items").json()["items"]
    assert "unit_cost" not in row
    assert worker.post(SUPPLIERS, json={"name": "X"}).status_code == 403


def test_another_shop_sees_nothing_of_it(client, supplier, sheet, house, another_shop):
    offered(client, supplier, sheet)
    stranger = house.client(another_shop.actor)
    path = f"{SUPPLIERS}/{supplier['id']}"
    for asked in (path, f"{path}/items", f"{SUPPLIERS}/by-code/SUP-0001"):
        assert stranger.get(asked).status_code == 404
    assert stranger.patch(path, json={"name": "Ours"}).status_code == 404
    assert stranger.patch(f"{path}/items/{sheet}", json={}).status_code == 404
    assert stranger.post(f"{path}/items", json={"item_id": sheet}).status_code == 404
    own = stranger.post(SUPPLIERS, json={"name": "Ours"}).json()
    answer = stranger.post(f"{SUPPLIERS}/{own['id']}/items", json={"item_id": sheet})
    assert answer.status_code == 422
    assert stranger.get(SUPPLIERS, params={"item_id": sheet}).json()["items"] == []


BAD = [
    ({}, 400, "name"),
    ({"name": " "}, 400, "name"),
    ({"name": "x" * 201}, 400, "name"),
    ({"name": "x", "email": "nobody"}, 400, "email"),
    ({"name": "x", "currency": "rand"}, 400, "currency"),
    ({"name": "x", "terms_days": -1}, 400, "terms_days"),
    ({"name": "x", "lead_time_days": "5"}, 400, "lead_time_days"),
    ({"name": "x", "notes": "\x00"}, 400, "notes"),
    ({"name": "x", "discount": 5}, 400, "discount"),
]


@pytest.mark.parametrize(("body", "status", "field"), BAD, ids=[str(it[0])[:40] for it in BAD])
def test_what_makes_no_sense_is_refused_by_field(client, body, status, field):
    answer = client.post(SUPPLIERS, json=body)
    assert answer.status_code == status, answer.text
    assert field in answer.json()["errors"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("item_id", NOTHING),
        ("pack_size", "0"),
        ("pack_size", "-1"),
        ("minimum", "-1"),
        ("unit_cost", "-0.01"),
        ("unit_cost", "0.0000001"),
        ("unit_cost", "1000000000000"),
    ],
)
def test_bad_offers_are_refused_by_field(client, supplier, sheet, field, value):
    body = {"item_id": sheet, field: value}
    answer = client.post(f"{SUPPLIERS}/{supplier['id']}/items", json=body)
    assert answer.status_code == 422, answer.text
    assert field in answer.json()["errors"]
