"""The products on a project: how many of what, at which price."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from nexus.app.desks.project.desk import DESK, Desk, ProjectDesk
from nexus.kernel.ids import ProductLineId
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent
from nexus.projects import AddProduct, ChangeProduct

WRITE = "projects.write"


class ProjectProductPages(Controller):
    path = "/projects/{code:str}/products"
    include_in_schema = False
    dependencies = DESK

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_project_product_page(self, desk: Desk) -> Response[Any]:
        """Show an empty form of a product."""
        return _line(desk, desk.show.form([("quantity", "1")]))

    @post("/new", permission=WRITE, sync_to_thread=True)
    def add_project_product_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Put a product on a project."""
        return desk.attempt(
            sent,
            AddProduct,
            lambda wish: desk.around.projects.add_product(desk.actor, desk.project.id, wish),
            lambda form, status: _line(desk, form, status),
            "#products",
            desk.show.say("Saved."),
        )

    @get("/{line_id:uuid}", permission=WRITE, sync_to_thread=True)
    def project_product_page(self, desk: Desk, line_id: FromPath[ProductLineId]) -> Response[Any]:
        """Show the form of a product on a project."""
        line = desk.around.projects.product_line(desk.actor, desk.project.id, line_id)
        return _line(desk, desk.show.filled(line), line=line)

    @post("/{line_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_project_product_page(
        self, desk: Desk, line_id: FromPath[ProductLineId], sent: Sent
    ) -> Response[Any]:
        """Change how many there are and what one costs, or take the product off."""
        projects, actor, id = desk.around.projects, desk.actor, desk.project.id
        line = projects.product_line(actor, id, line_id)

        def act(wish: ChangeProduct) -> Any:
            if sent["act"] == "delete":
                return projects.remove_product(actor, id, line_id, sent.version)
            return projects.change_product(actor, id, line_id, wish, sent.version)

        return desk.attempt(
            sent,
            ChangeProduct,
            act,
            lambda form, status: _line(desk, form, status, line),
            "#products",
            desk.show.say("Saved."),
        )


def _line(desk: ProjectDesk, form: Form, status: int = 200, line: Any = None) -> Response[Any]:
    return desk.page("product", form, status, line=line)
