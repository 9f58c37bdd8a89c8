"""The activity log over REST: filters, pages, and a CSV that is only text."""

import csv
import io
from datetime import timedelta

import msgspec
import pytest
from litestar.testing import TestClient

from nexus.app.http import create_app
from nexus.kernel.actor import Actor, Door
from nexus.kernel.ids import UserId, new_id
from nexus.platform.activity import Change, write_changes
from nexus.platform.uow import SqlUnitOfWork

from tests.conftest import NOW

LOG = "/api/activity-log"


@pytest.fixture
def tell(database, actor, a_shop):
    """Write an entry as a change of an aggregate would."""

    def tell(who=actor, at=NOW, **parts):
        parts = {
            "action": "updated",
            "entity_type": "chair",
            "entity_id": new_id(),
            "part_of_id": None,
            "fields": {"name": ["Windsor", "Rocker"]},
        } | parts
        with SqlUnitOfWork(database, who) as uow:
            transaction = uow._transaction
            change = Change(actor=who, **parts)
            transaction.changes[change.key] = change
            write_changes(transaction, at)
            transaction.changes.clear()
        return parts["entity_id"]

    return tell


def listed(client, **filters):
    response = client.get(LOG, params=filters)
    assert response.status_code == 200, response.text
    return response.json()["items"]


def test_the_latest_comes_first(client, tell):
    for hours in range(3):
        tell(at=NOW + timedelta(hours=hours), action=f"step_{hours}")
    assert [entry["action"] for entry in listed(client)] == ["step_2", "step_1", "step_0"]
    assert [entry["action"] for entry in listed(client, sort="at")] == [
        "step_0",
        "step_1",
        "step_2",
    ]


def test_an_entry_tells_who_what_when_and_by_which_door(client, tell, actor):
    chair = tell()
    [entry] = listed(client)
    assert entry | {"id": None} == {
        "id": None,
        "at": "2026-03-02T15:00:00Z",
        "user_id": str(actor.user_id),
        "actor": "Ann",
        "caused_by_id": None,
        "door": "system",
        "action": "updated",
        "entity_type": "chair",
        "entity_id": str(chair),
        "part_of_id": None,
        "changes": {"name": {"before": "Windsor", "after": "Rocker"}},
    }


def test_filters_narrow_the_list(client, tell, actor):
    bob = msgspec.structs.replace(actor, user_id=UserId(new_id()), label="Bob", door=Door.CLI)
    chair = tell()
    leg = tell(entity_type="leg", part_of_id=chair)
    table = tell(bob, entity_type="table", action="created", at=NOW + timedelta(days=1))

    def found(**filters):
        return {entry["entity_id"] for entry in listed(client, **filters)}

    assert found(entity_id=str(chair)) == {str(chair), str(leg)}
    assert found(entity_type="table") == found(user_id=str(bob.user_id)) == {str(table)}
    assert found(door="cli") == found(action="created") == {str(table)}
    assert found(**{"from": "2026-03-03T15:00:00Z"}) == {str(table)}
    assert found(to="2026-03-03T15:00:00Z") == {str(chair), str(leg)}
    assert found(entity_type="ghost") == set()


def test_pages_and_their_total(client, tell):
    ids = [str(tell(at=NOW + timedelta(seconds=n))) for n in range(5)]
    seen, cursor = [], None
    while cursor is not None or not seen:
        params = {"limit": 2, "total": "true", "sort": "at"} | (
            {"cursor": cursor} if cursor else {}
        )
        page = client.get(LOG, params=params).json()
        assert page["total"] in (5, 3, 1)
        seen += [entry["entity_id"] for entry in page["items"]]
        cursor = page["next"]
    assert seen == ids


def test_a_page_is_one_statement(client, tell, statements):
    tell()
    statements.clear()
    listed(client, entity_type="chair", total="true")
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"from": "yesterday"}, 400),
        ({"from": "2026-03-02T15:00:00"}, 400),
        ({"entity_id": "x"}, 400),
        ({"door": "window"}, 400),
        ({"sort": "name"}, 400),
        ({"limit": 201}, 400),
        ({"limit": 0}, 400),
        ({"cursor": "x"}, 422),
        ({"entity_type": "x" * 61}, 400),
    ],
)
def test_wishes_that_make_no_sense_are_refused_in_words(client, wish, status):
    response = client.get(LOG, params=wish)
    assert (response.status_code, response.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


def test_another_shop_sees_nothing_of_it(client, tell, nexus, another_shop):
    tell()
    with TestClient(create_app(nexus, lambda connection: another_shop.actor)) as other:
        assert listed(other) == []


@pytest.mark.parametrize("path", [LOG, f"{LOG}/export"])
def test_it_needs_the_permission(nexus, a_shop, path):
    nobody = Actor(shop_id=a_shop.id, scopes=frozenset({"tasks.read"}))
    with TestClient(create_app(nexus, lambda connection: nobody)) as client:
        assert client.get(path).status_code == 403


def test_the_export_has_a_line_for_each_field_and_no_formula(client, tell):
    tell(fields={"name": ["=cmd|'/c calc'!A1", "@x"], "price": [-5, "-5.50"]})
    response = client.get(f"{LOG}/export")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "activity-log.csv" in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["field"], row["before"], row["after"]) for row in rows] == [
        ("name", "'=cmd|'/c calc'!A1", "'@x"),
        ("price", "-5", "-5.50"),
    ]


def test_the_export_goes_on_past_one_chunk(client, tell, monkeypatch):
    monkeypatch.setattr("nexus.app.activity.CHUNK", 2)
    for n in range(5):
        tell(at=NOW + timedelta(seconds=n))
    response = client.get(f"{LOG}/export", params={"sort": "-at"})
    assert response.text.count("\r\n") == 6
