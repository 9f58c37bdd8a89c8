"""REST of what a project makes."""

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from nexus.kernel.ids import ProductId, ProductLineId, ProjectId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.projects.messages import (
    AddProduct,
    ChangeProduct,
    ListProducts,
    PlanView,
    ProductLineView,
    ProductSort,
    ProjectView,
    StartFromTemplate,
)
from nexus.projects.service import ProjectService

Service = NamedDependency[ProjectService]
READ, WRITE = "projects.read", "projects.write"


class ProjectProductsApi(Controller):
    path = "/api/projects/{project_id:uuid}/products"
    tags = ("projects",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_project_products(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        sort: FromQuery[ProductSort] = "created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ProductLineView]:
        """List the products on a project, at the prices they were put on it."""
        wish = ListProducts(sort=sort, limit=limit, cursor=cursor, total=total)
        return projects.products(actor, project_id, wish)

    @post("/", permission=WRITE, sync_to_thread=True)
    def add_project_product(
        self,
        projects: Service,
        actor: Caller,
        once: OncePerKey,
        project_id: FromPath[ProjectId],
        data: JSONBody[AddProduct],
    ) -> Response[ProductLineView]:
        """Put a product on a project; its price of now is copied."""
        return once(lambda: projects.add_product(actor, project_id, data))

    @get("/{line_id:uuid}", permission=READ, sync_to_thread=True)
    def show_project_product(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        line_id: FromPath[ProductLineId],
    ) -> Response[ProductLineView]:
        """Show a product on a project."""
        return tagged(projects.product_line(actor, project_id, line_id))

    @patch("/{line_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_project_product(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        line_id: FromPath[ProductLineId],
        if_match: IfMatch,
        data: JSONBody[ChangeProduct],
    ) -> Response[ProductLineView]:
        """Change how many of a product, or at which price."""
        return tagged(projects.change_product(actor, project_id, line_id, data, if_match))

    @delete("/{line_id:uuid}", permission=WRITE, sync_to_thread=True)
    def remove_project_product(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        line_id: FromPath[ProductLineId],
        if_match: IfMatch,
    ) -> None:
        """Take a product off a project."""
        projects.remove_product(actor, project_id, line_id, if_match)


class ProjectPlanApi(Controller):
    path = "/api"
    tags = ("projects",)

    @get("/projects/{project_id:uuid}/plan", permission=READ, sync_to_thread=True)
    def show_project_plan(
        self, projects: Service, actor: Caller, project_id: FromPath[ProjectId]
    ) -> PlanView:
        """Show what a project was planned to take and to cost when it began with a product."""
        return projects.plan(actor, project_id)

    @post(
        "/products/templates/{id:uuid}/start-project",
        permission=WRITE,
        sync_to_thread=True,
    )
    def start_project_from_template(
        self,
        projects: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[ProductId],
        data: JSONBody[StartFromTemplate],
    ) -> Response[ProjectView]:
        """Take on a job that makes a product: its stages, tasks, materials and price are copied."""
        return once(lambda: projects.start_from_template(actor, id, data))
