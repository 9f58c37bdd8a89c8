"""The edges, through the whole application."""

from itertools import product

import pytest

NOBODY = "00000000-0000-7000-8000-000000000000"
PATH = "/api/workflows"


@pytest.fixture
def workflow(client, a_shop):
    stages = [{"name": "Design"}, {"name": "Cutting", "station_id": str(a_shop.station_id)}]
    response = client.post(f"{PATH}/", json={"name": "Cut and coat", "stages": stages})
    assert (response.status_code, response.headers["etag"]) == (201, '"1"')
    return response.json()


def test_a_workflow_lives_from_creation_to_archive(client, workflow):
    path = f"{PATH}/{workflow['id']}"
    design, cutting = client.get(f"{path}/stages/").json()["items"]
    changed = client.patch(
        path,
        json={"name": "Laser", "stages": [cutting | {"name": "Cut"}, {"name": "Pack"}]},
        headers={"If-Match": '"1"'},
    )
    assert changed.status_code == 400  # a position is given by the order, not by hand
    for stage in (design, cutting):
        del stage["position"]
    changed = client.patch(
        path,
        json={"name": "Laser", "stages": [cutting | {"name": "Cut"}, {"name": "Pack"}]},
        headers={"If-Match": '"1"'},
    ).json()
    assert [stage["name"] for stage in changed["stages"]] == ["Cut", "Pack"]
    assert changed["stages"][0]["id"] == cutting["id"]
    copy = client.post(f"{path}/copy", json={}).json()
    assert copy["name"] == "Laser (copy)"
    assert client.post(f"{path}/archive/").json()["archived_at"]
    assert [row["name"] for row in client.get(PATH).json()["items"]] == ["Laser (copy)"]
    assert [row["stage_count"] for row in client.get(f"{PATH}?archived=true").json()["items"]] == [
        2
    ]
    assert client.post(f"{path}/restore").json()["archived_at"] is None


def test_put_sets_the_whole_order(client, workflow):
    path = f"{PATH}/{workflow['id']}"
    stages = [{"id": stage["id"], "name": stage["name"]} for stage in workflow["stages"][::-1]]
    changed = client.put(f"{path}/stages", json={"stages": stages}, headers={"If-Match": '"1"'})
    assert [stage["name"] for stage in changed.json()["stages"]] == ["Cutting", "Design"]
    assert changed.headers["etag"] == '"2"'
    stale = client.put(f"{path}/stages", json={"stages": []}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


BAD = [
    ({}, 400, "name"),
    ({"name": ""}, 400, "name"),
    ({"name": "a\x00b"}, 400, "name"),
    ({"name": "x" * 201}, 400, "name"),
    ({"name": 7}, 400, "name"),
    ({"name": "x", "colour": "red"}, 400, "colour"),
    ({"name": "x", "is_default": "yes"}, 400, "is_default"),
    ({"name": "x", "description": None}, 400, "description"),
    ({"name": "x", "stages": [{"name": " "}]}, 400, None),
    ({"name": "x", "stages": [{}]}, 400, None),
    ({"name": "x", "stages": [{"name": "a"}] * 101}, 400, "stages"),
    ({"name": "x", "stages": [{"name": "a", "id": NOBODY}]}, 422, "stages"),
    ({"name": "x", "stages": [{"name": "a", "station_id": NOBODY}]}, 422, "stages"),
    ({"name": "x", "stages": [{"name": "a", "station_id": "?"}]}, 400, None),
]


def test_bad_input_is_told_by_field_and_leaves_nothing(client):
    for body, status, field in BAD:
        response = client.post(PATH, json=body)
        assert response.status_code == status, body
        assert response.headers["content-type"] == "application/problem+json"
        assert field is None or field in response.json()["errors"], response.text
    assert client.get(PATH).json()["items"] == []


def test_a_second_workflow_of_the_name_is_refused(client, workflow):
    response = client.post(PATH, json={"name": "CUT and coat"})
    assert (response.status_code, response.json()["type"]) == (409, "NameTaken")
    assert response.json()["field"] == "name"


def test_a_double_submit_makes_one_workflow(client):
    headers = {"Idempotency-Key": "once"}
    first, second = (client.post(PATH, json={"name": "x"}, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert len(client.get(PATH).json()["items"]) == 1


ROUTES = [
    ("GET", "", None),
    ("PATCH", "", {"name": "x"}),
    ("GET", "/stages", None),
    ("PUT", "/stages", {"stages": []}),
    ("POST", "/copy", {}),
    ("POST", "/archive", None),
    ("POST", "/restore", None),
]


def test_what_is_not_there_or_another_shops_is_not_found(client, another_shop):
    theirs = another_shop.add("workflows_workflow", name="Theirs")
    for (method, end, body), id in product(ROUTES, (NOBODY, theirs)):
        response = client.request(method, f"{PATH}/{id}{end}", json=body)
        assert (response.status_code, response.json()["type"]) == (404, "NotFound"), end


def test_a_list_has_its_limits(client):
    for query in ("limit=201", "sort=colour", "archived=perhaps"):
        assert client.get(f"{PATH}?{query}").status_code == 400
