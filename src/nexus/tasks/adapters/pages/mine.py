"""My work: what who asks has on the bench, has to do today, and next."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from litestar import Controller, Response, get

from nexus.kernel.ids import TaskId
from nexus.platform.http import Caller
from nexus.platform.web.pages import Shown
from nexus.tasks.adapters.pages.asked import WORK, Service
from nexus.tasks.domain import NO_TIME, Priority, Status
from nexus.tasks.messages import AskTotals, ListTimers, TaskRow
from nexus.tasks.service import TaskService


class MyWorkPages(Controller):
    include_in_schema = False

    @get("/my-work", permission=WORK, sync_to_thread=True)
    def my_work_page(self, tasks: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show one's own work: now, today and next."""
        today = show.formats.today()
        timers = {it.task_id: it for it in tasks.timers(actor, ListTimers(mine=True)).items}
        groups = _sorted(tasks.work_of(actor), timers, today)
        monday = today - timedelta(days=today.weekday())
        return show(
            "tasks/mine.html",
            timers=timers,
            groups=groups,
            worked_today=_worked(tasks, actor, today),
            worked_week=_worked(tasks, actor, monday),
            form=show.form(),
        )


def _sorted(
    rows: Sequence[TaskRow], timers: dict[TaskId, Any], today: date
) -> dict[str, list[TaskRow]]:
    """Say of each task whether it is on the bench, due, or for later."""
    groups: dict[str, list[TaskRow]] = {"now": [], "today": [], "next": []}
    for row in rows:
        is_due = row.due_on is not None and row.due_on <= today
        if row.id in timers or row.status is Status.IN_PROGRESS:
            groups["now"].append(row)
        elif is_due or row.priority is Priority.URGENT:
            groups["today"].append(row)
        else:
            groups["next"].append(row)
    groups["now"].sort(key=lambda row: row.id not in timers)
    return groups


def _worked(tasks: TaskService, actor: Caller, since: date) -> timedelta:
    if actor.employee_id is None:
        return NO_TIME
    wish = AskTotals(by="employee", employee_id=actor.employee_id, first=since)
    return sum((it.time_spent for it in tasks.totals(actor, wish).items), NO_TIME)
