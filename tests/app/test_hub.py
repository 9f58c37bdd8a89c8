"""The hub: every figure is what its list comes to; roles; the first steps of an empty shop."""

import re
from html import unescape
from html.parser import HTMLParser
from uuid import UUID

import pytest
from litestar.testing import TestClient

from nexus.app.founding import found_shop
from nexus.app.permissions import PERMISSIONS
from nexus.app.profiles import merge
from nexus.kernel.actor import Actor
from nexus.kernel.ids import EmployeeId, UserId, new_id

from tests.accounts.conftest import nexus, programs, watch
from tests.app.furnished import PROFILES, Furnished, found
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
        works_at(made)
        yield made


def works_at(made):
    """Let somebody work at the station, with the clock running."""
    task = made.client.get(f"/api/tasks/{made.ids['tasks']}")
    tag = {"if-match": task.headers["etag"]}
    for_station = {"assignee": {"station_id": made.ids["stations"]}}
    path = f"/api/tasks/{made.ids['tasks']}"
    answer = made.client.patch(path, json=for_station, headers=tag)
    assert answer.status_code == 200, answer.text
    made.post(f"{path}/start")
    made.post(f"{path}/timer/start", employee_id=made.ids["employees"])


def look(house, path):
    return house.client.get(path, headers=PAGE, follow_redirects=False)


A_THING = re.compile(r"/(projects|customers|products|inventory|files|tasks)/(?!list|clocks)")
AMOUNT = re.compile(r"\d[.,]\d\d$")


class Figures(HTMLParser):
    """Reads the figures of the hub: each stands in a link to its list, or right behind one.

    `found` are address and text; `loose` are figures that lead nowhere.
    """

    def __init__(self, page):
        super().__init__()
        self.found, self.loose = [], []
        self._within, self._path, self._line = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        if tag in ("section", "nav"):
            self._within = about.get("class") in ("ask", "stats")
        elif tag == "li":
            self._line = ""
        elif tag == "a":
            self._path = self._line = about["href"]

    def handle_endtag(self, tag):
        if tag in ("section", "nav"):
            self._within = False
        elif tag == "a":
            self._path = ""

    def handle_data(self, text):
        if re.match(r"All \d", text) or (self._within and re.search(r"\d", text)):
            path = self._path or self._line
            told = self.found if path else self.loose
            if not A_THING.match(path):
                told.append((path, text.strip()))


def said(text):
    """Return the last number of a text, such as "of 5 stations" or "Overdue, 1 invoice"."""
    return int(re.findall(r"\d+", text)[-1])


def comes_to(path, page):
    """Return what a list says of its length; the list of stations says two lengths."""
    if path.startswith("/reports/stations"):
        every, free = re.findall(r'<a href="[^"]*"[^>]*>\w+ <span class="muted">(\d+)<', page)
        rows = page.count('<th scope="row"')
        assert rows == int(free if "free=true" in path else every)
        return {int(every), int(free)}
    if path == "/my-work":
        return {page.count('<li class="job')}
    told = re.search(r'class="pager".*?<span>\s*(\d*)', page, re.S)
    return {int(told[1] or 0) if told else 0}


def check_figures(house):
    """Follow every figure of the hub of who looks, and return what was found."""
    read = Figures(look(house, "/").text)
    assert read.loose == []
    for path, text in read.found:
        page = look(house, path)
        assert page.status_code == 200, path
        if AMOUNT.search(text):
            sums = re.search(r'<p class="list-sums.*?</p>', page.text, re.S)
            assert text in (sums[0] if sums else text if said(text) == 0 else ""), (path, text)
        elif not path.startswith("/reports/stations") or re.match(r"^\d+$|of ", text):
            assert said(text) in comes_to(path, page.text), (path, text)
    return read.found


def test_every_figure_is_what_the_list_comes_to_that_it_opens(house):
    found = check_figures(house)
    told = dict(found)
    assert len(told) >= 17, found
    assert told["/projects?overdue=true"] == "2"
    assert told["/tasks/list?due=today"] == "1"
    assert told["/quotes?status=sent"] == "1"
    assert told["/tasks/clocks?running=true"] == "1"
    (sold,) = [text for path, text in found if path.startswith("/sales?issued_from=2026-03-01")]
    assert sold.endswith("200,14")  # without tax, less the credit note


@pytest.mark.parametrize("trade", PROFILES)
def test_in_every_trade_what_a_role_is_told_comes_to_its_lists(programs, nexus, trade):
    shop_id = found_shop(nexus, name=f"Hub {trade}", profiles=[trade], country="ZA")
    programs.actor = Actor(
        shop_id=shop_id, user_id=UserId(new_id()), label="Ann", scopes=Everything()
    )
    with TestClient(programs.with_actor) as client:
        made = Furnished(client, "works", shop_id)
        works_at(made)
        told = {}
        for role in merge([trade]).roles:
            programs.actor = Actor(
                shop_id=shop_id,
                user_id=UserId(new_id()),
                employee_id=EmployeeId(UUID(made.ids["employees"])),
                label="Bo",
                scopes=frozenset(role.codes(PERMISSIONS)),
            )
            told[role.name] = len(check_figures(made))
        assert told["admin"] >= told["manager"] >= 16
        assert told["operator"] >= 3
        assert told["customer"] == 0


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
