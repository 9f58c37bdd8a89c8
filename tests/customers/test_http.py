"""The edges, through the whole application."""

from pathlib import Path
from uuid import UUID

import msgspec
import pytest

NOBODY = "00000000-0000-7000-8000-000000000000"
SAMPLE = Path(__file__).parents[2] / "docs/samples/customers-messy.csv"


@pytest.fixture
def create(client):
    def create(**body):
        response = client.post("/api/customers", json={"name": "Chairs & Co"} | body)
        assert response.status_code == 201, response.text
        return response.json()

    return create


def test_a_customer_is_made_shown_changed_and_found(client, create):
    made = create(email="Info@Chairs.co.za ", phone="082 555 1234", tags=["VIP"])
    assert (made["code"], made["email"], made["version"]) == ("CL-0001", "Info@Chairs.co.za", 1)
    shown = client.get(f"/api/customers/{made['id']}/")
    assert (shown.json(), shown.headers["etag"]) == (made, '"1"')
    assert client.get("/api/customers/by-code/cl-1").json() == made
    changed = client.patch(
        f"/api/customers/{made['id']}", json={"name": "Tables"}, headers={"If-Match": '"1"'}
    )
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json() == made | {"name": "Tables", "version": 2}
    [listed] = client.get("/api/customers/", params={"search": "0825551234"}).json()["items"]
    assert (listed["id"], listed["name"]) == (made["id"], "Tables")


def test_a_customer_is_put_away_and_brought_back(client, create):
    path = f"/api/customers/{create()['id']}"
    assert client.post(f"{path}/archive").json()["archived_at"] == "2026-03-02T15:00:00Z"
    assert client.get("/api/customers").json()["items"] == []
    archived = client.get("/api/customers", params={"archived": "true", "total": "true"}).json()
    assert archived["total"] == 1
    assert client.post(f"{path}/restore").json()["archived_at"] is None


def test_contacts_and_addresses_are_things_of_their_own(client, create):
    path = f"/api/customers/{create()['id']}"
    ann = client.post(f"{path}/contacts", json={"name": "Ann", "email": "ann@x.example"})
    assert (ann.status_code, ann.headers["etag"]) == (201, '"2"')
    assert ann.json()["is_primary"]
    contact = f"{path}/contacts/{ann.json()['id']}"
    changed = client.patch(contact, json={"role": "Buyer"}, headers={"If-Match": '"2"'})
    assert (changed.json()["role"], changed.headers["etag"]) == ("Buyer", '"3"')
    assert client.patch(contact, json={}, headers={"If-Match": '"2"'}).status_code == 412
    home = client.post(f"{path}/addresses", json={"lines": ["1 Long Street"], "country": "ZA"})
    assert home.json()["kind"] == "billing"
    address = f"{path}/addresses/{home.json()['id']}"
    assert client.patch(address, json={"kind": "delivery"}).json()["kind"] == "delivery"
    assert [it["name"] for it in client.get(f"{path}/contacts").json()["items"]] == ["Ann"]
    assert len(client.get(f"{path}/addresses").json()["items"]) == 1
    assert client.delete(address).status_code == 204
    assert client.delete(contact).status_code == 204
    assert client.delete(contact).status_code == 404


def test_a_list_is_read_page_by_page(client, create):
    for name in "abc":
        create(name=name, tags=["VIP"], kind="person")
    create(name="d")
    query = {"tag": "vip", "kind": "person", "sort": "-name", "limit": 2}
    first = client.get("/api/customers", params=query).json()
    rest = client.get("/api/customers", params=query | {"cursor": first["next"]}).json()
    assert [it["name"] for it in first["items"] + rest["items"]] == ["c", "b", "a"]
    assert rest["next"] is None
    assert client.get("/api/customers/tags").json()["items"] == [{"tag": "VIP", "count": 3}]


def test_duplicates_are_found_and_merged(client, create):
    one, two = create(email="a@x.example"), create(email="A@x.example", tags=["VIP"])
    found = client.get("/api/customers/duplicates").json()
    assert (found["total"], found["items"][0]["same"]) == (2, "email")
    merged = client.post(f"/api/customers/{two['id']}/merge", json={"into_id": one["id"]})
    assert (merged.status_code, merged.json()["id"]) == (200, one["id"])
    assert merged.json()["tags"] == ["VIP"]
    gone = client.get(f"/api/customers/{two['id']}").json()
    assert gone["merged_into_id"] == one["id"]
    assert client.post(f"/api/customers/{two['id']}/restore").status_code == 409
    assert client.get("/api/customers/duplicates").json()["items"] == []


def test_a_customer_with_a_project_is_not_deleted(client, create, a_shop):
    made, other = create(), create()
    path = f"/api/customers/{made['id']}"
    a_shop.add("projects_project", customer_id=UUID(made["id"]), code="JB-1")
    refusal = client.delete(path)
    assert (refusal.status_code, refusal.json()["projects"]) == (409, ["JB-1"])
    path = f"/api/customers/{other['id']}"
    assert client.delete(path, headers={"If-Match": '"7"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": '"1"'}).status_code == 204
    assert client.get(path).status_code == 404


def test_a_wish_is_done_once_per_key(client):
    wish = {"name": "Chairs"}
    key = {"Idempotency-Key": "one"}
    first = client.post("/api/customers", json=wish, headers=key)
    second = client.post("/api/customers", json=wish, headers=key)
    assert second.json() == first.json()
    assert len(client.get("/api/customers").json()["items"]) == 1


def test_a_second_code_is_refused_at_its_field(client, create):
    create(code="K-1")
    response = client.post("/api/customers", json={"name": "x", "code": "k-01"})
    assert response.status_code == 409
    assert "already" in response.json()["errors"]["code"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 400, "name"),
        ({"name": ""}, 400, "name"),
        ({"name": " \u00a0 "}, 400, "name"),
        ({"name": 7}, 400, "name"),
        ({"name": None}, 400, "name"),
        ({"name": "x" * 201}, 400, "name"),
        ({"name": "x" * 100_000}, 400, "name"),
        ({"name": "a\0b"}, 400, "name"),
        ({"name": "a\nb"}, 400, "name"),
        ({"name": "x", "shop_id": NOBODY}, 400, "shop_id"),
        ({"name": "x", "version": 7}, 400, "version"),
        ({"name": "x", "merged_into_id": NOBODY}, 400, "merged_into_id"),
        ({"name": "x", "kind": "alien"}, 400, "kind"),
        ({"name": "x", "code": ""}, 400, "code"),
        ({"name": "x", "email": "x@"}, 422, "email"),
        ({"name": "x", "email": "a@b.example\r\nBcc: c@d.example"}, 400, "email"),
        ({"name": "x", "phone": "12"}, 422, "phone"),
        ({"name": "x", "website": "javascript:alert(1)"}, 422, "website"),
        ({"name": "x", "language": "no language"}, 400, "language"),
        ({"name": "x", "tags": ["y" * 41]}, 400, "tags"),
        ({"name": "x", "tags": [""]}, 400, "tags"),
        ({"name": "x", "tags": list(map(str, range(21)))}, 400, "tags"),
        ({"name": "x", "notes": "y" * 20_001}, 400, "notes"),
        ({"name": "x", "notes": "a\0b"}, 400, "notes"),
        ({"name": "x", "contacts": [{"name": "y", "phone": "1"}]}, 422, "contacts[0].phone"),
        ({"name": "x", "contacts": [{"name": "y"}] * 51}, 400, "contacts"),
        ({"name": "x", "addresses": [{}]}, 422, "addresses[0].lines"),
        (
            {"name": "x", "addresses": [{"city": "y", "country": "QQ"}]},
            422,
            "addresses[0].country",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(client, body, status, field):
    response = client.post("/api/customers", json=body)
    assert response.status_code == status, response.text
    assert any(at.startswith(field) for at in response.json()["errors"]), response.json()
    assert client.get("/api/customers").json()["items"] == []


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{", b'{"name": "\\ud800"}', b"\xff"])
def test_what_cannot_be_read_is_refused(client, content):
    response = client.post(
        "/api/customers", content=content, headers={"content-type": "application/json"}
    )
    assert response.status_code == 400, response.text


@pytest.mark.parametrize(
    "name", ["e" + "\u0301" * 150, "\u202egnirts", "😀🪑", "a\u200bb", "=1+1", "İstanbul", "ﬁrma"]
)
def test_a_name_of_any_letters_is_kept_and_found(client, create, name):
    made = create(name=name)
    found = client.get("/api/customers", params={"search": made["name"], "sort": "name"})
    assert [it["id"] for it in found.json()["items"]] == [made["id"]]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=201", 400),
        ("limit=0", 400),
        ("limit=x", 400),
        ("sort=colour", 400),
        ("cursor=x", 422),
        ("kind=alien", 400),
        ("archived=perhaps", 400),
        ("search=" + "x" * 201, 400),
        ("search=%00", 400),
        ("search=%FF", 200),
        ("search=%25", 200),
        ("tag=%00", 400),
        ("tag=" + "x" * 41, 400),
    ],
)
def test_a_list_has_its_limits(client, create, query, status):
    create()
    assert client.get(f"/api/customers?{query}").status_code == status


@pytest.mark.parametrize("code", ["CL-9", "x" * 3000, "%FF", "a%0d%0ab"])
def test_no_customer_has_an_odd_code(client, create, code):
    create()
    assert client.get(f"/api/customers/by-code/{code}").status_code == 404


PATHS = [
    ("GET", "", None),
    ("PATCH", "", {"name": "x"}),
    ("DELETE", "", None),
    ("POST", "/archive", None),
    ("POST", "/restore", None),
    ("POST", "/merge", {"into_id": NOBODY}),
    ("GET", "/contacts", None),
    ("POST", "/contacts", {"name": "x"}),
    ("PATCH", f"/contacts/{NOBODY}", {"name": "x"}),
    ("DELETE", f"/contacts/{NOBODY}", None),
    ("GET", "/addresses", None),
    ("POST", "/addresses", {"city": "x"}),
    ("PATCH", f"/addresses/{NOBODY}", {"city": "x"}),
    ("DELETE", f"/addresses/{NOBODY}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_what_another_shop_has_is_not_found(client, another_client, create, method, path, body):
    made = create()
    for id in (made["id"], NOBODY):
        response = another_client.request(method, f"/api/customers/{id}{path}", json=body)
        assert (response.status_code, response.json()["type"]) == (404, "NotFound")
    assert client.get(f"/api/customers/{made['id']}").json() == made


def test_nobody_merges_into_another_shop(client, another_client, create):
    mine = create()
    theirs = another_client.post("/api/customers", json={"name": "x"}).json()
    response = client.post(f"/api/customers/{mine['id']}/merge", json={"into_id": theirs["id"]})
    assert (response.status_code, list(response.json()["errors"])) == (422, ["into_id"])


EVERY = [
    ("GET", ""),
    ("POST", ""),
    ("GET", "/tags"),
    ("GET", "/duplicates"),
    ("GET", "/by-code/x"),
    ("POST", "/import"),
    ("POST", "/import/errors"),
    *((method, f"/{NOBODY}{path}") for method, path, _ in PATHS),
]


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_without_a_permission_nothing_is_read(house, actor, a_shop, method, path):
    with house.client(msgspec.structs.replace(actor, scopes=frozenset())) as client:
        response = client.request(method, f"/api/customers{path}", content=b"{")
    assert response.status_code == 403


def send(client, content, path="", **query):
    headers = {"content-type": "text/csv"}
    return client.post(
        f"/api/customers/import{path}", content=content, params=query, headers=headers
    )


def test_a_real_list_is_rehearsed_and_taken_in(client):
    rehearsed = send(client, SAMPLE.read_bytes(), dry_run="true").json()
    assert client.get("/api/customers").json()["items"] == []
    taken = send(client, SAMPLE.read_bytes())
    assert taken.status_code == 200
    report = taken.json()
    named = ("rows", "new", "updated", "unchanged", "errors")
    assert [report[it] for it in named] == [29, 19, 3, 0, 7]
    assert [rehearsed[it] for it in named] == [report[it] for it in named]
    assert report["columns"][1] == {"column": "Customer name", "field": "name"}
    [wrong] = [it for it in report["outcomes"] if it["row"] == 14]
    assert wrong["outcome"] == "error"
    assert wrong["problems"][0]["column"] == "Tel"
    assert send(client, SAMPLE.read_bytes()).json()["unchanged"] == 22
    errors = send(client, SAMPLE.read_bytes(), "/errors")
    assert errors.headers["content-type"].startswith("text/csv")
    assert "attachment" in errors.headers["content-disposition"]
    assert errors.content.decode("utf-8-sig").count("\n") == 8


def test_a_list_is_taken_as_the_sender_says(client):
    content = "Wer;Mail\nMüller;a@x.example\n".encode("cp1252")
    report = send(client, content, match="name", mapping='{"Wer": "name", "Mail": null}').json()
    assert (report["match"], report["new"]) == ("name", 1)
    assert client.get("/api/customers").json()["items"][0]["email"] == ""


@pytest.mark.parametrize(
    ("content", "query", "status", "field"),
    [
        (b"", {}, 422, "file"),
        (b"\0\0\0", {}, 422, "file"),
        (b"PK\x03\x04", {}, 422, "file"),
        (b"Saldo\n5", {}, 422, "mapping"),
        (b"Name\nx", {"mapping": "{"}, 422, "mapping"),
        (b"Name\nx", {"mapping": "[]"}, 422, "mapping"),
        (b"Name\nx", {"mapping": '{"Name": "shop_id"}'}, 422, "mapping"),
        (b"Name\nx", {"mapping": '{"Nom": "name"}'}, 422, "mapping"),
        (b"Name\nx", {"match": "colour"}, 400, "match"),
        (b"Name\nx", {"dry_run": "perhaps"}, 400, "dry_run"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(client, content, query, status, field):
    response = send(client, content, **query)
    assert response.status_code == status, response.text
    assert field in response.json()["errors"]
    assert client.get("/api/customers").json()["items"] == []


def test_a_list_may_be_larger_than_other_bodies(client):
    notes = "y" * 20_000
    content = "\n".join(["Name;Notes", *(f"Firm {n};{notes}" for n in range(100))])
    assert send(client, content.encode(), dry_run="true").json()["new"] == 100


def test_a_file_that_is_too_large_is_not_read(client):
    response = send(client, b"Name\n" + b"x" * (10 * 1024 * 1024))
    assert response.status_code == 413
