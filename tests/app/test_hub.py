"""The hub: every figure is what its list comes to; roles; the first steps of an empty shop."""

import re
from html import unescape

import pytest
from litestar.testing import TestClient

from nexus.kernel.actor import Actor
from nexus.kernel.ids import EmployeeId, UserId, new_id

from tests.accounts.conftest import nexus, programs, watch
from tests.app.furnished import Furnished, found
from tests.conftest import Everything

__all__ = ["nexus", "programs", "watch"]

PAGE = {"accept": "text/html"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def house(programs, nexus):
    """A shop with one of everything, looked at by somebody who may do everything."""
    shop_id = found(nexus, "hub")
    programs.actor = Actor(
        shop_id=shop_id, user_id=UserId(new_id()), label="Ann", scopes=Everything()
    )
    with TestClient(programs.with_actor) as client:
        made = Furnished(client, EVIL, shop_id)
        whose = {"customer_id": made.ids["customers"], "workflow_id": None}
        for name, due in (("Late gate", "2026-02-01"), ("Gate", "2027-02-01")):
            made.post("/api/projects", **whose, name=name, due_date=due)
        late = made.post("/api/projects", **whose, name="Cut", due_date="2026-02-03")
        for status in ("approved", "in_progress"):
            path = f"/api/projects/{late['id']}/status"
            assert client.post(path, json={"status": status}).status_code == 200
        made.post(f"/api/projects/{late['id']}/tasks", title="Today", due_on="2026-03-02")
        quote = made.post(
            "/api/quotes",
            customer_id=made.ids["customers"],
            lines=[{"description": "Gate", "unit_price": "10"}],
        )
        made.post(f"/api/quotes/{quote['id']}/send")
        yield made


def look(house, path):
    return house.client.get(path, headers=PAGE, follow_redirects=False)


def figures(text):
    """Return address and number of each figure."""
    asks = re.findall(r'<a class="figure" href="([^"]+)">([\d,. ]+) <small>', text)
    totals = re.findall(
        r'<a href="([^"]+)"[^>]*><span class="label">[^<]*</span><span class="value">'
        r"(?:<svg.*?</svg>)?(\d+)</span>",
        text,
    )
    below = re.findall(
        r'<li><a class="plain(?: clip)?" href="([^"]+)">[^<]*</a><span>(\d+)</span>', text
    )
    return [(unescape(path), int(count)) for path, count in [*asks, *totals, *below]]


def test_every_figure_is_the_length_of_the_list_that_it_opens(house):
    text = look(house, "/").text
    found = dict(figures(text))
    assert len(found) >= 12, found
    assert found["/projects?overdue=true"] == 2
    assert found["/tasks/list?due=today"] == 1
    assert found["/quotes?status=sent"] == 1
    for path, count in found.items():
        page = look(house, path)
        assert page.status_code == 200, path
        if path.startswith(("/reports", "/stations", "/tasks?")) or path == "/tasks":
            continue  # of some, among all
        told = re.search(r'class="pager".*?<span>\s*(\d*)', page.text, re.S)
        length = int(told[1] or 0) if told else 0
        assert length == count, path


def test_what_is_owed_is_the_sum_of_the_bills_behind_it(house):
    text = look(house, "/").text
    owed = re.search(r'href="/sales\?unpaid=true">.*?</span>\W*([\d\s,.]+)</span>', text, re.S)[1]
    shown = look(house, "/sales?unpaid=true").text
    assert owed.strip() in shown


def test_the_hub_asks_little_and_shows_what_people_typed(house, statements):
    look(house, "/")
    statements.clear()
    text = look(house, "/").text
    assert len(statements) <= 20, statements
    assert EVIL in unescape(text)
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "First steps" not in text
    assert look(house, "/dashboard").text.count("<h1>") == 1


@pytest.mark.parametrize("may", [["tasks.read", "tasks.work", "projects.read"], []])
def test_who_may_not_see_money_is_told_none(house, programs, may):
    me = EmployeeId(new_id())
    programs.actor = Actor(
        shop_id=programs.actor.shop_id,
        user_id=UserId(new_id()),
        employee_id=me,
        label="Bo",
        scopes=frozenset(may),
    )
    text = look(house, "/").text
    for hidden in ("Owed", "Invoiced", "Low stock", "Activity</h2>", "/customers", "Stock items"):
        assert hidden not in text
    assert ("Late" in text) == bool(may)
    assert "R " not in re.sub(r"<[^>]+>", "", text)


def test_an_empty_shop_is_led_to_its_first_quote(programs, nexus):
    shop_id = found(nexus, "empty")
    programs.actor = Actor(
        shop_id=shop_id, user_id=UserId(new_id()), label="Ann", scopes=Everything()
    )
    with TestClient(programs.with_actor) as client:

        def steps():
            text = client.get("/", headers=PAGE).text
            part = re.search(r'<ol class="steps">.*?</ol>', text, re.S)
            return re.findall(r'class="btn( primary)?" href="([^"]+)"', part[0]) if part else []

        assert steps()[0] == (" primary", "/customers/new")
        customer = client.post("/api/customers", json={"name": "Anvil"}).json()["id"]
        assert steps() == [(" primary", "/quotes/new"), ("", "/quotes")]
        line = {"description": "Gate", "unit_price": "10"}
        body = {"customer_id": customer, "lines": [line]}
        quote = client.post("/api/quotes", json=body).json()["id"]
        assert steps() == [(" primary", "/quotes")]
        assert client.post(f"/api/quotes/{quote}/send").status_code == 200
        assert steps() == []
