"""Products out of others and out of jobs: copies, variants, templates of what was done."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import ProjectId, read_id
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Shown
from nexus.products.adapters.pages.catalogue import address
from nexus.products.adapters.pages.rows import rows_of
from nexus.products.adapters.pages.showing import WRITE, Service
from nexus.products.messages import CloneTemplate, MakeVariants, PromoteProject

BLANK = 3  # rows for variants to come


class ProductMakingPages(Controller):
    path = "/products"
    include_in_schema = False

    @get("/promote", permission=WRITE, sync_to_thread=True)
    def promote_project_page(
        self, actor: Caller, show: Shown, project_id: FromQuery[ProjectId | None] = None
    ) -> Response[Any]:
        """Show the form that makes a product of a job."""
        actor.require("projects.read")
        said = [("quantities", "planned"), ("hours", "planned"), ("equipment", "on")]
        said += [("project_id", str(project_id))] if project_id else []
        return show("products/promote.html", form=show.form(said))

    @post("/promote", permission=WRITE, sync_to_thread=True)
    def make_product_of_project_page(
        self, products: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Make a product of a job. The job stays as it is."""
        form = _with_check(sent)
        return show.attempt(
            form,
            PromoteProject,
            lambda wish: products.promote(actor, _project_of(form), wish),
            again="products/promote.html",
            then=address,
            said=show.say("Made. Look over its materials, work and price."),
        )

    @post("/{sku:str}/clone", permission=WRITE, sync_to_thread=True)
    def clone_product_page(
        self, products: Service, actor: Caller, show: Shown, sku: FromPath[str]
    ) -> Response[Any]:
        """Make a second product with the same parts, to be changed by itself."""
        made = products.clone(actor, products.by_sku(actor, sku).id, CloneTemplate())
        return show.go(f"{address(made)}/edit", show.say("Copied. This is the copy."))

    @get("/{sku:str}/variants", permission=WRITE, sync_to_thread=True)
    def product_variants_page(
        self, products: Service, actor: Caller, show: Shown, sku: FromPath[str]
    ) -> Response[Any]:
        """Show the form that makes variants of a product."""
        product = products.by_sku(actor, sku)
        form = show.form([("family", product.family or product.name)])
        return show("products/variants.html", form=form, product=product, rows=BLANK)

    @post("/{sku:str}/variants", permission=WRITE, sync_to_thread=True)
    def make_variants_page(
        self, products: Service, actor: Caller, show: Shown, sku: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Make products that differ in size, material or price, as one family."""
        product = products.by_sku(actor, sku)
        return show.attempt(
            sent,
            MakeVariants,
            lambda wish: products.make_variants(actor, product.id, wish),
            again="products/variants.html",
            then=lambda made: address(product),
            said=show.say("The variants are made."),
            product=product,
            rows=max(BLANK, len(rows_of(sent, "variants"))),
        )


def _with_check(form: Form) -> Form:
    """Say what a box that is not ticked leaves unsaid."""
    form.said.setdefault("equipment", ["off"])
    return form


def _project_of(form: Form) -> ProjectId:
    if (id := read_id(form["project_id"])) is None:
        raise Invalid("Choose one of the list.", "project_id")
    return ProjectId(id)
