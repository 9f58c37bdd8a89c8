"""Pages of projects."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.kernel.ids import CustomerId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Shown
from nexus.projects.domain import Lifecycle, Status
from nexus.projects.messages import (
    AddNote,
    ChangeProject,
    ChangeStatus,
    ListNotes,
    ListProjects,
    MoveStage,
    Sort,
)
from nexus.projects.service import ProjectService

Service = NamedDependency[ProjectService]
READ, WRITE, PROGRESS = "projects.read", "projects.write", "projects.progress"
OneStatus = Annotated[list[Status] | None, QueryParameter(max_items=20)]
EDIT = "projects/edit.html"


class ProjectPages(Controller):
    path = "/projects"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def projects_page(
        self,
        projects: Service,
        actor: Caller,
        show: Shown,
        status: OneStatus = None,
        lifecycle: FromQuery[Lifecycle | None] = None,
        customer_id: FromQuery[CustomerId | None] = None,
        overdue: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List projects."""
        wish = ListProjects(
            status=status or (),
            lifecycle=lifecycle,
            customer_id=customer_id,
            overdue=overdue,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        return show("projects/list.html", page=projects.page(actor, wish), wish=wish)

    @get("/{code:str}", permission=READ, sync_to_thread=True)
    def project_page(
        self, projects: Service, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show a project with its stages and notes."""
        project = projects.by_code(actor, code)
        notes = projects.notes(actor, project.id, ListNotes(limit=20))
        return show("projects/show.html", project=project, notes=notes.items, form=show.form())

    @get("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def edit_project_page(
        self, projects: Service, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of a project."""
        project = projects.by_code(actor, code)
        return show(EDIT, form=show.filled(_named(project)), project=project)

    @post("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def change_project_page(
        self, projects: Service, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Change a project."""
        project = projects.by_code(actor, code)
        return show.attempt(
            sent,
            ChangeProject,
            lambda wish: projects.change(actor, project.id, wish, sent.version),
            again=EDIT,
            then=lambda made: f"/projects/{made.code}",
            said=show.say("Saved."),
            project=project,
        )

    @post("/{code:str}/status", permission=PROGRESS, sync_to_thread=True)
    def change_project_status_page(
        self, projects: Service, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Bring a project into another status."""
        project = projects.by_code(actor, code)
        return show.attempt(
            sent,
            ChangeStatus,
            lambda wish: projects.change_status(actor, project.id, wish),
            again="projects/show.html",
            then=lambda made: f"/projects/{made.code}",
            said=show.say("The status has changed."),
            project=project,
            notes=projects.notes(actor, project.id, ListNotes(limit=20)).items,
        )

    @post("/{code:str}/next", permission=PROGRESS, sync_to_thread=True)
    def next_stage_page(
        self, projects: Service, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Move a project to its next stage, or begin with its first."""
        project = projects.by_code(actor, code)

        def act(wish: MoveStage) -> Any:
            if project.current_stage_id is None and project.started_at is None:
                return projects.start(actor, project.id)
            return projects.move_stage(actor, project.id, wish)

        return show.attempt(
            sent,
            MoveStage,
            act,
            again="projects/show.html",
            then=lambda made: f"/projects/{made.code}",
            said=show.say("Moved on."),
            project=project,
            notes=projects.notes(actor, project.id, ListNotes(limit=20)).items,
        )

    @post("/{code:str}/notes", permission=WRITE, sync_to_thread=True)
    def add_project_note_page(
        self, projects: Service, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Write a note on a project."""
        project = projects.by_code(actor, code)
        return show.attempt(
            sent,
            AddNote,
            lambda wish: projects.add_note(actor, project.id, wish),
            again="projects/show.html",
            then=lambda made: f"/projects/{project.code}",
            said=show.say("Written down."),
            project=project,
            notes=projects.notes(actor, project.id, ListNotes(limit=20)).items,
        )


def _named(project: Any) -> dict[str, Any]:
    """Name what a project is as a command would."""
    fields = {field.name: field.encode_name for field in msgspec.structs.fields(type(project))}
    return {named: getattr(project, name) for name, named in fields.items()}
