"""The page of what an invoice takes off the shelf."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from nexus.inventory.adapters.pages.rows import attempt_rows
from nexus.inventory.messages.using import ConfirmUse, SuggestedUse
from nexus.inventory.service.using import UseService
from nexus.kernel.ids import SaleId
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown

Uses = NamedDependency[UseService]
MOVE = "inventory.move"


class UsePages(Controller):
    path = "/inventory/use/sales/{id:uuid}"
    include_in_schema = False

    @get("/", permission=MOVE, sync_to_thread=True)
    def stock_use_form_page(
        self, uses: Uses, actor: Caller, show: Shown, id: FromPath[SaleId]
    ) -> Response[Any]:
        """Show what is suggested, to be corrected."""
        seen = uses.suggest(actor, id)
        said = [
            (f"lines[{n}].quantity", show.formats.number(line.suggested))
            for n, line in enumerate(seen.lines)
            if line.suggested
        ]
        return _sheet(show, show.form(said), seen)

    @post("/", permission=MOVE, sync_to_thread=True)
    def stock_use_page(
        self, uses: Uses, actor: Caller, show: Shown, id: FromPath[SaleId], sent: Sent
    ) -> Response[Any]:
        """Take it off the shelf."""
        seen = uses.suggest(actor, id)
        return attempt_rows(
            show,
            sent,
            ("lines", "quantity"),
            ConfirmUse,
            lambda wish: uses.confirm(actor, id, wish, sent.version),
            again=lambda form, status: _sheet(show, form, seen, status),
            then=lambda _: f"/sales/{seen.reference}",
            said=show.say("Taken off the shelf."),
        )


def _sheet(show: Show, form: Form, seen: SuggestedUse, status: int = 200) -> Response[Any]:
    return show("inventory/use.html", status=status, form=form, use=seen)
