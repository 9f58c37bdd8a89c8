"""What the use cases of stock share: what a wish names is there, and how a movement is told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from msgspec import UNSET, Struct

from nexus.inventory.domain import Ledger, Movement, StockItem, StockLow, StockMoved, Told
from nexus.inventory.ports.stock import (
    Files,
    Job,
    Projects,
    Settings,
    StockUnitOfWork,
    Terms,
    Things,
)
from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import FileId, LocationId, LotId, ProjectId, ShopId, StockItemId, TaskId

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class Desk:
    def __init__(
        self, settings: Settings, projects: Projects, things: Things, files: Files, clock: Clock
    ) -> None:
        self._settings = settings
        self._projects = projects
        self._things = things
        self._files = files
        self.clock = clock

    def terms(self, shop_id: ShopId) -> Terms:
        return self._settings.terms(shop_id)

    def check_job(
        self, shop_id: ShopId, project_id: ProjectId | None, task_id: TaskId | None = None
    ) -> None:
        if project_id is not None and not self._projects.has_project(shop_id, project_id):
            raise Invalid("There is no such project.", "project_id")
        if task_id is not None and not self._things.has(shop_id, "task", task_id):
            raise Invalid("There is no such task.", "task_id")

    def has_project(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        return self._projects.has_project(shop_id, project_id)

    def jobs(self, shop_id: ShopId, ids: Collection[ProjectId]) -> Mapping[ProjectId, Job]:
        return {job.id: job for job in self._projects.jobs(shop_id, ids)}

    def check_file(self, shop_id: ShopId, file_id: object, field: str) -> None:
        given = file_id is not None and file_id is not UNSET
        if given and not self._files.has_file(shop_id, FileId(UUID(str(file_id)))):
            raise Invalid("There is no such file.", field)

    def told(
        self,
        actor: Actor,
        terms: Terms,
        *,
        happened_at: datetime | None = None,
        project_id: ProjectId | None = None,
        task_id: TaskId | None = None,
        reference: str = "",
        reason: str = "",
        notes: str = "",
        key: str | None = None,
        origin_id: UUID | None = None,
    ) -> Told:
        """Say of a movement who wrote it down, and when it was in the shop's own time."""
        now = self.clock()
        at = happened_at or now
        if at.tzinfo is None:
            raise Invalid("An instant has a time zone.", "happened_at")
        if not EARLIEST <= at <= now:
            raise Invalid("Stock is moved before it is written down.", "happened_at")
        return Told(
            happened_at=at,
            moved_on=day_of(at, terms.timezone),
            created_at=now,
            by=actor.label[:200],
            project_id=project_id,
            task_id=task_id,
            reference=reference,
            reason=reason,
            notes=notes,
            key=key,
            origin_id=origin_id,
        )


def check_place(
    uow: StockUnitOfWork, location_id: object, field: str = "location_id"
) -> LocationId | None:
    """Return the location if stock may be put there."""
    if location_id is None or location_id is UNSET:
        return None
    try:
        found = uow.locations.get(UUID(str(location_id)))
    except NotFound as error:
        raise Invalid("There is no such location.", field) from error
    if found.is_archived:
        raise Invalid("This location is archived.", field)
    return found.id


def check_lot(
    uow: StockUnitOfWork, item_id: StockItemId, lot_id: LotId | None, field: str = "lot_id"
) -> LotId | None:
    """Return the lot if it is one of the item's."""
    if lot_id is None:
        return None
    try:
        found = uow.lots.get(lot_id)
    except NotFound as error:
        raise Invalid("There is no such lot.", field) from error
    if found.item_id != item_id:
        raise Invalid("This is a lot of another item.", field)
    return found.id


def the_item(uow: StockUnitOfWork, item_id: StockItemId) -> StockItem:
    """Hold an item that a wish names."""
    try:
        return uow.items.hold(item_id)[0]
    except NotFound as error:
        raise Invalid("There is no such stock item.", "item_id") from error


def ledger_of(uow: StockUnitOfWork, item: StockItem, terms: Terms) -> Ledger:
    """Open the ledger of an item that is held."""
    return Ledger(
        item=item,
        shelf=uow.shelves.of(item.id),
        may_go_below=terms.allow_negative_stock,
    )


def keep(
    uow: StockUnitOfWork, ledger: Ledger, movements: Sequence[Movement], *, was_low: bool
) -> None:
    """Write down what was moved, and tell of it."""
    item = ledger.item
    uow.movements.write(movements)
    uow.shelves.keep(item.id, ledger.shelf)
    for movement in movements:
        if movement.quantity:
            uow.record(
                StockMoved(
                    shop_id=item.shop_id,
                    happened_at=movement.created_at,
                    item_id=item.id,
                    movement_id=movement.id,
                    kind=movement.kind,
                    quantity=movement.quantity,
                    project_id=movement.project_id,
                )
            )
    if item.is_low and not was_low and movements:
        level = item.reorder_level
        assert level is not None
        uow.record(
            StockLow(
                shop_id=item.shop_id,
                happened_at=movements[-1].created_at,
                item_id=item.id,
                on_hand=item.on_hand,
                reorder_level=level,
            )
        )


def given_in(wish: Struct) -> dict[str, object]:
    """Return what was given of a wish to change something."""
    fields = {name: getattr(wish, name) for name in wish.__struct_fields__}
    return {name: value for name, value in fields.items() if value is not UNSET}
