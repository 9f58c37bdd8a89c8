"""What all lists have in common, asked of every route: a new one is asked too."""

from collections.abc import Iterator
from typing import Any, get_args
from uuid import UUID

import pytest
from litestar.testing import TestClient

from nexus.app.http import create_app
from nexus.kernel.actor import Actor, Door
from nexus.kernel.ids import EmployeeId, UserId

from tests.app.furnished import Furnished, found, routes
from tests.conftest import Everything

# Of the query, where a list needs it, or is longer than a page.
ASKED = {"by": "task", "entity_type": "project"}


class Lists:
    def __init__(self, client: TestClient[Any], made: Furnished) -> None:
        self.client, self.made = client, made

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        for method, template, handler in routes(self.client.app):
            if (
                method == "GET"
                and {"limit", "cursor"} <= handler.parsed_fn_signature.parameters.keys()
            ):
                yield self.made.path(template), handler

    def ask(self, path: str, handler: Any, **params: Any) -> Any:
        known = handler.parsed_fn_signature.parameters
        needed = {name: value for name, value in ASKED.items() if name in known}
        return self.client.get(path, params=needed | params)

    def walk(self, path: str, handler: Any, **params: Any) -> list[Any]:
        """Return all items, gone through in pages of two."""
        items, cursor = [], {}
        while True:
            answer = self.ask(path, handler, limit=2, **params, **cursor)
            assert answer.status_code == 200, (path, answer.text)
            page = answer.json()
            assert len(page["items"]) <= 2
            items += page["items"]
            if page["next"] is None:
                return items
            cursor = {"cursor": page["next"]}


@pytest.fixture
def lists(nexus: Any) -> Iterator[Lists]:
    who: list[Actor] = []
    with TestClient(create_app(nexus, authenticate=lambda connection: who[-1])) as client:
        shop_id = found(nexus, "lists")
        who.append(Actor(shop_id=shop_id, label="Ann", door=Door.REST, scopes=Everything()))
        for name in ("one", "two", "three"):
            made = Furnished(client, f"lists {name}", shop_id)
        user_id, employee_id = UUID(made.ids["users"]), UUID(made.ids["employees"])
        known = {"user_id": UserId(user_id), "employee_id": EmployeeId(employee_id)}
        who.append(Actor(shop_id=shop_id, door=Door.REST, scopes=Everything(), **known))
        for number in range(3):
            more_of_one_thing(made, f"more {number}")
        yield Lists(client, made)


def more_of_one_thing(made: Furnished, name: str) -> None:
    project, customer = f"/api/projects/{made.ids['projects']}", made.ids["customers"]
    task = made.post(f"{project}/tasks", title=name)["id"]
    made.post(f"/api/tasks/{task}/timer/start")
    made.post(f"/api/tasks/{task}/timer/stop")
    made.post(f"{project}/notes", text=name)
    made.post("/api/sales", project_id=made.ids["projects"], customer_id=customer)
    made.post(f"/api/stations/{made.ids['stations']}/task-templates", title=name)


def sorts(handler: Any) -> list[str]:
    field = handler.parsed_fn_signature.parameters.get("sort")
    kinds = [field, *field.inner_types] if field else []  # it may be a Literal or None
    return [name for kind in kinds for name in get_args(kind.annotation) if isinstance(name, str)]


# A report that is a list asks for each kind of figure once, whatever its length.
REPORTS = {"/api/analytics/projects/costing": 12}


def test_a_list_is_one_statement(lists, statements):
    """One more if it is empty, to tell whether what it belongs to is there at all."""
    for path, handler in lists:
        for params in ({}, {"total": "true"}, {"limit": 1}):
            statements.clear()
            answer = lists.ask(path, handler, **params)
            assert answer.status_code == 200, (path, answer.text)
            most = REPORTS.get(path, 1 if answer.json()["items"] else 2)
            assert len(statements) <= most, (path, params, statements)


def test_a_page_has_200_rows_at_most(lists):
    for path, handler in lists:
        assert lists.ask(path, handler, limit=200).status_code == 200, path
        for limit in (0, 201, "x"):
            refused = lists.ask(path, handler, limit=limit)
            assert (refused.status_code, list(refused.json()["errors"])) == (400, ["limit"]), path


def test_pages_show_each_item_once_whatever_the_order(lists, record_property):
    walks = 0
    for path, handler in lists:
        answer = lists.ask(path, handler, limit=200, total="true")
        assert answer.status_code == 200, (path, answer.text)
        whole = answer.json()
        assert whole["total"] == len(whole["items"]), path
        assert lists.walk(path, handler) == whole["items"], path
        for sort in sorts(handler):
            answer = lists.ask(path, handler, limit=200, sort=sort)
            assert answer.status_code == 200, (path, sort, answer.text)
            rows = answer.json()["items"]
            assert lists.walk(path, handler, sort=sort) == rows, (path, sort)
            assert sorted(map(repr, rows)) == sorted(map(repr, whole["items"])), (path, sort)
            walks += 1
    record_property("sorted lists walked", walks)


def test_the_other_direction_is_the_other_way_round(lists):
    for path, handler in lists:
        for sort in sorts(handler):
            if sort.startswith("-"):
                there = lists.ask(path, handler, limit=200, sort=sort[1:]).json()["items"]
                back = lists.ask(path, handler, limit=200, sort=sort).json()["items"]
                assert back == there[::-1], (path, sort)


def test_an_order_that_is_not_offered_is_refused(lists):
    for path, handler in lists:
        if sorts(handler):
            refused = lists.ask(path, handler, sort="colour")
            assert (refused.status_code, list(refused.json()["errors"])) == (400, ["sort"]), path


def test_a_cursor_of_another_order_or_none_of_ours_is_refused(lists):
    for path, handler in lists:
        refused = lists.ask(path, handler, cursor="not one of ours")
        assert refused.status_code in (400, 422), (path, refused.text)


def test_a_search_for_what_is_nowhere_finds_nothing(lists):
    for path, handler in lists:
        if "search" in handler.parsed_fn_signature.parameters:
            answer = lists.ask(path, handler, search="xyzzy plugh", total="true")
            assert (answer.json()["items"], answer.json()["total"]) == ([], 0), path


def test_a_thing_of_a_list_has_an_id_or_names_itself(lists):
    for path, handler in lists:
        items = lists.ask(path, handler, limit=200).json()["items"]
        assert items or path.endswith(("timers", "login-history")), path
        ids = [item["id"] for item in items if "id" in item]
        assert len(set(ids)) == len(ids), path
