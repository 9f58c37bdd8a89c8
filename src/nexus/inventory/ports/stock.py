"""What stock needs from the world, in its own words."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from nexus.inventory.domain import (
    Kind,
    Location,
    Lot,
    Movement,
    Remnant,
    Reservation,
    Shelf,
    Spot,
    StockItem,
    StockTake,
)
from nexus.inventory.messages.items import (
    ItemView,
    ListItems,
    ListReorder,
    ReorderView,
    StockCard,
    UsedMaterial,
)
from nexus.inventory.messages.movements import (
    ListMovements,
    ListReservations,
    MovementView,
    ReservationView,
)
from nexus.inventory.messages.places import (
    CountView,
    ListCounts,
    ListLocations,
    ListLots,
    ListRemnants,
    ListStockTakes,
    LocationView,
    LotView,
    RemnantView,
    SpotView,
    StockTakeView,
)
from nexus.kernel.ids import (
    FileId,
    LocationId,
    LotId,
    MovementId,
    ProjectId,
    RemnantId,
    ReservationId,
    ShopId,
    StockItemId,
    StockTakeId,
    SupplierId,
)
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork


class Stocked(NamedTuple):
    """So much of an item lies there."""

    item_id: StockItemId
    spot: Spot
    quantity: Decimal


class Used(NamedTuple):
    """So much was used and not taken back; `times` counts also what was."""

    quantity: Decimal
    times: int


class Items(Protocol):
    def add(self, entity: StockItem) -> None: ...

    def get(self, id: UUID) -> StockItem:
        """Return the shop's item or raise NotFound."""

    def hold(self, *ids: UUID) -> Sequence[StockItem]:
        """Return items for this transaction alone: others who want one of them wait.

        They are held in one order whatever the order of the ids, so that no two wait for each
        other; they come as they were asked for. Everything that moves or reserves stock holds
        the item first.
        """

    def has_code(self, code: str, but: StockItem | None = None) -> bool: ...


class Shelves(Protocol):
    def of(self, item_id: StockItemId) -> Shelf:
        """Return where the stock of an item that is held lies."""

    def keep(self, item_id: StockItemId, shelf: Shelf) -> None:
        """Write down what changed on it."""

    def spots(self, kind: Kind | None, location_id: LocationId | None) -> Sequence[Stocked]:
        """Return what is to be counted: what lies where, and items without any stock."""


class Movements(Protocol):
    def write(self, movements: Sequence[Movement]) -> None: ...

    def get(self, id: UUID) -> Movement: ...

    def by_key(self, key: str) -> Movement | None: ...

    def sides(self, movement: Movement) -> Sequence[Movement]:
        """Return both sides of a transfer; of anything else, the movement itself."""

    def is_undone(self, movement: Movement) -> bool: ...


class Locations(Protocol):
    def add(self, entity: Location) -> None: ...

    def get(self, id: UUID) -> Location: ...

    def has_name(self, name: str, but: Location | None = None) -> bool: ...

    def has_stock(self, location_id: LocationId) -> bool: ...


class Lots(Protocol):
    def add(self, entity: Lot) -> None: ...

    def get(self, id: UUID) -> Lot: ...

    def find(self, item_id: StockItemId, number: str) -> Lot | None: ...


class Remnants(Protocol):
    def add(self, entity: Remnant) -> None: ...

    def get(self, id: UUID) -> Remnant: ...

    def item_of(self, id: UUID) -> StockItemId:
        """Return whose it is, which is to be held before it is changed; or raise NotFound."""


class Reservations(Protocol):
    def add(self, entity: Reservation) -> None: ...

    def get(self, id: UUID) -> Reservation: ...

    def item_of(self, id: UUID) -> StockItemId:
        """Return whose it is, which is to be held before it is changed; or raise NotFound."""

    def open_of(self, item_id: StockItemId, project_id: ProjectId) -> Sequence[Reservation]:
        """Return what is set aside for a job, the oldest first."""

    def items_of(self, project_id: ProjectId) -> Sequence[StockItemId]:
        """Return what a job has open reservations of."""


class StockTakes(Protocol):
    def add(self, entity: StockTake) -> None: ...

    def get(self, id: UUID) -> StockTake: ...

    def hold(self, id: UUID) -> StockTake:
        """Return it, with its lines, for this transaction alone."""


class StockUnitOfWork(UnitOfWork, Protocol):
    @property
    def items(self) -> Items: ...

    @property
    def shelves(self) -> Shelves: ...

    @property
    def movements(self) -> Movements: ...

    @property
    def locations(self) -> Locations: ...

    @property
    def lots(self) -> Lots: ...

    @property
    def remnants(self) -> Remnants: ...

    @property
    def reservations(self) -> Reservations: ...

    @property
    def stock_takes(self) -> StockTakes: ...


class StockReading(Reading, Protocol):
    """For looking: views straight from the rows, one statement each. NotFound if there is none."""

    def item(self, id: StockItemId) -> ItemView: ...

    def item_id_of(self, code: str) -> StockItemId: ...

    def items(self, wish: ListItems) -> Page[ItemView]: ...

    def categories(self) -> Sequence[str]: ...

    def reorder(self, wish: ListReorder) -> Page[ReorderView]: ...

    def cards(self, ids: Sequence[StockItemId]) -> Mapping[StockItemId, StockCard]: ...

    def available(self, ids: Sequence[StockItemId]) -> Mapping[StockItemId, Decimal]: ...

    def movement(self, id: MovementId) -> MovementView: ...

    def movements(self, wish: ListMovements) -> Page[MovementView]: ...

    def used_by_project(
        self, project_id: ProjectId, since: datetime | None = None
    ) -> Sequence[UsedMaterial]:
        """Add up what went to a job; all of it, or what was written down after an instant."""

    def used_for(self, origin_id: UUID) -> Mapping[StockItemId, Used]: ...

    def last_used(self) -> Mapping[ProjectId, datetime]:
        """Return when material was last written down for each job."""

    def reservation(self, id: ReservationId) -> ReservationView: ...

    def reservations(self, wish: ListReservations) -> Page[ReservationView]: ...

    def location(self, id: LocationId) -> LocationView: ...

    def locations(self, wish: ListLocations) -> Page[LocationView]: ...

    def lot(self, id: LotId) -> LotView: ...

    def lots(self, wish: ListLots) -> Page[LotView]: ...

    def spots(self, item_id: StockItemId) -> Sequence[SpotView]: ...

    def remnant(self, id: RemnantId) -> RemnantView: ...

    def remnants(self, wish: ListRemnants) -> Page[RemnantView]: ...

    def stock_take(self, id: StockTakeId) -> StockTakeView: ...

    def stock_takes(self, wish: ListStockTakes) -> Page[StockTakeView]: ...

    def counts(self, id: StockTakeId, wish: ListCounts) -> Page[CountView]: ...

    def has_supplier(self, id: SupplierId) -> bool:
        """Tell whether the shop has such a supplier, who is not archived."""


class Job(Protocol):
    """What a project is called."""

    @property
    def id(self) -> ProjectId: ...

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...


class Projects(Protocol):
    """Answered by projects."""

    def has_project(self, shop_id: ShopId, project_id: ProjectId) -> bool: ...

    def jobs(self, shop_id: ShopId, ids: Collection[ProjectId]) -> Sequence[Job]: ...


class Things(Protocol):
    """Answered by whoever keeps things of a kind."""

    def has(self, shop_id: ShopId, kind: str, thing_id: UUID) -> bool: ...


class Files(Protocol):
    """Answered by documents."""

    def has_file(self, shop_id: ShopId, file_id: FileId) -> bool: ...


class Terms(Protocol):
    """How the shop counts."""

    @property
    def currency(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def numbering(self) -> Mapping[str, str]: ...

    @property
    def allow_negative_stock(self) -> bool: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...
