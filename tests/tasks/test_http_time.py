"""The edges of worked time, through the whole application."""

from tests.tasks.conftest import faults

NOBODY = "00000000-0000-7000-8000-000000000000"


def test_a_timer_runs_pauses_and_stops(client, task, path):
    started = client.post(f"{path}/timer/start")
    assert (started.status_code, started.json()["state"]) == (201, "running")
    assert client.get(path).json()["status"] == "in_progress"
    [running] = client.get("/api/timers?mine=true").json()["items"]
    assert (running["task_title"], running["employee_name"]) == ("Cut", "Ann")
    again = client.post(f"{path}/timer/start", json={})
    assert (again.status_code, again.json()["type"], again.json()["task_id"]) == (
        409,
        "TimerRuns",
        task["id"],
    )
    assert client.post(f"{path}/timer/pause").json()["state"] == "paused"
    assert client.post(f"{path}/timer/pause").status_code == 409
    assert client.post(f"{path}/timer/resume", json={}).json()["state"] == "running"
    assert client.post(f"{path}/timer/stop", json={"note": "Done"}).json()["state"] == "stopped"
    assert client.post(f"{path}/timer/stop").json()["type"] == "NoTimer"
    assert client.post("/api/timers/stop_forgotten").json() == {"stopped": 0}


def test_a_time_log_is_corrected_and_deleted_with_a_reason(client, path, logged):
    there = f"/api/time-logs/{logged['id']}"
    shown = client.get(there)
    assert shown.headers["etag"] == '"1"'
    assert (shown.json()["task_title"], shown.json()["note"]) == ("Cut", "Left side")
    refused = client.patch(there, json={"duration": "PT1H"})
    assert (refused.status_code, faults(refused)) == (400, {"reason"})
    fixed = client.patch(
        there, json={"duration": "PT1H", "reason": "Lunch"}, headers={"If-Match": '"1"'}
    )
    assert (fixed.json()["duration"], fixed.json()["correction"]) == ("PT3600S", "Lunch")
    assert (
        client.patch(
            there, json={"note": "", "reason": "x"}, headers={"If-Match": '"1"'}
        ).status_code
        == 412
    )
    assert client.delete(there).status_code == 400
    assert client.delete(there, params={"reason": "Twice"}).status_code == 204
    assert client.get(there).status_code == 404
    assert client.get(path).json()["time_spent"] == "P0D"


IMPOSSIBLE = [
    ({"duration": "-PT1H"}, 422, "duration"),
    ({"duration": "PT0S"}, 422, "duration"),
    ({"duration": "PT24H1S"}, 422, "duration"),
    ({"duration": "P999999999D"}, 400, "duration"),
    ({"duration": "P99999999999999999D"}, 400, "duration"),
    ({"duration": 3600}, 400, "duration"),
    ({"duration": "one hour"}, 400, "duration"),
    ({}, 422, "duration"),
    ({"started_at": "2026-03-02T15:00:01Z", "duration": "PT1M"}, 422, "ended_at"),
    ({"started_at": "2026-03-02T12:00:00", "duration": "PT1H"}, 400, "started_at"),
    ({"started_at": "2026-02-30T12:00:00Z", "duration": "PT1H"}, 400, "started_at"),
    ({"started_at": "0001-01-01T00:00:00+14:00", "duration": "PT1H"}, 400, "started_at"),
    ({"ended_at": "9999-12-31T23:59:59-14:00", "duration": "PT1H"}, 400, "ended_at"),
    ({"worked_on": "9999-12-31", "duration": "PT1H"}, 400, "worked_on"),
    ({"duration": "PT1H", "station_id": NOBODY}, 422, "station_id"),
    ({"duration": "PT1H", "employee_id": NOBODY}, 422, "employee_id"),
    ({"duration": "PT1H", "employee_id": "Ben"}, 400, "employee_id"),
    ({"duration": "PT1H", "note": "x" * 201}, 400, "note"),
    ({"duration": "PT1H", "note": "a\u0000b"}, 400, "note"),
    ({"duration": "PT1H", "minutes": 5}, 400, "minutes"),
]


def test_impossible_time_is_refused_at_its_field(client, path):
    for body, status, field in IMPOSSIBLE:
        refused = client.post(f"{path}/log_time", json=body)
        assert (refused.status_code, faults(refused)) == (status, {field}), body
    assert client.get(path).json()["time_spent"] == "P0D"


def test_a_night_on_which_the_clocks_change_is_as_long_as_it_was(client, path):
    """From 00:30 British summer time to 02:30 Greenwich time."""
    body = {"started_at": "2025-10-26T00:30:00+01:00", "ended_at": "2025-10-26T02:30:00+00:00"}
    assert client.post(f"{path}/log_time", json=body).json()["duration"] == "PT10800S"


def test_an_overlap_names_the_other_log(client, path, logged):
    body = {"started_at": "2026-03-02T13:00:00Z", "duration": "PT1H"}
    refused = client.post(f"{path}/log_time", json=body)
    assert (refused.status_code, refused.json()["type"]) == (409, "Overlap")
    assert (refused.json()["time_log_id"], faults(refused)) == (logged["id"], {"started_at"})


def test_totals_and_months_are_shown(client, path, logged):
    for by in ("employee", "station", "stage", "task", "project", "month"):
        [total] = client.get(f"/api/time-totals?by={by}&total=true").json()["items"]
        assert (total["time_spent"], total["logs"]) == ("PT5400S", 1)
    query = "by=employee&from=2026-03-01&to=2026-03-01"
    assert client.get(f"/api/time-totals/?{query}").json()["items"] == []
    months = client.get("/api/time-totals/monthly?from=2026-02&to=2026-03").json()
    assert months["months"] == ["2026-02", "2026-03"]
    assert months["employees"][0]["time_spent"] == ["P0D", "PT5400S"]
    done = client.get(f"/api/time-totals/work-done?employee_id={logged['employee_id']}").json()
    assert (len(done["items"]), done["items"][-1]["month"]) == (12, "2026-03-01")
    assert done["items"][-1]["time_spent"] == "PT5400S"
    [log] = client.get("/api/time-logs?from=2026-03-02&to=2026-03-02&mine=true").json()["items"]
    assert log["id"] == logged["id"]
