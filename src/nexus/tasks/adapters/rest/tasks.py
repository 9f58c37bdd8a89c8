"""Tasks: planning them, working on them, and the board."""

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from nexus.kernel.ids import CheckItemId, EmployeeId, ProjectId, StageInstanceId, StationId, TaskId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.tasks.domain import ActivityType, Priority, Status
from nexus.tasks.messages import (
    AddCheckItem,
    Board,
    ChangeCheckItem,
    ChangeTask,
    CreateTask,
    Due,
    Force,
    ListTasks,
    MoveTask,
    ProjectSort,
    Reason,
    SetDependencies,
    TaskDetail,
    TaskRow,
    TaskView,
)
from nexus.tasks.service import TaskService

Service = NamedDependency[TaskService]
READ, PLAN, WORK = "tasks.read", "tasks.plan", "tasks.work"


class TaskApi(Controller):
    path = "/api"
    tags = ("tasks",)

    @get("/projects/{project_id:uuid}/tasks", permission=READ, sync_to_thread=True)
    def list_project_tasks(
        self,
        tasks: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        status: FromQuery[Status | None] = None,
        open: FromQuery[bool | None] = None,
        stage_id: FromQuery[StageInstanceId | None] = None,
        search: Search = None,
        sort: FromQuery[ProjectSort] = "position",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[TaskRow]:
        """List the tasks of a project in its order."""
        wish = ListTasks(
            status=status,
            open=open,
            stage_id=stage_id,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return tasks.of_project(actor, project_id, wish)

    @post("/projects/{project_id:uuid}/tasks", permission=PLAN, sync_to_thread=True)
    def create_task(
        self,
        tasks: Service,
        actor: Caller,
        once: OncePerKey,
        project_id: FromPath[ProjectId],
        data: JSONBody[CreateTask],
    ) -> Response[TaskView]:
        """Add a task at the end of an open project."""
        return once(lambda: tasks.create(actor, project_id, data))

    @get("/projects/{project_id:uuid}/board", permission=READ, sync_to_thread=True)
    def show_board(self, tasks: Service, actor: Caller, project_id: FromPath[ProjectId]) -> Board:
        """Show all tasks of a project by status, each as short as can be."""
        return tasks.board(actor, project_id)

    @get("/tasks", permission=READ, sync_to_thread=True)
    def list_tasks(
        self,
        tasks: Service,
        actor: Caller,
        status: FromQuery[Status | None] = None,
        open: FromQuery[bool | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        stage_id: FromQuery[StageInstanceId | None] = None,
        station_id: FromQuery[StationId | None] = None,
        employee_id: FromQuery[EmployeeId | None] = None,
        type: FromQuery[ActivityType | None] = None,
        priority: FromQuery[Priority | None] = None,
        mine: FromQuery[bool] = False,
        due: FromQuery[Due | None] = None,
        search: Search = None,
        sort: FromQuery[ProjectSort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[TaskRow]:
        """List the tasks of all projects."""
        return tasks.page(
            actor,
            ListTasks(
                status=status,
                open=open,
                project_id=project_id,
                stage_id=stage_id,
                station_id=station_id,
                employee_id=employee_id,
                type=type,
                priority=priority,
                mine=mine,
                due=due,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @get("/tasks/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_task(
        self, tasks: Service, actor: Caller, id: FromPath[TaskId]
    ) -> Response[TaskDetail]:
        """Show a task with its checklist and what it waits for."""
        return tagged(tasks.one(actor, id))

    @patch("/tasks/{id:uuid}", permission=PLAN, sync_to_thread=True)
    def change_task(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        if_match: IfMatch,
        data: JSONBody[ChangeTask],
    ) -> Response[TaskView]:
        """Change a task; a status moves it as its own operation would."""
        return tagged(tasks.change(actor, id, data, if_match))

    @delete("/tasks/{id:uuid}", permission=PLAN, sync_to_thread=True)
    def delete_task(
        self, tasks: Service, actor: Caller, id: FromPath[TaskId], if_match: IfMatch
    ) -> None:
        """Delete a task on which no time was worked."""
        tasks.delete(actor, id, if_match)

    @post("/tasks/{id:uuid}/start", status_code=200, permission=WORK, sync_to_thread=True)
    def start_task(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        if_match: IfMatch,
        data: JSONBody[Force | None] = None,
    ) -> Response[TaskView]:
        """Start a task; over open dependencies only by force and for a reason."""
        return tagged(tasks.start(actor, id, if_match, data.why if data else None))

    @post("/tasks/{id:uuid}/complete", status_code=200, permission=WORK, sync_to_thread=True)
    def complete_task(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        if_match: IfMatch,
        data: JSONBody[Force | None] = None,
    ) -> Response[TaskView]:
        """Complete a task, and stop the clocks that run on it."""
        return tagged(tasks.complete(actor, id, if_match, data.why if data else None))

    @post("/tasks/{id:uuid}/block", status_code=200, permission=WORK, sync_to_thread=True)
    def block_task(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        if_match: IfMatch,
        data: JSONBody[Reason],
    ) -> Response[TaskView]:
        """Say what a task waits for, and stop the clocks that run on it."""
        return tagged(tasks.block(actor, id, data.why, if_match))

    @post("/tasks/{id:uuid}/unblock", status_code=200, permission=WORK, sync_to_thread=True)
    def unblock_task(
        self, tasks: Service, actor: Caller, id: FromPath[TaskId], if_match: IfMatch
    ) -> Response[TaskView]:
        """Let a task go on as it was before it was blocked."""
        return tagged(tasks.unblock(actor, id, if_match))

    @post("/tasks/{id:uuid}/reopen", status_code=200, permission=WORK, sync_to_thread=True)
    def reopen_task(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        if_match: IfMatch,
        data: JSONBody[Reason],
    ) -> Response[TaskView]:
        """Take a done task up again."""
        return tagged(tasks.reopen(actor, id, data.why, if_match))

    @post("/tasks/{id:uuid}/move", status_code=200, permission=PLAN, sync_to_thread=True)
    def move_task(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        if_match: IfMatch,
        data: JSONBody[MoveTask],
    ) -> Response[TaskView]:
        """Put a task elsewhere in its project's order."""
        return tagged(tasks.move(actor, id, data, if_match))

    @put("/tasks/{id:uuid}/dependencies", permission=PLAN, sync_to_thread=True)
    def set_task_dependencies(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        if_match: IfMatch,
        data: JSONBody[SetDependencies],
    ) -> Response[TaskDetail]:
        """Let a task wait for exactly these others of its project."""
        return tagged(tasks.depend(actor, id, data, if_match))

    @post("/tasks/{id:uuid}/checklist", permission=WORK, sync_to_thread=True)
    def add_check_item(
        self,
        tasks: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[TaskId],
        data: JSONBody[AddCheckItem],
    ) -> Response[TaskDetail]:
        """Add an item to a task's checklist."""
        return once(lambda: tasks.add_item(actor, id, data))

    @patch("/tasks/{id:uuid}/checklist/{item_id:uuid}", permission=WORK, sync_to_thread=True)
    def change_check_item(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        item_id: FromPath[CheckItemId],
        data: JSONBody[ChangeCheckItem],
    ) -> Response[TaskDetail]:
        """Tick an item of the checklist, or change its words."""
        return tagged(tasks.change_item(actor, id, item_id, data))

    @delete("/tasks/{id:uuid}/checklist/{item_id:uuid}", permission=WORK, sync_to_thread=True)
    def delete_check_item(
        self, tasks: Service, actor: Caller, id: FromPath[TaskId], item_id: FromPath[CheckItemId]
    ) -> None:
        """Take an item off the checklist."""
        tasks.remove_item(actor, id, item_id)
