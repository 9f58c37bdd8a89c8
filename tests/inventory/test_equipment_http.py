"""Equipment and its maintenance through the whole application."""

import pytest

MACHINES = "/api/inventory/equipment"


@pytest.fixture
def machine(client):
    body = {
        "name": "Trumpf 3030",
        "kind": "Laser",
        "serial_number": "A0230",
        "purchased_on": "2024-05-06",
        "cost": {"amount": "1250000.00", "currency": "ZAR"},
        "is_exclusive": True,
    }
    answer = client.post(MACHINES, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def plan_on(client, machine, **body):
    answer = client.post(f"{MACHINES}/{machine['id']}/plans", json={"title": "Grease"} | body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def due(client, **params):
    return client.get("/api/inventory/maintenance-due", params=params).json()["items"]


def test_a_machine_gets_the_next_code_and_is_found_by_it(client, machine):
    assert machine["code"] == "EQ-001"
    assert machine["status_label"] == "In service"
    shown = client.get(f"{MACHINES}/by-code/eq-1")
    assert shown.json() == machine
    assert shown.headers["etag"] == '"1"'


def test_machines_are_listed_searched_and_filtered(client, machine, a_shop):
    body = {"name": "Oven", "kind": "oven", "station_id": str(a_shop.station_id)}
    oven = client.post(MACHINES, json=body).json()
    everything = client.get(MACHINES, params={"total": True}).json()
    assert [it["name"] for it in everything["items"]] == ["Oven", "Trumpf 3030"]
    assert everything["total"] == 2
    assert everything["items"][0]["station_name"] == "Saw"
    for wish in ({"search": "a0230"}, {"kind": "LASER"}, {"sort": "-name", "limit": 1}):
        assert client.get(MACHINES, params=wish).json()["items"][0]["id"] == machine["id"]
    at_saw = client.get(MACHINES, params={"station_id": str(a_shop.station_id)}).json()["items"]
    assert [it["id"] for it in at_saw] == [oven["id"]]


def test_a_machine_changes_from_the_version_that_was_looked_at(client, machine):
    path = f"{MACHINES}/{machine['id']}"
    changed = client.patch(path, json={"location": "Hall 2"}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    assert (changed.json()["location"], changed.json()["name"]) == ("Hall 2", "Trumpf 3030")
    stale = client.patch(path, json={"location": "Hall 3"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


def test_a_machine_is_down_in_service_again_and_retired(client, machine):
    path = f"{MACHINES}/{machine['id']}/status"
    down = client.post(path, json={"status": "down", "reason": "Tube dead"}).json()
    assert (down["status_label"], down["status_reason"]) == ("Down", "Tube dead")
    refused = client.post(path, json={"status": "down"})
    assert refused.status_code == 409
    assert refused.json()["allowed"] == ["in_service", "retired"]
    assert client.post(path, json={"status": "retired"}).status_code == 200
    assert client.get(MACHINES).json()["items"] == []
    retired = client.get(MACHINES, params={"status": "retired"}).json()["items"]
    assert [it["id"] for it in retired] == [machine["id"]]


def test_a_plan_is_due_after_its_days_and_counts_from_when_it_was_done(client, machine):
    path = f"{MACHINES}/{machine['id']}/maintenance"
    plan = plan_on(client, machine, every_days=30, starts_on="2026-01-01")
    assert plan["due_on"] == "2026-01-31"
    (row,) = due(client)
    assert (row["overdue"], row["days_left"], row["equipment_code"]) == (True, -30, "EQ-001")
    done = {"plan_id": plan["id"], "done_on": "2026-02-27", "minutes": 45, "notes": "Fine."}
    logged = client.post(path, json=done)
    assert logged.status_code == 201, logged.text
    assert (logged.json()["plan_title"], logged.json()["employee_name"]) == ("Grease", "Ann")
    (row,) = due(client)
    assert (row["overdue"], row["due_on"]) == (False, "2026-03-29")
    gone = client.delete(f"{path}/{logged.json()['id']}")
    assert gone.status_code == 204
    assert due(client)[0]["due_on"] == "2026-01-31"


def test_a_plan_is_due_after_running_hours(client, machine):
    path = f"{MACHINES}/{machine['id']}"
    client.post(f"{path}/meter", json={"hours": "1000", "read_on": "2026-03-01"})
    plan = plan_on(client, machine, title="Lenses", every_hours="80")
    assert (plan["due_hours"], plan["due_on"]) == ("1080", "2026-03-11")
    client.post(f"{path}/meter", json={"hours": "1081.5"})
    (row,) = due(client, overdue=True)
    assert (row["hours_left"], row["overdue"]) == ("-1.5", True)
    backwards = client.post(f"{path}/meter", json={"hours": "900"})
    assert backwards.status_code == 409
    client.post(f"{path}/maintenance", json={"plan_id": plan["id"], "meter_hours": "1082"})
    assert due(client)[0]["due_hours"] == "1162"


def test_what_is_most_urgent_comes_first(client, machine):
    for title, days in (("Later", 60), ("Late", 5), ("Soon", 40)):
        plan_on(client, machine, title=title, every_days=days, starts_on="2026-02-01")
    assert [it["title"] for it in due(client)] == ["Late", "Soon", "Later"]
    assert [it["title"] for it in due(client, overdue=True)] == ["Late"]
    assert [it["title"] for it in due(client, overdue=False, due_by="2026-03-20")] == ["Soon"]
    first = client.get("/api/inventory/maintenance-due", params={"limit": 2, "total": True}).json()
    assert first["total"] == 3
    assert [it["title"] for it in due(client, limit=2, cursor=first["next"])] == ["Later"]


def test_maintenance_is_written_once_per_key(client, machine):
    path = f"{MACHINES}/{machine['id']}/maintenance"
    for _ in range(2):
        client.post(path, json={"minutes": 5}, headers={"Idempotency-Key": "m1"})
    assert len(client.get(path).json()["items"]) == 1


def test_a_plan_with_a_history_is_set_inactive_not_removed(client, machine):
    path = f"{MACHINES}/{machine['id']}"
    plan = plan_on(client, machine, every_days=7)
    client.post(f"{path}/maintenance", json={"plan_id": plan["id"]})
    assert client.delete(f"{path}/plans/{plan['id']}").status_code == 409
    off = client.patch(f"{path}/plans/{plan['id']}", json={"is_active": False})
    assert off.json()["is_active"] is False
    assert due(client) == []
    other = plan_on(client, machine, every_days=7)
    assert client.delete(f"{path}/plans/{other['id']}").status_code == 204
    assert [it["id"] for it in client.get(f"{path}/plans").json()["items"]] == [plan["id"]]


def test_costs_are_hidden_from_who_may_not_see_them(client, machine, house, actor):
    path = f"{MACHINES}/{machine['id']}"
    cost = {"amount": "80.00", "currency": "ZAR"}
    client.post(f"{path}/maintenance", json={"cost": cost})
    few = frozenset({"inventory.read", "inventory.move"})
    worker = house.client(_with(actor, few))
    assert "cost" not in worker.get(path).json()
    assert "cost" not in worker.get(f"{path}/maintenance").json()["items"][0]
    assert worker.patch(path, json={"name": "X"}).status_code == 403
    assert "cost" not in worker.post(f"{path}/maintenance", json={"cost": cost}).json()
    assert client.get(path).json()["cost"]["amount"] == "1250000.00"
    assert client.get(f"{path}/maintenance").json()["items"][0]["cost"] == cost


def test_another_shop_sees_nothing_of_it(client, machine, house, another_shop):
    plan = plan_on(client, machine, every_days=7)
    log = client.post(f"{MACHINES}/{machine['id']}/maintenance", json={}).json()
    stranger = house.client(another_shop.actor)
    path = f"{MACHINES}/{machine['id']}"
    for asked in (path, f"{path}/plans", f"{path}/maintenance", f"{MACHINES}/by-code/EQ-001"):
        assert stranger.get(asked).status_code == 404
    assert stranger.get(MACHINES).json()["items"] == []
    assert due(stranger) == []
    assert stranger.post(f"{path}/maintenance", json={}).status_code == 404
    own = stranger.post(MACHINES, json={"name": "Ours"}).json()
    theirs = stranger.post(f"{MACHINES}/{own['id']}/maintenance", json={"plan_id": plan["id"]})
    assert theirs.status_code == 422
    gone = stranger.delete(f"{MACHINES}/{own['id']}/maintenance/{log['id']}")
    assert gone.status_code == 404


BAD = [
    ({}, 400, "name"),
    ({"name": "x", "speed": 1}, 400, "speed"),
    ({"name": "x\x00"}, 400, "name"),
    ({"name": "x" * 201}, 400, "name"),
    ({"name": "x", "hours_a_day": "25"}, 422, "hours_a_day"),
    ({"name": "x", "hours_a_day": "0"}, 422, "hours_a_day"),
    ({"name": "x", "meter_hours": "-1"}, 422, "meter_hours"),
    ({"name": "x", "meter_hours": "NaN"}, 400, "meter_hours"),
    ({"name": "x", "cost": {"amount": "-1.00", "currency": "ZAR"}}, 422, "cost"),
    ({"name": "x", "cost": {"amount": "1.00", "currency": "EUR"}}, 422, "cost"),
    ({"name": "x", "station_id": "0190c6a1-0000-7000-8000-000000000000"}, 422, "station_id"),
    ({"name": "x", "purchased_on": "0001-01-01"}, 400, "purchased_on"),
]


@pytest.mark.parametrize(("body", "status", "field"), BAD, ids=[str(it[0])[:40] for it in BAD])
def test_what_makes_no_sense_is_refused_by_field(client, body, status, field):
    answer = client.post(MACHINES, json=body)
    assert answer.status_code == status, answer.text
    assert field in answer.json()["errors"]


def test_bad_plans_and_entries_are_refused(client, machine):
    path = f"{MACHINES}/{machine['id']}"
    nothing = "0190c6a1-0000-7000-8000-000000000000"
    for where, body, status in (
        ("plans", {"title": "Grease"}, 422),
        ("plans", {"title": "Grease", "every_days": 0}, 400),
        ("plans", {"title": "Grease", "every_hours": "-3"}, 422),
        ("maintenance", {"done_on": "2026-03-03"}, 422),
        ("maintenance", {"minutes": -1}, 400),
        ("maintenance", {"plan_id": nothing}, 422),
        ("maintenance", {"employee_id": nothing}, 422),
        ("maintenance", {"file_ids": [nothing]}, 422),
        ("maintenance", {"meter_hours": "99999999999"}, 422),
    ):
        answer = client.post(f"{path}/{where}", json=body)
        assert answer.status_code == status, (body, answer.text)
    assert client.get(path).json()["version"] == 1


def test_a_code_is_given_once(client, machine):
    refused = client.post(MACHINES, json={"name": "Other", "code": "eq-0001"})
    assert refused.status_code == 409
    mine = client.post(MACHINES, json={"name": "Other", "code": "EQ-005"}).json()
    assert mine["code"] == "EQ-005"
    assert client.post(MACHINES, json={"name": "Next"}).json()["code"] == "EQ-006"
    path = f"{MACHINES}/{mine['id']}"
    assert client.patch(path, json={"code": "EQ-001"}).status_code == 409
    assert client.patch(path, json={"code": "eq-5"}).json()["code"] == "eq-5"


def _with(actor, scopes):
    return type(actor)(
        shop_id=actor.shop_id, employee_id=actor.employee_id, label="Bo", scopes=scopes
    )
