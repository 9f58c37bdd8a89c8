"""Pages of workflows: which there are, and through which stages the work goes."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from nexus.kernel.ids import WorkflowId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.boards import moved
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Shown
from nexus.workflows.domain import MOST_STAGES
from nexus.workflows.messages import (
    ChangeWorkflow,
    CopyWorkflow,
    CreateWorkflow,
    ListWorkflows,
    Sort,
)
from nexus.workflows.service import WorkflowService

Service = NamedDependency[WorkflowService]
READ, MANAGE = "workflows.read", "workflows.manage"
EDIT = "workflows/edit.html"
ROW = ("id", "name", "station_id")  # what a stage says in the form
ROWS = 3  # empty ones for a new workflow


class WorkflowPages(Controller):
    path = "/workflows"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def workflows_page(
        self,
        workflows: Service,
        actor: Caller,
        show: Shown,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[Sort] = "name",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the workflows in use, or the archived ones."""
        if (away := show.opened()) is not None:
            return away
        wish = ListWorkflows(archived=archived, search=search, sort=sort, cursor=cursor, total=True)
        return show("workflows/list.html", page=workflows.page(actor, wish), wish=wish)

    @get("/new", permission=MANAGE, sync_to_thread=True)
    def new_workflow_page(self, show: Shown) -> Response[Any]:
        """Show an empty form."""
        return show(EDIT, form=_with_rows(show.form(), ROWS), workflow=None)

    @post("/new", permission=MANAGE, sync_to_thread=True)
    def create_workflow_page(
        self, workflows: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Make a workflow; or, without a script, move a row of the form."""
        if sent["do"]:
            return show(EDIT, form=_arranged(sent), workflow=None)
        return show.attempt(
            sent,
            CreateWorkflow,
            lambda wish: workflows.create(actor, wish),
            again=EDIT,
            then=lambda made: f"/workflows/{made.id}",
            said=show.say("Saved."),
            workflow=None,
        )

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def workflow_page(
        self, workflows: Service, actor: Caller, show: Shown, id: FromPath[WorkflowId]
    ) -> Response[Any]:
        """Show the stages of a workflow; who may, changes them here."""
        workflow = workflows.one(actor, id)
        stations = {UUID(it.id): it.name for it in show.choices("station")}
        return show("workflows/show.html", workflow=workflow, stations=stations)

    @get("/{id:uuid}/edit", permission=MANAGE, sync_to_thread=True)
    def edit_workflow_page(
        self, workflows: Service, actor: Caller, show: Shown, id: FromPath[WorkflowId]
    ) -> Response[Any]:
        """Show the form of a workflow and its stages."""
        workflow = workflows.one(actor, id)
        return show(EDIT, form=show.filled(workflow), workflow=workflow)

    @post("/{id:uuid}/edit", permission=MANAGE, sync_to_thread=True)
    def change_workflow_page(
        self,
        workflows: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[WorkflowId],
        sent: Sent,
    ) -> Response[Any]:
        """Change a workflow; or, without a script, move a row of the form."""
        workflow = workflows.one(actor, id)
        if sent["do"]:
            return show(EDIT, form=_arranged(sent), workflow=workflow)
        if not sent.count("stages"):
            sent.said["stages"] = [""]  # all were taken away
        return show.attempt(
            sent,
            ChangeWorkflow,
            lambda wish: workflows.change(actor, id, wish, sent.version),
            again=EDIT,
            then=lambda made: f"/workflows/{id}",
            said=show.say("Saved."),
            workflow=workflow,
        )

    @post("/{id:uuid}/do", permission=MANAGE, sync_to_thread=True)
    def workflow_do_page(
        self,
        workflows: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[WorkflowId],
        sent: Sent,
    ) -> Response[Any]:
        """Archive or restore it, or offer it first to new projects."""

        def act() -> None:
            if sent["act"] == "default":
                workflows.change(actor, id, ChangeWorkflow(is_default=True))
            elif sent["act"] == "restore":
                workflows.restore(actor, id)
            else:
                workflows.archive(actor, id)

        return moved(show, act, show.say("Saved."))

    @post("/{id:uuid}/copy", permission=MANAGE, sync_to_thread=True)
    def copy_workflow_page(
        self, workflows: Service, actor: Caller, show: Shown, id: FromPath[WorkflowId]
    ) -> Response[Any]:
        """Make a second one with the same stages, to be changed by itself."""
        twin = workflows.copy(actor, id, CopyWorkflow())
        return show.go(f"/workflows/{twin.id}/edit", show.say("Copied."))


def _with_rows(form: Form, count: int) -> Form:
    for n in range(count):
        form.said[f"stages[{n}].name"] = [""]
    return form


def _arranged(sent: Form) -> Form:
    """Return the form with a row more, less, or elsewhere: `up:2`, `down:0`, `remove:1`, `add`."""
    rows = [{it: sent[f"stages[{n}].{it}"] for it in ROW} for n in range(sent.count("stages"))]
    do, _, said = sent["do"].partition(":")
    at = int(said) if said.isdecimal() and int(said) < len(rows) else None
    if do == "add" and len(rows) < MOST_STAGES:
        rows.append(dict.fromkeys(ROW, ""))
    elif at is not None and do == "remove":
        del rows[at]
    elif at is not None and do in ("up", "down"):
        to = max(at - 1, 0) if do == "up" else min(at + 1, len(rows) - 1)
        rows.insert(to, rows.pop(at))
    again = Form((name, value) for name, values in sent.said.items() for value in values)
    again.said = {
        it: v for it, v in again.said.items() if not it.startswith("stages") and it != "do"
    }
    for n, row in enumerate(rows):
        again.said |= {f"stages[{n}].{name}": [value] for name, value in row.items()}
    return again
