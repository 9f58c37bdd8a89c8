"""What the addresses of tasks' pages say."""

from typing import Annotated, Any

from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from nexus.kernel.ids import EmployeeId, ProjectId, StageInstanceId, StationId
from nexus.platform.http import Cursor, Search
from nexus.tasks.domain import Priority, Status
from nexus.tasks.messages import Due, ListTasks, ProjectSort
from nexus.tasks.service import TaskService

Service = NamedDependency[TaskService]
READ, PLAN, WORK = "tasks.read", "tasks.plan", "tasks.work"
SortBy = Annotated[ProjectSort, QueryParameter(name="sort")]
MOST_CARDS = 50  # of a column; the list has all


def asked(
    project_id: FromQuery[ProjectId | None] = None,
    stage_id: FromQuery[StageInstanceId | None] = None,
    station_id: FromQuery[StationId | None] = None,
    employee_id: FromQuery[EmployeeId | None] = None,
    status: FromQuery[Status | None] = None,
    priority: FromQuery[Priority | None] = None,
    due: FromQuery[Due | None] = None,
    mine: FromQuery[bool] = False,
    all: FromQuery[bool] = False,
    search: Search = None,
    sort: SortBy = "due_on",
    cursor: Cursor = None,
) -> ListTasks:
    """Read what a board or a list of tasks is filtered by; what is done is shown when asked for."""
    return ListTasks(
        project_id=project_id,
        stage_id=stage_id,
        station_id=station_id,
        employee_id=employee_id,
        status=status,
        priority=priority,
        due=due,
        mine=mine,
        open=None if all or status else True,
        search=search,
        sort=sort,
        cursor=cursor,
        total=True,
    )


Asked = NamedDependency[ListTasks]


def is_narrowed(wish: ListTasks) -> bool:
    """Tell whether anything is filtered, beside the order."""
    narrowing: tuple[Any, ...] = (
        *(wish.project_id, wish.stage_id, wish.station_id, wish.employee_id, wish.status),
        *(wish.priority, wish.due, wish.search),
    )
    return wish.mine or any(it is not None for it in narrowing)
