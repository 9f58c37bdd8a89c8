"""How worked time gets onto the books: the log, the task's sum, the month's sum, the shares.

Whoever places work of a person in time holds that person's month first, then counts on the
task: in this order everywhere, so that nobody waits in a circle.
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from nexus.kernel.ids import EmployeeId, TaskId
from nexus.kernel.phrase import phrase
from nexus.tasks.domain import NO_TIME, Overlap, Span, TimeLog, Worked, month_of, shares
from nexus.tasks.ports import Counted, TasksUnitOfWork, Terms, Work


class Books:
    """Of one use case, within its unit of work."""

    def __init__(self, uow: TasksUnitOfWork, terms: Terms) -> None:
        self._uow = uow
        self._zone = terms.timezone
        self._refuses = terms.time_overlap != "split"

    @property
    def is_one_at_a_time(self) -> bool:
        return self._refuses

    def hold(self, *people: tuple[EmployeeId | None, Span]) -> None:
        """Let nobody else place these persons' work until the end."""
        spans: dict[EmployeeId, dict[date, timedelta]] = {}
        for employee_id, span in people:
            if employee_id is not None:
                spans.setdefault(employee_id, {}).update(self._months(span))
        for employee_id in sorted(spans):
            self._uow.hours.hold(employee_id, spans[employee_id], self._zone)

    def enter(self, log: TimeLog, timer_id: UUID | None = None) -> Counted:
        """Write a new log. A clock that stops is never refused: its time is shared at worst."""
        if log.has_place and log.employee_id is not None:
            months = self._months(log.span) | {self._month(log): log.duration}
            self._uow.hours.hold(log.employee_id, months, self._zone)
        counted = self._uow.tasks.count(log.task_id, log.duration, log, timer_id)
        if counted.clashes and self._refuses and timer_id is None:
            self._refuse(log)
        self._uow.logs.add(log)
        if counted.clashes and log.employee_id is not None:
            return self._share(log.employee_id, log.span).get(log.task_id, counted)
        if not log.has_place and log.employee_id is not None:
            self._uow.hours.add(log.employee_id, self._month(log), log.duration, self._zone)
        return counted

    def correct(
        self,
        log: TimeLog,
        worked: Worked,
        employee_id: EmployeeId | None,
        change: Callable[[], None],
    ) -> Counted:
        """Take the log off the books, change it, and write it anew."""
        before = log.employee_id, log.span
        after = employee_id, Span(log.id, worked.started_at, worked.ended_at or worked.started_at)
        self.hold(before, after)
        self._count(log, -log.duration)
        change()
        counted = self._uow.tasks.count(log.task_id, log.duration, log, log.id)
        if log.employee_id is not None:
            self._uow.hours.add(log.employee_id, self._month(log), log.duration, self._zone)
        if counted.clashes and self._refuses:
            self._refuse(log)
        for whose, span in (before, after):
            if whose is not None:
                counted = self._share(whose, span).get(log.task_id, counted)
        return counted

    def strike(self, log: TimeLog) -> Counted:
        """Take the log off the books, and let others have its share of the time."""
        before = log.employee_id, log.span
        self.hold(before)
        counted = self._count(log, -log.duration)
        self._uow.logs.remove(log)
        if before[0] is not None:
            counted = self._share(before[0], before[1]).get(log.task_id, counted)
        return counted

    def _share(self, employee_id: EmployeeId, span: Span) -> dict[TaskId, Counted]:
        """Share the person's time anew among all that overlaps the span."""
        self._uow.flush()
        logs = self._uow.logs.around(employee_id, span)
        due = shares([log.span for log in logs])
        counted: dict[TaskId, Counted] = {}
        for log in sorted(logs, key=lambda log: (log.task_id, log.id)):
            lasts = log.span.started_at < log.span.ended_at
            if lasts and log.span.overlaps(span) and (more := log.count_as(due[log.id])):
                counted[log.task_id] = self._count(log, more)
        return counted

    def _count(self, log: TimeLog, more: timedelta) -> Counted:
        if log.employee_id is not None:
            self._uow.hours.add(log.employee_id, self._month(log), more, self._zone)
        return self._uow.tasks.count(log.task_id, more)

    def _refuse(self, log: TimeLog) -> None:
        if log.employee_id is None:
            return
        other = self._uow.logs.clash(log.employee_id, log.span, log.id)
        if other is not None:
            raise overlap(other, self._zone)

    def _month(self, log: TimeLog) -> date:
        return month_of(log.started_at, self._zone)

    def _months(self, span: Span) -> dict[date, timedelta]:
        """Name the months that a span touches, for the lock on them."""
        return dict.fromkeys(
            (month_of(span.started_at, self._zone), month_of(span.ended_at, self._zone)), NO_TIME
        )


def overlap(other: Work, zone: str) -> Overlap:
    begun = other.started_at.astimezone(ZoneInfo(zone))
    title, since = other.title, f"{begun:%Y-%m-%d %H:%M}"
    if other.ended_at:
        until = f"{other.ended_at.astimezone(ZoneInfo(zone)):%H:%M}"
        said = phrase(
            "This overlaps “%(title)s”, from %(since)s to %(until)s.",
            title=title,
            since=since,
            until=until,
        )
    else:
        said = phrase("This overlaps “%(title)s”, from %(since)s on.", title=title, since=since)
    return Overlap(
        said,
        errors={"started_at": said},
        task_id=other.task_id,
        time_log_id=other.id if other.ended_at else None,
    )
