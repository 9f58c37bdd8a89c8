"""Stock over REST, through the whole app."""

from uuid import uuid4

import msgspec
import pytest
from dependency_injector import providers

ITEMS = "/api/inventory/items"
SHEET = {
    "name": "Mild steel 3 mm",
    "unit": "sheet",
    "length": "2500",
    "width": "1250",
    "unit_cost": "500",
    "opening_quantity": "10",
}


class AnyProject:
    def has_project(self, shop_id, project_id):
        return True


@pytest.fixture
def client(nexus, client):
    nexus.inventory.projects.override(providers.Object(AnyProject()))
    return client


@pytest.fixture
def steel(client):
    answer = client.post(ITEMS, json=SHEET)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_an_item_is_added_shown_changed_archived_and_restored(client, steel):
    path = f"{ITEMS}/{steel['id']}"
    assert (steel["code"], steel["unit_cost"], steel["on_hand"]) == ("STK-0001", "500.00", "10")
    assert steel["stock_value"] == {"amount": "5000.00", "currency": "ZAR"}
    shown = client.get(path)
    changed = client.patch(
        path, json={"name": "Steel"}, headers={"If-Match": shown.headers["etag"]}
    )
    assert changed.json()["name"] == "Steel"
    stale = client.patch(path, json={"name": "X"}, headers={"If-Match": shown.headers["etag"]})
    assert stale.status_code == 412
    assert client.post(f"{path}/archive").status_code == 409
    moved = {"kind": "adjustment", "quantity": "-10", "reason": "Sold"}
    assert client.post(f"{path}/movements", json=moved).status_code == 201
    assert client.post(f"{path}/archive").json()["is_archived"]
    assert client.get(ITEMS).json()["items"] == []
    assert client.post(f"{path}/movements", json=moved).status_code == 409
    assert not client.post(f"{path}/restore").json()["is_archived"]
    assert client.get(f"{ITEMS}/by-code/stk-1").json()["name"] == "Steel"


def test_materials_are_listed_and_added_by_themselves(client):
    wish = {"name": "Oak", "unit": "bdft", "cost_per_unit": "95", "stock_quantity": "18.5"}
    made = client.post("/api/inventory/materials/", json=wish).json()
    client.post(ITEMS, json={"name": "Glue", "kind": "consumable"})
    listed = client.get("/api/inventory/materials/").json()["items"]
    assert [it["id"] for it in listed] == [made["id"]]
    assert made["stock_value"]["amount"] == "1757.50"


def test_the_last_click_of_two_makes_no_second_movement(client, steel):
    path, wish = f"{ITEMS}/{steel['id']}/movements", {"kind": "usage", "quantity": "1"}
    answers = [client.post(path, json=wish, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(client.get(path, params={"kind": "usage"}).json()["items"]) == 1


def test_the_story_of_a_job_in_sheets(client, steel):
    job, moves = str(uuid4()), "/api/inventory/movements"
    held = client.post(
        "/api/inventory/reservations",
        json={"item_id": steel["id"], "project_id": job, "quantity": "4"},
    ).json()
    assert (held["open"], held["short"]) == ("4", "0")
    used = client.post(
        moves,
        json={"item_id": steel["id"], "kind": "usage", "quantity": "3", "project_id": job},
    ).json()
    assert (used["quantity"], used["value"]["amount"], used["balance"]) == ("-3", "-1500.00", "7")
    kept = client.post(
        "/api/inventory/remnants",
        json={
            "item_id": steel["id"],
            "length": "1250",
            "width": "600",
            "project_id": job,
            "counted": True,
        },
    ).json()
    assert (kept["quantity"], kept["area"], kept["unit"]) == ("0.24", "0.75", "sheet")
    fits = {"fits_length": "500", "fits_width": "600"}
    found = client.get("/api/inventory/remnants", params=fits).json()["items"]
    assert [it["id"] for it in found] == [kept["id"]]
    (material,) = client.get(f"/api/projects/{job}/materials").json()["items"]
    assert (material["quantity"], material["value"]["amount"]) == ("2.76", "1380.00")
    path = f"/api/inventory/reservations/{held['id']}"
    assert client.get(path).json()["open"] == "1"
    assert client.post(f"{path}/release").json()["status"] == "released"
    undone = client.post(f"{moves}/{used['id']}/undo", json={"reason": "Wrong job"})
    assert undone.json()["reverses_id"] == used["id"]
    assert client.post(f"{moves}/{used['id']}/undo").status_code == 409


def test_what_is_short_is_told_in_numbers(client, steel):
    wish = {"item_id": steel["id"], "project_id": str(uuid4()), "quantity": "12"}
    answer = client.post("/api/inventory/reservations", json=wish)
    assert answer.status_code == 409
    assert (answer.json()["available"], answer.json()["short"]) == ("10", "2")
    assert (
        client.post("/api/inventory/reservations", json=wish | {"even_if_short": True}).json()[
            "short"
        ]
        == "2"
    )


def test_low_stock_and_what_to_order(client, steel):
    client.patch(f"{ITEMS}/{steel['id']}", json={"reorder_level": "10", "reorder_quantity": "25"})
    assert [it["code"] for it in client.get("/api/inventory/low-stock").json()["items"]] == [
        "STK-0001"
    ]
    (due,) = client.get("/api/inventory/reorder").json()["items"]
    assert (due["suggested"], due["estimated_cost"]["amount"]) == ("25", "12500.00")
    path = f"{ITEMS}/{steel['id']}/mark-ordered"
    assert client.post(path, json={"quantity": "25"}).json()["on_order"] == "25"
    assert client.get("/api/inventory/reorder").json()["items"] == []


def test_powder_from_plan_to_scale(client):
    wish = {
        "name": "RAL 9005",
        "kind": "powder",
        "unit": "kg",
        "density": "1.5",
        "colour_code": "RAL 9005",
        "colour_hex": "#0A0A0D",
    }
    item = client.post(ITEMS, json=wish).json()
    bought = {"kind": "purchase", "quantity": "18.4", "unit_cost": "145", "lot_number": "PB-2291"}
    client.post(f"{ITEMS}/{item['id']}/movements", json=bought)
    ask = {"area": "43.2", "film": "60", "efficiency": "65", "item_id": item["id"]}
    needed = client.get("/api/inventory/powder-needed", params=ask).json()
    assert (needed["needed"], needed["short"]) == ("5.982", "0")
    (lot,) = client.get(f"{ITEMS}/{item['id']}/lots").json()["items"]
    scale = {"before": "18.400", "after": "12.250", "planned": "5.98"}
    weighed = client.post(f"/api/inventory/lots/{lot['id']}/weighings", json=scale).json()
    assert weighed["movement"]["value"]["amount"] == "-891.75"
    assert (weighed["variance_percent"], weighed["left"]) == ("2.8", "12.25")
    assert client.get(f"/api/inventory/lots/{lot['id']}").json()["on_hand"] == "12.25"


def test_a_stock_take_from_sheet_to_correction(client, steel):
    path = "/api/inventory/stock-takes"
    take = client.post(path, json={"name": "March"}).json()
    (line,) = client.get(f"{path}/{take['id']}/counts").json()["items"]
    counts = [{"id": line["id"], "counted": "9", "note": "One bent"}]
    assert client.post(f"{path}/{take['id']}/counts", json={"counts": counts}).status_code == 200
    closed = client.post(f"{path}/{take['id']}/close").json()
    assert (closed["status"], closed["difference_value"]["amount"]) == ("closed", "-500.00")
    assert client.post(f"{path}/{take['id']}/close").status_code == 409
    assert client.get(f"{ITEMS}/{steel['id']}").json()["on_hand"] == "9"


def test_places_are_added_renamed_and_closed(client, steel):
    path = "/api/inventory/locations"
    rack = client.post(path, json={"name": "Rack A"}).json()
    assert client.post(path, json={"name": "RACK  a"}).status_code == 409
    move = {"kind": "transfer", "quantity": "4", "to_location_id": rack["id"]}
    assert client.post(f"{ITEMS}/{steel['id']}/movements", json=move).status_code == 201
    assert client.get(f"{path}/{rack['id']}").json()["items"] == 1
    assert client.post(f"{path}/{rack['id']}/archive").status_code == 409
    renamed = client.patch(f"{path}/{rack['id']}", json={"name": "Rack B"})
    assert renamed.json()["name"] == "Rack B"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 400, "kind"),
        ({"kind": "theft", "quantity": "1"}, 400, "kind"),
        ({"kind": "usage", "quantity": 1.5e300}, 422, "quantity"),
        ({"kind": "usage", "quantity": "many"}, 400, "quantity"),
        ({"kind": "usage", "quantity": "NaN"}, 400, "quantity"),
        ({"kind": "usage", "quantity": "-0"}, 422, "quantity"),
        ({"kind": "usage", "quantity": "1", "colour": "red"}, 400, "colour"),
        ({"kind": "usage", "quantity": "1", "reference": "a\u0000b"}, 400, "reference"),
        ({"kind": "usage", "quantity": "1", "reference": "x" * 201}, 400, "reference"),
        ({"kind": "usage", "quantity": "1", "lot_id": str(uuid4())}, 422, "lot_id"),
        ({"kind": "usage", "quantity": "99999999999"}, 422, "quantity"),
        ({"kind": "adjustment", "quantity": "1"}, 422, "reason"),
    ],
)
def test_bad_movements_are_told_by_the_field(client, steel, body, status, field):
    answer = client.post(f"{ITEMS}/{steel['id']}/movements", json=body)
    assert answer.status_code == status, answer.text
    assert field in answer.json()["errors"]
    assert client.get(f"{ITEMS}/{steel['id']}").json()["on_hand"] == "10"


def test_what_is_nowhere_is_not_found(client):
    for path in ("movements", "reservations", "lots", "locations", "remnants", "stock-takes"):
        assert client.get(f"/api/inventory/{path}/{uuid4()}").status_code == 404


def test_what_is_another_shops_is_not_found(house, a_shop, another_shop):
    with house.client(a_shop.actor) as client:
        steel = client.post(ITEMS, json=SHEET).json()
    with house.client(another_shop.actor) as other:
        assert other.get(f"{ITEMS}/{steel['id']}").status_code == 404
        wish = {"kind": "usage", "quantity": "1"}
        assert other.post(f"{ITEMS}/{steel['id']}/movements", json=wish).status_code == 404
        wish["item_id"] = steel["id"]
        assert other.post("/api/inventory/movements", json=wish).status_code == 422


def test_who_may_not_see_costs_sees_none(house, a_shop):
    with house.client(a_shop.actor) as client:
        path = f"{ITEMS}/{client.post(ITEMS, json=SHEET).json()['id']}"
    scopes = frozenset({"inventory.read", "inventory.move"})
    with house.client(msgspec.structs.replace(a_shop.actor, scopes=scopes)) as looker:
        shown = looker.get(path)
        assert shown.json()["on_hand"] == "10"
        assert not {"unit_cost", "stock_value"} & shown.json().keys()
        moved = looker.post(f"{path}/movements", json={"kind": "usage", "quantity": "1"})
        assert moved.status_code == 201
        assert not {"unit_cost", "value"} & moved.json().keys()
        assert looker.get(ITEMS, params={"sort": "-unit_cost"}).status_code == 403
        assert looker.post(ITEMS, json=SHEET).status_code == 403
        assert "500" not in looker.get(f"{path}/movements").json()["items"][0].values()
