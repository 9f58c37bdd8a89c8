"""Use cases of whoever looks: lists, the board, clocks and totals."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from nexus.kernel.actor import Actor
from nexus.kernel.clock import day_of
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import EmployeeId, ProjectId, ShopId, StageInstanceId, TaskId, TimeLogId
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.tasks.domain import NO_TIME, month_of, next_month, start_of
from nexus.tasks.messages import (
    AskTotals,
    Board,
    ListTasks,
    ListTimeLogs,
    ListTimers,
    MonthlyHours,
    MonthOfWork,
    TaskDetail,
    TaskRow,
    TimeLogRow,
    TimerRow,
    TimeTotal,
    WallColumn,
)
from nexus.tasks.service.part import Part

MOST_MONTHS = 120
LATELY = timedelta(days=14)


class Looking(Part):
    def one(self, actor: Actor, task_id: TaskId) -> TaskDetail:
        actor.require("tasks.read")
        with self._reading(actor.shop_id) as look:
            return look.one(task_id)

    def page(self, actor: Actor, wish: ListTasks) -> Page[TaskRow]:
        actor.require("tasks.read")
        with self._reading(actor.shop_id) as look:
            today = day_of(self._clock(), self._zone(actor.shop_id)) if wish.due else None
            return look.page(wish, actor.employee_id, today)

    def of_project(self, actor: Actor, project_id: ProjectId, wish: ListTasks) -> Page[TaskRow]:
        """List the tasks of a project; whether there is such a one is asked if there are none."""
        found = self.page(actor, msgspec.structs.replace(wish, project_id=project_id))
        if not found.items:
            self._check_project(actor.shop_id, project_id)
        return found

    def board(self, actor: Actor, project_id: ProjectId) -> Board:
        actor.require("tasks.read")
        with self._reading(actor.shop_id) as look:
            board = look.board(project_id)
            if not any((board.todo, board.in_progress, board.blocked, board.done)):
                self._check_project(actor.shop_id, project_id)
            return board

    def wall(self, actor: Actor, wish: ListTasks) -> Sequence[WallColumn]:
        """Show the work of the shop by status; what was done leaves after two weeks."""
        actor.require("tasks.read")
        now = self._clock()
        with self._reading(actor.shop_id) as look:
            today = day_of(now, self._zone(actor.shop_id)) if wish.due else None
            return look.wall(wish, actor.employee_id, today, now - LATELY)

    def work_of(self, actor: Actor) -> Sequence[TaskRow]:
        """List what is open for the actor: given to them, or to the stations they work at."""
        actor.require("tasks.work")
        if (me := actor.employee_id) is None:
            return []
        with self._reading(actor.shop_id) as look:
            return look.work_of(me, self._directory.stations_of(actor.shop_id, me))

    def stages(self, actor: Actor, project_id: ProjectId) -> Sequence[tuple[StageInstanceId, str]]:
        """Name the stages that a project's tasks may belong to."""
        actor.require("tasks.read")
        return self._projects.stages_of(actor.shop_id, project_id)

    def log(self, actor: Actor, log_id: TimeLogId) -> TimeLogRow:
        actor.require("tasks.read")
        with self._reading(actor.shop_id) as look:
            return look.log(log_id)

    def logs(self, actor: Actor, wish: ListTimeLogs) -> Page[TimeLogRow]:
        actor.require("tasks.read")
        if wish.mine:
            if actor.employee_id is None:
                return Page(items=[])
            wish = msgspec.structs.replace(wish, employee_id=actor.employee_id)
        with self._reading(actor.shop_id) as look:
            return look.logs(wish, *self._days(actor.shop_id, wish.first, wish.last))

    def timers(self, actor: Actor, wish: ListTimers) -> Page[TimerRow]:
        actor.require("tasks.read")
        if wish.mine:
            if actor.employee_id is None:
                return Page(items=[])
            wish = msgspec.structs.replace(wish, employee_id=actor.employee_id)
        with self._reading(actor.shop_id) as look:
            return look.timers(wish, self._clock())

    def totals(self, actor: Actor, wish: AskTotals) -> Page[TimeTotal]:
        """Sum up worked time. By month, it is the last year unless days are given."""
        actor.require("tasks.read")
        with self._reading(actor.shop_id) as look:
            if wish.by != "month":
                return look.totals(wish, *self._days(actor.shop_id, wish.first, wish.last), [])
            zone = self._zone(actor.shop_id)
            today = day_of(self._clock(), zone)
            last = wish.last or today
            first = wish.first or (last - timedelta(days=365)).replace(day=1)
            wish = msgspec.structs.replace(wish, first=first, last=last)
            months = [(m, start_of(m, zone, "from")) for m in _months(first, last)]
            return look.totals(wish, *self._days(actor.shop_id, first, last), months)

    def monthly(self, actor: Actor, first: str | None, last: str | None) -> MonthlyHours:
        """Show everybody's hours by month, from the kept sums; the last year unless said."""
        actor.require("tasks.read")
        with self._reading(actor.shop_id) as look:
            until = _month(last, "to") if last else self._this_month(actor.shop_id)
            since = _month(first, "from") if first else until.replace(year=max(until.year - 1, 1))
            _months(since, until)
            return look.monthly(since, until)

    def work_done(self, actor: Actor, employee_id: EmployeeId) -> Sequence[MonthOfWork]:
        """Tell what a person did in each of the last twelve months, the latest last."""
        actor.require("tasks.read")
        with self._reading(actor.shop_id) as look:
            zone, last = self._zone(actor.shop_id), self._this_month(actor.shop_id)
            months = _months((last - timedelta(days=330)).replace(day=1), last)
            hours = look.worked_by(employee_id, months[0])
            done: dict[date, list[bool | None]] = {month: [] for month in months}
            for at, due_on in look.done_by(employee_id, start_of(months[0], zone, "from")):
                in_time = None if due_on is None else day_of(at, zone) <= due_on
                done.setdefault(month_of(at, zone), []).append(in_time)
            return [
                MonthOfWork(
                    month=month,
                    time_spent=hours.get(month, NO_TIME),
                    completed=len(done[month]),
                    due=sum(it is not None for it in done[month]),
                    on_time=sum(bool(it) for it in done[month]),
                )
                for month in months
            ]

    def _this_month(self, shop_id: ShopId) -> date:
        return month_of(self._clock(), self._zone(shop_id))

    def _days(
        self, shop_id: ShopId, first: date | None, last: date | None
    ) -> tuple[datetime | None, datetime | None]:
        """Return when the first day begins and when the last one is over, in the shop's zone."""
        if first is None and last is None:
            return None, None
        if first and last and last < first:
            raise Invalid("The last day comes before the first.", "to")
        zone = self._zone(shop_id)
        return (
            start_of(first, zone, "from") if first else None,
            start_of(_day_after(last), zone, "to") if last else None,
        )

    def _zone(self, shop_id: ShopId) -> str:
        return self._settings.terms(shop_id).timezone


def _day_after(day: date) -> date:
    if day == date.max:
        raise Invalid("There is no such day.", "to")
    return day + timedelta(days=1)


def _month(text: str, field: str) -> date:
    """Read a month such as 2026-03."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Invalid("A month is written like 2026-03.", field) from error


def _months(first: date, last: date) -> Sequence[date]:
    if first.year < 1970 or last.year > 2200:
        raise Invalid("Nobody has worked so long ago, or so far ahead.", "from")
    if last < first:
        raise Invalid("The last month comes before the first.", "to")
    if (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS:
        raise Invalid(
            phrase("At most %(most)s months are shown at a time.", most=MOST_MONTHS), "from"
        )
    months = [first.replace(day=1)]
    while (after := next_month(months[-1])) <= last:
        months.append(after)
    return months
