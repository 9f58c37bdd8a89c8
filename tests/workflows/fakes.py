"""In-memory stand-ins for the ports of the workflows module."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self
from uuid import UUID

from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.events import Event
from nexus.kernel.ids import ShopId, StationId, WorkflowId
from nexus.kernel.page import Page
from nexus.kernel.text import key
from nexus.workflows.domain import Workflow
from nexus.workflows.messages import ListWorkflows, StageView, WorkflowRow, WorkflowView


class FakeWorkflows:
    def __init__(self, rows: dict[tuple[ShopId, UUID], Workflow], shop_id: ShopId) -> None:
        self._rows, self._shop_id = rows, shop_id

    def add(self, entity: Workflow) -> None:
        self._rows[entity.shop_id, entity.id] = entity

    def get(self, id: UUID) -> Workflow:
        if (self._shop_id, id) not in self._rows:
            raise NotFound("There is no such workflow.")
        return self._rows[self._shop_id, id]

    def has_name(self, name: str, but: Workflow | None = None) -> bool:
        return any(key(it.name) == key(name) and it is not but for it in self.all())

    def default(self) -> Workflow | None:
        return next((it for it in self.all() if it.is_default), None)

    def all(self) -> list[Workflow]:
        mine = [it for (shop_id, _), it in self._rows.items() if shop_id == self._shop_id]
        return sorted(mine, key=lambda it: key(it.name))


class FakeStore:
    """Both ways in, for changes and for looking; called like the real ones."""

    def __init__(self) -> None:
        self._rows: dict[tuple[ShopId, UUID], Workflow] = {}
        self.recorded: list[Event] = []

    def __call__(self, who: Actor | UUID) -> Self:
        shop_id = who.shop_id if isinstance(who, Actor) else ShopId(who)
        self.workflows = FakeWorkflows(self._rows, shop_id)
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error:
            self.recorded.clear()

    def record(self, *events: Event) -> None:
        self.recorded += events

    def number(self, pattern: str, **words: str) -> str:
        raise NotImplementedError("Workflows have no codes.")

    def numbered(self, pattern: str, code: str, **words: str) -> None:
        raise NotImplementedError("Workflows have no codes.")

    def flush(self) -> None:
        pass

    def one(self, id: WorkflowId) -> WorkflowView:
        return WorkflowView.of(self.workflows.get(id))

    def page(self, wish: ListWorkflows) -> Page[WorkflowRow]:
        raise NotImplementedError("A list is tested against the database.")

    def has(self, id: WorkflowId) -> bool:
        return any(it.id == id and not it.is_archived for it in self.workflows.all())

    def stages(self, id: WorkflowId) -> Sequence[StageView]:
        return self.one(id).stages if self.has(id) else []

    def default(self) -> WorkflowId | None:
        found = self.workflows.default()
        return found.id if found else None

    def count_at_station(self, id: StationId) -> int:
        active = [it for it in self.workflows.all() if not it.is_archived]
        return sum(any(stage.station_id == id for stage in it.stages) for it in active)


class FakeStations:
    def __init__(self, *station_ids: UUID) -> None:
        self.station_ids = station_ids

    def has_station(self, shop_id: ShopId, station_id: StationId) -> bool:
        return station_id in self.station_ids
