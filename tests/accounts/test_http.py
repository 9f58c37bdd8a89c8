"""The edges, through the whole application."""

from uuid import UUID

import pytest

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def make(client):
    def make(path, **body):
        response = client.post(f"/api/{path}", json=body)
        assert response.status_code == 201, response.text
        return response.json()

    return make


def test_an_employee_is_hired_shown_changed_and_found(client, make, a_shop):
    made = make("employees", name=" Bob  Ash ", email="Bob@Bench.co.za", phone="082 555 1234")
    assert (made["name"], made["email"], made["version"]) == ("Bob Ash", "Bob@bench.co.za", 1)
    shown = client.get(f"/api/employees/{made['id']}/")
    assert (shown.json(), shown.headers["etag"]) == (made, '"1"')
    rate = {"amount": "350.00", "currency": "ZAR"}
    changed = client.patch(
        f"/api/employees/{made['id']}",
        json={"hourly_rate": rate, "notes": "Lasers.\r\nMornings."},
        headers={"If-Match": '"1"'},
    )
    assert changed.json() == made | {
        "hourly_rate": rate,
        "notes": "Lasers.\nMornings.",
        "version": 2,
    }
    for path in ("/api/employees/", "/api/operators"):
        [listed] = client.get(path, params={"search": "bob@"}).json()["items"]
        assert listed == changed.json()


def test_employees_work_at_several_stations(client, make, a_shop):
    laser, paint = make("stations", name="Laser"), make("stations", name="Paint")
    bob = make("employees", name="Bob", station_ids=[laser["id"]])
    assert [station["name"] for station in bob["stations"]] == ["Laser"]
    placed = client.put(
        f"/api/employees/{bob['id']}/stations",
        json={"station_ids": [paint["id"], laser["id"], paint["id"]]},
    ).json()
    assert [station["name"] for station in placed["stations"]] == ["Laser", "Paint"]
    assert client.get(f"/api/employees/{bob['id']}").json() == placed
    at = client.get("/api/employees", params={"station_id": paint["id"]}).json()["items"]
    assert at == [placed]
    refused = client.put(
        f"/api/employees/{bob['id']}/stations", json={"station_ids": [laser["id"], NOBODY]}
    )
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["station_ids"])
    assert client.get(f"/api/employees/{bob['id']}").json() == placed


def test_an_archived_employee_is_off_the_list_and_comes_back(client, make, nexus, a_shop):
    bob, answers = make("employees", name="Bob"), nexus.accounts.answers()
    assert answers.has_employee(a_shop.id, UUID(bob["id"]))
    assert client.post(f"/api/employees/{bob['id']}/archive").json()["is_active"] is False
    assert not answers.has_employee(a_shop.id, UUID(bob["id"]))
    assert client.post(f"/api/employees/{bob['id']}/archive").status_code == 409
    active = client.get("/api/employees", params={"is_active": True}).json()["items"]
    assert bob["id"] not in [employee["id"] for employee in active]
    assert client.post(f"/api/employees/{bob['id']}/restore").json()["is_active"] is True


def test_stations_stand_in_their_order(client, make, a_shop):
    cut, weld = make("stations", name="Cut"), make("stations", name="weld")
    client.patch(f"/api/stations/{weld['id']}", json={"position": 0, "description": "Bay 2"})
    names = [s["name"] for s in client.get("/api/stations").json()["items"]]
    assert names.index("weld") < names.index("Cut")
    by_name = [s["name"] for s in client.get("/api/stations?sort=-name").json()["items"]]
    assert by_name == ["weld", "Saw", "Cut"]
    assert client.post(f"/api/stations/{cut['id']}/archive").json()["is_active"] is False
    [left] = client.get("/api/stations?is_active=false&total=true").json()["items"]
    assert left["id"] == cut["id"]
    assert client.post(f"/api/stations/{cut['id']}/restore").json()["is_active"] is True


@pytest.mark.parametrize(("path", "name"), [("stations", "säw"), ("employees", "ANN")])
def test_a_name_is_given_once_however_it_is_typed(client, a_shop, path, name):
    assert client.post(f"/api/{path}", json={"name": name}).status_code == 409


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("employees", {}, 400),
        ("employees", {"name": ""}, 400),
        ("employees", {"name": " \t"}, 400),
        ("employees", {"name": "x" * 201}, 400),
        ("employees", {"name": "a\u0000b"}, 400),
        ("employees", {"name": 7}, 400),
        ("employees", {"name": "x", "colour": "red"}, 400),
        ("employees", {"name": "x", "email": "no address"}, 422),
        ("employees", {"name": "x", "email": f"{'x' * 64}@{'y' * 60}.com"}, 400),
        ("employees", {"name": "x", "hourly_rate": {"amount": "-1", "currency": "ZAR"}}, 422),
        ("employees", {"name": "x", "hourly_rate": {"amount": "1", "currency": "rand"}}, 422),
        ("employees", {"name": "x", "hourly_rate": {"amount": "9" * 30, "currency": "ZAR"}}, 422),
        ("employees", {"name": "x", "user_id": NOBODY}, 422),
        ("employees", {"name": "x", "station_ids": [NOBODY]}, 422),
        ("employees", {"name": "x", "station_ids": "none"}, 400),
        ("stations", {"name": "x", "position": -1}, 400),
        ("stations", {"name": "x", "position": 10**20}, 400),
        ("stations", {"name": "x", "position": True}, 400),
        ("roles", {"name": "Big Boss"}, 400),
        ("roles", {"name": "boss", "permissions": ["fly"]}, 400),
        ("roles", {"name": "boss", "permissions": ["birds.fly"]}, 422),
        ("users", {"username": "a b"}, 400),
        ("users", {"username": "a@b"}, 400),
        ("users", {"username": "\u0301\u0301"}, 422),
        ("users", {"username": "x" * 81}, 400),
        ("users", {"username": "bo", "password": "short"}, 400),
        ("users", {"username": "bo", "password": "password1"}, 422),
        ("users", {"username": "bo", "password": "x" * 129}, 400),
        ("users", {"username": "bo", "email": "bo@"}, 422),
        ("users", {"username": "bo", "roles": ["pope"]}, 422),
        ("users", {"username": "bo", "is_superuser": True}, 400),
        ("users", {"username": "bo", "employee_id": NOBODY}, 422),
        ("invitations", {"email": "bo"}, 400),
        ("invitations", {"email": "bo at home"}, 400),
    ],
)
def test_what_makes_no_sense_is_told_in_words(client, a_shop, path, body, status):
    response = client.post(f"/api/{path}", json=body)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.json()["detail"]) > 10


@pytest.mark.parametrize("path", ["employees", "operators", "stations", "roles", "users"])
def test_what_is_not_there_is_a_404(client, a_shop, path):
    assert client.get(f"/api/{path}/{NOBODY}").status_code == 404
    assert client.get(f"/api/{path}/x").status_code == 404
    if path != "operators":
        assert client.patch(f"/api/{path}/{NOBODY}", json={}).status_code == 404


@pytest.mark.parametrize("path", ["employees", "stations", "roles", "users", "login-history"])
@pytest.mark.parametrize("query", ["limit=201", "limit=0", "cursor=x", "total=perhaps"])
def test_a_list_has_its_limits(client, a_shop, path, query):
    assert client.get(f"/api/{path}?{query}").status_code in (400, 422)


@pytest.mark.parametrize(
    "path", ["employees", "stations", "roles", "users", "login-history", "invitations"]
)
def test_a_list_is_one_statement(client, a_shop, statements, path):
    statements.clear()
    assert client.get(f"/api/{path}?total=true").status_code == 200
    assert len(statements) == 1


def test_another_shops_things_are_not_there(client, a_shop, another_shop):
    for path, id in (
        ("employees", another_shop.employee_id),
        ("stations", another_shop.station_id),
    ):
        assert client.get(f"/api/{path}/{id}").status_code == 404
        assert client.patch(f"/api/{path}/{id}", json={"name": "Mine"}).status_code == 404
        assert client.post(f"/api/{path}/{id}/archive").status_code == 404
    posted = client.post(
        "/api/employees", json={"name": "Bob", "station_ids": [str(another_shop.station_id)]}
    )
    assert posted.status_code == 422


def test_the_second_of_two_editors_hears_of_the_first(client, make, a_shop):
    bob = make("employees", name="Bob")
    stale = {"If-Match": '"1"'}
    path = f"/api/employees/{bob['id']}"
    assert client.patch(path, json={"phone": "1"}, headers=stale).status_code == 200
    assert client.patch(path, json={"phone": "2"}, headers=stale).status_code == 412
    assert client.get(path).json()["phone"] == "1"


def test_a_repeated_wish_has_one_effect(client, a_shop):
    key = {"Idempotency-Key": "abc"}
    one, two = (client.post("/api/stations", json={"name": "Oven"}, headers=key) for _ in range(2))
    assert (one.status_code, one.json()) == (two.status_code, two.json())
    names = [s["name"] for s in client.get("/api/stations").json()["items"]]
    assert names.count("Oven") == 1


def test_the_shop_is_renamed_where_one_is(client, a_shop, another_shop):
    path = f"/api/shops/{a_shop.id}"
    assert client.get(path).json()["name"] == "Bench & Co"
    assert client.patch(path, json={"name": "Bench"}).json()["name"] == "Bench"
    assert client.patch(f"/api/shops/{another_shop.id}", json={"name": "Mine"}).status_code == 404


def test_the_catalogue_tells_what_may_be_allowed(client, a_shop):
    codes = {item["code"] for item in client.get("/api/permissions").json()["items"]}
    assert {"users.manage", "stations.read", "tasks.work"} - codes <= {"tasks.work"}
