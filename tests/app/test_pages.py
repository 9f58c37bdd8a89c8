"""The pages through the whole application: logging in, forms, refusals, what a page may load."""

import re
from html import unescape

import pytest

from nexus.platform.web.assets import told
from nexus.platform.web.templates import environment

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

__all__ = ["browser", "elsewhere", "founded", "nexus", "programs", "watch", "web"]

PAGE = {"accept": "text/html,*/*;q=0.8"}
BROTLI = {"accept-encoding": "br"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def look(web, path):
    return web.get(path, headers=PAGE, follow_redirects=False)


def send(web, path, /, csrf=None, **said):
    """Send a form as a browser does; without a token of its own with the one of the page."""
    token = csrf if csrf is not None else token_of(web)
    return web.post(path, data=said | {"_csrf": token}, headers=PAGE, follow_redirects=False)


def enclose(web, path, file, /, **said):
    """Send a form with a file, a name and a content, as a browser does."""
    data, files = said | {"_csrf": token_of(web)}, {"file": file}
    return web.post(path, data=data, files=files, headers=PAGE, follow_redirects=False)


def token_of(web):
    return re.search(r'name="csrf-token" content="([^"]+)"', look(web, "/ui").text)[1]


@pytest.fixture
def desk(web, founded):
    """A browser that logged in by the page."""
    answer = send(web, "/login", "", username=founded.admin.username, password=PASSWORD, next="/ui")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ui")
    return web


# Logging in and out


def test_a_stranger_is_led_to_the_login_and_back_to_where_they_wanted(web, founded):
    answer = look(web, "/customers?tag=VIP")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/login?next=%2Fcustomers%3Ftag%3DVIP",
    )
    page = look(web, answer.headers["location"])
    assert 'name="next" value="/customers?tag=VIP"' in page.text


def test_a_script_that_lost_its_session_is_told_where_to_go(web):
    answer = web.get("/customers", headers=PAGE | {"hx-request": "true"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login?next=%2Fcustomers")


def test_programs_are_answered_in_json_as_ever(web):
    answer = web.get("/api/customers", headers=PAGE)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_password_is_told_on_the_form_and_the_name_is_kept(web, founded):
    answer = send(web, "/login", "", username=founded.admin.username, password="wrong", next="/")
    assert answer.status_code == 401
    assert "do not fit together" in answer.text
    assert f'value="{founded.admin.username}"' in answer.text
    assert "wrong" not in re.findall(r'type="password"[^>]*value="([^"]*)"', answer.text)


@pytest.mark.parametrize(
    "next", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_led_astray_after_logging_in(web, founded, next):
    said = {"username": founded.admin.username, "password": PASSWORD, "next": next}
    assert send(web, "/login", "", **said).headers["location"] == "/"


def test_logging_out_ends_the_session(desk):
    assert look(desk, "/").status_code == 200
    assert send(desk, "/logout").headers["location"] == "/login"
    assert look(desk, "/").headers["location"] == "/login"


def test_who_is_logged_in_is_not_asked_again(desk):
    assert look(desk, "/login?next=/customers").headers["location"] == "/customers"


# What a page may do


def test_a_page_runs_only_the_scripts_that_it_names(desk):
    answer = look(desk, "/")
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"script-src 'nonce-([^']+)'", policy)[1]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert (
        nonce != re.search(r"nonce-([^']+)'", look(desk, "/").headers["content-security-policy"])[1]
    )
    assert " style=" not in answer.text
    assert not re.search(r" on[a-z]+=", answer.text)
    assert not re.search(r"(src|href)=\"(https?:)?//", answer.text)


@pytest.mark.parametrize("coding", ["br", "gzip", ""])
def test_what_pages_load_is_kept_for_ever_and_small(web, coding):
    for name in ("app.css", "app.js", "sprite"):
        answer = web.get(f"/static/{told()[name]}", headers={"accept-encoding": coding})
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers.get("content-encoding", "") == coding
        assert len(answer.content) > 1000


@pytest.mark.parametrize(
    "name", ["assets.json", "..%2f..%2fhub.py", "nothing.css", ".env", "%00.css"]
)
def test_nothing_else_is_served(web, name):
    assert web.get(f"/static/{name}").status_code in (400, 404)


def test_the_first_visit_loads_less_than_a_photograph(web):
    """Issue "Staff hub", Shows 2: at most 200 kB of script and style, compressed."""
    sizes = [
        int(
            web.get(f"/static/{told()[name]}", headers={"accept-encoding": "br"}).headers[
                "content-length"
            ]
        )
        for name in ("app.css", "app.js", "sprite")
    ]
    assert sum(sizes) < 60_000


# Forms


def test_a_customer_is_taken_in_changed_and_archived(desk):
    answer = send(
        desk,
        "/customers/new",
        name="ABC Manufacturing",
        kind="company",
        code="",
        email="orders@abc.com",
        tags="wholesale, VIP",
        notes="Bags of ten.",
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/customers/CL-0001")
    page = look(desk, "/customers/CL-0001")
    for said in ("ABC Manufacturing", "orders@abc.com", "wholesale", "Bags of ten.", "Saved."):
        assert said in page.text
    assert "Saved." not in look(desk, "/customers/CL-0001").text  # told once

    form = look(desk, "/customers/CL-0001/edit").text
    version = re.search(r'name="_version" value="(\d+)"', form)[1]
    assert 'value="wholesale, VIP"' in form
    said = {"name": "ABC Ltd", "kind": "company", "_version": version, "tags": ""}
    needed = re.findall(r'name="_needed" value="(\w+)"', form)
    assert needed == ["name", "kind", "code"]
    empty = send(desk, "/customers/CL-0001/edit", **said | {"name": "", "_needed": needed})
    assert (empty.status_code, empty.text.count("This is needed.")) == (422, 2)  # and on top
    assert send(desk, "/customers/CL-0001/edit", **said).status_code == 303
    assert "ABC Ltd" in look(desk, "/customers?search=abc").text
    stale = send(desk, "/customers/CL-0001/edit", **said | {"name": "Mine"})
    assert stale.status_code == 412
    assert "has changed since" in stale.text
    assert 'value="Mine"' in stale.text  # nothing typed is lost

    assert send(desk, "/customers/CL-0001/archive").status_code == 303
    assert "ABC Ltd" not in look(desk, "/customers").text
    assert "ABC Ltd" in look(desk, "/customers?archived=true").text


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(desk):
    answer = send(desk, "/customers/new", name="", kind="company", email="nobody", notes="Keep me")
    assert answer.status_code == 422
    assert "This is needed." in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "Keep me" in answer.text
    answer = send(desk, "/customers/new", name="ABC", kind="company", email="nobody")
    assert answer.status_code == 422
    assert 'id="e-email"' in answer.text


def test_what_people_type_is_shown_and_never_run(desk):
    send(desk, "/customers/new", name=EVIL, kind="company", notes=EVIL, tags="x")
    for path in ("/customers", "/customers/CL-0001", "/customers/CL-0001/edit"):
        text = look(desk, path).text
        assert EVIL in unescape(text)
        assert "<img" not in text
        assert "<script>alert" not in text


def test_a_form_without_its_token_is_refused(desk):
    answer = send(desk, "/customers/new", csrf="nothing", name="Forged", kind="company")
    assert answer.status_code == 403
    assert "out of date" in answer.text
    assert "Forged" not in look(desk, "/customers").text


def test_a_list_is_filtered_and_sorted_by_its_address(desk):
    for name in ("Anvil", "Bolt", "Chisel"):
        send(desk, "/customers/new", name=name, kind="company")
    text = look(desk, "/customers?sort=-name").text
    assert text.index("Chisel") < text.index("Bolt") < text.index("Anvil")
    assert 'aria-sort="descending"' in text
    assert "3 Customers" in text or "3 customers" in text
    nothing = look(desk, "/customers?search=nothing").text
    assert "Nothing fits" in nothing
    assert look(desk, "/customers?sort=rubbish").status_code == 400


# Finding and looking around


def test_the_command_menu_finds_what_is_called_so(desk):
    send(desk, "/customers/new", name="Anvil & Sons", kind="company")
    found = desk.get("/find?search=anvil", headers=PAGE | {"hx-request": "true"}).text
    assert 'data-path="/customers/CL-0001"' in found
    assert "<html" not in found
    assert desk.get("/find?search=", headers=PAGE).text.strip() == ""


def test_what_a_form_lets_choose_is_found_by_typing(desk):
    for n in range(2):
        send(desk, "/customers/new", name=f"Chooseable {EVIL if n else ''}", kind="company")
    found = look(desk, "/choose/customer?search=chooseable")
    assert found.text.count('role="option"') == 2
    assert EVIL not in found.text
    assert "Nothing fits" in look(desk, "/choose/customer?search=nobody-is-called-so").text
    assert look(desk, "/choose/secret").status_code == 404
    assert "Chooseable" in look(desk, "/ui").text
    for kind in ("project", "workflow", "station", "employee", "user", "stock_item", "product"):
        assert look(desk, f"/choose/{kind}").status_code == 200
    for kind in ("supplier", "equipment"):
        assert look(desk, f"/choose/{kind}").status_code == 200


def test_every_link_of_a_page_leads_somewhere(desk):
    send(desk, "/customers/new", name="Anvil", kind="company")
    seen, waiting = set(), ["/", "/login", "/customers", "/customers/CL-0001", "/projects"]
    while waiting:
        path = waiting.pop()
        for link in re.findall(r'href="(/[^"#]*)"', look(desk, path).text):
            link = unescape(link)
            if link not in seen and not link.startswith(("/static", "/api/docs")):
                seen.add(link)
                answer = look(desk, link)
                assert answer.status_code in (200, 303), (path, link)
                waiting += [link] if answer.status_code == 200 and len(seen) < 60 else []
    assert len(seen) > 10


def test_the_hub_shows_how_the_shop_stands(desk):
    text = look(desk, "/").text
    for said in ("Late", "Owed", "Latest projects"):
        assert said in text
    assert look(desk, "/dashboard").status_code == 200


# Projects


def test_a_project_is_looked_at_moved_on_and_written_on(desk, nexus, founded):
    from nexus.customers import CreateCustomer  # noqa: PLC0415
    from nexus.projects import CreateProject  # noqa: PLC0415

    customer = nexus.customers.service().create(founded.founder, CreateCustomer(name="Anvil"))
    wish = CreateProject(name="Gate", customer_id=customer.id, workflow_id=None)
    project = nexus.projects.service().create(founded.founder, wish)
    page = f"/projects/{project.code}"
    assert "Gate" in look(desk, "/projects?search=gate").text
    assert send(desk, f"{page}/status", status="approved").status_code == 303
    assert "Approved (POP Received)" in look(desk, page).text
    refused = send(desk, f"{page}/status", status="rubbish")
    assert refused.status_code == 422
    assert send(desk, f"{page}/notes", text="Deliver before two.").status_code == 303
    assert "Deliver before two." in look(desk, page).text
    assert send(desk, f"{page}/notes", text="").status_code == 422
    form = look(desk, f"{page}/edit").text
    version = re.search(r'name="_version" value="(\d+)"', form)[1]
    said = {"name": "Garden gate", "due_date": "2026-04-01", "estimated_price": "1 234,50"}
    answer = send(desk, f"{page}/edit", **said, priority="high", _version=version)
    assert answer.status_code == 303, answer.text
    assert "Garden gate" in look(desk, page).text


# Refusals


def test_what_is_not_there_is_told_on_a_page(desk):
    for path in ("/nowhere", "/customers/CL-9999"):
        answer = look(desk, path)
        assert (answer.status_code, answer.headers["content-type"][:9]) == (404, "text/html")
        assert "Not found" in answer.text


def test_another_shops_customer_is_not_there(desk, elsewhere, nexus):
    customers = nexus.customers.service()
    from nexus.customers import CreateCustomer  # noqa: PLC0415

    theirs = customers.create(elsewhere.founder, CreateCustomer(name="Secret"))
    assert look(desk, f"/customers/{theirs.code}").status_code == 404


def test_what_a_role_may_not_do_is_not_offered_and_refused(web, founded):
    viewer = founded.user("viewer")
    send(web, "/login", "", username=viewer.username, password=PASSWORD, next="/")
    assert "New Customer" not in look(web, "/customers").text
    assert f"{viewer.username} · Viewer<" in look(web, "/customers").text
    answer = look(web, "/customers/new")
    assert answer.status_code == 403
    assert "Not allowed" in answer.text
    assert send(web, "/customers/new", name="Mine", kind="company").status_code == 403


# All templates


def test_nobody_is_let_choose_what_they_may_not_see(web, founded):
    operator = founded.user("operator")
    send(web, "/login", "", username=operator.username, password=PASSWORD, next="/")
    assert 'role="option"' not in look(web, "/choose/user").text


def test_every_template_can_be_read():
    names = [it for it in environment().list_templates() if it.endswith(".html")]
    docs = {"docs.html", "group.html", "start.html"}  # of the API's reference, with its own filters
    for name in set(names) - docs:
        environment().get_template(name)
    assert len(names) > 10


def test_the_pages_speak_german_to_who_asks_for_it(web, founded):
    said = {"accept-language": "fr-FR, de-CH;q=0.8, en;q=0.5", "accept": "text/html"}
    login = web.get("/login", headers=said)
    assert '<html lang="de"' in login.text
    assert "Anmelden" in login.text
    person = founded.user("admin", locale="de-DE")
    send(web, "/login", "", username=person.username, password=PASSWORD, next="/ui")
    page = look(web, "/")
    for text in ("Übersicht", "Kunden", "Aufgaben", "Einstellungen"):
        assert text in page.text, text
    wrong = send(web, "/customers/new", name="", email="nobody")
    assert wrong.status_code == 422
    assert "Das wird gebraucht." in wrong.text
