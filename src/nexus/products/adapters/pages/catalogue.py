"""The list of products, and the page of each one."""

from typing import Annotated, Any
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.kernel.ids import StockItemId, WorkflowId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Shown
from nexus.products.adapters.pages.showing import (
    READ,
    WRITE,
    HowMany,
    Service,
    plain_dict,
    priced,
    wished,
)
from nexus.products.messages import (
    ChangeTemplate,
    CreateTemplate,
    ListTemplates,
    Sort,
    TemplateView,
)

Word = Annotated[str | None, QueryParameter(max_length=200)]


def address(product: TemplateView) -> str:
    return f"/products/{quote(product.sku_code, safe='')}"


class ProductPages(Controller):
    path = "/products"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def products_page(
        self,
        products: Service,
        actor: Caller,
        show: Shown,
        archived: FromQuery[bool] = False,
        tag: Word = None,
        family: Word = None,
        workflow_id: FromQuery[WorkflowId | None] = None,
        item_id: FromQuery[StockItemId | None] = None,
        search: Search = None,
        sort: FromQuery[Sort] = "name",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the products on offer, or the archived ones."""
        if (away := show.opened()) is not None:
            return away
        wish = ListTemplates(
            archived=archived,
            tag=tag or None,
            family=family or None,
            workflow_id=workflow_id,
            item_id=item_id,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        return show(
            "products/list.html",
            page=products.page(actor, wish),
            wish=wish,
            tags=products.tags(actor).items,
            priced=priced(show, show.house.currency),
        )

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_product_page(self, show: Shown) -> Response[Any]:
        """Show an empty form."""
        return show("products/edit.html", form=show.form(), product=None)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def create_product_page(
        self, products: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Make a product; its materials come next."""
        return show.attempt(
            sent,
            CreateTemplate,
            lambda wish: products.create(actor, wish),
            again="products/edit.html",
            then=lambda made: f"{address(made)}/materials",
            said=show.say("Saved. Now say what it is made of."),
            product=None,
        )

    @post("/bulk", permission=WRITE, sync_to_thread=True)
    def products_bulk_page(
        self, products: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Put the picked products away, or bring them back."""
        act = products.restore if sent["act"] == "restore" else products.archive
        return show.each(
            sent.all("picked"), lambda code: act(actor, products.by_sku(actor, code).id)
        )

    @get("/{sku:str}", permission=READ, sync_to_thread=True)
    def product_page(
        self,
        products: Service,
        actor: Caller,
        show: Shown,
        sku: FromPath[str],
        quantity: HowMany = None,
    ) -> Response[Any]:
        """Show a product: what so many take, whether stock will do, and what they cost."""
        product = products.by_sku(actor, sku)
        many = wished(show, quantity)
        stock = products.can_build(actor, product.id, many)
        part_of = ListTemplates(nested_template_id=product.id, limit=20)
        return show(
            "products/show.html",
            product=product,
            quantity=many,
            bill=products.cost(actor, product.id, many),
            stock=stock,
            needs={it.item_id: it for it in stock.materials},
            variants=products.variants(actor, product.id).items if product.family else (),
            part_of=products.page(actor, part_of).items,
            priced=priced(show, product.currency),
        )

    @get("/{sku:str}/edit", permission=WRITE, sync_to_thread=True)
    def edit_product_page(
        self, products: Service, actor: Caller, show: Shown, sku: FromPath[str]
    ) -> Response[Any]:
        """Show the form of a product."""
        product = products.by_sku(actor, sku)
        return show("products/edit.html", form=show.filled(plain_dict(product)), product=product)

    @post("/{sku:str}/edit", permission=WRITE, sync_to_thread=True)
    def change_product_page(
        self, products: Service, actor: Caller, show: Shown, sku: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Change a product. Projects that began with it stay as they are."""
        product = products.by_sku(actor, sku)
        return show.attempt(
            sent,
            ChangeTemplate,
            lambda wish: products.change(actor, product.id, wish, sent.version),
            again="products/edit.html",
            then=address,
            said=show.say("Saved."),
            product=product,
        )

    @post("/{sku:str}/archive", permission=WRITE, sync_to_thread=True)
    def archive_product_page(
        self, products: Service, actor: Caller, show: Shown, sku: FromPath[str]
    ) -> Response[Any]:
        """Put a product away: nothing new is made of it."""
        gone = products.archive(actor, products.by_sku(actor, sku).id)
        return show.go(address(gone), show.say("Archived."))

    @post("/{sku:str}/restore", permission=WRITE, sync_to_thread=True)
    def restore_product_page(
        self, products: Service, actor: Caller, show: Shown, sku: FromPath[str]
    ) -> Response[Any]:
        """Bring an archived product back."""
        back = products.restore(actor, products.by_sku(actor, sku).id)
        return show.go(address(back), show.say("Restored."))
