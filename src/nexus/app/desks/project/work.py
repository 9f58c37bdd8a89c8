"""Tasks and worked time of a project."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from nexus.app.desks.project.desk import DESK, Desk
from nexus.kernel.ids import TaskId, TimeLogId
from nexus.platform.http import Cursor
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent
from nexus.tasks import CorrectTime, CreateTask, LogTime

PLAN, WORK = "tasks.plan", "tasks.work"


class LogOfTask(LogTime, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Worked time, and the task of the project that it was for."""

    task_id: TaskId


class ProjectWorkPages(Controller):
    path = "/projects/{code:str}"
    include_in_schema = False
    dependencies = DESK

    @get("/tasks", permission="tasks.read", sync_to_thread=True)
    def project_tasks_page(self, desk: Desk) -> Response[Any]:
        """Show the tasks of a project by stage."""
        return desk.tab("tasks")

    @get("/time", permission="tasks.read", sync_to_thread=True)
    def project_time_page(self, desk: Desk, cursor: Cursor = None) -> Response[Any]:
        """Show who worked on a project, and how long."""
        return desk.tab("time", cursor=cursor)

    @post("/tasks", permission=PLAN, sync_to_thread=True)
    def add_project_task_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Plan a task."""
        return desk.attempt(
            sent,
            CreateTask,
            lambda wish: desk.around.tasks.create(desk.actor, desk.project.id, wish),
            desk.again("tasks"),
            "/tasks",
            desk.show.say("The task is planned."),
        )

    @post("/tasks/{task_id:uuid}/start", permission=WORK, sync_to_thread=True)
    def start_project_task_page(self, desk: Desk, task_id: FromPath[TaskId]) -> Response[Any]:
        """Begin a task."""
        tasks = desk.around.tasks
        said = desk.show.say("Started.")
        return desk.act(lambda: tasks.start(desk.actor, task_id), "tasks", "/tasks", said)

    @post("/tasks/{task_id:uuid}/complete", permission=WORK, sync_to_thread=True)
    def complete_project_task_page(self, desk: Desk, task_id: FromPath[TaskId]) -> Response[Any]:
        """Finish a task."""
        tasks = desk.around.tasks
        said = desk.show.say("Done.")
        return desk.act(lambda: tasks.complete(desk.actor, task_id), "tasks", "/tasks", said)

    @post("/time", permission=WORK, sync_to_thread=True)
    def log_project_time_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Log worked time."""
        return desk.attempt(
            sent,
            LogOfTask,
            lambda wish: desk.around.tasks.log_time(desk.actor, wish.task_id, wish),
            desk.again("time"),
            "/time",
            desk.show.say("The time is logged."),
        )

    @get("/time/{log_id:uuid}", permission=WORK, sync_to_thread=True)
    def correct_project_time_form_page(
        self, desk: Desk, log_id: FromPath[TimeLogId]
    ) -> Response[Any]:
        """Show the form that corrects logged time."""
        log = desk.around.tasks.log(desk.actor, log_id)
        form = desk.show.filled(log)
        return desk.page("log", form, log=log)

    @post("/time/{log_id:uuid}", permission=WORK, sync_to_thread=True)
    def correct_project_time_page(
        self, desk: Desk, log_id: FromPath[TimeLogId], sent: Sent
    ) -> Response[Any]:
        """Correct logged time, or strike it; both for a reason."""
        tasks, actor = desk.around.tasks, desk.actor
        log = tasks.log(actor, log_id)

        def act(wish: CorrectTime) -> Any:
            if sent["act"] == "delete":
                return tasks.delete_log(actor, log_id, wish.reason, sent.version)
            return tasks.correct_log(actor, log_id, wish, sent.version)

        return desk.attempt(
            _only_duration(sent),
            CorrectTime,
            act,
            lambda form, status: desk.page("log", form, status, log=log),
            "/time",
            desk.show.say("The time is corrected."),
        )


def _only_duration(sent: Form) -> Form:
    """Take from the form what may be corrected: how long, and what was noted."""
    kept = ("_csrf", "_version", "reason", "duration", "note", "act")
    pairs = ((name, it) for name, values in sent.said.items() for it in values)
    return Form(pair for pair in pairs if pair[0] in kept)
