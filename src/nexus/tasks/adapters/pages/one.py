"""One task: what it is, how it stands, what it waits for, and what is ticked off."""

from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import CheckItemId, ProjectId, TaskId
from nexus.platform.http import Caller
from nexus.platform.web.boards import moved
from nexus.platform.web.forms import Form, Unreadable
from nexus.platform.web.pages import Sent, Shown
from nexus.tasks.adapters.pages.asked import PLAN, READ, WORK, Service
from nexus.tasks.domain import Status, Why
from nexus.tasks.messages import (
    AddCheckItem,
    ChangeCheckItem,
    ChangeTask,
    ListTasks,
    ListTimeLogs,
    ListTimers,
    SetDependencies,
    TaskDetail,
)
from nexus.tasks.service import TaskService

EDIT, WAITS = "tasks/edit.html", "tasks/waits.html"
MOST_SHOWN = 200  # tasks of a project to wait for
ASSIGNEE = ("assignee.employee_id", "assignee.station_id")


class TaskPages(Controller):
    path = "/tasks/{id:uuid}"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def task_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TaskId]
    ) -> Response[Any]:
        """Show a task, its clocks and the time worked on it."""
        task = tasks.one(actor, id)
        timers = tasks.timers(actor, ListTimers(task_id=id)).items
        logs = tasks.logs(actor, ListTimeLogs(task_id=id, limit=50, total=True))
        own = next((it for it in timers if it.employee_id == actor.employee_id), None)
        form = show.form()
        return show("tasks/show.html", task=task, timers=timers, own=own, logs=logs, form=form)

    @get("/edit", permission=PLAN, sync_to_thread=True)
    def edit_task_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TaskId]
    ) -> Response[Any]:
        """Show the form of a task."""
        task = tasks.one(actor, id)
        stages = tasks.stages(actor, task.project_id)
        return show(EDIT, form=show.filled(task), task=task, stages=stages)

    @post("/edit", permission=PLAN, sync_to_thread=True)
    def change_task_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TaskId], sent: Sent
    ) -> Response[Any]:
        """Change a task."""
        task = tasks.one(actor, id)
        return show.attempt(
            sent,
            ChangeTask,
            lambda wish: tasks.change(actor, id, _whole(wish, sent), sent.version),
            again=EDIT,
            then=lambda made: f"/tasks/{id}",
            said=show.say("Saved."),
            task=task,
            stages=tasks.stages(actor, task.project_id),
        )

    @post("/status", permission=WORK, sync_to_thread=True)
    def task_status_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TaskId], sent: Sent
    ) -> Response[Any]:
        """Start, block, unblock, complete or reopen it."""
        if sent["status"] not in list(Status):
            raise Invalid("Choose one of the list.", "status")

        def act() -> None:
            why = Why(sent["reason"], bool(sent["force"]))
            tasks.bring(actor, id, Status(sent["status"]), sent.version, why)

        return moved(show, act, show.say("Saved."))

    @post("/delete", permission=PLAN, sync_to_thread=True)
    def delete_task_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TaskId]
    ) -> Response[Any]:
        """Delete a task on which nobody has worked."""
        task = tasks.one(actor, id)
        return show.act(
            lambda: tasks.delete(actor, id),
            show.say("Deleted."),
            to=f"/tasks?project_id={task.project_id}",
            refused_to=f"/tasks/{id}",
        )

    @post("/checklist", permission=WORK, sync_to_thread=True)
    def add_item_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TaskId], sent: Sent
    ) -> Response[Any]:
        """Add something to tick off."""

        try:
            tasks.add_item(actor, id, sent.read(AddCheckItem, show.formats))
        except Unreadable:
            return show.back(show.say("Write what is to be ticked off."), "bad")
        return show.back()

    @post("/checklist/{item_id:uuid}", permission=WORK, sync_to_thread=True)
    def change_item_page(
        self,
        tasks: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[TaskId],
        item_id: FromPath[CheckItemId],
        sent: Sent,
    ) -> Response[Any]:
        """Tick an item off, take the tick away, or take the item off the list."""
        if sent["act"] == "remove":
            tasks.remove_item(actor, id, item_id)
        else:
            tasks.change_item(actor, id, item_id, ChangeCheckItem(done=sent["act"] == "done"))
        return show.back()

    @get("/waits", permission=PLAN, sync_to_thread=True)
    def task_waits_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TaskId]
    ) -> Response[Any]:
        """Show what it may wait for: the other tasks of its project."""
        task = tasks.one(actor, id)
        form = show.form([("ids", str(it.id)) for it in task.dependencies])
        return show(WAITS, task=task, others=_others(tasks, actor, task), form=form)

    @post("/waits", permission=PLAN, sync_to_thread=True)
    def set_waits_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TaskId], sent: Sent
    ) -> Response[Any]:
        """Let it wait for exactly those."""
        task = tasks.one(actor, id)
        sent.said.setdefault("ids", [""])  # nothing ticked: it waits for nothing
        return show.attempt(
            sent,
            SetDependencies,
            lambda wish: tasks.depend(actor, id, wish, sent.version),
            again=WAITS,
            then=lambda made: f"/tasks/{id}",
            said=show.say("Saved."),
            task=task,
            others=_others(tasks, actor, task),
        )


def _whole(wish: ChangeTask, sent: Form) -> ChangeTask:
    """Take the assignment away if both fields were emptied: a form cannot say null by itself."""
    named = any(name in sent.said for name in ASSIGNEE)
    if named and not any(sent[name] for name in ASSIGNEE):
        return msgspec.structs.replace(wish, assignee=None)
    return wish


def _others(tasks: TaskService, actor: Actor, task: TaskDetail) -> list[Any]:
    wish = ListTasks(sort="position", limit=MOST_SHOWN)
    page = tasks.of_project(actor, ProjectId(task.project_id), wish)
    return [it for it in page.items if it.id != task.id]
