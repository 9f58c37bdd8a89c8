"""REST. A handler reads the request, calls one use case and returns its view."""

from datetime import date
from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.kernel.ids import CustomerId, EmployeeId, NoteId, ProductId, ProjectId, WorkflowId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.projects.domain import Kind, Lifecycle, Status
from nexus.projects.messages import (
    AddNote,
    Because,
    ChangeNote,
    ChangeProject,
    ChangeStatus,
    Complete,
    CreateProject,
    FormTeam,
    ListNotes,
    ListProjects,
    Member,
    MoveStage,
    NoteSort,
    NoteView,
    ProjectRow,
    ProjectView,
    Sort,
    StageView,
    StatusView,
    TeamView,
)
from nexus.projects.service import ProjectService

Service = NamedDependency[ProjectService]
READ, WRITE = "projects.read", "projects.write"
PROGRESS, DELETE = "projects.progress", "projects.delete"

OneStatus = Annotated[
    list[Status] | None, QueryParameter(description="One or more; repeat it for several.")
]
Expiring = Annotated[
    bool, QueryParameter(description="Open, and proof of payment or job due within 3 days.")
]
Makes = Annotated[ProductId | None, QueryParameter(description="That make this product.")]
Overdue = Annotated[bool, QueryParameter(description="Open, and due before the shop's today.")]


class ProjectApi(Controller):
    path = "/api/projects"
    tags = ("projects",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_projects(
        self,
        projects: Service,
        actor: Caller,
        status: OneStatus = None,
        lifecycle: FromQuery[Lifecycle | None] = None,
        kind: FromQuery[Kind] = Kind.JOB,
        customer_id: FromQuery[CustomerId | None] = None,
        workflow_id: FromQuery[WorkflowId | None] = None,
        manager_id: FromQuery[EmployeeId | None] = None,
        product_id: Makes = None,
        on_hold: FromQuery[bool | None] = None,
        expiring: Expiring = False,
        overdue: Overdue = False,
        due_before: FromQuery[date | None] = None,
        due_after: FromQuery[date | None] = None,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ProjectRow]:
        """List projects with their customer and the stage they are in."""
        return projects.page(
            actor,
            ListProjects(
                status=status or (),
                lifecycle=lifecycle,
                kind=kind,
                customer_id=customer_id,
                workflow_id=workflow_id,
                manager_id=manager_id,
                product_id=product_id,
                on_hold=on_hold,
                expiring=expiring,
                overdue=overdue,
                due_before=due_before,
                due_after=due_after,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=WRITE, sync_to_thread=True)
    def create_project(
        self, projects: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateProject]
    ) -> Response[ProjectView]:
        """Take on a job: it gets its code, and the stages of its workflow."""
        return once(lambda: projects.create(actor, data))

    @get("/statuses", permission=READ, sync_to_thread=True)
    def list_project_statuses(self, projects: Service, actor: Caller) -> Page[StatusView]:
        """List the statuses with their labels and the moves that lead on from each."""
        return projects.statuses(actor)

    @get("/by-code/{code:str}", permission=READ, sync_to_thread=True)
    def show_project_by_code(
        self, projects: Service, actor: Caller, code: FromPath[str]
    ) -> Response[ProjectView]:
        """Show the project with a code."""
        return tagged(projects.by_code(actor, code))

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_project(
        self, projects: Service, actor: Caller, id: FromPath[ProjectId]
    ) -> Response[ProjectView]:
        """Show a project with its stages and the moves that are allowed."""
        return tagged(projects.one(actor, id))

    @patch("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_project(
        self,
        projects: Service,
        actor: Caller,
        id: FromPath[ProjectId],
        if_match: IfMatch,
        data: JSONBody[ChangeProject],
    ) -> Response[ProjectView]:
        """Change what is written about a project; null clears a field."""
        return tagged(projects.change(actor, id, data, if_match))

    @delete("/{id:uuid}", permission=DELETE, sync_to_thread=True)
    def delete_project(
        self, projects: Service, actor: Caller, id: FromPath[ProjectId], if_match: IfMatch
    ) -> None:
        """Delete a draft without work and sales."""
        projects.delete(actor, id, if_match)

    @get("/{id:uuid}/stages", permission=READ, sync_to_thread=True)
    def list_project_stages(
        self, projects: Service, actor: Caller, id: FromPath[ProjectId]
    ) -> Page[StageView]:
        """List a project's stages in order."""
        return projects.stages(actor, id)

    @post("/{id:uuid}/start", permission=PROGRESS, status_code=200, sync_to_thread=True)
    def start_project(
        self, projects: Service, actor: Caller, id: FromPath[ProjectId], if_match: IfMatch
    ) -> Response[ProjectView]:
        """Begin the work, and with it the first stage."""
        return tagged(projects.start(actor, id, if_match))

    @post("/{id:uuid}/move_stage", permission=PROGRESS, status_code=200, sync_to_thread=True)
    def move_project_stage(
        self,
        projects: Service,
        actor: Caller,
        id: FromPath[ProjectId],
        if_match: IfMatch,
        data: JSONBody[MoveStage],
    ) -> Response[ProjectView]:
        """Go to a stage, to the next one or back; to skip stages takes a reason."""
        return tagged(projects.move_stage(actor, id, data, if_match))

    @post("/{id:uuid}/status", permission=PROGRESS, status_code=200, sync_to_thread=True)
    def change_project_status(
        self,
        projects: Service,
        actor: Caller,
        id: FromPath[ProjectId],
        if_match: IfMatch,
        data: JSONBody[ChangeStatus],
    ) -> Response[ProjectView]:
        """Change the status along an allowed move."""
        return tagged(projects.change_status(actor, id, data, if_match))

    @post("/{id:uuid}/hold", permission=PROGRESS, status_code=200, sync_to_thread=True)
    def hold_project(
        self,
        projects: Service,
        actor: Caller,
        id: FromPath[ProjectId],
        if_match: IfMatch,
        data: JSONBody[Because],
    ) -> Response[ProjectView]:
        """Put a project on hold."""
        wish = ChangeStatus(status=Status.ON_HOLD, reason=data.reason)
        return tagged(projects.change_status(actor, id, wish, if_match))

    @post("/{id:uuid}/resume", permission=PROGRESS, status_code=200, sync_to_thread=True)
    def resume_project(
        self, projects: Service, actor: Caller, id: FromPath[ProjectId], if_match: IfMatch
    ) -> Response[ProjectView]:
        """Go on with a project that is on hold, from where it was."""
        return tagged(projects.resume(actor, id, if_match))

    @post("/{id:uuid}/complete", permission=PROGRESS, status_code=200, sync_to_thread=True)
    def complete_project(
        self,
        projects: Service,
        actor: Caller,
        id: FromPath[ProjectId],
        if_match: IfMatch,
        data: JSONBody[Complete],
    ) -> Response[ProjectView]:
        """Complete a project; over stages that wait or open tasks for a reason only."""
        wish = ChangeStatus(status=Status.COMPLETED, skip_reason=data.skip_reason)
        return tagged(projects.change_status(actor, id, wish, if_match))

    @post("/{id:uuid}/cancel", permission=PROGRESS, status_code=200, sync_to_thread=True)
    def cancel_project(
        self,
        projects: Service,
        actor: Caller,
        id: FromPath[ProjectId],
        if_match: IfMatch,
        data: JSONBody[Because],
    ) -> Response[ProjectView]:
        """Give a project up."""
        wish = ChangeStatus(status=Status.CANCELLED, reason=data.reason)
        return tagged(projects.change_status(actor, id, wish, if_match))

    @post("/{id:uuid}/reopen", permission=PROGRESS, status_code=200, sync_to_thread=True)
    def reopen_project(
        self,
        projects: Service,
        actor: Caller,
        id: FromPath[ProjectId],
        if_match: IfMatch,
        data: JSONBody[Because],
    ) -> Response[ProjectView]:
        """Take a closed project up again, for a reason."""
        return tagged(projects.reopen(actor, id, data.reason, if_match))


class ProjectNotesApi(Controller):
    path = "/api/projects/{project_id:uuid}/notes"
    tags = ("projects",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_project_notes(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        is_internal: FromQuery[bool | None] = None,
        sort: FromQuery[NoteSort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[NoteView]:
        """List what was written on a project, the newest first."""
        wish = ListNotes(
            is_internal=is_internal, sort=sort, limit=limit, cursor=cursor, total=total
        )
        return projects.notes(actor, project_id, wish)

    @post("/", permission=WRITE, sync_to_thread=True)
    def add_project_note(
        self,
        projects: Service,
        actor: Caller,
        once: OncePerKey,
        project_id: FromPath[ProjectId],
        data: JSONBody[AddNote],
    ) -> Response[NoteView]:
        """Write a note on a project."""
        return once(lambda: projects.add_note(actor, project_id, data))

    @patch("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_project_note(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        id: FromPath[NoteId],
        if_match: IfMatch,
        data: JSONBody[ChangeNote],
    ) -> Response[NoteView]:
        """Change a note of your own."""
        return tagged(projects.change_note(actor, project_id, id, data, if_match))

    @delete("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def delete_project_note(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        id: FromPath[NoteId],
        if_match: IfMatch,
    ) -> None:
        """Delete a note of your own."""
        projects.delete_note(actor, project_id, id, if_match)


class ProjectTeamApi(Controller):
    path = "/api/projects/{project_id:uuid}/team"
    tags = ("projects",)

    @get("/", permission=READ, sync_to_thread=True)
    def show_project_team(
        self, projects: Service, actor: Caller, project_id: FromPath[ProjectId]
    ) -> Response[TeamView]:
        """Show who works on a project."""
        return tagged(projects.team(actor, project_id))

    @put("/", permission=WRITE, sync_to_thread=True)
    def form_project_team(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        if_match: IfMatch,
        data: JSONBody[FormTeam],
    ) -> Response[TeamView]:
        """Set the whole team."""
        return tagged(projects.form_team(actor, project_id, data, if_match))

    @post("/", permission=WRITE, sync_to_thread=True)
    def join_project_team(
        self,
        projects: Service,
        actor: Caller,
        once: OncePerKey,
        project_id: FromPath[ProjectId],
        data: JSONBody[Member],
    ) -> Response[TeamView]:
        """Add a person to the team."""
        return once(lambda: projects.join_team(actor, project_id, data))

    @delete("/{employee_id:uuid}", permission=WRITE, status_code=200, sync_to_thread=True)
    def leave_project_team(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        employee_id: FromPath[EmployeeId],
        if_match: IfMatch,
    ) -> Response[TeamView]:
        """Take a person out of the team."""
        return tagged(projects.leave_team(actor, project_id, employee_id, if_match))
