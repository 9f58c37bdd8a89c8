"""The edges, through the whole application."""

import msgspec
import pytest
from litestar.testing import TestClient

from nexus.app.http import create_app
from nexus.kernel.actor import Actor

NOBODY = "00000000-0000-7000-8000-000000000000"
SETTINGS = "/api/settings"
PREVIEW = "/api/settings/numbering/preview"


@pytest.fixture
def path(a_shop):
    return f"/api/stations/{a_shop.station_id}/task-templates"


@pytest.fixture
def template(client, path):
    response = client.post(path, json={"title": "Set the gas", "planned": "PT5M"})
    assert response.status_code == 201, response.text
    return response.json()


def test_settings_are_shown_changed_and_stale(client):
    shown = client.get(SETTINGS)
    assert (shown.status_code, shown.headers["etag"]) == (200, '"1"')
    body = {"company_name": "Kestrel", "hourly_rate": {"amount": "350", "currency": "ZAR"}}
    seen = {"If-Match": shown.headers["etag"]}
    changed = client.patch(f"{SETTINGS}/", json=body, headers=seen)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json()["hourly_rate"] == {"amount": "350.00", "currency": "ZAR"}
    assert client.patch(SETTINGS, json=body, headers=seen).status_code == 412
    assert client.get(SETTINGS).json() == changed.json()


def test_words_are_changed_one_by_one(client):
    body = {"words": {"project": {"one": "Job", "many": "Jobs"}}}
    assert client.patch(SETTINGS, json=body).status_code == 200
    words = client.get(f"{SETTINGS}/words").json()
    assert words["project"] == {"one": "Job", "many": "Jobs"}
    assert words["task"] == {"one": "Task", "many": "Tasks"}
    client.patch(SETTINGS, json={"words": {"project": None}})
    assert client.get(f"{SETTINGS}/words").json()["project"]["one"] == "Project"


SENSELESS = [
    ({"timezone": "Mars/Olympus"}, 422, "timezone"),
    ({"timezone": "../../etc/passwd"}, 400, "timezone"),
    ({"timezone": 1}, 400, "timezone"),
    ({"currency": "DEM"}, 422, "currency"),
    ({"currency": "rand"}, 400, "currency"),
    ({"country": "ZZ"}, 422, "country"),
    ({"locale": "tlh"}, 422, "locale"),
    ({"subdivision": "XX"}, 422, "subdivision"),
    ({"email": "office"}, 422, "email"),
    ({"website": "javascript:alert(1)"}, 422, "website"),
    ({"company_name": "a\u0000b"}, 400, "company_name"),
    ({"company_name": "x" * 201}, 400, "company_name"),
    ({"address": ["x"] * 9}, 400, "address"),
    ({"hourly_rate": {"amount": "-1", "currency": "ZAR"}}, 422, "hourly_rate"),
    ({"hourly_rate": {"amount": "1", "currency": "EUR"}}, 422, "hourly_rate"),
    ({"tax_rates": []}, 400, "tax_rates"),
    ({"tax_rates": [{"code": "standard", "name": "VAT", "percent": "101"}]}, 422, None),
    ({"default_tax": "reduced"}, 422, "default_tax"),
    ({"tax_rounding": "never"}, 400, "tax_rounding"),
    ({"pop_days": -1}, 400, "pop_days"),
    ({"pop_days": "10"}, 400, "pop_days"),
    ({"cut_off": "24:00"}, 400, "cut_off"),
    ({"working_days": []}, 400, "working_days"),
    ({"working_days": ["monday", "mayday"]}, 400, None),
    ({"closing_days": [{"closed_on": "2026-02-30", "name": "x"}]}, 400, None),
    ({"numbering": {"invoice": "INV"}}, 422, "numbering.invoice"),
    ({"numbering": {"quote": "INV-{year}-{n}"}}, 422, "numbering.invoice"),
    ({"numbering": {"parcel": "P{n}"}}, 400, None),
    ({"features": {"time_travel": True}}, 400, None),
    ({"words": {"project": {"one": " ", "many": "Jobs"}}}, 400, None),
    ({"profiles": ["laser"]}, 400, "profiles"),
    ({"invite_only": "yes"}, 400, "invite_only"),
]


def test_what_makes_no_sense_is_told_at_the_field(client, subtests):
    for body, status, field in SENSELESS:
        with subtests.test(body=body):
            response = client.patch(SETTINGS, json=body)
            assert response.status_code == status, response.text
            assert field is None or field in response.json()["errors"]
    assert client.get(SETTINGS).headers["etag"] == '"1"'


UNFIT_FORMATS = [
    ({"series": "invoice", "pattern": "{customer}-{n}"}, 422, "pattern"),
    ({"series": "invoice", "pattern": "INV"}, 422, "pattern"),
    ({"series": "invoice", "pattern": "x" * 61}, 400, "pattern"),
    ({"series": "parcel", "pattern": "P{n}"}, 400, "series"),
    ({"series": "invoice"}, 400, "pattern"),
]


def test_a_number_format_is_checked_before_it_is_saved(client, subtests):
    for body, status, field in UNFIT_FORMATS:
        with subtests.test(body=body):
            response = client.post(PREVIEW, json=body)
            assert (response.status_code, list(response.json()["errors"])) == (status, [field])


def test_a_number_format_is_previewed(client):
    shown = client.post(PREVIEW, json={"series": "invoice", "pattern": "R{year}-{n:4}"})
    assert (shown.status_code, shown.json()["next"]) == (200, "R2026-0001")


def test_the_calendar_shows_holidays_by_country_and_own_days(client):
    body = {"closing_days": [{"closed_on": "2026-04-28", "name": "Stocktaking"}]}
    assert client.patch(SETTINGS, json=body).status_code == 200
    shown = client.get(f"{SETTINGS}/calendar?from=2026-04-26&to=2026-04-29").json()
    assert shown["business_days"] == 1
    assert [(day["closed"], day["name"]) for day in shown["days"]] == [
        ("weekend", ""),
        ("holiday", "Freedom Day"),
        ("own", "Stocktaking"),
        (None, ""),
    ]


CALENDARS = [
    ("", 400),
    ("?from=2026-01-01", 400),
    ("?from=soon&to=2026-01-01", 400),
    ("?from=2026-02-30&to=2026-03-01", 400),
    ("?from=2026-01-02&to=2026-01-01", 422),
    ("?from=2026-01-01&to=2027-12-31", 422),
    ("?from=9999-12-30&to=9999-12-31", 400),
    ("?from=0001-01-01&to=0001-01-02", 400),
    ("?from=1900-01-01&to=1900-01-02", 200),
]


def test_the_calendar_is_asked_for_sensible_days(client, subtests):
    for query, status in CALENDARS:
        with subtests.test(query=query):
            assert client.get(f"{SETTINGS}/calendar{query}").status_code == status


def test_a_standard_task_lives_and_goes(client, template):
    at = f"/api/task-templates/{template['id']}"
    shown = client.get(at)
    assert (shown.headers["etag"], shown.json()["planned"]) == ('"1"', "PT300S")
    changed = client.patch(at, json={"title": "Set gas", "planned": None})
    assert (changed.json()["title"], changed.json()["planned"]) == ("Set gas", None)
    assert client.delete(at, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(at).status_code == 204
    for response in (client.get(at), client.delete(at), client.patch(at, json={"title": "x"})):
        assert response.status_code == 404


def test_a_double_submit_makes_one_standard_task(client, path):
    key = {"Idempotency-Key": "one"}
    first, again = (client.post(path, json={"title": "Load"}, headers=key) for _ in range(2))
    assert first.json() == again.json()
    assert client.get(path, params={"total": True}).json()["total"] == 1


def test_standard_tasks_are_put_in_order(client, path):
    ids = [client.post(path, json={"title": title}).json()["id"] for title in "abc"]
    ordered = client.put(f"{path}/order", json={"ids": ids[::-1]})
    assert [item["id"] for item in ordered.json()["items"]] == ids[::-1]
    assert [item["title"] for item in client.get(path).json()["items"]] == ["c", "b", "a"]
    for wrong in (ids[:2], [*ids, ids[0]], [*ids[:2], NOBODY]):
        refused = client.put(f"{path}/order", json={"ids": wrong})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["ids"])


MALFORMED = [
    ({}, 400),
    ({"title": ""}, 400),
    ({"title": " "}, 400),
    ({"title": "x" * 201}, 400),
    ({"title": "x", "colour": "red"}, 400),
    ({"title": "x", "planned": "5 minutes"}, 400),
    ({"title": "x", "planned": "PT0S"}, 422),
    ({"title": "x", "planned": "-PT5M"}, 422),
    ({"title": "x", "planned": "P90D"}, 422),
    ({"title": "x", "description": "x" * 20_001}, 400),
    ({"title": "x", "is_active": None}, 400),
]


def test_a_malformed_standard_task_is_refused(client, path, subtests):
    for body, status in MALFORMED:
        with subtests.test(body=body):
            assert client.post(path, json=body).status_code == status
    assert client.get(path).json()["items"] == []


def test_another_shops_standard_tasks_are_not_there(client, another_shop):
    theirs = another_shop.add(
        "settings_station_task_template", title="Theirs", station_id=another_shop.station_id
    )
    for response in (
        client.get(f"/api/task-templates/{theirs}"),
        client.patch(f"/api/task-templates/{theirs}", json={"title": "x"}),
        client.delete(f"/api/task-templates/{theirs}"),
        client.get(f"/api/stations/{another_shop.station_id}/task-templates"),
        client.post(f"/api/stations/{another_shop.station_id}/task-templates", json={"title": "x"}),
        client.put(
            f"/api/stations/{another_shop.station_id}/task-templates/order", json={"ids": []}
        ),
    ):
        assert response.status_code == 404, response.text


def test_a_list_has_its_limits(client, path):
    for query in ("limit=201", "limit=0", "sort=colour", "is_active=maybe"):
        assert client.get(f"{path}?{query}").status_code == 400, query


def test_a_visitor_may_look_at_nothing(nexus, actor, a_shop, visiting):
    client = visiting(frozenset())
    assert client.get(SETTINGS).status_code == 403
    assert client.get(f"{SETTINGS}/words").status_code == 403
    looker = visiting(frozenset({"settings.read"}))
    assert looker.get(SETTINGS).status_code == 200
    assert looker.patch(SETTINGS, json={"pop_days": 1}).status_code == 403


@pytest.fixture
def visiting(nexus, actor):
    """Return a client that may do just what is said."""

    def as_(scopes: frozenset[str]) -> TestClient:
        visitor: Actor = msgspec.structs.replace(actor, scopes=scopes)
        return TestClient(create_app(nexus, authenticate=lambda connection: visitor))

    return as_


def test_bills_are_due_in_as_many_days_as_the_shop_says(client):
    assert client.get(SETTINGS).json()["payment_terms_days"] == 30
    changed = client.patch(SETTINGS, json={"payment_terms_days": 14})
    assert (changed.status_code, changed.json()["payment_terms_days"]) == (200, 14)
    assert client.patch(SETTINGS, json={"payment_terms_days": -1}).status_code == 400
