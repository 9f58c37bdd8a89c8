"""The pages of files through the whole application."""

import re
from html import unescape
from uuid import uuid4

import pytest
import sqlalchemy as sa

from nexus.customers import CreateCustomer

from tests.accounts.conftest import (
    PASSWORD,
    elsewhere,
    founded,
    nexus,
    programs,
    watch,
    web,
)
from tests.documents.samples import pdf, png

__all__ = ["elsewhere", "founded", "nexus", "programs", "watch", "web"]

PAGE = {"accept": "text/html,*/*;q=0.8"}
PART = {"hx-request": "true", "accept": "text/html"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def look(web, path, **more):
    return web.get(path, headers=PAGE | more, follow_redirects=False)


def token_of(web):
    return re.search(r'name="csrf-token" content="([^"]+)"', look(web, "/ui").text)[1]


def send(web, path, **said):
    said = {"_csrf": token_of(web)} | said
    return web.post(path, data=said, headers=PAGE, follow_redirects=False)


def upload(web, path, content, name, headers=PAGE, **said):
    files = {"file": (name, content)}
    said = {"_csrf": token_of(web)} | said
    return web.post(path, data=said, files=files, headers=headers, follow_redirects=False)


def log_in(web, person):
    said = {"username": person.username, "password": PASSWORD, "next": "/ui", "_csrf": ""}
    assert web.post("/login", data=said, headers=PAGE, follow_redirects=False).status_code == 303
    return web


@pytest.fixture
def desk(web, founded):
    return log_in(web, founded.admin)


@pytest.fixture
def customer(nexus, founded):
    return nexus.customers.service().create(founded.founder, CreateCustomer(name="Anvil"))


def file_of(web, path):
    return re.search(r'href="(/files/[0-9a-f-]{36})"', look(web, path).text)[1]


def test_files_are_dropped_on_a_thing_looked_at_and_taken_off(desk, customer):
    panel = f"/files/of/customer/{customer.id}"
    assert "No files yet" in desk.get(panel, headers=PART).text
    assert "<html" not in desk.get(panel, headers=PART).text
    answer = upload(desk, panel, png(), "part.png", headers=PAGE | {"referer": "http://x/"})
    assert answer.status_code == 303, answer.text
    assert upload(desk, panel, pdf(), "plan.pdf", headers=PART).status_code == 204
    part = desk.get(panel, headers=PART).text
    assert "part.png" in part
    assert "plan.pdf" in part
    assert "<html" in look(desk, panel).text
    refused = upload(desk, panel, b"MZ\0\0program", "setup.exe", headers=PART)
    assert (refused.status_code, refused.headers["content-type"][:10]) == (422, "text/plain")
    assert "a program" in refused.text
    plain = upload(desk, panel, b"MZ\0\0program", "setup.exe", purpose="certificate")
    assert plain.status_code == 422
    assert 'id="e-file"' in plain.text
    assert '<option value="certificate" selected>' in plain.text
    nothing = upload(desk, panel, b"", "")
    assert nothing.status_code in (400, 422)
    assert send(desk, f"{panel}/attach", file_id="none").status_code == 422
    off = re.search(rf'action="({panel}/[^"]+/detach)"', part)[1]
    assert send(desk, off).status_code == 303
    assert desk.get(panel, headers=PART).text.count("<li>") == 1


def test_a_file_gets_versions_words_and_links(desk, customer):
    upload(desk, f"/files/of/customer/{customer.id}", png(), "part.png")
    file = file_of(desk, "/files")
    page = look(desk, file).text
    assert "data-viewer" in page
    assert f'href="/customers/{customer.code}">Anvil' in page
    version = re.search(r'name="_version" value="(\d+)"', page)[1]
    path = f"{file}/versions"
    answer = upload(desk, path, png(colour="blue"), "part.png", note="Blue now", _version=version)
    assert answer.status_code == 303, answer.text
    assert "Blue now" in look(desk, file).text
    stale = upload(desk, path, png(colour="green"), "part.png", _version=version)
    assert stale.status_code == 412
    assert "has changed since" in stale.text
    same = upload(desk, path, png(colour="blue"), "part.png")
    assert same.status_code == 409
    assert send(desk, f"{file}/versions/1/restore").status_code == 303
    assert "Version 1 again" in look(desk, file).text

    wrong = send(desk, f"{file}/edit", name="x" * 300, description="Kept")
    assert (wrong.status_code, "Kept" in wrong.text) == (422, True)
    renamed = send(desk, f"{file}/edit", name=EVIL, description=EVIL, tags="bracket, B")
    assert renamed.status_code == 303
    for shown in (file, "/files", f"{file}/edit", "/files?tag=bracket&search=alert"):
        text = look(desk, shown).text
        assert EVIL in unescape(text)
        assert "<img src=x" not in text
        assert "<script>alert" not in text

    made = send(desk, f"{file}/share", hours="24", note="Ann")
    address = re.search(r'value="http[^"]+(/api/shared-files/[^"]+)"', made.text)[1]
    assert desk.get(address).status_code == 200
    assert send(desk, f"{file}/share", hours="never").status_code == 422
    assert send(desk, f"{file}/share", hours="999").status_code == 422
    end = re.search(r'action="([^"]+/revoke)"', look(desk, file).text)[1]
    assert send(desk, end).status_code == 303
    assert desk.get(address).status_code == 404

    link = re.search(r'action="([^"]+/links/[^"]+)"', look(desk, file).text)[1]
    assert send(desk, link, act="show").status_code == 303
    assert "Shown to the customer" in look(desk, file).text
    picked = file.rpartition("/")[2]
    assert send(desk, "/files/bulk", picked=picked, act="archive").status_code == 303
    assert file not in look(desk, "/files").text
    assert file in look(desk, "/files?archived=true").text
    assert send(desk, f"{file}/restore").status_code == 303
    assert send(desk, f"{file}/delete").status_code == 303
    assert look(desk, file).status_code == 404


def test_a_text_is_shown_by_its_first_lines(desk):
    answer = upload(desk, "/files", b"Cut <b>twice</b>\nmeasure once\n", "notes.txt")
    page = look(desk, answer.headers["location"]).text
    assert "Cut &lt;b&gt;twice&lt;/b&gt;" in page


def test_a_pdf_is_turned_page_by_page_by_links(desk):
    file = upload(desk, "/files", pdf(3), "manual.pdf").headers["location"]
    first = look(desk, file).text
    assert "Page 1 of 3" in first
    assert 'rel="prev"' not in first
    assert f'href="{file}?page=2"' in first
    middle = look(desk, f"{file}?page=2").text
    assert "Page 2 of 3" in middle
    assert "/preview?page=2" in middle
    assert 'rel="prev"' in middle
    last = look(desk, f"{file}?page=3").text
    assert 'rel="next"' not in last
    assert look(desk, f"{file}?page=99").text.count("Page 3 of 3") == 1
    for wrong in ("0", "201", "next", "<script>"):
        assert look(desk, f"{file}?page={wrong}").status_code == 400
    broken = b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog /Pages 9 0 R >> endobj\n" * 40 + b"%%EOF"
    file = upload(desk, "/files", broken, "broken.pdf").headers["location"]
    page = look(desk, file)
    assert page.status_code == 200
    assert "Page 1 of" not in page.text


def test_a_list_of_files_asks_little_of_the_database(desk, customer, engine):
    for number in range(12):
        upload(desk, f"/files/of/customer/{customer.id}", b"text %d" % number, f"n{number}.txt")
    for path, most in (("/files", 8), (f"/files/of/customer/{customer.id}", 9)):
        asked = []

        def listen(*it, asked=asked):
            asked.append(it[2])

        sa.event.listen(engine, "before_cursor_execute", listen)
        assert look(desk, path).status_code == 200
        sa.event.remove(engine, "before_cursor_execute", listen)
        assert len([it for it in asked if it.startswith("SELECT")]) <= most, asked


def test_a_file_that_is_sent_without_the_token_is_refused(desk):
    assert upload(desk, "/files", png(), "a.png", _csrf="nothing").status_code == 403
    assert "No files yet" in look(desk, "/files").text


def test_nobody_touches_the_files_of_others(web, founded, elsewhere, nexus, customer):
    log_in(web, founded.admin)
    theirs = nexus.customers.service().create(elsewhere.founder, CreateCustomer(name="Secret"))
    path = f"/files/of/customer/{theirs.id}"
    assert look(web, path).status_code == 404
    assert upload(web, path, png(), "a.png").status_code == 404
    assert look(web, f"/files/of/rubbish/{theirs.id}").status_code in (400, 404)
    assert look(web, f"/files/{uuid4()}").status_code == 404
    panel = f"/files/of/customer/{customer.id}"
    upload(web, panel, png(), "part.png")
    file = file_of(web, "/files")
    send(web, "/logout")
    log_in(web, founded.user("viewer"))
    text = look(web, panel).text
    assert "part.png" in text
    for offered in ("data-upload", "Take off here", "Share by a link"):
        assert offered not in text
    assert upload(web, panel, png(), "b.png").status_code == 403
    for act in ("edit", "archive", "delete", "share"):
        assert send(web, f"{file}/{act}", name="Mine").status_code == 403
