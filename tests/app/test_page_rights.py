"""Who may see and do what on the pages: every page and every form's end, read from the program.

Asked by nobody, by each role, and by another shop, as tests/app/test_rights.py asks the API.
"""

import re
from typing import Any
from uuid import uuid4

from litestar.routes import HTTPRoute

from tests.app.furnished import SECRET
from tests.app.test_rights import Matrix, counted, matrix

__all__ = ["counted", "matrix"]

PAGE = {"accept": "text/html"}
KNOWN_AS = {"inventory": "items", "products": "templates", "clients": "customers"}


def pages(app: Any) -> list[tuple[str, str, Any]]:
    """Return method, path template and handler of all that needs a login and is not the API."""
    return sorted(
        (method, route.path, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute) and not route.path_format.startswith("/api/")
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS" and not handler.opt.get("public")
    )


def address(template: str, ids: dict[str, str]) -> str:
    """Fill a path in with what the ids have of it, and with ids of nothing."""
    parts = template.split("/")
    for at, part in enumerate(parts):
        if part.startswith("{"):
            name = KNOWN_AS.get(parts[at - 1], parts[at - 1])
            tried = (f"{name}/by-code", f"{name}/by-number", name)
            nothing = "1" if part.endswith(":int}") else str(uuid4())
            parts[at] = next((ids[it] for it in tried if it in ids), nothing)
    return "/".join(parts)


def ask(matrix: Matrix, actor: str, method: str, path: str) -> Any:
    matrix.calls += 1
    matrix.client.headers["x-actor"] = actor
    form = {"data": {"name": ""}} if method == "POST" else {}
    return matrix.client.request(method, path, headers=PAGE, follow_redirects=False, **form)


def test_strangers_are_led_to_the_login(matrix: Matrix) -> None:
    for method, template, _ in pages(matrix.app):
        answer = ask(matrix, "nobody", method, address(template, {}))
        is_led = answer.status_code == 303 and answer.headers["location"].startswith("/login")
        assert is_led or answer.status_code == 401, (method, template, answer.status_code)


def test_each_role_sees_and_does_what_its_permissions_say(matrix: Matrix) -> None:
    for method, template, handler in pages(matrix.app):
        permission = handler.opt.get("permission")
        for role, scopes in matrix.roles.items() if permission else ():
            answer = ask(matrix, f"one {role}", method, address(template, {}))
            said = (role, method, template, answer.status_code)
            # Who may come to a page may still lack what it shows besides.
            assert permission in scopes or answer.status_code == 403, said
            assert answer.status_code < 500, said


def test_another_shops_pages_do_not_exist(matrix: Matrix, record_property: Any) -> None:
    seen = 0
    for method, template, handler in pages(matrix.app):
        if method != "GET" or "{" not in template or not handler.opt.get("permission"):
            continue
        path = address(template, matrix.mine.ids)
        mine, theirs = (ask(matrix, f"{it} admin", method, path) for it in ("one", "two"))
        assert f"{SECRET} one" not in theirs.text, template
        seen += mine.status_code == 200
        is_code = not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-7", path)  # both have a first customer
        assert is_code or mine.status_code != 200 or theirs.status_code == 404, (
            template,
            theirs.status_code,
        )
    record_property("pages asked by another shop", seen)
    assert seen > 20
