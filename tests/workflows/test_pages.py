"""The pages of workflows through the whole application."""

import re
from html import unescape

import pytest

from nexus.accounts import CreateStation
from nexus.customers import CreateCustomer
from nexus.kernel.errors import Invalid
from nexus.projects import CreateProject, MoveStage
from nexus.workflows import CreateWorkflow
from nexus.workflows.domain import StagePlan

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
from tests.app.test_pages import EVIL, look, send

__all__ = ["browser", "elsewhere", "founded", "nexus", "programs", "watch", "web"]


def enter(web, person):
    said = {"username": person.username, "password": PASSWORD, "next": "/ui"}
    assert send(web, "/login", "", **said).status_code == 303
    return web


@pytest.fixture
def desk(web, founded):
    return enter(web, founded.admin)


def stages_of(page):
    """Return what the rows of the form say."""
    names = re.findall(r'name="stages\[\d+\]\.name"[^>]* value="([^"]*)"', page.text)
    return [unescape(it) for it in names]


def rows(*names, **more):
    said = {f"stages[{n}].name": name for n, name in enumerate(names)}
    return said | {f"stages[{n}].id": id for n, id in more.items()}


def version_of(page):
    return re.search(r'name="_version" value="(\d+)"', page.text)[1]


def test_a_workflow_is_made_arranged_and_archived(desk, founded, nexus, statements):
    saw = nexus.accounts.service().create_station(founded.founder, CreateStation(name="Saw"))
    form = {"name": "Gates", "stages[0].station_id": str(saw.id)} | rows("Cut", "", EVIL)
    made = send(desk, "/workflows/new", **form)
    assert made.status_code == 303, made.text
    page = made.headers["location"]
    text = look(desk, page).text
    assert {"Cut", "Saw", EVIL} <= set(re.findall(r">([^<>]+)<", unescape(text))) | {EVIL}
    assert "<img" not in text
    assert send(desk, f"/stations/{saw.id}/do", act="archive").status_code == 303
    assert "still to come to this station (workflows: 1)" in look(desk, "/stations").text
    statements.clear()
    assert "Gates" in look(desk, "/workflows").text
    assert len(statements) <= 8
    edit = look(desk, f"{page}/edit")
    ids = re.findall(r'name="stages\[\d+\]\.id" value="([^"]+)"', edit.text)
    said = {"name": "Gates", "_version": version_of(edit)}
    turned = said | rows(EVIL, "Cut") | {"stages[0].id": ids[1], "stages[1].id": ids[0]}
    assert send(desk, f"{page}/edit", **turned).status_code == 303
    assert stages_of(look(desk, f"{page}/edit")) == [EVIL, "Cut"]
    assert send(desk, f"{page}/edit", **turned).status_code == 412
    assert send(desk, f"{page}/do", act="default").status_code == 303
    assert "for new projects" in look(desk, "/workflows").text
    assert send(desk, f"{page}/do", act="archive").status_code == 303
    assert "Gates" not in look(desk, "/workflows").text
    assert "Gates" in look(desk, "/workflows?archived=true").text
    twin = send(desk, f"{page}/copy").headers["location"]
    assert 'value="Gates (copy)"' in look(desk, twin).text
    version = version_of(look(desk, f"{page}/edit"))
    assert send(desk, f"{page}/edit", name="Gates", _version=version).status_code == 303
    assert "No stages yet" in look(desk, page).text


def test_what_follows_an_archived_workflow_goes_on_and_the_page_says_so(desk, founded, nexus):
    plans = [StagePlan(name="Cut"), StagePlan(name="Weld")]
    wish = CreateWorkflow(name="Gates", stages=plans)
    workflow = nexus.workflows.service().create(founded.founder, wish)
    page, follows = f"/workflows/{workflow.id}", "keeps its stages and goes on"
    assert look(desk, page).text.count(follows) == 1  # where it is asked
    projects = nexus.projects.service()
    customer = nexus.customers.service().create(founded.founder, CreateCustomer(name="Mill"))
    job = CreateProject(name="Gate", customer_id=customer.id, workflow_id=workflow.id)
    made = projects.create(founded.founder, job)
    projects.start(founded.founder, made.id)
    assert send(desk, f"{page}/do", act="archive").status_code == 303
    assert follows in look(desk, page).text
    moved = projects.move_stage(founded.founder, made.id, MoveStage(direction="next"))
    assert [(it.name, it.status) for it in moved.stages] == [
        ("Cut", "done"),
        ("Weld", "in_progress"),
    ]
    assert "Gates" in look(desk, f"/projects/{made.code}").text
    with pytest.raises(Invalid, match="workflow"):
        projects.create(founded.founder, job)


def test_without_a_script_the_buttons_move_the_rows(desk):
    form = {"name": "Gates"} | rows("Cut", "Weld", "Paint")
    path = "/workflows/new"
    for do, left in (
        ("up:1", ["Weld", "Cut", "Paint"]),
        ("up:0", ["Cut", "Weld", "Paint"]),
        ("down:0", ["Weld", "Cut", "Paint"]),
        ("remove:1", ["Cut", "Paint"]),
        ("add", ["Cut", "Weld", "Paint", ""]),
        ("down:99", ["Cut", "Weld", "Paint"]),
        ("rubbish", ["Cut", "Weld", "Paint"]),
    ):
        page = send(desk, path, do=do, **form)
        assert (stages_of(page), 'value="Gates"' in page.text) == (left, True)
    assert "Gates" not in look(desk, "/workflows").text


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(desk, founded, nexus):
    nexus.workflows.service().create(founded.founder, CreateWorkflow(name="Taken"))
    refused = send(desk, "/workflows/new", name="Taken", **rows("Cut"))
    assert (refused.status_code, stages_of(refused)) == (409, ["Cut"])
    assert "already" in refused.text
    wrong = send(desk, "/workflows/new", **rows("x" * 201), name="")
    assert wrong.status_code == 422
    assert 'id="e-name"' in wrong.text
    wrong = send(desk, "/workflows/new", **rows("Cut", "x" * 201), name="Gates")
    assert (wrong.status_code, 'id="e-stages[1].name"' in wrong.text) == (422, True)


def test_what_a_role_may_not_do_is_not_offered_and_refused(web, founded, nexus, elsewhere):
    wish = CreateWorkflow(name="Gates", stages=[StagePlan(name="Cut")])
    mine = nexus.workflows.service().create(founded.founder, wish)
    theirs = nexus.workflows.service().create(elsewhere.founder, wish)
    viewer = enter(web, founded.user("viewer"))
    assert "New Workflow" not in look(viewer, "/workflows").text
    assert "/edit" not in look(viewer, f"/workflows/{mine.id}").text
    for path in ("/workflows/new", f"/workflows/{mine.id}/edit"):
        assert look(viewer, path).status_code == 403
    assert send(viewer, f"/workflows/{mine.id}/do", act="archive").status_code == 403
    assert look(viewer, f"/workflows/{theirs.id}").status_code == 404
