"""The edges, through the whole application."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from uuid import UUID

import pytest

from nexus.projects import CreateProject
from nexus.projects.domain import Status
from nexus.projects.domain.status import MOVES

from tests.conftest import NOW

NOBODY = "00000000-0000-7000-8000-000000000000"
PATH = "/api/projects"


@pytest.fixture
def customer(client):
    response = client.post("/api/customers", json={"name": "Bergmann AG"})
    assert response.status_code == 201, response.text
    return response.json()


@pytest.fixture
def workflow(client, a_shop):
    stages = [
        {"name": "Design"},
        {"name": "Cutting", "station_id": str(a_shop.station_id)},
        {"name": "Coating"},
    ]
    return client.post("/api/workflows", json={"name": "Laser", "stages": stages}).json()


@pytest.fixture
def create(client, customer):
    def create(**changes):
        body = {"name": "Brackets", "customer_id": customer["id"]} | changes
        response = client.post(PATH, json=body)
        assert response.status_code == 201, response.text
        return response.json()

    return create


@pytest.fixture
def project(create, workflow):
    return create(workflow_id=workflow["id"])


@pytest.fixture
def path(project):
    return f"{PATH}/{project['id']}"


def test_a_project_is_created_with_all_the_seeds_fields(client, create, customer):
    month = f"{NOW:%Y-%m}"
    given = {
        "description": "Custom metal brackets",
        "priority": "high",
        "due_date": "2026-03-20",
        "quote_date": "2026-03-01",
        "approval_date": None,
        "estimated_price": {"amount": "1250.50", "currency": "ZAR"},
        "estimated_cost": {"amount": "800.00", "currency": "ZAR"},
        "material_type": "Mild steel",
        "material_thickness": "3.000",
        "material_quantity_sheets": 2,
        "parts_quantity": 40,
        "estimated_cut_time": 90,
        "drawing_creation_time": 30,
        "number_of_bins": 1,
        "scheduled_cut_date": "2026-03-10",
        "client_notified": True,
    }
    project = create(**given)
    assert {name: project[name] for name in given} == given
    customer_word = customer["code"].replace("-", "")
    assert project["code"] == f"JB-{month}-{customer_word}-001"
    assert project["client_notified_date"] == "2026-03-02"
    assert (project["status"], project["status_label"]) == ("request", "Request")
    assert (project["lifecycle"], project["pop_received"]) == ("draft", False)
    assert project["customer_name"] == "Bergmann AG"
    shown = client.get(f"{PATH}/{project['id']}/")
    assert (shown.json(), shown.headers["etag"]) == (project, '"1"')
    assert client.get(f"{PATH}/by-code/{project['code']}").json() == project


def test_a_job_runs_from_request_to_completion(client, project, path):
    assert client.post(f"{path}/pop", json={}).json()["status_label"] == "Approved (POP Received)"
    started = client.post(f"{path}/start/").json()
    assert started["stages"][0]["status"] == "in_progress"
    for name in ("Cutting", "Coating"):
        moved = client.post(f"{path}/move_stage/", json={"direction": "next"}).json()
        current = [it["name"] for it in moved["stages"] if it["status"] == "in_progress"]
        assert current == [name]
    listed = client.get(PATH, params={"search": "bergmann", "status": "in_progress"}).json()
    assert [row["stage_name"] for row in listed["items"]] == ["Coating"]
    tasks = client.get(f"/api/projects/{project['id']}/tasks").json()["items"]
    wish = {"skip_reason": "Nothing left"} if tasks else {}
    done = client.post(f"{path}/complete", json=wish)
    assert done.status_code == 200, done.text
    assert done.json()["completion_date"] == "2026-03-02"
    assert {it["status"] for it in done.json()["stages"]} == {"done"}


def test_changing_a_workflow_leaves_a_running_project_alone(client, workflow, path):
    before = client.post(f"{path}/start").json()["stages"]
    client.put(f"/api/workflows/{workflow['id']}/stages", json={"stages": [{"name": "Other"}]})
    client.post(f"/api/workflows/{workflow['id']}/archive")
    assert client.get(f"{path}/stages").json()["items"] == before


def test_stages_go_back_and_are_skipped_for_a_reason(client, project, path):
    client.post(f"{path}/start")
    coating = project["stages"][2]["id"]
    refused = client.post(f"{path}/move_stage", json={"stage_id": coating})
    assert (refused.status_code, refused.json()["type"]) == (409, "OpenStages")
    assert [it["name"] for it in refused.json()["stages"]] == ["Cutting"]
    wish = {"stage_id": coating, "reason": "Bought in"}
    moved = client.post(f"{path}/move_stage", json=wish).json()
    assert [it["status"] for it in moved["stages"]] == ["done", "skipped", "in_progress"]
    back = client.post(f"{path}/move_stage", json={"direction": "back"}).json()
    assert [it["status"] for it in back["stages"]] == ["done", "in_progress", "pending"]


def test_an_odd_move_is_refused_and_leaves_nothing(client, path):
    before = client.post(f"{path}/start").json()
    for body in (
        {},
        {"stage_id": NOBODY, "direction": "next"},
        {"stage_id": NOBODY},
        {"direction": "up"},
        {"direction": "next", "reason": 3},
    ):
        assert client.post(f"{path}/move_stage", json=body).status_code in (400, 422), body
    assert client.get(path).json() == before


def test_the_status_machine_is_closed(client, a_shop):
    for before, after in product(Status, Status):
        held = {"held_from": "queued"} if before is Status.ON_HOLD else {}
        allowed = {Status.QUEUED, Status.CANCELLED} if held else set(MOVES[before])
        id = a_shop.add("projects_project", status=before.value, **held)
        wish = {"status": after.value, "reason": "Because"}
        response = client.post(f"{PATH}/{id}/status", json=wish)
        assert response.status_code == (200 if after in allowed else 409), (before, after)
        if response.status_code == 409:
            assert response.json()["type"] == "WrongMove"
            assert set(response.json()["allowed"]) == allowed
        now = client.get(f"{PATH}/{id}").json()["status"]
        assert now == (after if after in allowed else before)


def test_the_statuses_are_told_with_labels_and_moves(client):
    items = {it["code"]: it for it in client.get(f"{PATH}/statuses").json()["items"]}
    assert [it["label"] for it in items.values()] == [
        *("Request", "Quote & Approval", "Approved (POP Received)"),
        *("Queued (Scheduled for Cutting)", "In Progress", "On Hold", "Completed", "Cancelled"),
    ]
    assert items["completed"]["allowed"] == ["in_progress"]
    for before, after in product(items, items):
        assert (after in items[before]["allowed"]) == (Status(after) in MOVES[Status(before)])


def test_hold_resume_cancel_and_reopen(client, path):
    held = client.post(f"{path}/hold", json={"reason": "No steel"}).json()
    assert (held["status_label"], held["allowed"]) == ("On Hold", ["request", "cancelled"])
    assert client.post(f"{path}/resume").json()["status"] == "request"
    assert client.post(f"{path}/resume").status_code == 409
    assert client.post(f"{path}/cancel", json={}).json()["lifecycle"] == "cancelled"
    assert client.post(f"{path}/reopen", json={}).status_code == 422
    assert client.post(f"{path}/reopen", json={"reason": "Again"}).json()["status"] == "request"


def test_a_proof_of_payment_counts_once(client, path):
    first = client.post(f"{path}/pop/", json={"pop_received_date": "2026-02-27"}).json()
    assert (first["pop_received_date"], first["pop_deadline"]) == ("2026-02-27", "2026-03-09")
    again = client.post(f"{path}/pop", json={})
    assert (again.status_code, again.json()) == (200, first)
    future = client.post(f"{path}/pop", json={"pop_received_date": "2026-03-03"})
    assert future.status_code == 422


BAD = [
    ({"customer_id": None}, 400, "customer_id"),
    ({"customer_id": NOBODY}, 422, "customer_id"),
    ({"manager_id": NOBODY}, 422, "manager_id"),
    ({"workflow_id": NOBODY}, 422, "workflow_id"),
    ({"name": ""}, 400, "name"),
    ({"name": None}, 400, "name"),
    ({"name": "a\x00b"}, 400, "name"),
    ({"name": "e" + "\u0301" * 300}, 400, "name"),
    ({"name": "x" * 201}, 400, "name"),
    ({"description": "a\x00"}, 400, "description"),
    ({"description": "x" * 20_001}, 400, "description"),
    ({"status": "completed"}, 400, "status"),
    ({"final_price": {"amount": "1", "currency": "ZAR"}}, 400, "final_price"),
    ({"quoted_price": {"amount": "1", "currency": "ZAR"}}, 400, "quoted_price"),
    ({"priority": "asap"}, 400, "priority"),
    ({"due_date": "2026-02-30"}, 400, "due_date"),
    ({"due_on": "2026-02-20"}, 400, "due_on"),
    ({"estimated_price": {"amount": "-1", "currency": "ZAR"}}, 422, "estimated_price"),
    ({"estimated_price": {"amount": "1", "currency": "EUR"}}, 422, "estimated_price"),
    ({"estimated_price": {"amount": "1.001", "currency": "ZAR"}}, None, None),
    ({"estimated_price": {"amount": "1e40", "currency": "ZAR"}}, None, None),
    ({"estimated_price": {"amount": "NaN", "currency": "ZAR"}}, None, None),
    ({"estimated_price": 5}, 400, "estimated_price"),
    ({"parts_quantity": -1}, 400, "parts_quantity"),
    ({"parts_quantity": 10**7}, 400, "parts_quantity"),
    ({"parts_quantity": "7"}, 400, "parts_quantity"),
    ({"parts_quantity": 1.5}, 400, "parts_quantity"),
    ({"material_thickness": "0.0001"}, 422, "material_thickness"),
    ({"material_thickness": "NaN"}, None, "material_thickness"),
    ({"material_thickness": "x"}, 400, "material_thickness"),
    ({"client_notified": "yes"}, 400, "client_notified"),
]


def test_bad_input_is_told_by_field_and_leaves_nothing(client, customer):
    for body, status, field in BAD:
        response = client.post(PATH, json={"name": "x", "customer_id": customer["id"]} | body)
        assert response.status_code in ([status] if status else [400, 422]), body
        assert response.headers["content-type"] == "application/problem+json"
        assert field is None or field in response.json()["errors"], response.text
    assert client.get(PATH).json()["items"] == []


def test_patch_changes_what_is_given_and_clears_what_is_null(client, create):
    project = create(due_date="2026-03-20", parts_quantity=4)
    path = f"{PATH}/{project['id']}"
    changed = client.patch(path, json={"due_date": None, "name": "New"}).json()
    assert (changed["due_date"], changed["name"], changed["parts_quantity"]) == (None, "New", 4)
    assert client.patch(path, json={"final_price": None}).status_code == 400
    assert client.patch(path, json={"customer_id": NOBODY}).status_code == 400
    assert client.patch(path, json={}).json() == changed


ROUTES = [
    ("GET", "", None),
    ("PATCH", "", {"name": "x"}),
    ("DELETE", "", None),
    ("GET", "/stages", None),
    ("POST", "/start", None),
    ("POST", "/move_stage", {"direction": "next"}),
    ("POST", "/status", {"status": "queued"}),
    ("POST", "/hold", {}),
    ("POST", "/resume", None),
    ("POST", "/complete", {}),
    ("POST", "/cancel", {}),
    ("POST", "/reopen", {"reason": "x"}),
    ("POST", "/pop", {}),
    ("GET", "/notes", None),
    ("POST", "/notes", {"text": "x"}),
    ("PATCH", f"/notes/{NOBODY}", {"text": "x"}),
    ("DELETE", f"/notes/{NOBODY}", None),
    ("GET", "/team", None),
    ("PUT", "/team", {"members": []}),
    ("POST", "/team", {"employee_id": NOBODY}),
    ("DELETE", f"/team/{NOBODY}", None),
]


def test_what_is_not_there_or_another_shops_is_not_found(client, another_shop):
    for (method, end, body), id in product(ROUTES, (NOBODY, another_shop.project_id)):
        response = client.request(method, f"{PATH}/{id}{end}", json=body)
        assert (response.status_code, response.json()["type"]) == (404, "NotFound"), end


def test_no_other_shops_things_are_named(client, customer, another_shop):
    for what, table in (
        ("customer_id", "customers_customer"),
        ("workflow_id", "workflows_workflow"),
        ("manager_id", "accounts_employee"),
    ):
        body = {"name": "x", "customer_id": customer["id"], what: str(another_shop.add(table))}
        assert client.post(PATH, json=body).status_code == 422


def test_a_stale_change_is_refused(client, path):
    client.patch(path, json={"name": "New"}, headers={"If-Match": '"1"'})
    for method, end, body in (
        ("PATCH", "", {"name": "Newer"}),
        ("POST", "/start", None),
        ("POST", "/status", {"status": "queued"}),
        ("DELETE", "", None),
    ):
        response = client.request(method, path + end, json=body, headers={"If-Match": '"1"'})
        assert response.status_code == 412
    assert client.get(path).json()["name"] == "New"


def test_a_double_submit_makes_one_project(client, customer):
    body, headers = {"name": "x", "customer_id": customer["id"]}, {"Idempotency-Key": "once"}
    first, second = (client.post(PATH, json=body, headers=headers) for _ in range(2))
    assert (first.json(), second.headers["idempotency-replayed"]) == (second.json(), "true")
    assert len(client.get(PATH).json()["items"]) == 1


def test_a_draft_is_deleted_and_what_was_worked_on_is_not(client, a_shop, project, path):
    client.post(f"{path}/notes", json={"text": "x"})
    a_shop.add("tasks_task", project_id=UUID(project["id"]))
    refused = client.delete(path)
    assert (refused.status_code, refused.json()["reasons"]) == (409, ["It has tasks."])
    other = client.post(PATH, json={"name": "y", "customer_id": project["customer_id"]}).json()
    assert client.delete(f"{PATH}/{other['id']}").status_code == 204
    assert client.get(f"{PATH}/{other['id']}").status_code == 404


def test_notes_are_written_changed_and_deleted(client, path):
    note = client.post(f"{path}/notes/", json={"text": "Mask the holes", "is_internal": False})
    assert (note.status_code, note.json()["author"]) == (201, "Ann")
    own = f"{path}/notes/{note.json()['id']}"
    changed = client.patch(own, json={"text": "Mask all"}, headers={"If-Match": '"1"'})
    assert (changed.json()["text"], changed.headers["etag"]) == ("Mask all", '"2"')
    assert client.patch(own, json={"text": "x"}, headers={"If-Match": '"1"'}).status_code == 412
    listed = client.get(f"{path}/notes", params={"is_internal": False, "total": True}).json()
    assert (len(listed["items"]), listed["total"]) == (1, 1)
    assert client.delete(own).status_code == 204
    assert client.get(f"{path}/notes").json()["items"] == []
    for body in ({}, {"text": ""}, {"text": "a\x00"}, {"text": "x", "author": "Ben"}):
        assert client.post(f"{path}/notes", json=body).status_code == 400
    assert client.post(f"{path}/notes", json={"text": " \n"}).status_code == 422


def test_a_team_is_formed_joined_and_left(client, a_shop, path):
    ben = str(a_shop.add("accounts_employee", name="Ben"))
    ann = str(a_shop.employee_id)
    team = f"{path}/team"
    formed = client.put(f"{team}/", json={"members": [{"employee_id": ann, "role": "lead"}]})
    assert [(it["name"], it["role"]) for it in formed.json()["items"]] == [("Ann", "lead")]
    joined = client.post(team, json={"employee_id": ben})
    assert (joined.status_code, len(joined.json()["items"])) == (201, 2)
    left = client.delete(f"{team}/{ann}")
    assert [it["name"] for it in left.json()["items"]] == ["Ben"]
    assert client.get(team).json() == left.json()
    assert client.delete(f"{team}/{ann}").status_code == 404
    twice = {"members": [{"employee_id": ann}, {"employee_id": ann}]}
    assert client.put(team, json=twice).status_code == 422
    assert client.post(team, json={"employee_id": NOBODY}).status_code == 422


QUERIES = [
    ("limit=201", 400),
    ("sort=colour", 400),
    ("status=sleeping", 400),
    ("due_before=tomorrow", 400),
    ("customer_id=x", 400),
    ("product_id=x", 400),
    ("cursor=x", 422),
    ("status=queued&status=on_hold", 200),
    ("lifecycle=active&on_hold=false&overdue=true&expiring=true", 200),
    ("search=%25_%5C'%22", 200),
]


def test_a_list_has_its_limits(client):
    for query, status in QUERIES:
        assert client.get(f"{PATH}?{query}").status_code == status, query
    assert client.get(f"{PATH}?search=%00").status_code < 500


def test_what_is_due_follows_the_shops_day(client, create):
    settings = client.get("/api/settings")
    etag = {"If-Match": settings.headers["etag"]}
    client.patch("/api/settings", json={"timezone": "Pacific/Auckland"}, headers=etag)
    create(name="Due today there", due_date="2026-03-03")
    create(name="Late there", due_date="2026-03-02")

    def names(query):
        return [row["name"] for row in client.get(f"{PATH}?{query}").json()["items"]]

    assert names("overdue=true") == ["Late there"]
    assert names("expiring=true") == ["Due today there"]


def test_merged_customers_take_their_projects_along(client, customer, project, path):
    target = client.post("/api/customers", json={"name": "Bergmann"}).json()
    merge = f"/api/customers/{customer['id']}/merge"
    merged = client.post(merge, json={"into_id": target["id"]})
    assert merged.status_code == 200, merged.text
    assert client.get(path).json()["customer_id"] == target["id"]


def test_eight_at_once_take_on_eight_jobs_with_codes_of_their_own(nexus, actor, client, customer):
    service = nexus.projects.service()
    wish = CreateProject(name="x", customer_id=UUID(customer["id"]))

    def create(n):
        return service.create(actor, wish).code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(create, range(24)))
    assert sorted(int(code[-3:]) for code in codes) == list(range(1, 25))


def test_every_change_is_told_in_the_activity_log(client, path, project):
    client.post(f"{path}/start")
    log = client.get("/api/activity-log", params={"entity_id": project["id"]}).json()["items"]
    assert {"created", "status_changed"} <= {entry["action"] for entry in log}
