"""The parts of a product, each list on a page of its own: materials, work, prices."""

from collections.abc import Iterable
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import DesignDocId
from nexus.kernel.quantity import Unit
from nexus.platform.http import Caller
from nexus.platform.web.formats import Formats
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Sent, Show, Shown, status_of
from nexus.products.adapters.pages.catalogue import address
from nexus.products.adapters.pages.rows import arranged, percent_of, rows_of, with_percent
from nexus.products.adapters.pages.showing import READ, WRITE, Service, priced
from nexus.products.messages import (
    ArrangeBom,
    ArrangeBreaks,
    ArrangeEquipment,
    ArrangeTasks,
    BomItemView,
    ChangeTemplate,
    RequirementView,
    TemplateView,
)
from nexus.products.service import ProductService

# What each list is called in the command, and the page that it is typed on.
LISTS: dict[str, tuple[type[Any], str]] = {
    "bom": (ArrangeBom, "materials"),
    "tasks": (ArrangeTasks, "work"),
    "equipment": (ArrangeEquipment, "work"),
    "price_breaks": (ArrangeBreaks, "prices"),
}
TEMPLATES = {"materials": "bom", "work": "work", "prices": "prices"}


class ProductPartPages(Controller):
    path = "/products/{sku:str}"
    include_in_schema = False

    @get("/materials", permission=READ, sync_to_thread=True)
    def product_materials_page(
        self, products: Service, actor: Caller, show: Shown, sku: FromPath[str]
    ) -> Response[Any]:
        """Show what a product is made of, for who may to change it."""
        return _shown(products, show, products.by_sku(actor, sku), "materials")

    @get("/work", permission=READ, sync_to_thread=True)
    def product_work_page(
        self, products: Service, actor: Caller, show: Shown, sku: FromPath[str]
    ) -> Response[Any]:
        """Show the tasks and the equipment that a product takes."""
        return _shown(products, show, products.by_sku(actor, sku), "work")

    @get("/prices", permission=READ, sync_to_thread=True)
    def product_prices_page(
        self, products: Service, actor: Caller, show: Shown, sku: FromPath[str]
    ) -> Response[Any]:
        """Show the prices by quantity."""
        actor.require("prices.read")
        return _shown(products, show, products.by_sku(actor, sku), "prices")

    @post("/design/{doc_id:uuid}/remove", permission=WRITE, sync_to_thread=True)
    def remove_product_design_page(
        self,
        products: Service,
        actor: Caller,
        show: Shown,
        sku: FromPath[str],
        doc_id: FromPath[DesignDocId],
    ) -> Response[Any]:
        """Take a file off the design; the file itself stays."""
        product = products.by_sku(actor, sku)
        products.remove_doc(actor, product.id, doc_id)
        return show.go(address(product), show.say("Taken off. The file itself is kept."))

    @post("/arrange/{part:str}", permission=WRITE, sync_to_thread=True)
    def arrange_product_page(
        self,
        products: Service,
        actor: Caller,
        show: Shown,
        sku: FromPath[str],
        part: FromPath[str],
        sent: Sent,
    ) -> Response[Any]:
        """Set one of the lists as it was typed, after a row went up, down or out."""
        product = products.by_sku(actor, sku)
        if part not in LISTS:
            raise NotFound("A product has no such list.")
        if part == "price_breaks":
            actor.require("prices.read")
        form = arranged(sent, part, sent["act"])
        page = LISTS[part][1]
        try:
            wish = ChangeTemplate(**{part: _read(form, part, show.formats)})
            products.change(actor, product.id, wish, sent.version)
        except ON_FORM as error:
            forms = {part: form.wrong(error)}
            return _shown(products, show, product, page, forms, status_of(error))
        said = show.say("Saved.") if sent["act"] in ("", "save", "add") else ""
        return show.go(f"{address(product)}/{page}", said)


def _shown(
    products: ProductService,
    show: Show,
    product: TemplateView,
    page: str,
    wrong: dict[str, Form] | None = None,
    status: int = 200,
) -> Response[Any]:
    forms = {
        name: Form(_said(product, name, show.formats))
        for name, (_, where) in LISTS.items()
        if where == page
    } | (wrong or {})
    stages = products.stages(show.actor, product.id) if page == "work" else ()
    return show(
        f"products/{TEMPLATES[page]}.html",
        status=status,
        product=product,
        filled=forms,
        counts={name: len(_typed(form, name)) for name, form in forms.items()},
        known={str(it.id): it for it in _parts(product)},
        stages=stages,
        unit_codes=[it.value for it in Unit],
        priced=priced(show, product.currency),
    )


def _read(form: Form, name: str, formats: Formats) -> Any:
    """Return the list that was typed, which is empty once its last row is out."""
    if not any("".join(it).strip() for row in rows_of(form, name) for it in row.values()):
        return []
    return getattr(with_percent(form, formats).read(LISTS[name][0], formats), name)


def _typed(form: Form, name: str) -> list[Any]:
    """Return the rows that stand for something; the empty one for the next is drawn anew."""
    own = ("id", "item_id", "nested_template_id", "equipment_id", "title", "from_quantity")
    rows = rows_of(form, name)
    return [row for row in rows if any("".join(row.get(part, ())).strip() for part in own)]


def _said(product: TemplateView, name: str, formats: Formats) -> Iterable[tuple[str, str]]:
    """Say a list of the product as it would be typed, with waste in percent."""
    rows = Form.of({name: list(getattr(product, name))}, formats)
    if name == "bom":
        for place, line in enumerate(product.bom):
            rows.said[f"bom[{place}].waste_factor"] = [
                formats.number(percent_of(line.waste_factor))
            ]
    return [(said, it) for said, values in rows.said.items() for it in values]


def _parts(product: TemplateView) -> list[BomItemView | RequirementView]:
    return [*product.bom, *product.equipment]
