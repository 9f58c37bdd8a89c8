"""What the module tells its neighbours: reads only, in the asker's own transaction."""

from collections.abc import Callable, Sequence

from nexus.kernel.ids import ShopId, StationId, WorkflowId
from nexus.workflows.messages import StageView
from nexus.workflows.ports import WorkflowsReading


class WorkflowAnswers:
    def __init__(self, reading: Callable[[ShopId], WorkflowsReading]) -> None:
        self._reading = reading

    def has_workflow(self, shop_id: ShopId, workflow_id: WorkflowId) -> bool:
        """For projects, which start none by an archived or unknown workflow."""
        with self._reading(shop_id) as look:
            return look.has(workflow_id)

    def stages(self, shop_id: ShopId, workflow_id: WorkflowId) -> Sequence[StageView]:
        """For projects, which copy them."""
        with self._reading(shop_id) as look:
            return look.stages(workflow_id)

    def default_workflow(self, shop_id: ShopId) -> WorkflowId | None:
        """For projects that name no workflow."""
        with self._reading(shop_id) as look:
            return look.default()

    def count_at_station(self, shop_id: ShopId, station_id: StationId) -> int:
        """For accounts, which archives no station that new projects would come to."""
        with self._reading(shop_id) as look:
            return look.count_at_station(station_id)
