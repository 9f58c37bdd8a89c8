"""Who may do what: every route, asked by nobody, by each role, and by another shop.

The routes are read from the program itself, so that a new one is asked too.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
import pytest
from litestar.testing import TestClient

from nexus.app.http import create_app
from nexus.app.permissions import PERMISSIONS
from nexus.app.profiles import merge
from nexus.kernel.actor import Actor, Door
from nexus.kernel.ids import EmployeeId, UserId

from tests.app.furnished import PROFILES, SECRET, Furnished, fill, found, nowhere, routes

ROLES = {role.name: frozenset(role.codes(PERMISSIONS)) for role in merge(PROFILES).roles}
OF_A_SESSION = {"log_out", "end_session", "end_other_sessions", "enter_shop"}  # tests/app/test_auth
# Named by what they are about, which every shop has.
OF_A_KIND = {"/api/analytics/export/{report}", "/api/exports/{thing}"}
# What the types do not say: of several optional fields one is needed.
BODIES: dict[str, Any] = {
    "move_project_stage": {"direction": "next"},
    "record_payment": {"amount": "1.00", "method": "cash"},
    "log_time": {"duration": "PT1H"},
    "ask_deposit": {"percent": "50"},
    "pay_credit_out": {"method": "cash"},
    "plan_milestones": {"milestones": [{"name": "All", "percent": "100"}]},
    "add_quote_options": {
        "group": "Finish",
        "lines": [{"description": "Oil", "unit_price": "1.00"}] * 2,
    },
}
ASKED = {"reason": "A test.", "by": "task"}  # of the query, where an operation takes it


@pytest.fixture
def matrix(nexus: Any) -> Iterator["Matrix"]:
    with TestClient(create_app(nexus, authenticate=who)) as client:
        yield Matrix(client, nexus)


@pytest.fixture(autouse=True)
def counted(matrix: "Matrix", record_property: Any) -> Iterator[None]:
    yield
    record_property("calls of the rights matrix", matrix.calls)


ACTORS: dict[str, Actor] = {}


def who(connection: Any) -> Actor | None:
    return ACTORS.get(connection.headers.get("x-actor", ""))


class Matrix:
    """Two furnished shops, and a client that asks as anybody in them."""

    def __init__(self, client: TestClient[Any], nexus: Any) -> None:
        self.client, self.app, self.calls = client, client.app, 0
        self.mine, self.other = self._shop(nexus, "one"), self._shop(nexus, "two")
        self.routes = [it for it in routes(self.app) if not it[2].opt.get("public")]
        # Who may do what is settled before a database is asked; of the second one, a few ask.
        everybody = nexus.engine().dialect.name == "sqlite"
        self.roles = ROLES if everybody else {it: ROLES[it] for it in ("admin", "operator")}

    def _shop(self, nexus: Any, name: str) -> Furnished:
        shop_id = found(nexus, name)
        for role, scopes in ROLES.items():
            ACTORS[f"{name} {role}"] = Actor(
                shop_id=shop_id, label=role, door=Door.REST, scopes=scopes
            )
        self.client.headers["x-actor"] = f"{name} admin"
        made = Furnished(self.client, name, shop_id)
        user_id, employee_id = UserId(UUID(made.ids["users"])), UUID(made.ids["employees"])
        for role in ROLES:
            ACTORS[f"{name} {role}"] = msgspec.structs.replace(
                ACTORS[f"{name} {role}"], user_id=user_id, employee_id=EmployeeId(employee_id)
            )
        made.keep_view()
        return made

    def ask(self, actor: str, method: str, path: str, handler: Any) -> Any:
        """Ask in the way the operation wants to be asked."""
        writes = method in ("POST", "PUT", "PATCH")
        body = msgspec.json.encode(sample(handler, self.mine.ids)) if writes else None
        return self.send(actor, method, path, handler, body)

    def send(self, actor: str, method: str, path: str, handler: Any, body: bytes | None) -> Any:
        self.calls += 1
        self.client.headers["x-actor"] = actor
        taken = handler.parsed_fn_signature.parameters
        query = urlencode({name: value for name, value in ASKED.items() if name in taken})
        path += f"{'&' if '?' in path else '?'}{query}" if query else ""
        headers = {} if body is None else {"content-type": "application/json"}
        return self.client.request(method, path, content=body, headers=headers)


def sample(handler: Any, ids: dict[str, str]) -> Any:
    """Return a body that can be read: what is required, with this shop's ids."""
    if handler.handler_name in BODIES:
        return BODIES[handler.handler_name]
    field = handler.parsed_data_field
    kind = field.annotation if field else None
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return {}
    return {
        it.encode_name: value(it.encode_name, it.type, ids)
        for it in msgspec.structs.fields(kind)
        if it.required
    }


REFERENCES = {
    "into_id": "customers",
    "customer_id": "customers",
    "employee_id": "employees",
    "station_id": "stations",
    "project_id": "projects",
}


def value(name: str, kind: Any, ids: dict[str, str]) -> Any:
    if name in REFERENCES:
        return ids[REFERENCES[name]]
    told = msgspec.inspect.type_info(kind)
    if isinstance(told, msgspec.inspect.UnionType):
        told = told.types[0]
    samples: dict[type, Any] = {
        msgspec.inspect.BoolType: True,
        msgspec.inspect.IntType: 1,
        msgspec.inspect.DecimalType: "1.00",
        msgspec.inspect.ListType: [],
        msgspec.inspect.DictType: {},
        msgspec.inspect.UUIDType: ids["projects"],
        msgspec.inspect.TimeDeltaType: "PT1H",
        msgspec.inspect.DateType: "2026-03-01",
        msgspec.inspect.DateTimeType: "2026-03-01T08:00:00Z",
    }
    if isinstance(told, msgspec.inspect.EnumType):
        return next(iter(told.cls)).value
    if isinstance(told, msgspec.inspect.LiteralType):
        return told.values[0]
    if isinstance(told, msgspec.inspect.StructType):
        return {
            it.encode_name: value(it.encode_name, it.type, ids) for it in told.fields if it.required
        }
    return samples.get(type(told), "canary-text-1")


def test_nobody_gets_in_without_logging_in(matrix):
    for method, template, handler in matrix.routes:
        answer = matrix.ask("nobody", method, matrix.mine.path(template), handler)
        assert answer.status_code == 401, (method, template, answer.text)
        assert SECRET not in answer.text


def test_each_role_may_do_what_its_permissions_say_and_nothing_else(matrix):
    for method, template, handler in matrix.routes:
        permission = handler.opt.get("permission")
        for role, scopes in matrix.roles.items():
            if permission is None or permission in scopes:
                continue
            answer = matrix.ask(f"one {role}", method, matrix.mine.path(template), handler)
            assert answer.status_code == 403, (role, method, template, answer.text)
    for role, scopes in matrix.roles.items():
        for method, template, handler in matrix.routes:
            permission = handler.opt.get("permission")
            if permission is None or permission not in scopes:
                continue
            path = fill(template, nowhere(matrix.mine.ids))
            answer = matrix.ask(f"one {role}", method, path, handler)
            assert answer.status_code not in (401, 403), (role, method, template, answer.text)
            assert answer.status_code < 500, (role, method, template, answer.text)


def test_another_shop_does_not_exist(matrix):
    for method, template, handler in matrix.routes:
        if handler.handler_name in OF_A_SESSION:
            continue
        theirs = matrix.ask("two admin", method, matrix.mine.path(template), handler)
        assert SECRET + " one" not in theirs.text, (method, template)
        assert not any(id in theirs.text for id in matrix.mine.ids.values() if len(id) == 36), (
            method,
            template,
            theirs.text,
        )
        if "{" in template and "by-" not in template and template not in OF_A_KIND:
            missing = matrix.ask(
                "two admin", method, fill(template, nowhere(matrix.mine.ids)), handler
            )
            assert told(theirs) == told(missing), (method, template, theirs.text, missing.text)
            assert theirs.status_code == 404, (method, template, theirs.text)


def test_what_is_not_shown_to_others_is_there(matrix):
    """Or else the test before this one would prove nothing."""
    for method, template, handler in matrix.routes:
        if method == "GET" and "{" in template:
            answer = matrix.ask("one admin", method, matrix.mine.path(template), handler)
            assert answer.status_code == 200, (template, answer.text)


def told(answer: Any) -> tuple[int, dict[str, Any]]:
    body = answer.json() if answer.content else {}
    body.pop("request_id", None)
    return answer.status_code, body
