"""The pages of lists that come in and go out, through the whole application."""

import re
from html import unescape
from uuid import uuid4

import pytest

from tests.accounts.conftest import (
    PASSWORD,
    elsewhere,
    founded,
    nexus,
    programs,
    watch,
    web,
)

__all__ = ["elsewhere", "founded", "nexus", "programs", "watch", "web"]

PAGE = {"accept": "text/html,*/*;q=0.8"}
EVIL = "<script>alert(1)</script>'><img src=x onerror=alert(1)>"
LIST = f"Firm,E-mail,Rubbish\nAnvil,ann@anvil.example,{EVIL}\n{EVIL},nobody,x\nBolt,,y\n"


def look(web, path):
    return web.get(path, headers=PAGE, follow_redirects=False)


def send(web, path, **said):
    page = look(web, "/ui").text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
    files = {"file": said.pop("file")} if "file" in said else None
    said = {"_csrf": token} | said
    return web.post(path, data=said, files=files, headers=PAGE, follow_redirects=False)


def log_in(web, person):
    said = {"username": person.username, "password": PASSWORD, "next": "/ui", "_csrf": ""}
    assert web.post("/login", data=said, headers=PAGE, follow_redirects=False).status_code == 303
    return web


def versioned(web, page):
    return re.search(r'name="_version" value="(\d+)"', look(web, page).text)[1]


@pytest.fixture
def desk(web, founded):
    return log_in(web, founded.admin)


def test_a_list_is_sent_mapped_looked_at_taken_over_and_taken_back(desk):
    assert "Customers" in look(desk, "/import").text
    answer = send(desk, "/import", thing="customers", file=("firms.csv", LIST))
    assert answer.status_code == 303, answer.text
    page = answer.headers["location"]
    text = look(desk, page).text
    assert re.search(r'<option value="email" selected>', text)
    assert EVIL in unescape(text)
    assert "<script>alert" not in text

    nameless = {"column[0]": "", "column[1]": "email", "_version": versioned(desk, page)}
    missing = send(desk, f"{page}/columns", **nameless)
    assert (missing.status_code, "hold the name" in missing.text) == (409, True)
    twice = {"column[0]": "name", "column[1]": "name"}
    assert send(desk, f"{page}/columns", **twice).status_code == 422
    assert send(desk, f"{page}/columns", **{"column[0]": "rubbish"}).status_code == 422

    said = {"column[0]": "name", "column[1]": "email", "column[2]": ""}
    assert send(desk, f"{page}/columns", **said).status_code == 303
    looked = look(desk, page).text
    assert "Take over 2 rows" in looked
    assert EVIL in unescape(looked)
    assert "<img src=x" not in looked
    assert "nobody" in look(desk, f"{page}?outcome=error").text
    assert "Anvil" not in look(desk, "/customers").text
    assert "Leave it out" in look(desk, f"{page}?columns=true").text
    errors = desk.get(f"/api/imports/{page.rpartition('/')[2]}/errors.csv").text
    assert "nobody" in errors

    version = versioned(desk, page)
    assert send(desk, f"{page}/apply", _version=version).status_code == 303
    assert "2 rows taken over" in look(desk, page).text
    assert "Anvil" in look(desk, "/customers").text
    assert send(desk, f"{page}/columns", **said).status_code == 409
    assert send(desk, f"{page}/undo", _version="1").status_code == 412
    assert send(desk, f"{page}/undo", _version=versioned(desk, page)).status_code == 303
    assert "Everything is as it was" in look(desk, page).text
    assert "Anvil" not in look(desk, "/customers").text
    assert "firms.csv" in look(desk, "/import").text

    again = send(desk, "/import", thing="customers", file=("more.csv", LIST))
    known = look(desk, again.headers["location"]).text
    assert known.count("selected") == 2  # as it was said the last time


def test_what_is_remembered_is_chosen_named_and_forgotten(desk):
    assert "Nothing is remembered yet" in look(desk, "/import/mappings").text
    first = send(desk, "/import", thing="customers", file=("firms.csv", LIST)).headers["location"]
    said = {"column[0]": "name", "column[1]": "email", "column[2]": ""}
    assert send(desk, f"{first}/columns", **said).status_code == 303
    listed = look(desk, "/import/mappings?thing=customers").text
    assert "Firm → Name" in listed
    page = re.search(r'href="(/import/mappings/[0-9a-f-]{36})"', listed)[1]
    assert "Left out" in look(desk, page).text
    named = {"name": EVIL, "_version": versioned(desk, page)}
    assert send(desk, page, **named | {"name": ""}).status_code == 422
    assert send(desk, page, **named).status_code == 303
    assert send(desk, page, **named).status_code == 412
    assert "<img src=x" not in look(desk, "/import/mappings").text

    file = ("more.csv", "FIRM,Other\nAnvil,1\n")
    other = send(desk, "/import", thing="customers", file=file).headers["location"]
    assert f'href="{other}/use"' in look(desk, other).text
    assert EVIL in unescape(look(desk, f"{other}/use").text)
    chosen = {"mapping_id": page.rpartition("/")[2], "_version": "1"}
    assert send(desk, f"{other}/use", **chosen).status_code == 303
    assert re.search(r'<option value="name" selected>', look(desk, other).text)
    for nonsense in ("", str(uuid4())):
        refused = send(desk, f"{other}/use", mapping_id=nonsense)
        assert refused.headers["location"] == f"{other}?columns=true"

    assert send(desk, f"{page}/forget", _version="1").status_code == 303
    assert look(desk, page).status_code == 200
    assert send(desk, f"{page}/forget", _version=versioned(desk, page)).status_code == 303
    assert look(desk, page).status_code == 404


def test_what_is_no_list_is_refused_in_words(desk):
    for name, content in (("a.exe", b"MZ\x00\x01\x02"), ("empty.csv", b"")):
        answer = send(desk, "/import", thing="suppliers", file=(name, content))
        assert answer.status_code in (409, 422), name
        assert 'role="alert"' in answer.text
        assert re.search(r'value="suppliers" checked', answer.text)
    assert send(desk, "/import", thing="rubbish", file=("a.csv", "a,b\n1,2")).status_code == 422
    assert look(desk, f"/import/{uuid4()}").status_code == 404


def test_lists_are_taken_away_with_the_columns_that_are_wanted(desk):
    send(desk, "/customers/new", name="Anvil", kind="company", email="ann@anvil.example")
    assert "/export/customers" in look(desk, "/export").text
    assert 'name="columns" value="email"' in look(desk, "/export/customers").text
    told = desk.get("/api/exports/customers?columns=name&columns=email").text
    assert told.lstrip("\ufeff").splitlines() == ["name,email", "Anvil,ann@anvil.example"]
    assert desk.get("/api/exports/sales?customer_id=&search=").status_code == 200
    assert desk.get("/api/exports/customers?columns=secret").status_code == 422
    assert look(desk, "/export/rubbish").status_code == 404


def test_who_may_not_is_not_let_in(web, founded, elsewhere):
    log_in(web, elsewhere.admin)
    theirs = send(web, "/import", thing="suppliers", file=("s.csv", "Name\nSteel\n"))
    send(web, "/logout")
    log_in(web, founded.admin)
    page = theirs.headers["location"]
    assert look(web, page).status_code == 404
    for act in ("columns", "apply", "undo"):
        assert send(web, f"{page}/{act}").status_code == 404
    send(web, "/logout")
    log_in(web, founded.user("viewer"))
    for path in ("/import", "/export", page):
        assert look(web, path).status_code == 403
