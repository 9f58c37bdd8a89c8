"""REST: what a sale takes off the shelf."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from nexus.inventory.messages.using import ConfirmUse, SuggestedUse
from nexus.inventory.service.using import UseService
from nexus.kernel.ids import SaleId
from nexus.platform.http import Caller, IfMatch, tagged
from nexus.platform.idempotency import OncePerKey

Uses = NamedDependency[UseService]


class UseApi(Controller):
    path = "/api/inventory/use/sales/{id:uuid}"
    tags = ("inventory",)

    @get("/", permission="inventory.read", sync_to_thread=True)
    def suggest_stock_use(
        self, uses: Uses, actor: Caller, id: FromPath[SaleId]
    ) -> Response[SuggestedUse]:
        """Show what an issued invoice takes off the shelf, and what of it was written down."""
        return tagged(uses.suggest(actor, id))

    @post("/", permission="inventory.move", sync_to_thread=True)
    def confirm_stock_use(
        self,
        uses: Uses,
        actor: Caller,
        once: OncePerKey,
        if_match: IfMatch,
        id: FromPath[SaleId],
        data: JSONBody[ConfirmUse],
    ) -> Response[SuggestedUse]:
        """Write the use down: what is suggested, or the lines of the body."""
        return once(lambda: uses.confirm(actor, id, data, if_match))


HANDLERS: list[Any] = [UseApi]
