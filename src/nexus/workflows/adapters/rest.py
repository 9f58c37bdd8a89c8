"""REST. A handler reads the request, calls one use case and returns its view."""

from litestar import Controller, Response, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from nexus.kernel.ids import WorkflowId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.workflows.messages import (
    ArrangeStages,
    ChangeWorkflow,
    CopyWorkflow,
    CreateWorkflow,
    ListWorkflows,
    Sort,
    StageView,
    WorkflowRow,
    WorkflowView,
)
from nexus.workflows.service import WorkflowService

Service = NamedDependency[WorkflowService]
READ, MANAGE = "workflows.read", "workflows.manage"


class WorkflowApi(Controller):
    path = "/api/workflows"
    tags = ("workflows",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_workflows(
        self,
        workflows: Service,
        actor: Caller,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[Sort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[WorkflowRow]:
        """List the workflows in use, or the archived ones."""
        return workflows.page(
            actor,
            ListWorkflows(
                archived=archived,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=MANAGE, sync_to_thread=True)
    def create_workflow(
        self,
        workflows: Service,
        actor: Caller,
        once: OncePerKey,
        data: JSONBody[CreateWorkflow],
    ) -> Response[WorkflowView]:
        """Make a workflow with its stages in order."""
        return once(lambda: workflows.create(actor, data))

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_workflow(
        self, workflows: Service, actor: Caller, id: FromPath[WorkflowId]
    ) -> Response[WorkflowView]:
        """Show a workflow with its stages."""
        return tagged(workflows.one(actor, id))

    @patch("/{id:uuid}", permission=MANAGE, sync_to_thread=True)
    def change_workflow(
        self,
        workflows: Service,
        actor: Caller,
        id: FromPath[WorkflowId],
        if_match: IfMatch,
        data: JSONBody[ChangeWorkflow],
    ) -> Response[WorkflowView]:
        """Change a workflow. Projects that run keep the stages they began with."""
        return tagged(workflows.change(actor, id, data, if_match))

    @get("/{id:uuid}/stages", permission=READ, sync_to_thread=True)
    def list_workflow_stages(
        self, workflows: Service, actor: Caller, id: FromPath[WorkflowId]
    ) -> Page[StageView]:
        """List a workflow's stages in order."""
        return workflows.stages(actor, id)

    @put("/{id:uuid}/stages", permission=MANAGE, sync_to_thread=True)
    def arrange_workflow_stages(
        self,
        workflows: Service,
        actor: Caller,
        id: FromPath[WorkflowId],
        if_match: IfMatch,
        data: JSONBody[ArrangeStages],
    ) -> Response[WorkflowView]:
        """Set all stages and their order: with an id a stage is kept, without one it is new."""
        return tagged(workflows.change(actor, id, ChangeWorkflow(stages=data.stages), if_match))

    @post("/{id:uuid}/copy", permission=MANAGE, sync_to_thread=True)
    def copy_workflow(
        self,
        workflows: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[WorkflowId],
        data: JSONBody[CopyWorkflow],
    ) -> Response[WorkflowView]:
        """Make a second workflow with the same stages."""
        return once(lambda: workflows.copy(actor, id, data))

    @post("/{id:uuid}/archive", permission=MANAGE, status_code=200, sync_to_thread=True)
    def archive_workflow(
        self, workflows: Service, actor: Caller, id: FromPath[WorkflowId], if_match: IfMatch
    ) -> Response[WorkflowView]:
        """Put a workflow away: new projects cannot choose it."""
        return tagged(workflows.archive(actor, id, if_match))

    @post("/{id:uuid}/restore", permission=MANAGE, status_code=200, sync_to_thread=True)
    def restore_workflow(
        self, workflows: Service, actor: Caller, id: FromPath[WorkflowId], if_match: IfMatch
    ) -> Response[WorkflowView]:
        """Bring an archived workflow back into use."""
        return tagged(workflows.restore(actor, id, if_match))
