"""Activities: the same tasks, seen as a calendar does."""

import msgspec
from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import EmployeeId, ProjectId, TaskId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.tasks.domain import MOVES, ActivityType, Status
from nexus.tasks.messages import (
    ActivitySort,
    ActivityView,
    ChangeActivity,
    CreateActivity,
    Definition,
    ListTasks,
)
from nexus.tasks.service import TaskService

Service = NamedDependency[TaskService]
READ, PLAN = "tasks.read", "tasks.plan"


class ActivityApi(Controller):
    path = "/api"
    tags = ("activities",)

    @get("/activities", permission=READ, sync_to_thread=True)
    def list_activities(
        self,
        tasks: Service,
        actor: Caller,
        type: FromQuery[ActivityType | None] = None,
        status: FromQuery[Status | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        assigned_to: FromQuery[EmployeeId | None] = None,
        search: Search = None,
        sort: FromQuery[ActivitySort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ActivityView]:
        """List activities of all projects and of the shop itself."""
        return tasks.activities(
            actor,
            ListTasks(
                type=type,
                status=status,
                project_id=project_id,
                employee_id=assigned_to,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/activities", permission=PLAN, sync_to_thread=True)
    def create_activity(
        self, tasks: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateActivity]
    ) -> Response[ActivityView]:
        """Plan an activity; without a project it is the shop's own."""
        return once(lambda: tasks.create_activity(actor, data))

    @get("/activities/types", permission=READ, sync_to_thread=False)
    def list_activity_types(self) -> Page[Definition]:
        """List the types of activity."""
        return Page(items=[Definition(code=it.value, label=it.label) for it in ActivityType])

    @get("/activities/statuses", permission=READ, sync_to_thread=False)
    def list_activity_statuses(self) -> Page[Definition]:
        """List the statuses, with what may be done in each."""
        items = [Definition(code=it.value, label=it.label, allowed=MOVES[it]) for it in Status]
        return Page(items=items)

    @get("/activities/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_activity(
        self, tasks: Service, actor: Caller, id: FromPath[TaskId]
    ) -> Response[ActivityView]:
        """Show an activity."""
        return tagged(tasks.activity(actor, id))

    @patch("/activities/{id:uuid}", permission=PLAN, sync_to_thread=True)
    def change_activity(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        if_match: IfMatch,
        data: JSONBody[ChangeActivity],
    ) -> Response[ActivityView]:
        """Change an activity or its status."""
        return tagged(tasks.change_activity(actor, id, data, if_match))

    @delete("/activities/{id:uuid}", permission=PLAN, sync_to_thread=True)
    def delete_activity(
        self, tasks: Service, actor: Caller, id: FromPath[TaskId], if_match: IfMatch
    ) -> None:
        """Delete an activity on which no time was worked."""
        tasks.delete(actor, id, if_match)

    @get("/projects/{project_id:uuid}/activities", permission=READ, sync_to_thread=True)
    def list_project_activities(
        self,
        tasks: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        type: FromQuery[ActivityType | None] = None,
        status: FromQuery[Status | None] = None,
        search: Search = None,
        sort: FromQuery[ActivitySort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ActivityView]:
        """List the activities of a project."""
        return tasks.activities(
            actor,
            ListTasks(
                project_id=project_id,
                type=type,
                status=status,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/projects/{project_id:uuid}/activities", permission=PLAN, sync_to_thread=True)
    def create_project_activity(
        self,
        tasks: Service,
        actor: Caller,
        once: OncePerKey,
        project_id: FromPath[ProjectId],
        data: JSONBody[CreateActivity],
    ) -> Response[ActivityView]:
        """Plan an activity of a project."""
        if data.project_id not in (None, project_id):
            raise Invalid("The address names another project.", "project_id")
        wish = msgspec.structs.replace(data, project_id=project_id)
        return once(lambda: tasks.create_activity(actor, wish))
