"""A customer's page: tabs, people and addresses, two that become one; the list's other name."""

import re
from html import unescape

import pytest
from litestar.testing import TestClient

from nexus.kernel.actor import Actor
from nexus.kernel.ids import UserId, new_id

from tests.accounts.conftest import founded, nexus, programs, watch, web
from tests.app.furnished import Furnished, found
from tests.app.test_pages import EVIL, desk, look, send
from tests.conftest import Everything

__all__ = ["desk", "founded", "nexus", "programs", "watch", "web"]

PAGE = {"accept": "text/html"}


def test_people_and_addresses_are_kept_on_pages(desk):
    send(desk, "/customers/new", name="Anvil", kind="company")
    home = "/customers/CL-0001"
    assert send(desk, f"{home}/contacts/new", name="").status_code == 422
    bad = send(desk, f"{home}/contacts/new", name=EVIL, email="nobody", is_primary="on")
    assert bad.status_code == 422
    assert 'id="e-email"' in bad.text
    assert EVIL in unescape(bad.text)
    said = {"name": EVIL, "email": "ann@example.com", "phone": "021 555 0101", "role": "Buyer"}
    assert send(desk, f"{home}/contacts/new", **said).headers["location"] == home
    said = {"kind": "delivery", "lines": "Unit 4, 1 Mill Road", "city": "Paarl", "country": "ZA"}
    assert send(desk, f"{home}/addresses/new", **said).headers["location"] == home
    text = look(desk, home).text
    assert EVIL in unescape(text)
    assert "<img" not in text
    for shown in ("Unit 4<br>1 Mill Road", "Deliveries", "Buyer", "ann@example.com"):
        assert shown in text
    for part, said in (("contacts", {"name": "Bo"}), ("addresses", {"city": "Wellington"})):
        one = re.search(rf"{home}/{part}/[0-9a-f-]+/edit", text)[0]
        assert look(desk, one).status_code == 200
        assert send(desk, one, **said).status_code == 303
        assert next(iter(said.values())) in look(desk, home).text
        gone = one.removesuffix("edit") + "delete"
        assert send(desk, gone).status_code == 303
        assert send(desk, gone).status_code == 404
        assert look(desk, one).status_code == 404
    assert "Nobody is named yet." in look(desk, home).text


def test_two_that_are_one_are_merged(desk):
    for name in ("Anvil", "Anvil Ltd"):
        send(desk, "/customers/new", name=name, kind="company", email="a@example.com")
    text = look(desk, "/customers/duplicates").text
    assert "Same e-mail" in text
    merge = unescape(re.search(r'href="(/customers/CL-0002/merge\?into_id=[^"]+)"', text)[1])
    form = look(desk, merge).text
    assert "This cannot be taken back." in form
    into = merge.partition("into_id=")[2]
    assert send(desk, "/customers/CL-0002/merge", into_id="").status_code == 422
    nobody = send(desk, "/customers/CL-0002/merge", into_id=str(new_id()))
    assert nobody.status_code == 422
    assert "no such customer" in nobody.text
    done = send(desk, "/customers/CL-0002/merge", into_id=into)
    assert done.headers["location"] == "/customers/CL-0001"
    assert "This was merged into" in look(desk, "/customers/CL-0002").text
    assert "Nobody is here twice" in look(desk, "/customers/duplicates").text
    send(desk, "/customers/new", name="Mistake", kind="company")
    assert send(desk, "/customers/CL-0003/delete").headers["location"] == "/customers"
    assert look(desk, "/customers/CL-0003").status_code == 404


def test_clients_are_customers(desk):
    send(desk, "/customers/new", name="Anvil", kind="company")
    for there, here in (
        ("/clients?search=a", "/customers?search=a"),
        ("/clients/CL-0001", "/customers/CL-0001"),
        ("/clients//evil.example", "/customers/evil.example"),
    ):
        answer = look(desk, there)
        assert (answer.status_code, answer.headers["location"]) == (308, here)


@pytest.fixture
def house(programs, nexus):
    """A shop with one of everything, looked at by somebody who may do everything."""
    shop_id = found(nexus, "desk")
    programs.actor = Actor(
        shop_id=shop_id, user_id=UserId(new_id()), label="Ann", scopes=Everything()
    )
    with TestClient(programs.with_actor) as client:
        yield Furnished(client, EVIL, shop_id)


def test_tabs_show_what_is_made_quoted_and_owed(house, programs, statements):
    home = f"/customers/{house.ids['customers/by-code']}"
    for tab in ("", "/projects", "/sales", "/files", "/activity"):
        house.client.get(home + tab, headers=PAGE)
        statements.clear()
        page = house.client.get(home + tab, headers=PAGE)
        assert page.status_code == 200, page.text
        assert len(statements) <= 10, statements
        assert EVIL in unescape(page.text)
        assert "<img" not in page.text
        assert page.text.count('aria-current="page"') >= 2
    text = house.client.get(home, headers=PAGE).text
    for shown in (f"/projects/{house.ids['projects/by-code']}", "Owed", "unpaid=true"):
        assert shown in text
    assert "/sales/statements/" in house.client.get(f"{home}/sales", headers=PAGE).text

    # Who may only see customers sees no money, no work, and nothing to change.
    programs.actor = Actor(
        shop_id=programs.actor.shop_id, user_id=UserId(new_id()), scopes=frozenset([READ])
    )
    text = house.client.get(home, headers=PAGE).text
    for hidden in ("Owed", "/edit", "/projects/", "/new", 'class="cur"', "Delete"):
        assert hidden not in text, hidden
    for tab in ("projects", "sales", "files", "activity", "merge"):
        assert house.client.get(f"{home}/{tab}", headers=PAGE).status_code == 403


READ = "customers.read"
