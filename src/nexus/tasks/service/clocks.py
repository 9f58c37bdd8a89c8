"""Use cases of the clock: start, pause, resume and stop it, from any device."""

from datetime import datetime

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import EmployeeId, TaskId, TimeLogId, TimerId, new_id
from nexus.kernel.phrase import phrase
from nexus.tasks.domain import (
    NoTimer,
    Source,
    Span,
    Status,
    TimeLog,
    Timer,
    TimerRuns,
    TimerStarted,
    Why,
    instant,
)
from nexus.tasks.messages import StartTimer, StopForgotten, Stopped, TimerView, WhoseTimer
from nexus.tasks.ports import TasksUnitOfWork
from nexus.tasks.service.books import Books
from nexus.tasks.service.part import CLOSED, Part


class Clocks(Part):
    def start_timer(self, actor: Actor, task_id: TaskId, wish: StartTimer) -> TimerView:
        """Start a person's clock on a task, and the task with it."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            employee_id = self._person(actor, wish.employee_id)
            self._check(actor.shop_id, wish.station_id, None)
            now = self._clock()
            books = self._hold(uow, actor, employee_id, now)
            self._check_free(uow, books, employee_id, task_id)
            task = uow.tasks.get(task_id)
            self._check_open(actor.shop_id, task.project_id, CLOSED)
            if task.status is not Status.IN_PROGRESS:
                why = Why(wish.reason, wish.force)
                uow.record(task.start(now, uow.tasks.waits_for(task_id), why))
            timer = Timer(
                id=TimerId(new_id()),
                shop_id=actor.shop_id,
                task_id=task_id,
                project_id=task.project_id,
                employee_id=employee_id,
                station_id=wish.station_id or (task.assignee.station_id if task.assignee else None),
                started_at=instant(now, "at"),
                note=wish.note,
            )
            timer.resume(now, alone=books.is_one_at_a_time)
            uow.timers.add(timer)
            uow.record(
                TimerStarted(
                    shop_id=actor.shop_id,
                    happened_at=now,
                    task_id=task_id,
                    project_id=task.project_id,
                    employee_id=employee_id,
                )
            )
            return TimerView.of(timer, now)

    def pause_timer(self, actor: Actor, task_id: TaskId, wish: WhoseTimer) -> TimerView:
        """Halt the clock; what it counted is logged."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            now = self._clock()
            timer = self._timer(uow, self._person(actor, wish.employee_id), task_id)
            if not timer.is_running:
                raise NoTimer("This clock is paused already.")
            _note(timer, wish)
            log = self._halt(uow, actor, timer, now)
            return TimerView.of(timer, now, log)

    def resume_timer(self, actor: Actor, task_id: TaskId, wish: WhoseTimer) -> TimerView:
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            now = self._clock()
            employee_id = self._person(actor, wish.employee_id)
            timer = self._timer(uow, employee_id, task_id)
            books = self._hold(uow, actor, employee_id, now)
            self._check_free(uow, books, employee_id)
            _note(timer, wish)
            timer.resume(now, alone=books.is_one_at_a_time)
            return TimerView.of(timer, now)

    def stop_timer(self, actor: Actor, task_id: TaskId, wish: WhoseTimer) -> TimerView:
        """Stop the clock for good; what it counted since the last pause is logged."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            now = self._clock()
            timer = self._timer(uow, self._person(actor, wish.employee_id), task_id)
            _note(timer, wish)
            log = self._halt(uow, actor, timer, now)
            uow.timers.remove(timer)
            return TimerView.of(timer, now, log, "stopped")

    def stop_forgotten(self, actor: Actor, wish: StopForgotten) -> Stopped:
        """Stop the clocks that nobody stopped, at the shift's end or after their longest.

        Each in a transaction of its own. The logs are marked, for somebody to look at.
        """
        actor.require("tasks.correct")
        now = self._clock()
        ended = wish.shift_ended_at and instant(wish.shift_ended_at, "shift_ended_at")
        if ended and ended > now:
            raise Invalid("The shift has not ended yet.", "shift_ended_at")
        with self._reading(actor.shop_id) as look:
            suspects = look.forgotten(now, ended)
        stopped = sum(self._stop_if_forgotten(actor, *whose, now, ended) for whose in suspects)
        return Stopped(stopped=stopped)

    def _stop_if_forgotten(
        self,
        actor: Actor,
        task_id: TaskId,
        employee_id: EmployeeId,
        now: datetime,
        ended: datetime | None,
    ) -> bool:
        with self._unit_of_work(actor) as uow:
            for timer in uow.timers.of_person(employee_id):
                at = timer.is_forgotten(now, ended) if timer.task_id == task_id else None
                if at is not None:
                    self._halt(uow, actor, timer, now, at)
                    uow.timers.remove(timer)
                    return True
        return False

    def _stop_all(self, uow: TasksUnitOfWork, actor: Actor, task_id: TaskId) -> None:
        """Stop all clocks on a task. All persons are held first, in one order."""
        if not (timers := uow.timers.of_task(task_id)):
            return
        now = self._clock()
        books = Books(uow, self._settings.terms(actor.shop_id))
        begun = {timer.employee_id: timer.resumed_at or now for timer in timers}
        books.hold(*((id, Span(id, min(at, now), now)) for id, at in begun.items()))
        for timer in timers:
            self._halt(uow, actor, timer, now)
            uow.timers.remove(timer)

    def _halt(
        self,
        uow: TasksUnitOfWork,
        actor: Actor,
        timer: Timer,
        now: datetime,
        forgotten_at: datetime | None = None,
    ) -> TimeLog | None:
        """Halt a clock, and log what it counted since it was last resumed."""
        if (stretch := timer.pause(now, forgotten_at)) is None:
            return None
        terms = self._settings.terms(actor.shop_id)
        log = TimeLog(
            id=TimeLogId(new_id()),
            shop_id=actor.shop_id,
            task_id=timer.task_id,
            employee_id=timer.employee_id,
            station_id=timer.station_id,
            started_at=stretch.started_at,
            ended_at=stretch.ended_at,
            duration=stretch.ended_at - stretch.started_at,
            source=Source.TIMER,
            note=timer.note,
            auto_stopped=stretch.doubtful,
            created_at=now,
            created_by_id=actor.user_id,
            hourly_rate=self._rate(actor.shop_id, timer.employee_id, terms),
        )
        counted = Books(uow, terms).enter(log, timer.id)
        uow.record(log.logged(counted.project_id, now, log.duration))
        return log

    def _hold(
        self, uow: TasksUnitOfWork, actor: Actor, employee_id: EmployeeId, now: datetime
    ) -> Books:
        """Let no other device start something for this person until we are done."""
        books = Books(uow, self._settings.terms(actor.shop_id))
        books.hold((employee_id, Span(employee_id, now, now)))
        return books

    def _check_free(
        self,
        uow: TasksUnitOfWork,
        books: Books,
        employee_id: EmployeeId,
        task_id: TaskId | None = None,
    ) -> None:
        for timer in uow.timers.of_person(employee_id):
            if timer.task_id == task_id:
                said = phrase("The clock on this task is paused already.")
                if timer.is_running:
                    said = phrase("The clock on this task runs already.")
                raise TimerRuns(
                    said,
                    task_id=task_id,
                    timer_id=timer.id,
                )
            if timer.is_running and books.is_one_at_a_time:
                raise TimerRuns(
                    phrase(
                        "The clock runs on “%(task)s”. Stop or pause it first.",
                        task=uow.timers.title(timer),
                    ),
                    task_id=timer.task_id,
                    timer_id=timer.id,
                    started_at=timer.started_at,
                )

    def _timer(self, uow: TasksUnitOfWork, employee_id: EmployeeId, task_id: TaskId) -> Timer:
        for timer in uow.timers.of_person(employee_id):
            if timer.task_id == task_id:
                return timer
        uow.tasks.get(task_id)
        raise NoTimer("No clock of this person is on this task.")

    def _person(self, actor: Actor, employee_id: EmployeeId | None) -> EmployeeId:
        whose = self._whose(actor, employee_id)
        if whose is None:
            raise Invalid("Say whose clock it is: this login is no operator's.", "employee_id")
        return whose


def _note(timer: Timer, wish: WhoseTimer) -> None:
    if wish.note is not None:
        timer.annotate(wish.note)
