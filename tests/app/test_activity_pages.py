"""The activity log as pages: sentences, filters, what was before and after, the check."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from nexus.customers import ChangeCustomer, CreateCustomer
from nexus.kernel.ids import new_id
from nexus.platform.activity import entries
from nexus.platform.uow import SqlUnitOfWork

from tests.accounts.conftest import PASSWORD, elsewhere, founded, nexus, programs, watch, web

__all__ = ["elsewhere", "founded", "nexus", "programs", "watch", "web"]

PAGE = {"accept": "text/html,*/*;q=0.8"}
PART = PAGE | {"hx-request": "true"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def look(web, path, headers=PAGE):
    return web.get(path, headers=headers, follow_redirects=False)


def send(web, path, csrf=None, **said):
    token = csrf if csrf is not None else token_of(web)
    return web.post(path, data=said | {"_csrf": token}, headers=PAGE, follow_redirects=False)


def token_of(web):
    return re.search(r'name="csrf-token" content="([^"]+)"', look(web, "/profile").text)[1]


def enter(web, person):
    said = {"username": person.username, "password": PASSWORD, "next": "/profile"}
    assert send(web, "/login", "", **said).status_code == 303
    return web


@pytest.fixture
def desk(web, founded):
    return enter(web, founded.admin)


@pytest.fixture
def customer(nexus, founded):
    service = nexus.customers.service()
    made = service.create(founded.founder, CreateCustomer(name=EVIL, email="a@b.example"))
    service.change(founded.founder, made.id, ChangeCustomer(email="new@b.example"))
    return made


def test_the_log_is_told_in_sentences(desk, customer, statements):
    statements.clear()
    text = look(desk, "/activity").text
    assert len(statements) <= 8
    assert EVIL in unescape(text)
    assert "<img" not in text
    changed = look(desk, f"/activity?entity_id={customer.id}&action=updated").text
    assert re.search(r"<del>.*a@b.example</del>.*<ins>.*new@b.example</ins>", changed)
    assert "1 entry" in changed
    assert "Nothing fits" in look(desk, "/activity?entity_type=customer&door=cli").text
    assert "Nothing fits" in look(desk, "/activity?to=2020-01-01").text
    assert "2 entries" in look(desk, f"/activity?from=2020-01-01&entity_id={customer.id}").text
    assert look(desk, "/activity?from=rubbish").status_code == 400
    assert look(desk, f"/activity?entity_id={new_id()}").status_code == 200


def test_the_log_is_taken_away_as_it_is_filtered(desk, customer):
    text = look(desk, f"/activity?entity_id={customer.id}&from=2020-01-01").text
    path = unescape(re.search(r'href="(/api/activity-log/export[^"]*)"', text)[1])
    lines = look(desk, path).text.splitlines()
    assert "new@b.example" in lines[-1]
    assert str(customer.id) in path


def test_what_happened_to_a_thing_is_a_part_of_its_page(desk, customer):
    part = look(desk, f"/activity/of/customer/{customer.id}", PART).text
    assert "<html" not in part
    assert "new@b.example" in part
    whole = look(desk, f"/activity/of/customer/{customer.id}")
    assert whole.headers["location"] == f"/activity?entity_id={customer.id}"


def test_the_log_is_checked_for_what_was_altered(desk, customer, founded, nexus):
    assert send(desk, "/activity/check").status_code == 303
    assert "Every entry is as it was written." in look(desk, "/activity").text
    mine = (entries.c.shop_id == founded.id) & (entries.c.entity_id == customer.id)
    with SqlUnitOfWork(nexus.database(), founded.founder) as uow:
        uow.session.execute(sa.update(entries).where(mine).values(actor="Nobody"))
    send(desk, "/activity/check")
    assert "The log was altered" in look(desk, "/activity").text


def test_who_may_not_read_the_log_sees_none_of_it(web, founded, customer):
    enter(web, founded.user("operator"))
    assert look(web, "/activity").status_code == 403
    assert look(web, f"/activity/of/customer/{customer.id}", PART).status_code == 403
    assert send(web, "/activity/check").status_code == 403


def test_another_shops_log_is_not_there(desk, elsewhere, nexus):
    service = nexus.customers.service()
    theirs = service.create(elsewhere.founder, CreateCustomer(name="Secret"))
    assert "Secret" not in look(desk, f"/activity?entity_id={theirs.id}").text
    assert "Secret" not in look(desk, f"/activity/of/customer/{theirs.id}", PART).text
