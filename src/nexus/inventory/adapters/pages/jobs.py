"""The page of what a job takes off the shelf, several items at once."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import uuid4

from litestar import Controller, Response, get, post
from litestar.params import FromQuery
from msgspec import Meta, Struct

from nexus.inventory.adapters.pages.items import Ledger, Reservations
from nexus.inventory.adapters.pages.rows import attempt_rows
from nexus.inventory.domain import MovementKind, ReservationStatus
from nexus.inventory.messages.movements import MOST_MOVES, Key, ListReservations, MoveItem
from nexus.kernel.ids import LocationId, ProjectId, StockItemId
from nexus.kernel.page import LONGEST_PAGE
from nexus.kernel.text import Line
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown

MOVE = "inventory.move"
LEAST_ROWS, SPARE_ROWS = 4, 2  # of the form


class TakenItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In the item's own unit."""

    item_id: StockItemId
    quantity: Decimal
    location_id: LocationId | None = None


class TakeForJob(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the form says; each row is a usage of the ledger."""

    project_id: ProjectId
    key: Key
    reference: Line = ""
    lines: Annotated[list[TakenItem], Meta(max_length=MOST_MOVES)]

    def moves(self) -> list[MoveItem]:
        return [
            MoveItem(
                kind=MovementKind.USAGE,
                item_id=line.item_id,
                quantity=line.quantity,
                location_id=line.location_id,
                project_id=self.project_id,
                reference=self.reference,
                key=f"{self.key}-{n}",
            )
            for n, line in enumerate(self.lines)
        ]


class JobUsePages(Controller):
    path = "/inventory/use"
    include_in_schema = False

    @get("/", permission=MOVE, sync_to_thread=True)
    def use_for_job_form_page(
        self,
        reservations: Reservations,
        actor: Caller,
        show: Shown,
        project_id: FromQuery[ProjectId | None] = None,
    ) -> Response[Any]:
        """Show the form; of a job, with what is reserved for it."""
        said = [("project_id", str(project_id or "")), ("key", f"page-{uuid4()}")]
        if project_id is not None:
            wish = ListReservations(
                project_id=project_id, status=ReservationStatus.OPEN, limit=LONGEST_PAGE
            )
            for n, held in enumerate(reservations.page(actor, wish).items):
                said.append((f"lines[{n}].item_id", str(held.item_id)))
                said.append((f"lines[{n}].quantity", show.formats.number(held.open)))
        return _sheet(show, show.form(said))

    @post("/", permission=MOVE, sync_to_thread=True)
    def use_for_job_page(
        self, ledger: Ledger, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Write down what a job used, all or nothing."""

        def take(wish: TakeForJob) -> ProjectId:
            ledger.move_all(actor, wish.moves())
            return wish.project_id

        return attempt_rows(
            show,
            sent,
            ("lines", "quantity"),
            TakeForJob,
            take,
            again=lambda form, status: _sheet(show, form, status),
            then=lambda job: f"/inventory/movements?project_id={job}",
            said=show.say("Used."),
        )


def _sheet(show: Show, form: Form, status: int = 200) -> Response[Any]:
    count = max(form.count("lines") + SPARE_ROWS, LEAST_ROWS)
    return show("inventory/use_job.html", status=status, form=form, count=count)
