"""What the module tells its neighbours: reads only, in the asker's own transaction."""

from collections.abc import Callable, Collection, Mapping, Sequence

from nexus.kernel.ids import CustomerId, ProjectId, ShopId, StageInstanceId, StationId
from nexus.kernel.money import Money
from nexus.projects.messages import FinishedProject, JobToBill, ProjectView
from nexus.projects.ports import ProjectsReading

MOST_CODES = 10


class ProjectAnswers:
    def __init__(self, reading: Callable[[ShopId], ProjectsReading]) -> None:
        self._reading = reading

    def has_project(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        with self._reading(shop_id) as look:
            return look.has(project_id)

    def is_open(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        """For tasks, which takes on no work for a closed or unknown project."""
        with self._reading(shop_id) as look:
            return look.is_open(project_id)

    def customer_of(self, shop_id: ShopId, project_id: ProjectId) -> CustomerId | None:
        """For sales; None for the shop's own project too."""
        with self._reading(shop_id) as look:
            return look.customer_of(project_id)

    def has_stage(self, shop_id: ShopId, project_id: ProjectId, stage_id: StageInstanceId) -> bool:
        with self._reading(shop_id) as look:
            return look.has_stage(project_id, stage_id)

    def stages_of(
        self, shop_id: ShopId, project_id: ProjectId
    ) -> Sequence[tuple[StageInstanceId, str]]:
        """For tasks: what the stages of a project are called, in order."""
        with self._reading(shop_id) as look:
            return [(stage.id, stage.name) for stage in look.stages(project_id)]

    def stage_station(
        self, shop_id: ShopId, project_id: ProjectId, stage_id: StageInstanceId
    ) -> StationId | None:
        with self._reading(shop_id) as look:
            return look.stage_station(project_id, stage_id)

    def current_stage(self, shop_id: ShopId, project_id: ProjectId) -> StageInstanceId | None:
        with self._reading(shop_id) as look:
            return look.current_stage(project_id)

    def operations(self, shop_id: ShopId) -> ProjectId | None:
        """For tasks: the shop's own project, once it is opened (ruling 17)."""
        with self._reading(shop_id) as look:
            return look.operations()

    def proof_state(self, shop_id: ShopId, project_id: ProjectId) -> ProjectView | None:
        """For sales, which keeps the proofs of payment: what the project shows of them."""
        with self._reading(shop_id) as look:
            return look.one(project_id) if look.has(project_id) else None

    def jobs(
        self, shop_id: ShopId, ids: Collection[ProjectId], *, completed: bool = False
    ) -> Sequence[JobToBill]:
        """For sales: customers' projects of these ids, and the completed ones if that is asked."""
        with self._reading(shop_id) as look:
            return look.jobs(ids, completed=completed)

    def finished(self, shop_id: ShopId, project_id: ProjectId) -> FinishedProject | None:
        """For products, which make templates of jobs; None of the shop's own project."""
        with self._reading(shop_id) as look:
            return look.finished(project_id)

    def expenses_of(self, shop_id: ShopId, project_id: ProjectId) -> Mapping[str, Money]:
        """For sales: what a project was billed from outside, by what it went into."""
        with self._reading(shop_id) as look:
            return look.spent(project_id)

    def codes_of_customer(self, shop_id: ShopId, customer_id: CustomerId) -> Sequence[str]:
        """For customers, which deletes none with projects; the oldest ten."""
        with self._reading(shop_id) as look:
            return look.codes_of_customer(customer_id, MOST_CODES)

    def count_at_station(self, shop_id: ShopId, station_id: StationId) -> int:
        """For accounts, which archives no station that open projects are still to come to."""
        with self._reading(shop_id) as look:
            return look.count_at_station(station_id)
