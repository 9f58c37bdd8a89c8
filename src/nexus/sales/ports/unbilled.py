"""What was done on jobs and is not invoiced yet."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from msgspec import UnsetType

from nexus.kernel.ids import CustomerId, ProjectId, ShopId, StockItemId
from nexus.kernel.money import Money
from nexus.sales.ports.neighbours import Projects


class Job(Protocol):
    @property
    def id(self) -> ProjectId: ...

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def customer_id(self) -> CustomerId | None: ...

    @property
    def is_completed(self) -> bool: ...

    @property
    def estimated_price(self) -> Money | UnsetType | None: ...


class Jobs(Projects, Protocol):
    """Answered by projects."""

    def jobs(
        self, shop_id: ShopId, ids: Collection[ProjectId], *, completed: bool = False
    ) -> Sequence[Job]:
        """Return customers' projects of these ids, and the completed ones if that is asked."""


class Worked(Protocol):
    @property
    def stage_name(self) -> str: ...

    @property
    def employee_name(self) -> str: ...

    @property
    def hourly_rate(self) -> Money | UnsetType | None: ...

    @property
    def spent(self) -> timedelta: ...


class Work(Protocol):
    """Answered by tasks."""

    def labour(
        self, shop_id: ShopId, project_id: ProjectId, since: datetime | None
    ) -> Sequence[Worked]:
        """Return what was written down of a project after an instant."""

    def last_logged(self, shop_id: ShopId) -> Mapping[ProjectId, datetime]: ...


class Used(Protocol):
    @property
    def item_id(self) -> StockItemId: ...

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def quantity(self) -> Decimal: ...

    @property
    def value(self) -> Money | UnsetType | None: ...


class Stock(Protocol):
    """Answered by inventory."""

    def used_by_project(
        self, shop_id: ShopId, project_id: ProjectId, since: datetime | None = None
    ) -> Sequence[Used]:
        """Return what a job used, less what it gave back."""

    def last_used(self, shop_id: ShopId) -> Mapping[ProjectId, datetime]: ...
