"""The board of tasks, the list of tasks, and what is done with several at once."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import Provide
from litestar.params import FromPath, QueryParameter

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import ProjectId, StageInstanceId, TaskId, read_id
from nexus.platform.http import Caller
from nexus.platform.web.boards import moved
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.tasks.adapters.pages.asked import (
    MOST_CARDS,
    PLAN,
    READ,
    WORK,
    Asked,
    Service,
    asked,
    is_narrowed,
)
from nexus.tasks.domain import Assignee, Status, Why
from nexus.tasks.messages import ChangeTask, CreateTask, ListTasks, MoveTask
from nexus.tasks.service import TaskService

EDIT = "tasks/edit.html"
Most = Annotated[int | None, QueryParameter(ge=1, le=99)]


class TaskListPages(Controller):
    path = "/tasks"
    include_in_schema = False
    dependencies = {"asked": Provide(asked, sync_to_thread=False)}  # noqa: RUF012 (as the framework has it)

    @get("/", permission=READ, sync_to_thread=True)
    def tasks_board_page(
        self, tasks: Service, actor: Caller, show: Shown, asked: Asked, most: Most = None
    ) -> Response[Any]:
        """Show the tasks of the shop, or of a project, by status; `most` are begun at a time."""
        if (away := show.opened()) is not None:
            return away
        wish = msgspec.structs.replace(asked, open=None, status=None, limit=MOST_CARDS)
        columns = tasks.wall(actor, wish)
        template = "tasks/_board.html" if show.is_part else "tasks/board.html"
        return show(template, columns=columns, most=most, **_around(tasks, show, wish))

    @get("/list", permission=READ, sync_to_thread=True)
    def tasks_page(self, tasks: Service, actor: Caller, show: Shown, asked: Asked) -> Response[Any]:
        """List tasks."""
        if (away := show.opened()) is not None:
            return away
        page = tasks.page(actor, asked)
        return show("tasks/list.html", page=page, **_around(tasks, show, asked))

    @get("/new", permission=PLAN, sync_to_thread=True)
    def new_task_page(
        self, tasks: Service, show: Shown, actor: Caller, asked: Asked
    ) -> Response[Any]:
        """Show an empty form."""
        said = [("priority", "normal"), ("type", "production")]
        said += [("project_id", str(asked.project_id))] if asked.project_id else []
        said += [("stage_id", str(asked.stage_id))] if asked.stage_id else []
        return show(EDIT, form=show.form(said), task=None, stages=_stages(tasks, show, asked))

    @post("/new", permission=PLAN, sync_to_thread=True)
    def create_task_page(
        self, tasks: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Add a task to a project."""
        project_id = read_id(sent["project_id"])
        wish = ListTasks(project_id=ProjectId(project_id) if project_id else None)

        def create(wish: CreateTask) -> Any:
            if project_id is None:
                raise Invalid("Choose what it belongs to.", "project_id")
            return tasks.create(actor, ProjectId(project_id), wish)

        return show.attempt(
            sent,
            CreateTask,
            create,
            again=EDIT,
            then=lambda made: f"/tasks/{made.id}",
            said=show.say("Saved."),
            task=None,
            stages=_stages(tasks, show, wish),
        )

    @post("/bulk", permission=WORK, sync_to_thread=True)
    def tasks_bulk_page(
        self, tasks: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Complete, start, assign or put off those that were picked."""

        def act(one: str) -> Any:
            id = TaskId(UUID(one))
            if sent["act"] == "assign":
                return tasks.change(actor, id, ChangeTask(assignee=_assignee(sent)))
            return tasks.bring(actor, id, Status(sent["act"]))

        picked = [it for it in sent.all("picked") if read_id(it)]
        if sent["act"] != "assign" and sent["act"] not in (Status.DONE, Status.IN_PROGRESS):
            raise Invalid("Choose one of the list.", "act")
        return show.each(picked, act, lambda one: _title(tasks, actor, one))

    @post("/{id:uuid}/move", permission=WORK, sync_to_thread=True)
    def move_task_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TaskId], sent: Sent
    ) -> Response[Any]:
        """Bring a card to another column, and if one plans, to its place there."""
        status, why = _status(sent["column"]), Why(sent["reason"], bool(sent["force"]))
        if status is Status.BLOCKED and not why.reason and not show.is_part:
            return show.go(f"/tasks/{id}", show.say("Say below what it waits for."), "warn")

        def act() -> None:
            tasks.bring(actor, id, status, why=why)
            if actor.may(PLAN) and (place := _place(sent)) is not None:
                tasks.move(actor, id, place)

        return moved(show, act, show.say("Moved."))


def _around(tasks: TaskService, show: Show, wish: ListTasks) -> dict[str, Any]:
    """Return what board and list show beside the tasks."""
    said = {name: getattr(wish, name) for name in ("project_id", "station_id", "employee_id")}
    return {
        "wish": wish,
        "narrowed": is_narrowed(wish),
        "stages": _stages(tasks, show, wish),
        "form": show.filled(said),
    }


def _stages(tasks: TaskService, show: Show, wish: ListTasks) -> list[tuple[StageInstanceId, str]]:
    if wish.project_id is None:
        return []
    return list(tasks.stages(show.actor, wish.project_id))


def _title(tasks: TaskService, actor: Actor, one: str) -> str:
    try:
        return tasks.one(actor, TaskId(UUID(one))).title
    except NotFound as error:
        return str(error)


def _status(said: str) -> Status:
    if said not in list(Status):
        raise Invalid("Choose one of the list.", "column")
    return Status(said)


def _assignee(sent: Form) -> Assignee | None:
    """Read to whom: an employee or a station, as one select says it; or nobody."""
    kind, _, id = sent["assignee"].partition(":")
    if (read := read_id(id)) is None:
        return None
    return Assignee(employee_id=read) if kind == "employee" else Assignee(station_id=read)  # type: ignore[arg-type]


def _place(sent: Form) -> MoveTask | None:
    """Read where in its column a card was dropped, if the board keeps the order by hand."""
    if sent["sorts"] and (before := read_id(sent["before"])):
        return MoveTask(before=TaskId(before))
    if sent["sorts"] and (after := read_id(sent["after"])):
        return MoveTask(after=TaskId(after))
    return None
