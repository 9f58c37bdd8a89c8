"""What all commands have in common, asked of every route: a new one is asked too."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from litestar.testing import TestClient

from nexus.app.http import create_app
from nexus.kernel.actor import Actor, Door
from nexus.kernel.ids import EmployeeId, UserId
from nexus.platform.http import needs_no_word

from tests.app.furnished import Furnished, fill, found, nowhere, routes
from tests.app.test_rights import sample
from tests.conftest import Everything

# A session, a password or a shop is entered, not created; nothing comes of it twice.
ENTERED = {"log_in", "register", "accept_invitation", "enter_shop"}


class Asker:
    def __init__(self, client: TestClient[Any], made: Furnished) -> None:
        self.client, self.made, self.routes = client, made, routes(client.app)

    def commands(self) -> Iterator[tuple[str, str, Any]]:
        for method, template, handler in self.routes:
            if method != "GET" and not handler.opt.get("public"):
                yield method, template, handler


@pytest.fixture
def asker(nexus: Any) -> Iterator[Asker]:
    who: list[Actor] = []
    with TestClient(create_app(nexus, authenticate=lambda connection: who[-1])) as client:
        shop_id = found(nexus, "commands")
        who.append(Actor(shop_id=shop_id, label="Ann", door=Door.REST, scopes=Everything()))
        made = Furnished(client, "commands", shop_id)
        user, employee = made.ids["users"], made.ids["employees"]
        known = {"user_id": UserId(UUID(user)), "employee_id": EmployeeId(UUID(employee))}
        who.append(Actor(shop_id=shop_id, door=Door.REST, scopes=Everything(), **known))
        yield Asker(client, made)


def test_a_command_that_needs_no_word_needs_no_body(asker):
    tried = 0
    for method, template, handler in asker.commands():
        field = handler.parsed_data_field
        if method == "POST" and field and needs_no_word(field.annotation):
            answer = asker.client.post(asker.made.path(template))
            assert answer.status_code not in (400, 415), (template, answer.text)
            tried += 1
    assert tried > 10


def test_whatever_is_created_is_created_once_per_key(asker):
    tried = 0
    for method, template, handler in asker.commands():
        if method != "POST" or handler.status_code != 201 or handler.handler_name in ENTERED:
            continue
        if handler.handler_name in ("import_customers", "show_import_errors"):
            continue  # an import finds what is there by itself
        body, key = sample(handler, asker.made.ids), {"idempotency-key": str(uuid4())}
        path = asker.made.path(template)
        first = asker.client.post(path, json=body, headers=key)
        again = asker.client.post(path, json=body, headers=key)
        assert again.text == first.text or first.status_code >= 400, (template, again.text)
        if first.status_code == 201:
            tried += 1
            assert again.headers.get("idempotency-replayed") == "true", template
            other = asker.client.post(path, json=body | {"more": 1}, headers=key)
            assert other.status_code in (400, 422), (template, other.text)
    assert tried > 12


def test_a_slash_at_the_end_makes_no_difference(asker):
    """N-024 and S-006 write it, others do not (ruling 13); a redirect would lose the body."""
    nothing, said = nowhere(asker.made.ids), {}
    for method, template, _ in asker.routes:
        if not template.startswith("/api/") or "/by-number/" in template or "docs" in template:
            continue
        path = fill(template, nothing)
        body = {"there is no": "such field"} if method != "GET" else None
        for asked in (path, f"{path}/"):
            answer = asker.client.request(method, asked, json=body, follow_redirects=False)
            detail = answer.json().get("detail") if answer.status_code >= 400 else ""
            said[asked] = answer.status_code, detail
            assert detail != "Not Found", (method, asked)
        assert said[path] == said[f"{path}/"], (method, template)
