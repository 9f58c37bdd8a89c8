"""The pages of tasks through the whole application."""

import re
from datetime import timedelta
from html import unescape

import pytest

from nexus.accounts import CreateEmployee, CreateStation
from nexus.customers import CreateCustomer
from nexus.kernel.ids import TaskId
from nexus.projects import CreateProject
from nexus.tasks import CreateTask, LogTime
from nexus.tasks.domain import Assignee
from nexus.tasks.messages import SetDependencies

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
from tests.app.test_pages import EVIL, PAGE, look, send, token_of

__all__ = ["browser", "elsewhere", "founded", "nexus", "programs", "watch", "web"]

SCRIPT = {"accept": "application/json", "hx-request": "true"}


@pytest.fixture
def work(nexus, founded):
    """A job with the admin, who works at a station, and three tasks in its order."""
    people, founder = nexus.accounts.service(), founded.founder
    customer = nexus.customers.service().create(founder, CreateCustomer(name="Anvil"))
    wish = CreateProject(name="Gate", customer_id=customer.id, workflow_id=None)
    project = nexus.projects.service().create(founder, wish)
    station = people.create_station(founder, CreateStation(name="Saw"))
    mine = {"name": "Ada", "user_id": founded.admin.id, "station_ids": [station.id]}
    ada = people.create_employee(founder, CreateEmployee(**mine))
    tasks = nexus.tasks.service()
    wishes = [
        CreateTask(title="Cut", assignee=Assignee(employee_id=ada.id)),
        CreateTask(title="Bend", assignee=Assignee(station_id=station.id)),
        CreateTask(title=EVIL),
    ]
    made = [tasks.create(founder, project.id, wish) for wish in wishes]
    return project, ada, station, made


@pytest.fixture
def desk(web, founded, work):
    """A browser of the admin's, who works here."""
    return enter(web, founded.admin)


def enter(web, person):
    said = {"username": person.username, "password": PASSWORD, "next": "/ui"}
    assert send(web, "/login", "", **said).status_code == 303
    return web


def move(web, task, column, **said):
    """Move a card as the board's script does."""
    headers = SCRIPT | {"x-csrf-token": token_of(web)}
    return web.post(f"/tasks/{task.id}/move", data={"column": column} | said, headers=headers)


def columns_of(page):
    """Return the titles in each column of the board."""
    lanes = re.split(r'data-column="', page.text)[1:]
    names = [
        (lane.split('"')[0], re.findall(r'data-card="[^"]+" data-name="([^"]*)"', lane))
        for lane in lanes
    ]
    return {key: [unescape(it) for it in found] for key, found in names}


# The board


def test_the_board_shows_what_is_to_do_and_moves_it(desk, work, statements):
    cut, bend, evil = work[3]
    statements.clear()
    page = look(desk, "/tasks")
    assert len(statements) <= 8
    assert set(columns_of(page)["todo"]) == {"Cut", "Bend", EVIL}
    assert "<img" not in page.text
    assert move(desk, cut, "in_progress").status_code == 204
    refused = move(desk, bend, "blocked")
    assert (refused.status_code, refused.json()["detail"]) == (422, "Please say what it waits for.")
    assert move(desk, bend, "blocked", reason="No sheet").status_code == 204
    assert move(desk, evil, "rubbish").status_code == 422
    found = columns_of(look(desk, "/tasks"))
    assert (found["in_progress"], found["blocked"], found["todo"]) == (["Cut"], ["Bend"], [EVIL])
    part = desk.get("/tasks", headers=PAGE | {"hx-request": "true"}).text
    assert "No sheet" in part
    assert "<html" not in part


def test_the_order_within_a_project_is_its_own(desk, work):
    project, _, _, (cut, bend, evil) = work
    page = f"/tasks?project_id={project.id}"
    assert columns_of(look(desk, page))["todo"] == ["Cut", "Bend", EVIL]
    assert move(desk, evil, "todo", before=str(cut.id), sorts="on").status_code == 204
    assert columns_of(look(desk, page))["todo"] == [EVIL, "Cut", "Bend"]
    assert move(desk, evil, "in_progress", after=str(bend.id), sorts="on").status_code == 204
    assert move(desk, evil, "todo").status_code == 409


def test_without_a_script_the_menu_of_a_card_moves_it_and_tells(desk, work):
    cut, bend, _ = work[3]
    said = {"column": "done", "_csrf": token_of(desk)}
    host = str(desk.base_url.netloc, "ascii")
    came = PAGE | {"referer": f"http://{host}/tasks?due=today"}
    answer = desk.post(f"/tasks/{cut.id}/move", data=said, headers=came, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks?due=today")
    said["column"] = "blocked"
    answer = desk.post(f"/tasks/{bend.id}/move", data=said, headers=came, follow_redirects=False)
    assert answer.headers["location"] == f"/tasks/{bend.id}"


def test_a_board_is_filtered_by_its_address(desk, work):
    _, ada, station, _ = work
    for filter, left in (
        (f"employee_id={ada.id}", ["Cut"]),
        (f"station_id={station.id}", ["Bend"]),
        ("mine=true", ["Cut"]),
        ("search=ben", ["Bend"]),
        ("priority=urgent", []),
    ):
        assert columns_of(look(desk, f"/tasks?{filter}"))["todo"] == left
    assert look(desk, "/tasks?employee_id=rubbish").status_code == 400


# The list


def test_the_list_is_worked_off_in_one_go(desk, work, nexus, founded, statements):
    _, ada, _, (cut, bend, evil) = work
    statements.clear()
    page = look(desk, "/tasks/list")
    assert len(statements) <= 8
    assert "<img" not in page.text
    picked = [str(cut.id), str(bend.id)]
    assert send(desk, "/tasks/bulk", act="done", picked=picked).status_code == 303
    assert "Cut" not in look(desk, "/tasks/list").text
    assert "Cut" in look(desk, "/tasks/list?status=done").text
    assert "Cut" in look(desk, "/tasks/list?all=true").text
    said = {"act": "assign", "picked": [str(evil.id)], "assignee": f"employee:{ada.id}"}
    assert send(desk, "/tasks/bulk", **said).status_code == 303
    seen = nexus.tasks.service().one(founded.founder, TaskId(evil.id))
    assert seen.assignee == Assignee(employee_id=ada.id)
    again = send(desk, "/tasks/bulk", act="in_progress", picked=picked)
    assert "Cut" in again.headers["set-cookie"]  # the first that was refused, by its name
    assert send(desk, "/tasks/bulk", act="explode", picked=picked).status_code == 422


# One task


def test_a_task_is_planned_and_changed(desk, work):
    project, ada, station, _ = work
    said = {"title": "Weld", "priority": "high", "type": "production", "planned": "1:30"}
    wrong = send(desk, "/tasks/new", **said | {"planned": "soon"})
    assert wrong.status_code == 422
    assert {'id="e-planned"', 'value="Weld"'} <= set(
        re.findall(r'id="e-\w+"|value="Weld"', wrong.text)
    )
    assert 'id="e-project_id"' in send(desk, "/tasks/new", **said).text
    both = {"assignee.employee_id": str(ada.id), "assignee.station_id": str(station.id)}
    refused = send(desk, "/tasks/new", **said, **both, project_id=str(project.id))
    assert (refused.status_code, 'id="f-assignee"' in refused.text) == (422, True)
    one = {"assignee.employee_id": str(ada.id), "assignee.station_id": ""}
    made = send(desk, "/tasks/new", **said, **one, project_id=str(project.id))
    assert made.status_code == 303, made.text
    page = made.headers["location"]
    assert "Ada" in look(desk, page).text
    form = look(desk, f"{page}/edit").text
    version = re.search(r'name="_version" value="(\d+)"', form)[1]
    nobody = {"assignee.employee_id": "", "assignee.station_id": "", "_version": version}
    assert send(desk, f"{page}/edit", **said, **nobody).status_code == 303
    assert "nobody yet" in look(desk, page).text
    stale = send(desk, f"{page}/edit", **said | {"title": "Old"}, **nobody)
    assert (stale.status_code, 'value="Old"' in stale.text) == (412, True)


def test_a_task_waits_blocks_and_is_ticked_off(desk, work, nexus, founded):
    cut, bend, _ = work[3]
    page = f"/tasks/{bend.id}"
    assert send(desk, f"{page}/waits", ids=[str(bend.id)]).status_code == 422
    assert send(desk, f"{page}/waits", ids=[str(cut.id)]).status_code == 303
    text = look(desk, page).text
    assert "Waits for 1 other task." in text
    assert "Go on without waiting" in text
    answer = send(desk, f"{page}/status", status="done", reason="Customer waits", force="on")
    assert answer.status_code == 303
    assert "Reopen this task" in look(desk, page).text
    assert send(desk, f"{page}/waits").status_code == 303
    assert "it can start any time" in look(desk, page).text
    assert send(desk, f"{page}/checklist", text=EVIL).status_code == 303
    assert send(desk, f"{page}/checklist", text="").status_code == 303
    item = nexus.tasks.service().one(founded.founder, TaskId(bend.id)).checklist[0]
    assert send(desk, f"{page}/checklist/{item.id}", act="done").status_code == 303
    text = look(desk, page).text
    assert 'aria-checked="true"' in text
    assert "<img" not in text
    assert send(desk, f"{page}/checklist/{item.id}", act="remove").status_code == 303
    assert send(desk, f"{page}/delete").headers["location"].startswith("/tasks?project_id=")
    assert look(desk, page).status_code == 404


# Worked time


def test_the_clock_runs_pauses_and_stops_and_shows_on_every_page(desk, work, watch):
    cut = work[3][0]
    page = f"/tasks/{cut.id}"
    assert "clock" not in look(desk, "/timers/now").text
    assert send(desk, f"{page}/timer", act="start").status_code == 303
    watch.wait(minutes=90)
    assert "1:30" in look(desk, "/timers/now").text
    assert 'value="stop"' in look(desk, "/my-work").text
    assert ">Running<" in look(desk, "/tasks/clocks?running=true").text
    assert "No clock is there" in look(desk, "/tasks/clocks?running=false").text
    assert send(desk, f"{page}/timer", act="pause").status_code == 303
    assert ">Paused<" in look(desk, "/tasks/clocks?running=false").text
    assert "Resume" in look(desk, page).text
    assert send(desk, f"{page}/timer", act="resume").status_code == 303
    assert send(desk, f"{page}/timer", act="stop").status_code == 303
    assert send(desk, f"{page}/timer", act="stop").status_code == 303  # and is told so
    assert "1:30" in look(desk, page).text


def test_time_is_logged_by_hand_and_corrected(desk, work, nexus, founded):
    cut = work[3][0]
    page = f"/tasks/{cut.id}"
    wrong = send(desk, f"{page}/time", duration="a while", note=EVIL)
    assert (wrong.status_code, EVIL in unescape(wrong.text)) == (422, True)
    assert "<img" not in wrong.text
    assert 'id="e-duration"' in send(desk, f"{page}/time", note="x").text
    answer = send(desk, f"{page}/time", duration="1,5 h", worked_on="2026-03-01", note=EVIL)
    assert answer.status_code == 303, answer.text
    text = look(desk, page).text
    assert "1:30" in text
    log = re.search(r'href="/tasks/time/([^"]+)"', text)[1]
    form = look(desk, f"/tasks/time/{log}").text
    said = {"_version": re.search(r'name="_version" value="(\d+)"', form)[1], "duration": "45 min"}
    assert 'id="e-reason"' in send(desk, f"/tasks/time/{log}", **said).text
    assert send(desk, f"/tasks/time/{log}", **said, reason="Typed wrongly").status_code == 303
    assert "0:45" in look(desk, page).text
    assert send(desk, f"/tasks/time/{log}/delete").status_code == 422
    assert send(desk, f"/tasks/time/{log}/delete", reason="Twice").status_code == 303
    assert "Nobody has worked on this yet." in look(desk, page).text


def test_my_work_is_what_is_given_to_me_and_to_where_i_work(desk, work, statements, nexus, founded):
    tasks, cut = nexus.tasks.service(), work[3][0]
    ada = work[1]
    wish = LogTime(duration=timedelta(hours=2), employee_id=ada.id)
    tasks.log_time(founded.founder, TaskId(cut.id), wish)
    statements.clear()
    text = look(desk, "/my-work").text
    assert len(statements) <= 10
    assert {"Cut", "Bend"} <= set(re.findall(r">(Cut|Bend)</a>", text))
    assert EVIL not in unescape(text)


# Refusals


def test_what_a_role_may_not_do_is_not_offered_and_refused(web, founded, work):
    cut = work[3][0]
    viewer = enter(web, founded.user("viewer"))
    for page in ("/tasks", "/tasks/list", f"/tasks/{cut.id}"):
        text = look(viewer, page).text
        assert not re.search(r"data-move=|New Task|Start timer|Log time|/edit\"", text)
    for path in ("/my-work", "/tasks/new", f"/tasks/{cut.id}/edit", f"/tasks/{cut.id}/time"):
        assert look(viewer, path).status_code == 403
    assert move(viewer, cut, "done").status_code == 403


def test_another_shops_task_is_not_there(desk, elsewhere, nexus):
    theirs = elsewhere.founder
    customer = nexus.customers.service().create(theirs, CreateCustomer(name="Else"))
    wish = CreateProject(name="Secret", customer_id=customer.id, workflow_id=None)
    project = nexus.projects.service().create(theirs, wish)
    task = nexus.tasks.service().create(theirs, project.id, CreateTask(title="Secret"))
    nexus.tasks.service().depend(theirs, TaskId(task.id), SetDependencies(ids=[]))
    assert look(desk, f"/tasks/{task.id}").status_code == 404
    assert move(desk, task, "done").status_code == 404
    assert "Secret" not in look(desk, f"/tasks?project_id={project.id}").text
