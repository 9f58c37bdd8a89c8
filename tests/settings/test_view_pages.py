"""Views of lists on pages: saved, opened first, renamed, deleted."""

import re
from html import unescape

from tests.accounts.conftest import (
    PASSWORD,
    browser,
    elsewhere,
    founded,
    nexus,
    programs,
    watch,
    web,
)
from tests.app.test_pages import EVIL, desk, look, send

__all__ = ["browser", "desk", "elsewhere", "founded", "nexus", "programs", "watch", "web"]


def tabs(page):
    """Return name, address and whether it is here of each view of a list."""
    nav = re.search(r'<nav class="views".*?</nav>', page.text, re.S)[0]
    found = re.findall(r'<a class="tab" href="([^"]*)"([^>]*)>([^<]*)', nav)
    return [(name, unescape(path), "aria-current" in rest) for path, rest, name in found]


def test_what_a_list_shows_is_kept_as_a_view_and_opens_the_list(desk):
    brought = [("All", "/customers", False), ("Archived", "/customers?archived=true", False)]
    page = look(desk, "/customers?kind=person&sort=-name&cursor=")
    assert tabs(page)[0] == ("All", "/customers", True)
    assert "Save view" in page.text
    assert "Save view" not in look(desk, "/customers").text
    query = unescape(re.search(r'name="query" value="([^"]*)"', page.text)[1])
    said = {"name": f"People {EVIL}"[:60], "path": "/customers", "query": query}
    made = send(desk, "/views", **said, is_default="on")
    assert made.status_code == 303
    address, id = made.headers["location"].split("&view=")
    assert address == "/customers?kind=person&sort=-name"
    page = look(desk, made.headers["location"])
    assert "<script>alert" not in page.text
    assert tabs(page)[2][1:] == (made.headers["location"], True)
    assert tabs(look(desk, address))[2][2]  # whoever comes by another way sees where they are
    assert tabs(page)[0][1:] == ("/customers?view=all", False)
    assert "Save view" not in page.text
    # The list opens with it, and is still to be had as it is.
    assert look(desk, "/customers").headers["location"] == made.headers["location"]
    assert tabs(look(desk, "/customers?view=all"))[0][2]
    assert look(desk, "/projects").status_code == 200

    one = re.search(r"/views/[0-9a-f-]{36}", page.text)[0]
    assert "Open the list with this view" in look(desk, f"{one}/edit").text
    renamed = send(desk, f"{one}/edit", name="People", is_default="")
    assert renamed.status_code == 303
    assert tabs(look(desk, "/customers"))[:2] == [(*brought[0][:2], True), brought[1]]
    assert ("People", f"{address}&view={id}", False) in tabs(look(desk, "/customers"))
    # What was changed in a view is put into it.
    other = look(desk, f"/customers?kind=person&sort=name&view={id}").text
    assert "Update People" in other
    query = unescape(re.search(r'name="query" value="([^"]*)"', other)[1])
    updated = send(desk, f"/views/{id}/edit", query=query)
    assert updated.headers["location"] == f"/customers?kind=person&sort=name&view={id}"
    assert "Update People" not in look(desk, updated.headers["location"]).text
    again = send(desk, "/views", **said | {"name": "People"})
    assert again.status_code == 422
    assert "You have a view of this name here." in again.text
    gone = send(desk, f"{one}/delete")
    assert gone.headers["location"] == "/customers"
    assert look(desk, f"{one}/edit").status_code == 404


def test_a_view_leads_nowhere_else(desk):
    answer = send(desk, "/views", name="Away", path="//evil.example", query="")
    assert answer.status_code == 422
    assert 'href="//evil' not in answer.text


def test_views_are_shared_by_who_may(web, founded):
    viewer = founded.user("viewer")
    send(web, "/login", "", username=founded.admin.username, password=PASSWORD, next="/")
    said = {"name": "Gone", "path": "/customers", "query": "archived=true&sort=-code"}
    assert send(web, "/views", **said, is_shared="on").status_code == 303
    page = look(web, "/customers?archived=true&sort=-code")
    one = re.search(r"/views/[0-9a-f-]{36}", page.text)[0]
    send(web, "/logout")
    send(web, "/login", "", username=viewer.username, password=PASSWORD, next="/")
    page = look(web, "/customers?archived=true&sort=-code")
    assert tabs(page)[-1][2]
    assert one not in page.text  # seen, and not to be touched
    assert send(web, f"{one}/edit", name="Mine").status_code == 403
    assert send(web, f"{one}/delete").status_code == 403
    assert send(web, "/views", **said, is_shared="on").status_code == 403
    assert send(web, "/views", **said).status_code == 303


def test_another_shops_view_is_not_there(desk, elsewhere, nexus):
    from nexus.kernel.actor import Actor  # noqa: PLC0415
    from nexus.settings import SaveView  # noqa: PLC0415

    theirs = Actor(shop_id=elsewhere.id, user_id=elsewhere.admin.id, scopes=frozenset())
    made = nexus.settings.views().save(theirs, SaveView(name="Secret", path="/customers"))
    for path in ("edit", "delete"):
        assert send(desk, f"/views/{made.id}/{path}", name="Mine").status_code == 404
    assert "Secret" not in look(desk, "/customers").text
