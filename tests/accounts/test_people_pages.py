"""The pages of stations and employees through the whole application."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest

from nexus.customers import CreateCustomer
from nexus.kernel.ids import EmployeeId, TaskId
from nexus.projects import CreateProject
from nexus.tasks import CreateTask, LogTime
from nexus.tasks.domain import Assignee

from tests.accounts.conftest import PASSWORD

PAGE = {"accept": "text/html,*/*;q=0.8"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def look(web, path):
    return web.get(path, headers=PAGE, follow_redirects=False)


def send(web, path, csrf=None, **said):
    token = csrf if csrf is not None else token_of(web)
    return web.post(path, data=said | {"_csrf": token}, headers=PAGE, follow_redirects=False)


def token_of(web):
    return re.search(r'name="csrf-token" content="([^"]+)"', look(web, "/ui").text)[1]


def enter(web, person):
    said = {"username": person.username, "password": PASSWORD, "next": "/ui"}
    assert send(web, "/login", "", **said).status_code == 303
    return web


def version_of(page):
    return re.search(r'name="_version" value="(\d+)"', page.text)[1]


def made(answer):
    assert answer.status_code == 303, unescape(answer.text)
    return answer.headers["location"]


@pytest.fixture
def desk(web, founded):
    return enter(web, founded.admin)


def test_a_station_is_added_changed_and_archived(desk, statements):
    assert "No place to work yet" in look(desk, "/stations").text
    wrong = send(desk, "/stations/new", name="", position="first")
    assert wrong.status_code == 422
    assert {"e-name", "e-position"} <= set(re.findall(r'id="(e-\w+)"', wrong.text))
    page = made(send(desk, "/stations/new", name=EVIL, position="", description="Back room"))
    assert send(desk, "/stations/new", name=EVIL).status_code == 409
    assert "Back room" in look(desk, page).text
    version = version_of(look(desk, f"{page}/edit"))
    said = {"name": EVIL, "position": "3", "_version": version}
    assert made(send(desk, f"{page}/edit", **said)) == page
    assert send(desk, f"{page}/edit", **said | {"name": "Old"}).status_code == 412
    statements.clear()
    text = look(desk, "/stations").text
    assert len(statements) <= 8
    assert EVIL in unescape(text)
    assert "<img" not in text
    assert send(desk, f"{page}/do", act="archive").status_code == 303
    assert EVIL not in unescape(look(desk, "/stations").text)
    assert EVIL in unescape(look(desk, "/stations?archived=true").text)
    assert send(desk, f"{page}/do", act="restore").status_code == 303
    assert EVIL in unescape(look(desk, "/stations").text)


def test_an_employee_is_taken_on_placed_and_linked(desk, founded, statements):
    place = made(send(desk, "/stations/new", name="Saw")).rpartition("/")[2]
    ann = founded.user("operator")
    said = {"name": "Ann", "email": "ann@bench.example", "phone": "", "notes": EVIL}
    said |= {"hourly_rate": "1 280,50", "station_ids": ["", place], "user_id": str(ann.id)}
    wrong = send(desk, "/employees/new", **said | {"hourly_rate": "much"})
    assert (wrong.status_code, 'id="e-hourly_rate"' in wrong.text) == (422, True)
    assert f'value="{place}" checked' in wrong.text
    page = made(send(desk, "/employees/new", **said))
    text = look(desk, page).text
    assert "280,50" in text
    assert {"Ann", "Saw"} <= set(re.findall(r">([^<>]+)<", text))
    assert "<img" not in text
    statements.clear()
    assert "Ann" in look(desk, f"/employees?station_id={place}").text
    assert len(statements) <= 8
    nobody = {"name": "Ann", "station_ids": "", "user_id": "", "hourly_rate": ""}
    version = version_of(look(desk, f"{page}/edit"))
    assert made(send(desk, f"{page}/edit", **nobody, _version=version)) == page
    assert "Ann" not in look(desk, f"/employees?station_id={place}").text
    assert look(desk, "/operators").headers["location"] == "/employees"
    assert look(desk, page.replace("employees", "operators")).headers["location"] == page
    assert send(desk, f"{page}/do", act="archive").status_code == 303
    assert "Ann" in look(desk, "/employees?archived=true").text
    assert send(desk, f"{page}/do", act="archive").status_code == 303  # and is told so


def test_what_an_employee_did_is_told_by_month(desk, founded, nexus, watch):
    page = made(send(desk, "/employees/new", name="Ann"))
    ann = EmployeeId(UUID(page.rpartition("/")[2]))
    tasks, founder = nexus.tasks.service(), founded.founder
    customer = nexus.customers.service().create(founder, CreateCustomer(name="Anvil"))
    wish = CreateProject(name="Gate", customer_id=customer.id, workflow_id=None)
    project = nexus.projects.service().create(founder, wish)
    day = watch.now.date()
    for due_on in (day, day - timedelta(days=1), None):
        given = Assignee(employee_id=ann)
        task = tasks.create(
            founder, project.id, CreateTask(title="Cut", due_on=due_on, assignee=given)
        )
        tasks.log_time(
            founder, TaskId(task.id), LogTime(duration=timedelta(hours=1), employee_id=ann)
        )
        tasks.complete(founder, TaskId(task.id))
    months = tasks.work_done(founder, ann)
    assert len(months) == 12
    last = months[-1]
    assert (last.time_spent, last.completed) == (timedelta(hours=3), 3)
    assert (last.due, last.on_time) == (2, 1)
    text = look(desk, page).text
    assert "3:00" in text
    assert "1 of 2 with a day" in text


def test_what_a_role_may_not_do_is_not_offered_and_refused(web, founded, elsewhere, nexus):
    from nexus.accounts import CreateEmployee  # noqa: PLC0415
    from nexus.kernel.money import Money  # noqa: PLC0415

    people = nexus.accounts.service()
    rate = Money.of(123_45, "EUR")
    ann = people.create_employee(founded.founder, CreateEmployee(name="Ann", hourly_rate=rate))
    theirs = people.create_employee(elsewhere.founder, CreateEmployee(name="Eve"))
    operator = enter(web, founded.user("operator"))
    for path in ("/employees", f"/employees/{ann.id}", "/stations"):
        text = look(operator, path).text
        assert "123" not in re.sub(r'(href|id|value|name|content|nonce)="[^"]*"', "", text)
        assert not re.search(r"New Employee|New Station|/edit\"", text)
    for path in ("/employees/new", f"/employees/{ann.id}/edit", "/stations/new"):
        assert look(operator, path).status_code == 403
    assert send(operator, f"/employees/{ann.id}/do", act="archive").status_code == 403
    assert look(operator, f"/employees/{theirs.id}").status_code == 404
