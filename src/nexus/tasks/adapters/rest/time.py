"""Worked time: the clock, the logs and the totals."""

from datetime import date
from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.kernel.ids import EmployeeId, ProjectId, StationId, TaskId, TimeLogId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.tasks.messages import (
    AskTotals,
    By,
    CorrectTime,
    ListTimeLogs,
    ListTimers,
    LoggedTime,
    LogSort,
    LogTime,
    MonthlyHours,
    MonthOfWork,
    StartTimer,
    StopForgotten,
    Stopped,
    TimeLogRow,
    TimerRow,
    TimerView,
    TimeTotal,
    TotalSort,
    WhoseTimer,
)
from nexus.tasks.service import TaskService

Service = NamedDependency[TaskService]
First = Annotated[date | None, QueryParameter(name="from", description="The first day.")]
Last = Annotated[date | None, QueryParameter(name="to", description="The last day.")]
PLAIN_LINE = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
Month = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
FirstMonth = Annotated[
    str | None, QueryParameter(name="from", pattern=Month, description="Such as 2025-01.")
]
LastMonth = Annotated[
    str | None, QueryParameter(name="to", pattern=Month, description="Such as 2026-12.")
]
Why = Annotated[
    str, QueryParameter(name="reason", min_length=1, max_length=200, pattern=PLAIN_LINE)
]
READ, WORK, CORRECT = "tasks.read", "tasks.work", "tasks.correct"


class TimeApi(Controller):
    path = "/api"
    tags = ("time",)

    @post("/tasks/{id:uuid}/log_time", permission=WORK, sync_to_thread=True)
    def log_time(
        self,
        tasks: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[TaskId],
        data: JSONBody[LogTime],
    ) -> Response[LoggedTime]:
        """Log worked time on a task: from and to, or a duration."""
        return once(lambda: tasks.log_time(actor, id, data))

    @post("/tasks/{id:uuid}/timer/start", permission=WORK, sync_to_thread=True)
    def start_timer(
        self,
        tasks: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[TaskId],
        data: JSONBody[StartTimer | None] = None,
    ) -> Response[TimerView]:
        """Start a person's clock on a task."""
        return once(lambda: tasks.start_timer(actor, id, data or StartTimer()))

    @post("/tasks/{id:uuid}/timer/pause", status_code=200, permission=WORK, sync_to_thread=True)
    def pause_timer(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        data: JSONBody[WhoseTimer | None] = None,
    ) -> Response[TimerView]:
        """Pause a clock; what it counted is logged."""
        return tagged(tasks.pause_timer(actor, id, data or WhoseTimer()))

    @post("/tasks/{id:uuid}/timer/resume", status_code=200, permission=WORK, sync_to_thread=True)
    def resume_timer(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        data: JSONBody[WhoseTimer | None] = None,
    ) -> Response[TimerView]:
        """Let a paused clock run on."""
        return tagged(tasks.resume_timer(actor, id, data or WhoseTimer()))

    @post("/tasks/{id:uuid}/timer/stop", status_code=200, permission=WORK, sync_to_thread=True)
    def stop_timer(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TaskId],
        data: JSONBody[WhoseTimer | None] = None,
    ) -> Response[TimerView]:
        """Stop a clock and log what it counted, from whatever device."""
        return tagged(tasks.stop_timer(actor, id, data or WhoseTimer()))

    @get("/timers", permission=READ, sync_to_thread=True)
    def list_timers(
        self,
        tasks: Service,
        actor: Caller,
        mine: FromQuery[bool] = False,
        employee_id: FromQuery[EmployeeId | None] = None,
        task_id: FromQuery[TaskId | None] = None,
        running: FromQuery[bool | None] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[TimerRow]:
        """List the clocks that run or are paused, with what they show."""
        return tasks.timers(
            actor,
            ListTimers(
                mine=mine,
                employee_id=employee_id,
                task_id=task_id,
                running=running,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/timers/stop_forgotten", status_code=200, permission=CORRECT, sync_to_thread=True)
    def stop_forgotten_timers(
        self, tasks: Service, actor: Caller, data: JSONBody[StopForgotten | None] = None
    ) -> Stopped:
        """Stop the clocks that nobody stopped, and mark what they logged."""
        return tasks.stop_forgotten(actor, data or StopForgotten())

    @get("/time-logs", permission=READ, sync_to_thread=True)
    def list_time_logs(
        self,
        tasks: Service,
        actor: Caller,
        first: First = None,
        last: Last = None,
        task_id: FromQuery[TaskId | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        employee_id: FromQuery[EmployeeId | None] = None,
        station_id: FromQuery[StationId | None] = None,
        mine: FromQuery[bool] = False,
        auto_stopped: FromQuery[bool | None] = None,
        sort: FromQuery[LogSort] = "-started_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[TimeLogRow]:
        """List time logs."""
        return tasks.logs(
            actor,
            ListTimeLogs(
                task_id=task_id,
                project_id=project_id,
                employee_id=employee_id,
                station_id=station_id,
                mine=mine,
                doubtful=auto_stopped,
                first=first,
                last=last,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @get("/time-logs/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_time_log(
        self, tasks: Service, actor: Caller, id: FromPath[TimeLogId]
    ) -> Response[TimeLogRow]:
        """Show a time log."""
        return tagged(tasks.log(actor, id))

    @patch("/time-logs/{id:uuid}", permission=WORK, sync_to_thread=True)
    def correct_time_log(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TimeLogId],
        if_match: IfMatch,
        data: JSONBody[CorrectTime],
    ) -> Response[LoggedTime]:
        """Correct a time log, with a reason: one's own of today, or by who may correct."""
        return tagged(tasks.correct_log(actor, id, data, if_match))

    @delete("/time-logs/{id:uuid}", permission=WORK, sync_to_thread=True)
    def delete_time_log(
        self,
        tasks: Service,
        actor: Caller,
        id: FromPath[TimeLogId],
        if_match: IfMatch,
        reason: Why,
    ) -> None:
        """Delete a time log, with a reason that the activity log keeps."""
        tasks.delete_log(actor, id, reason, if_match)

    @get("/time-totals", permission=READ, sync_to_thread=True)
    def list_time_totals(
        self,
        tasks: Service,
        actor: Caller,
        by: FromQuery[By],
        first: First = None,
        last: Last = None,
        project_id: FromQuery[ProjectId | None] = None,
        employee_id: FromQuery[EmployeeId | None] = None,
        station_id: FromQuery[StationId | None] = None,
        sort: FromQuery[TotalSort] = "-time_spent",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[TimeTotal]:
        """Sum up worked time by employee, station, stage, task, project or month."""
        return tasks.totals(
            actor,
            AskTotals(
                by=by,
                first=first,
                last=last,
                project_id=project_id,
                employee_id=employee_id,
                station_id=station_id,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @get("/time-totals/monthly", permission=READ, sync_to_thread=True)
    def show_monthly_hours(
        self, tasks: Service, actor: Caller, first: FirstMonth = None, last: LastMonth = None
    ) -> MonthlyHours:
        """Show everybody's hours by month, from sums that are kept."""
        return tasks.monthly(actor, first, last)

    @get("/time-totals/work-done", permission=READ, sync_to_thread=True)
    def show_work_done(
        self, tasks: Service, actor: Caller, employee_id: FromQuery[EmployeeId]
    ) -> Page[MonthOfWork]:
        """Show what a person did in each of the last twelve months, the latest last."""
        return Page(items=list(tasks.work_done(actor, employee_id)))
