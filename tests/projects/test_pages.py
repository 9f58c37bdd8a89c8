"""The pages of projects: table, board, calendar, timeline, and the forms of one."""

import re
from datetime import date

import pytest

from nexus.customers import CreateCustomer
from nexus.kernel.money import Money
from nexus.projects import CreateProject
from nexus.projects.adapters.pages import plans
from nexus.settings import ChangeSettings, Weekday

from tests.accounts.conftest import PASSWORD, elsewhere, founded, nexus, programs, watch, web
from tests.app.test_pages import EVIL, desk, look, send

__all__ = ["desk", "elsewhere", "founded", "nexus", "programs", "watch", "web"]


@pytest.fixture
def customer(nexus, founded):
    return nexus.customers.service().create(founded.founder, CreateCustomer(name="Anvil"))


@pytest.fixture
def make(nexus, founded, customer):
    def make(name="Gate", **more):
        wish = CreateProject(name=name, customer_id=customer.id, workflow_id=None, **more)
        return nexus.projects.service().create(founded.founder, wish)

    return make


# Lists


def test_every_layout_shows_what_there_is(desk, make):
    price = Money.of(1_234_00, "EUR")
    day = date(2026, 3, 12)
    job = make(due_on=day, material_type="Mild steel", estimated_price=None)
    make("Fence")
    assert price.currency
    text = look(desk, "/projects?columns=material&columns=price").text
    assert "Mild steel" in text
    assert 'name="act" value="status:on_hold"' in text
    for layout in ("board", "calendar", "timeline"):
        page = look(desk, f"/projects?view={layout}&month=2026-03&from=2026-03-02")
        assert page.status_code == 200
        assert job.name in page.text, layout
    assert "/projects?view=board&amp;status=request" in look(desk, "/projects?view=board").text
    for odd in ("view=calendar&month=9999-99", "view=timeline&from=nonsense", "view=rubbish"):
        assert look(desk, f"/projects?{odd}").status_code == 200


def test_a_week_of_the_calendar_begins_as_the_shop_says(desk, nexus, founded):
    settings, heads = nexus.settings.service(), []
    for day in (Weekday.SUNDAY, Weekday.MONDAY):
        settings.change(founded.founder, ChangeSettings(week_start=day))
        page = look(desk, "/projects?view=calendar&month=2026-03").text
        heads.append(re.search(r'<th scope="col"[^>]*>(?:<[^>]*>)*([^<]+)', page)[1])
    assert heads == ["Sun", "Mon"]


def test_a_list_does_few_statements_whatever_its_size(desk, make, customer, statements):
    for n in range(6):
        make(f"Job {n}", due_on=date(2026, 3, 12))
    for layout in ("table", "board", "calendar", "timeline"):
        statements.clear()
        path = f"/projects?view={layout}&customer_id={customer.id}&month=2026-03"
        assert look(desk, path).status_code == 200
        assert len(statements) <= 8, (layout, statements)


def test_what_is_picked_is_changed_and_what_is_refused_is_told(desk, make):
    jobs = [make("One").code, make("Two").code]
    answer = send(desk, "/projects/bulk", act="status:completed", picked=jobs)
    assert answer.status_code == 303
    assert "2%20refused" in answer.headers["set-cookie"]
    assert send(desk, "/projects/bulk", act="priority:urgent", picked=jobs).status_code == 303
    assert look(desk, "/projects").text.count("Urgent") >= 2
    assert send(desk, "/projects/bulk", act="status:on_hold", picked=jobs).status_code == 303
    assert send(desk, "/projects/bulk", act="status:in_progress", picked=jobs).status_code == 303
    assert send(desk, "/projects/bulk", act="status:rubbish", picked=jobs).status_code == 422


def test_a_card_is_moved_and_a_refusal_is_told_in_words(desk, make):
    job = make()
    move = f"/projects/{job.code}/status"
    token = re.search(r'csrf-token" content="([^"]+)"', look(desk, "/ui").text)[1]
    script = {"hx-request": "true", "accept": "application/json", "x-csrf-token": token}

    def drop(**said):
        return desk.post(move, data=said, headers=script)

    assert drop(column="approved", position="1").status_code == 204
    refused = drop(column="completed", position="1")
    assert refused.status_code == 409
    assert "cannot become" in refused.json()["detail"]
    assert drop(column="in_progress").status_code == 204
    assert drop(column="rubbish").status_code == 422
    assert drop(column="completed").status_code == 204
    assert send(desk, move, column="in_progress").status_code == 303  # without a script


# Forms


def test_a_job_is_taken_on_changed_and_repeated(desk, customer):
    assert customer.name in look(desk, f"/projects/new?customer_id={customer.id}").text
    said = {"name": EVIL, "customer_id": str(customer.id), "parts_quantity": "many"}
    wrong = send(desk, "/projects/new", **said)
    assert wrong.status_code == 422
    assert "Write a number" in wrong.text
    assert EVIL not in wrong.text
    assert send(desk, "/projects/new", name="Gate").status_code == 422
    said |= {"parts_quantity": "200", "estimated_price": "1 234,50", "due_date": "2026-04-01"}
    made = send(desk, "/projects/new", **said)
    assert made.status_code == 303, made.text
    path = made.headers["location"]
    assert EVIL not in look(desk, path).text
    for page in ("/projects", "/projects?view=board", "/projects?view=timeline"):
        assert EVIL not in look(desk, page).text
    form = look(desk, f"{path}/edit").text
    version = re.search(r'name="_version" value="(\d+)"', form)[1]
    change = {"name": "Garden gate", "priority": "high", "client_notified": ["", "on"]}
    assert send(desk, f"{path}/edit", _version=version, **change).status_code == 303
    assert send(desk, f"{path}/edit", name=" ", priority="high").status_code == 422
    stale = send(desk, f"{path}/edit", _version=version, name="Other", priority="high")
    assert stale.status_code == 412 or stale.status_code == 409
    assert 'value="Other"' in stale.text
    again = look(desk, f"/projects/new?copy={path.split('/')[-1]}").text
    assert "Garden gate, again" in again
    assert re.search(r'name="estimated_price"[^>]* value="1.234.5"', again)


def test_who_may_only_look_is_not_offered_to_change(web, founded, make, nexus):
    job = make()
    viewer = founded.user("viewer")
    send(web, "/login", "", username=viewer.username, password=PASSWORD, next="/")
    text = look(web, "/projects").text
    assert job.name in text
    assert "/projects/new" not in text
    assert 'name="picked"' not in text
    assert 'data-move="' not in look(web, "/projects?view=board").text
    for path in ("/projects/new", f"/projects/{job.code}/edit"):
        assert look(web, path).status_code == 403
        assert send(web, path, name="Mine").status_code == 403
    done = send(web, "/projects/bulk", act="status:approved", picked=[job.code])
    assert "1%20refused" in done.headers["set-cookie"]


def test_another_shops_job_is_not_there(desk, elsewhere, nexus):
    theirs = nexus.customers.service().create(elsewhere.founder, CreateCustomer(name="Secret"))
    wish = CreateProject(name="Hidden", customer_id=theirs.id, workflow_id=None)
    job = nexus.projects.service().create(elsewhere.founder, wish)
    for path in (f"/projects/{job.code}-x", f"/projects/{job.code}", f"/projects/{job.code}/edit"):
        assert look(desk, path).status_code == 404
    assert look(desk, f"/projects/new?copy={job.code}").status_code == 404


# Days


@pytest.mark.parametrize(
    ("said", "first"),
    [("2026-02", date(2026, 2, 1)), ("", date(2026, 3, 1)), ("0001-01", date(2026, 3, 1))],
)
def test_a_month_is_read_or_is_this_one(said, first):
    assert plans.month_of(said, date(2026, 3, 2)) == first


def test_a_month_lies_in_whole_weeks():
    begin, end = plans.grid_of(date(2026, 2, 1), 0)  # weeks begin on Mondays
    assert (begin, end) == (date(2026, 1, 26), date(2026, 3, 1))
    assert plans.grid_of(date(2026, 2, 1), 6) == (date(2026, 2, 1), date(2026, 2, 28))
