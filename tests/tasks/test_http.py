"""The edges of tasks, through the whole application."""

import msgspec
import pytest
from litestar.testing import TestClient

from nexus.app.http import create_app
from nexus.kernel.actor import Actor
from nexus.kernel.ids import EmployeeId, new_id

from tests.conftest import Everything
from tests.tasks.conftest import faults

NOBODY = "00000000-0000-7000-8000-000000000000"


def test_a_task_can_be_worked_from_start_to_end(client, path):
    assert client.post(f"{path}/start/").json()["status"] == "in_progress"
    logged = client.post(
        f"{path}/log_time/", json={"started_at": "2026-03-02T13:00:00Z", "duration": "PT1H30M"}
    )
    assert (logged.status_code, logged.json()["time_spent"]) == (201, "PT5400S")
    done = client.post(f"{path}/complete/").json()
    assert (done["status"], done["status_label"], done["time_spent"]) == ("done", "Done", "PT5400S")
    again = client.post(f"{path}/reopen", json={"reason": "A scratch"}).json()
    assert (again["status"], again["status_reason"]) == ("in_progress", "A scratch")
    assert client.post(f"{path}/block", json={"reason": "No glue"}).json()["status"] == "blocked"
    assert client.post(f"{path}/unblock").json()["status"] == "in_progress"


def test_a_task_is_changed_cleared_and_deleted(client, path, a_shop):
    body = {
        "title": " Cut  it ",
        "assignee": {"station_id": str(a_shop.station_id)},
        "due_on": "2026-03-09",
        "planned": "PT2H",
        "starts_at": "2026-03-03T08:00:00+02:00",
        "status": "in_progress",
    }
    changed = client.patch(path, json=body, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    seen = client.get(path).json()
    assert (
        seen.items()
        >= {
            "title": "Cut it",
            "assignee": {"station_id": str(a_shop.station_id), "employee_id": None},
            "assignee_name": "Saw",
            "starts_at": "2026-03-03T06:00:00Z",
            "status": "in_progress",
        }.items()
    )
    cleared = client.patch(path, json={"assignee": None, "due_on": None, "planned": None}).json()
    assert (cleared["assignee"], cleared["due_on"], cleared["planned"]) == (None, None, None)
    stale = client.delete(path, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "Stale")
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_a_checklist_is_made_ticked_and_cleared(client, path):
    added = client.post(f"{path}/checklist", json={"text": "Left"})
    assert added.status_code == 201
    [item] = added.json()["checklist"]
    ticked = client.patch(f"{path}/checklist/{item['id']}", json={"done": True}).json()
    assert (ticked["checklist"][0]["done"], ticked["checklist_done"]) == (True, 1)
    assert client.patch(f"{path}/checklist/{NOBODY}", json={"done": True}).status_code == 404
    assert client.delete(f"{path}/checklist/{item['id']}").status_code == 204
    assert client.get(path).json()["checklist"] == []


def test_dependencies_hold_a_task_until_forced(client, tasks_path, task, path):
    second = client.post(tasks_path, json={"title": "Sand"}).json()
    there = f"/api/tasks/{second['id']}"
    put = client.put(f"{there}/dependencies", json={"ids": [task["id"]]})
    assert [it["title"] for it in put.json()["dependencies"]] == ["Cut"]
    held = client.post(f"{there}/start")
    assert (held.status_code, held.json()["type"]) == (409, "Waiting")
    assert held.json()["waits_for"] == ["Cut"]
    circle = client.put(f"{path}/dependencies", json={"ids": [second["id"]]})
    assert (circle.status_code, faults(circle)) == (422, {"ids"})
    assert client.post(f"{there}/start", json={"force": True}).status_code == 422
    forced = client.post(f"{there}/start", json={"force": True, "reason": "It is urgent"})
    assert forced.json()["status_reason"] == "It is urgent"
    [card] = client.get(f"{tasks_path[:-6]}/board").json()["in_progress"]
    assert (card["title"], card["waits"]) == ("Sand", True)


def test_tasks_move(client, tasks_path, task):
    second = client.post(tasks_path, json={"title": "Sand"}).json()
    client.post(f"/api/tasks/{second['id']}/move", json={"before": task["id"]})
    assert [it["title"] for it in client.get(tasks_path).json()["items"]] == ["Sand", "Cut"]
    client.post(f"/api/tasks/{second['id']}/move/", json={"position": 2})
    assert [it["title"] for it in client.get(tasks_path).json()["items"]] == ["Cut", "Sand"]


def test_a_wish_sent_twice_is_done_once(client, tasks_path, path):
    for address, body in [
        (tasks_path, {"title": "Oil"}),
        (f"{path}/log_time", {"duration": "PT1H"}),
        (f"{path}/timer/start", {}),
        (f"{path}/checklist", {"text": "Left"}),
        ("/api/activities", {"title": "Meet", "project_id": tasks_path.split("/")[3]}),
    ]:
        key = {"Idempotency-Key": f"{address}-{new_id()}"}
        first, second = (client.post(address, json=body, headers=key) for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
    seen = client.get(path).json()
    assert (seen["time_spent"], len(seen["checklist"])) == ("PT3600S", 1)


LIMITS = [
    ("tasks?limit=201", 400),
    ("tasks?limit=0", 400),
    ("tasks?sort=colour", 400),
    ("tasks?cursor=x", 422),
    ("tasks?status=ready", 400),
    ("tasks?due=someday", 400),
    ("tasks?station_id=saw", 400),
    ("time-totals", 400),
    ("time-totals?by=colour", 400),
    ("time-totals?by=task&from=yesterday", 400),
    ("time-totals?by=task&from=0001-01-01", 400),
    ("time-totals?by=task&to=9999-12-31", 400),
    ("time-totals/monthly?from=2026-13", 400),
    ("time-totals/monthly?from=0000-01", 422),
    ("time-totals/monthly?to=9999-12", 422),
    ("time-totals?by=month&to=9999-12-30", 400),
    ("time-totals/work-done", 400),
    ("time-totals/work-done?employee_id=me", 400),
    ("time-logs?from=2026-03-02&to=2026-03-01", 422),
    ("timers?limit=x", 400),
]


def test_a_list_has_its_limits(client):
    for query, status in LIMITS:
        assert client.get(f"/api/{query}").status_code == status, query


MALFORMED = [
    ({}, 400),
    ({"title": ""}, 400),
    ({"title": " "}, 400),
    ({"title": 5}, 400),
    ({"title": "x" * 201}, 400),
    ({"title": "a\u0000b"}, 400),
    ({"title": "x", "colour": "red"}, 400),
    ({"title": "x", "description": "y" * 20_001}, 400),
    ({"title": "x", "assignee": {}}, 422),
    ({"title": "x", "assignee": {"station_id": NOBODY, "colour": "red"}}, 400),
    ({"title": "x", "assignee": {"station_id": NOBODY}}, 422),
    ({"title": "x", "stage_id": NOBODY}, 422),
    ({"title": "x", "priority": "huge"}, 400),
    ({"title": "x", "planned": "-PT1H"}, 422),
    ({"title": "x", "due_on": "2026-02-30"}, 400),
    ({"title": "x", "starts_at": "0001-01-01T00:00:00+14:00"}, 400),
    ([], 400),
    ("x", 400),
]


def test_a_malformed_task_is_refused(client, tasks_path):
    for body, status in MALFORMED:
        assert client.post(tasks_path, json=body).status_code == status, body
    assert client.get(tasks_path).json()["items"] == []


REFUSED = [
    ("post", "/api/tasks/{id}/reopen", {"reason": "x"}, 409),
    ("post", "/api/tasks/{id}/unblock", None, 409),
    ("post", "/api/tasks/{id}/block", {}, 400),
    ("post", "/api/tasks/{id}/block", None, 400),
    ("post", "/api/tasks/{id}/start", "x", 400),
    ("post", "/api/tasks/{id}/move", {}, 422),
    ("post", "/api/tasks/{id}/move", {"position": 0}, 400),
    ("post", "/api/tasks/{id}/move", {"before": NOBODY}, 422),
    ("put", "/api/tasks/{id}/dependencies", {"ids": [NOBODY]}, 422),
    ("put", "/api/tasks/{id}/dependencies", {"ids": ["{id}"]}, 400),
    ("post", "/api/timers/stop_forgotten", {"shift_ended_at": "2026-03-02T16:00:00Z"}, 422),
    ("post", f"/api/tasks/{NOBODY}/start", None, 404),
    ("post", f"/api/tasks/{NOBODY}/log_time", {"duration": "PT1H"}, 404),
    ("post", f"/api/tasks/{NOBODY}/timer/start", None, 404),
    ("post", f"/api/tasks/{NOBODY}/timer/stop", None, 404),
    ("patch", f"/api/tasks/{NOBODY}", {"title": "x"}, 404),
    ("post", f"/api/projects/{NOBODY}/tasks", {"title": "x"}, 404),
    ("get", f"/api/projects/{NOBODY}/tasks", None, 404),
    ("get", f"/api/projects/{NOBODY}/board", None, 404),
    ("get", f"/api/projects/{NOBODY}/activities", None, 404),
    ("get", "/api/tasks/cut", None, 404),
    ("patch", f"/api/time-logs/{NOBODY}", {"reason": "x"}, 404),
]


def test_a_refusal_is_a_problem_document(client, task):
    for method, path, json, status in REFUSED:
        address = path.replace("{id}", task["id"])
        body = {} if json is None else {"json": json}
        response = getattr(client, method)(address, **body)
        assert response.status_code == status, (method, path, json)
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["detail"]


def test_a_refusal_says_what_is_allowed(client, path):
    refused = client.post(f"{path}/reopen", json={"reason": "x"}).json()
    assert (refused["type"], refused["allowed"]) == ("WrongStatus", ["start", "block", "complete"])


def test_another_shop_sees_nothing_of_it(nexus, client, task, logged, tasks_path, another_shop):
    stranger = Actor(
        shop_id=another_shop.id,
        employee_id=EmployeeId(another_shop.employee_id),
        scopes=Everything(),
    )
    id, body = task["id"], {"json": {"duration": "PT1H"}}
    with TestClient(create_app(nexus, authenticate=lambda connection: stranger)) as theirs:
        for response in (
            theirs.get(f"/api/tasks/{id}"),
            theirs.patch(f"/api/tasks/{id}", json={"title": "x"}),
            theirs.delete(f"/api/tasks/{id}"),
            theirs.post(f"/api/tasks/{id}/start"),
            theirs.post(f"/api/tasks/{id}/log_time", **body),
            theirs.post(f"/api/tasks/{id}/timer/start"),
            theirs.get(f"/api/time-logs/{logged['id']}"),
            theirs.patch(f"/api/time-logs/{logged['id']}", json={"reason": "x"}),
            theirs.get(tasks_path),
            theirs.post(tasks_path, json={"title": "x"}),
            theirs.get(f"/api/activities/{id}"),
        ):
            assert response.status_code == 404
        for list_ in ("tasks", "activities", "time-logs", "timers", "time-totals?by=task"):
            assert theirs.get(f"/api/{list_}").json()["items"] == []


def test_a_viewer_changes_nothing(nexus, client, actor, task, path):
    viewer = msgspec.structs.replace(actor, scopes=frozenset({"tasks.read"}))
    with TestClient(create_app(nexus, authenticate=lambda connection: viewer)) as theirs:
        assert theirs.get(path).status_code == 200
        for response in (
            theirs.patch(path, content=b"not even JSON"),
            theirs.post(f"{path}/start"),
            theirs.post(f"{path}/timer/start"),
            theirs.post(f"{path}/log_time", json={"duration": "PT1H"}),
            theirs.delete(path),
            theirs.post("/api/timers/stop_forgotten"),
        ):
            assert response.status_code == 403


def test_activities_are_the_same_tasks(client, a_shop, tasks_path, task):
    made = client.post(
        "/api/activities/",
        json={
            "title": "Oil the saw",
            "type": "maintenance",
            "start_time": "2026-03-03T08:00:00+02:00",
            "assigned_to": str(a_shop.employee_id),
            "project_id": str(a_shop.project_id),
        },
    )
    assert made.status_code == 201
    there = f"/api/activities/{made.json()['id']}/"
    assert (
        made.json().items()
        >= {
            "type_label": "Maintenance",
            "status": "todo",
            "start_time": "2026-03-03T06:00:00Z",
            "end_time": None,
            "assigned_to": str(a_shop.employee_id),
        }.items()
    )
    assert client.get(f"/api/tasks/{made.json()['id']}").json()["type"] == "maintenance"
    changed = client.patch(there, json={"status": "done", "title": "Oil"}).json()
    assert (changed["status"], changed["title"], changed["end_time"]) == (
        "done",
        "Oil",
        "2026-03-02T15:00:00Z",
    )
    of_project = client.get(f"{tasks_path[:-6]}/activities/?sort=title").json()["items"]
    assert [it["title"] for it in of_project] == ["Cut", "Oil"]
    only = client.get("/api/activities/?type=maintenance&status=done").json()["items"]
    assert [it["title"] for it in only] == ["Oil"]
    assert client.delete(there).status_code == 204
    assert client.get(there).status_code == 404


def test_activities_know_their_types_and_statuses(client):
    types = client.get("/api/activities/types/").json()["items"]
    assert {"code": "maintenance", "label": "Maintenance", "allowed": []} in types
    statuses = client.get("/api/activities/statuses/").json()["items"]
    assert [it["label"] for it in statuses] == ["To do", "In progress", "Blocked", "Done"]


def test_a_project_takes_activities_of_its_own(client, tasks_path, task):
    there = f"{tasks_path[:-6]}/activities"
    assert client.post(there, json={"title": "Look at it"}).json()["type"] == "other"
    assert len(client.get(there).json()["items"]) == 2


@pytest.fixture
def job(client, a_shop):
    """A project of two stages at one station that has two standard tasks."""
    station = {"station_id": str(a_shop.station_id)}
    for title in ("Check the blade", "Cut"):
        there = f"/api/stations/{a_shop.station_id}/task-templates"
        assert client.post(there, json={"title": title, "planned": "PT30M"}).status_code == 201
    stages = [{"name": "Cutting", **station}, {"name": "Packing"}]
    workflow = client.post("/api/workflows", json={"name": "Cut", "stages": stages}).json()
    customer = client.post("/api/customers", json={"name": "Ms Oak"}).json()
    body = {"name": "Table", "customer_id": customer["id"], "workflow_id": workflow["id"]}
    made = client.post("/api/projects", json=body)
    assert made.status_code == 201
    return f"/api/projects/{made.json()['id']}"


def test_entering_a_stage_plans_its_stations_tasks_once(client, job, a_shop):
    assert client.get(f"{job}/tasks").json()["items"] == []
    assert client.post(f"{job}/start/").status_code == 200
    found = client.get(f"{job}/tasks/").json()["items"]
    assert [(it["title"], it["planned"], it["stage_name"]) for it in found] == [
        ("Check the blade", "PT1800S", "Cutting"),
        ("Cut", "PT1800S", "Cutting"),
    ]
    assert {it["assignee"]["station_id"] for it in found} == {str(a_shop.station_id)}
    for direction in ("next", "back", "next"):
        client.post(f"{job}/move_stage/", json={"direction": direction, "reason": "Look again"})
    assert len(client.get(f"{job}/tasks").json()["items"]) == 2
    entries = client.get(f"/api/activity-log?entity_id={found[0]['id']}").json()["items"]
    assert [entry["actor"] for entry in entries] == ["System (Standard tasks)"]


def test_no_work_goes_on_in_a_project_that_is_cancelled(client, job):
    client.post(f"{job}/start/")
    [task, other] = client.get(f"{job}/tasks/").json()["items"]
    client.post(f"/api/tasks/{other['id']}/log_time", json={"duration": "PT1H"})
    assert client.post(f"{job}/cancel", json={"reason": "No money"}).status_code == 200
    for address, body in [
        (f"/api/tasks/{task['id']}/start", None),
        (f"/api/tasks/{task['id']}/timer/start", None),
        (f"{job}/tasks", {"title": "x"}),
    ]:
        refused = client.post(address, **({"json": body} if body else {}))
        assert (refused.status_code, refused.json()["type"]) == (409, "Refused")
    late = client.post(f"/api/tasks/{other['id']}/log_time", json={"duration": "PT15M"})
    assert late.status_code == 201  # what was worked is worked


def test_a_station_is_archived_when_no_work_is_to_come_to_it(client, job, a_shop):
    there = f"/api/stations/{a_shop.station_id}/archive"

    def needed():
        refused = client.post(there)
        assert (refused.status_code, refused.json()["type"]) == (409, "Refused")
        return {
            it: refused.json()[it]
            for it in ("workflows", "projects", "tasks")
            if it in refused.json()
        }

    assert needed() == {"workflows": 1, "projects": 1}
    client.post(f"{job}/start/")
    assert needed() == {"workflows": 1, "projects": 1, "tasks": 2}
    client.post(f"{job}/move_stage/", json={"direction": "next"})
    assert needed() == {"workflows": 1, "tasks": 2}
    workflow = client.get(job).json()["workflow_id"]
    assert client.post(f"/api/workflows/{workflow}/archive").status_code == 200
    assert "(tasks: 2)" in client.post(there).json()["detail"]
    [cut, check] = client.get(f"{job}/tasks/").json()["items"]
    assert client.post(f"/api/tasks/{cut['id']}/start").status_code == 200
    assert client.post(f"/api/tasks/{cut['id']}/complete").status_code == 200
    client.post(f"{job}/cancel", json={"reason": "No money"})
    freed = client.patch(f"/api/tasks/{check['id']}", json={"assignee": None})
    assert freed.status_code == 200, freed.text
    assert client.post(there).json()["is_active"] is False
