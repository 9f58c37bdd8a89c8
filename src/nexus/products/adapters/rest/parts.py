"""REST for the parts of a template. What replaces a list takes the whole of it."""

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody

from nexus.kernel.ids import BomItemId, DesignDocId, ProductId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, IfMatch, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.products.adapters.rest.templates import READ, WRITE, Service
from nexus.products.messages import (
    AddBomItem,
    AddDesignDoc,
    ArrangeBom,
    ArrangeBreaks,
    ArrangeDocs,
    ArrangeEquipment,
    ArrangeTasks,
    BomItemView,
    ChangeBomItem,
    ChangeTemplate,
    DesignDocView,
    PriceBreakView,
    RequirementView,
    TemplateTaskView,
    TemplateView,
)


class TemplatePartsApi(Controller):
    path = "/api/products/templates/{id:uuid}"
    tags = ("products",)

    @get("/bom", permission=READ, sync_to_thread=True)
    def list_product_bom(
        self, products: Service, actor: Caller, id: FromPath[ProductId]
    ) -> Page[BomItemView]:
        """List what one product is made of, in order."""
        return products.bom(actor, id)

    @put("/bom", permission=WRITE, sync_to_thread=True)
    def arrange_product_bom(
        self,
        products: Service,
        actor: Caller,
        id: FromPath[ProductId],
        if_match: IfMatch,
        data: JSONBody[ArrangeBom],
    ) -> Response[TemplateView]:
        """Set the whole bill of materials: with an id a line is kept, without one it is new."""
        return tagged(products.change(actor, id, ChangeTemplate(bom=data.bom), if_match))

    @post("/bom", permission=WRITE, sync_to_thread=True)
    def add_product_bom_item(
        self,
        products: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[ProductId],
        if_match: IfMatch,
        data: JSONBody[AddBomItem],
    ) -> Response[TemplateView]:
        """Add a stock item or another template to what a product is made of."""
        return once(lambda: products.add_line(actor, id, data, if_match))

    @patch("/bom/{line_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_product_bom_item(
        self,
        products: Service,
        actor: Caller,
        id: FromPath[ProductId],
        line_id: FromPath[BomItemId],
        if_match: IfMatch,
        data: JSONBody[ChangeBomItem],
    ) -> Response[TemplateView]:
        """Change a line of the bill of materials."""
        return tagged(products.change_line(actor, id, line_id, data, if_match))

    @delete("/bom/{line_id:uuid}", permission=WRITE, sync_to_thread=True)
    def remove_product_bom_item(
        self,
        products: Service,
        actor: Caller,
        id: FromPath[ProductId],
        line_id: FromPath[BomItemId],
        if_match: IfMatch,
    ) -> None:
        """Take a line out of the bill of materials."""
        products.remove_line(actor, id, line_id, if_match)

    @get("/equipment", permission=READ, sync_to_thread=True)
    def list_product_equipment(
        self, products: Service, actor: Caller, id: FromPath[ProductId]
    ) -> Page[RequirementView]:
        """List the equipment that the work needs."""
        return products.equipment(actor, id)

    @put("/equipment", permission=WRITE, sync_to_thread=True)
    def arrange_product_equipment(
        self,
        products: Service,
        actor: Caller,
        id: FromPath[ProductId],
        if_match: IfMatch,
        data: JSONBody[ArrangeEquipment],
    ) -> Response[TemplateView]:
        """Set all equipment that the work needs."""
        wish = ChangeTemplate(equipment=data.equipment)
        return tagged(products.change(actor, id, wish, if_match))

    @get("/tasks", permission=READ, sync_to_thread=True)
    def list_product_tasks(
        self, products: Service, actor: Caller, id: FromPath[ProductId]
    ) -> Page[TemplateTaskView]:
        """List the tasks that one product takes, with their planned time."""
        return products.tasks(actor, id)

    @put("/tasks", permission=WRITE, sync_to_thread=True)
    def arrange_product_tasks(
        self,
        products: Service,
        actor: Caller,
        id: FromPath[ProductId],
        if_match: IfMatch,
        data: JSONBody[ArrangeTasks],
    ) -> Response[TemplateView]:
        """Set all tasks and their order."""
        return tagged(products.change(actor, id, ChangeTemplate(tasks=data.tasks), if_match))

    @get("/price-breaks", permission=READ, sync_to_thread=True)
    def list_product_price_breaks(
        self, products: Service, actor: Caller, id: FromPath[ProductId]
    ) -> Page[PriceBreakView]:
        """List the prices by quantity."""
        return products.price_breaks(actor, id)

    @put("/price-breaks", permission=WRITE, sync_to_thread=True)
    def arrange_product_price_breaks(
        self,
        products: Service,
        actor: Caller,
        id: FromPath[ProductId],
        if_match: IfMatch,
        data: JSONBody[ArrangeBreaks],
    ) -> Response[TemplateView]:
        """Set all prices by quantity."""
        wish = ChangeTemplate(price_breaks=data.price_breaks)
        return tagged(products.change(actor, id, wish, if_match))

    @get("/design-docs", permission=READ, sync_to_thread=True)
    def list_product_design_docs(
        self, products: Service, actor: Caller, id: FromPath[ProductId]
    ) -> Page[DesignDocView]:
        """List the files of the design."""
        return products.design_docs(actor, id)

    @put("/design-docs", permission=WRITE, sync_to_thread=True)
    def arrange_product_design_docs(
        self,
        products: Service,
        actor: Caller,
        id: FromPath[ProductId],
        if_match: IfMatch,
        data: JSONBody[ArrangeDocs],
    ) -> Response[TemplateView]:
        """Set all files of the design."""
        wish = ChangeTemplate(design_docs=data.design_docs)
        return tagged(products.change(actor, id, wish, if_match))

    @post("/design-docs", permission=WRITE, sync_to_thread=True)
    def add_product_design_doc(
        self,
        products: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[ProductId],
        if_match: IfMatch,
        data: JSONBody[AddDesignDoc],
    ) -> Response[TemplateView]:
        """Attach a file that the shop has to the design."""
        return once(lambda: products.add_doc(actor, id, data, if_match))

    @delete("/design-docs/{doc_id:uuid}", permission=WRITE, sync_to_thread=True)
    def remove_product_design_doc(
        self,
        products: Service,
        actor: Caller,
        id: FromPath[ProductId],
        doc_id: FromPath[DesignDocId],
        if_match: IfMatch,
    ) -> None:
        """Take a file off the design; the file itself stays."""
        products.remove_doc(actor, id, doc_id, if_match)
