"""REST. A handler reads the request, calls one use case and returns its view."""

from decimal import Decimal
from typing import Annotated

from litestar import Controller, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.kernel.ids import ProductId, ProjectId, StockItemId, WorkflowId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.products.messages import (
    Bill,
    CanBuild,
    ChangeTemplate,
    CloneTemplate,
    CreateTemplate,
    FamilyView,
    ListTemplates,
    MakeVariants,
    PriceView,
    PromoteProject,
    Sort,
    TagCount,
    TemplateRow,
    TemplateView,
)
from nexus.products.service import ProductService

Service = NamedDependency[ProductService]
READ, WRITE = "products.read", "products.write"
ONE = Decimal(1)

Word = Annotated[str | None, QueryParameter(max_length=200)]
HowMany = Annotated[Decimal, QueryParameter(description="Of so many.")]
Holds = Annotated[
    StockItemId | None, QueryParameter(description="With this stock item among its materials.")
]
HoldsTemplate = Annotated[
    ProductId | None, QueryParameter(description="With this template as a part.")
]


class TemplateApi(Controller):
    path = "/api/products/templates"
    tags = ("products",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_product_templates(
        self,
        products: Service,
        actor: Caller,
        archived: FromQuery[bool] = False,
        tag: Word = None,
        family: Word = None,
        material: Word = None,
        workflow_id: FromQuery[WorkflowId | None] = None,
        source_project_id: FromQuery[ProjectId | None] = None,
        item_id: Holds = None,
        nested_template_id: HoldsTemplate = None,
        search: Search = None,
        sort: FromQuery[Sort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[TemplateRow]:
        """List the products on offer, or the archived ones."""
        return products.page(
            actor,
            ListTemplates(
                archived=archived,
                tag=tag,
                family=family,
                material=material,
                workflow_id=workflow_id,
                source_project_id=source_project_id,
                item_id=item_id,
                nested_template_id=nested_template_id,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=WRITE, sync_to_thread=True)
    def create_product_template(
        self, products: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateTemplate]
    ) -> Response[TemplateView]:
        """Make a template, with all its parts if they are given."""
        return once(lambda: products.create(actor, data))

    @get("/tags", permission=READ, sync_to_thread=True)
    def list_product_tags(self, products: Service, actor: Caller) -> Page[TagCount]:
        """List the tags in use, and how many products have each."""
        return products.tags(actor)

    @get("/by-code/{sku_code:str}", permission=READ, sync_to_thread=True)
    def show_product_template_by_code(
        self, products: Service, actor: Caller, sku_code: FromPath[str]
    ) -> Response[TemplateView]:
        """Show the template with a SKU."""
        return tagged(products.by_sku(actor, sku_code))

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_product_template(
        self, products: Service, actor: Caller, id: FromPath[ProductId]
    ) -> Response[TemplateView]:
        """Show a template with its materials, equipment, tasks, documents and prices."""
        return tagged(products.one(actor, id))

    @patch("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_product_template(
        self,
        products: Service,
        actor: Caller,
        id: FromPath[ProductId],
        if_match: IfMatch,
        data: JSONBody[ChangeTemplate],
    ) -> Response[TemplateView]:
        """Change a template. Projects that began with it stay as they are."""
        return tagged(products.change(actor, id, data, if_match))

    @post("/{id:uuid}/archive", permission=WRITE, status_code=200, sync_to_thread=True)
    def archive_product_template(
        self, products: Service, actor: Caller, id: FromPath[ProductId], if_match: IfMatch
    ) -> Response[TemplateView]:
        """Put a template away: nothing new is made of it."""
        return tagged(products.archive(actor, id, if_match))

    @post("/{id:uuid}/restore", permission=WRITE, status_code=200, sync_to_thread=True)
    def restore_product_template(
        self, products: Service, actor: Caller, id: FromPath[ProductId], if_match: IfMatch
    ) -> Response[TemplateView]:
        """Bring an archived template back."""
        return tagged(products.restore(actor, id, if_match))

    @post("/{id:uuid}/clone", permission=WRITE, sync_to_thread=True)
    def clone_product_template(
        self,
        products: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[ProductId],
        data: JSONBody[CloneTemplate],
    ) -> Response[TemplateView]:
        """Make a second template with the same parts."""
        return once(lambda: products.clone(actor, id, data))

    @get("/{id:uuid}/variants", permission=READ, sync_to_thread=True)
    def list_product_variants(
        self, products: Service, actor: Caller, id: FromPath[ProductId]
    ) -> Page[TemplateRow]:
        """List the other templates of the same family."""
        return products.variants(actor, id)

    @post("/{id:uuid}/variants", permission=WRITE, sync_to_thread=True)
    def make_product_variants(
        self,
        products: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[ProductId],
        data: JSONBody[MakeVariants],
    ) -> Response[FamilyView]:
        """Make templates that differ in size, material or price, as one family."""
        return once(lambda: products.make_variants(actor, id, data))

    @get("/{id:uuid}/price", permission=READ, sync_to_thread=True)
    def show_product_price(
        self, products: Service, actor: Caller, id: FromPath[ProductId], quantity: HowMany = ONE
    ) -> PriceView:
        """Show the price each for so many, by the price breaks."""
        return products.price(actor, id, quantity)

    @get("/{id:uuid}/cost", permission=READ, sync_to_thread=True)
    def show_product_cost(
        self, products: Service, actor: Caller, id: FromPath[ProductId], quantity: HowMany = ONE
    ) -> Bill:
        """Show all that so many take, through all their parts, and what that is planned to cost."""
        return products.cost(actor, id, quantity)

    @get("/{id:uuid}/can-build", permission=READ, sync_to_thread=True)
    def show_product_stock(
        self, products: Service, actor: Caller, id: FromPath[ProductId], quantity: HowMany = ONE
    ) -> CanBuild:
        """Show how many the stock is enough for, and what is missing for so many."""
        return products.can_build(actor, id, quantity)


class PromotionApi(Controller):
    path = "/api/projects/{project_id:uuid}/promote-to-template"
    tags = ("products",)

    @post("/", permission=WRITE, sync_to_thread=True)
    def promote_project_to_template(
        self,
        products: Service,
        actor: Caller,
        once: OncePerKey,
        project_id: FromPath[ProjectId],
        data: JSONBody[PromoteProject],
    ) -> Response[TemplateView]:
        """Make a template of a project, as planned or as it came out. The project stays."""
        return once(lambda: products.promote(actor, project_id, data))
