"""Projects as a table, a board, a calendar and a timeline."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import CustomerId, EmployeeId, ProductId, WorkflowId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.projects.adapters.pages import plans
from nexus.projects.domain import Lifecycle, Priority, Status
from nexus.projects.domain.status import COURSE, moves
from nexus.projects.messages import ChangeProject, ChangeStatus, ListProjects, ProjectRow, Sort
from nexus.projects.service import ProjectService

Service = NamedDependency[ProjectService]
READ, WRITE, PROGRESS = "projects.read", "projects.write", "projects.progress"
Some = Annotated[list[Status] | None, QueryParameter(max_items=20)]
Layout = Annotated[str | None, QueryParameter(name="view", max_length=20)]
Month = Annotated[str | None, QueryParameter(max_length=7)]
Start = Annotated[str | None, QueryParameter(name="from", max_length=10)]
OPEN = (*COURSE, Status.ON_HOLD)
MOST_CARDS, LATEST_DONE, MOST_DUE, MOST_BARS = 200, 12, 400, 60
DAY = timedelta(days=1)


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """A column of the board; each job on it with the columns it may go to."""

    status: Status
    jobs: Sequence[tuple[ProjectRow, Sequence[Status]]]
    more: int = 0


class ProjectPages(Controller):
    path = "/projects"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def projects_page(
        self,
        projects: Service,
        actor: Caller,
        show: Shown,
        layout: Layout = None,
        status: Some = None,
        lifecycle: FromQuery[Lifecycle | None] = None,
        customer_id: FromQuery[CustomerId | None] = None,
        workflow_id: FromQuery[WorkflowId | None] = None,
        manager_id: FromQuery[EmployeeId | None] = None,
        product_id: FromQuery[ProductId | None] = None,
        overdue: FromQuery[bool] = False,
        expiring: FromQuery[bool] = False,
        due_before: FromQuery[date | None] = None,
        due_after: FromQuery[date | None] = None,
        month: Month = None,
        start: Start = None,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List projects."""
        if (away := show.opened()) is not None:
            return away
        wish = ListProjects(
            status=status or (),
            lifecycle=lifecycle,
            customer_id=customer_id,
            workflow_id=workflow_id,
            manager_id=manager_id,
            product_id=product_id,
            overdue=overdue,
            expiring=expiring,
            due_before=due_before,
            due_after=due_after,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        page = Projects(projects, actor, show, wish)
        if layout == "board":
            return page.board()
        if layout == "calendar":
            return page.calendar(month)
        return page.timeline(start) if layout == "timeline" else page.table()

    @post("/bulk", permission=READ, sync_to_thread=True)
    def projects_bulk_page(
        self, projects: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Change those that were picked; who cannot be changed is told by code."""
        change = _bulk(projects, actor, sent["act"], sent)
        return show.each(sent.all("picked"), change)


class Projects:
    """The layouts of one wish."""

    def __init__(
        self, projects: ProjectService, actor: Actor, show: Show, wish: ListProjects
    ) -> None:
        self._projects, self._actor, self._show, self._wish = projects, actor, show, wish
        self._today: date = show.formats.today()

    def table(self) -> Response[Any]:
        return self._told("table", "list", page=self._projects.page(self._actor, self._wish))

    def board(self) -> Response[Any]:
        """Show all that is open, and what was completed of late."""
        wanted = [it for it in OPEN if not self._wish.status or it in self._wish.status]
        found = self._page(status=wanted, lifecycle=None, sort="due_date", limit=MOST_CARDS)
        done = self._page(
            status=[Status.COMPLETED], lifecycle=None, overdue=False, limit=LATEST_DONE
        )
        by_status: dict[Status, list[ProjectRow]] = {status: [] for status in wanted}
        for job in found.items:
            by_status[job.status].append(job)
        shown = {*wanted, Status.COMPLETED}
        lanes = [
            Lane(status=it, jobs=[(job, _moves(job, shown)) for job in by_status[it]])
            for it in wanted
        ]
        more = max((done.total or 0) - len(done.items), 0)
        ended = [(job, ()) for job in done.items]
        lanes.append(Lane(status=Status.COMPLETED, jobs=ended, more=more))
        left = max((found.total or 0) - len(found.items), 0)
        return self._told("board", "board", lanes=lanes, left=left, page=found)

    def calendar(self, said: str | None) -> Response[Any]:
        """Show what is due in a month."""
        first = plans.month_of(said, self._today)
        weekday = self._show.house.week_start
        begin, end = plans.grid_of(first, weekday)
        found = self._page(
            due_after=begin - DAY, due_before=end + DAY, sort="due_date", limit=MOST_DUE
        )
        month = plans.month(first, weekday, found.items)
        return self._told("calendar", "calendar", month=month, page=found)

    def timeline(self, said: str | None) -> Response[Any]:
        """Show when which job is worked on, a bar each, from its start to the day it is due."""
        first = plans.monday_of(said, self._today)
        status = self._wish.status or (OPEN if self._wish.lifecycle is None else ())
        found = self._page(
            status=status, cursor=self._wish.cursor, sort="due_date", limit=MOST_BARS
        )
        plan = plans.timeline(first, self._today, found.items)
        return self._told("timeline", "timeline", plan=plan, page=found)

    def _page(self, cursor: str | None = None, **changes: Any) -> Any:
        wish = msgspec.structs.replace(self._wish, cursor=cursor, **changes)
        return self._projects.page(self._actor, wish)

    def _told(self, layout: str, template: str, **words: Any) -> Response[Any]:
        chosen = {
            kind: self._show.choices(kind, str(said))
            for kind, said in (
                ("customer", self._wish.customer_id),
                ("employee", self._wish.manager_id),
                ("product", self._wish.product_id),
            )
            if said is not None
        }
        return self._show(
            f"projects/{template}.html",
            layout=layout,
            wish=self._wish,
            statuses=list(Status),
            chosen=chosen,
            **words,
        )


def _moves(job: ProjectRow, shown: Collection[Status]) -> Sequence[Status]:
    """Return the columns that a card may go to; what has none is done on the job's page."""
    return [it for it in moves(job.status, job.held_from) if it in shown]


def _bulk(projects: ProjectService, actor: Actor, act: str, said: Any) -> Callable[[str], Any]:
    """Return what a bulk act does with the project of a code."""
    change = _changes(act, said)

    def do(code: str) -> Any:
        project = projects.by_code(actor, code)
        if isinstance(change, ChangeStatus):
            return projects.change_status(actor, project.id, change)
        return projects.change(actor, project.id, change)

    return do


def _changes(act: str, said: Any) -> ChangeStatus | ChangeProject:
    kind, _, value = act.partition(":")
    try:
        if kind == "status":
            return ChangeStatus(status=Status(value))
        if kind == "priority":
            return ChangeProject(priority=Priority(value))
    except ValueError:
        pass
    raise Invalid("There is no such act.", "act")
