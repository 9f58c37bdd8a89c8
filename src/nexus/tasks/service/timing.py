"""Use cases of worked time that is written by hand, and of its correction."""

from datetime import date, datetime

from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.clock import day_of
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import EmployeeId, TaskId, TimeLogId, new_id
from nexus.tasks.domain import TimeLog, Worked, instant, start_of
from nexus.tasks.messages import CorrectTime, LoggedTime, LogTime
from nexus.tasks.ports import Terms
from nexus.tasks.service.books import Books
from nexus.tasks.service.part import Part


class Timing(Part):
    def log_time(self, actor: Actor, task_id: TaskId, wish: LogTime) -> LoggedTime:
        """Log worked time, for the actor unless the wish names somebody else."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            now = self._clock()
            terms = self._settings.terms(actor.shop_id)
            worked = _read(wish, now, terms.timezone)
            employee_id = self._whose(actor, wish.employee_id)
            self._check(actor.shop_id, wish.station_id, None)
            log = TimeLog(
                id=TimeLogId(new_id()),
                shop_id=actor.shop_id,
                task_id=task_id,
                employee_id=employee_id,
                station_id=wish.station_id,
                started_at=worked.started_at,
                ended_at=worked.ended_at,
                duration=worked.duration,
                note=wish.note,
                created_at=now,
                created_by_id=actor.user_id,
                hourly_rate=self._rate(actor.shop_id, employee_id, terms),
            )
            log.late = log.is_late(terms.timezone)
            counted = Books(uow, terms).enter(log)
            log.station_id = log.station_id or counted.station_id
            uow.record(log.logged(counted.project_id, now, log.duration))
            return LoggedTime.of(log, project_id=counted.project_id, time_spent=counted.time_spent)

    def correct_log(
        self, actor: Actor, log_id: TimeLogId, wish: CorrectTime, version: int | None = None
    ) -> LoggedTime:
        """Correct a log and keep why: one's own within the day, else by who may correct."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            now = self._clock()
            terms = self._settings.terms(actor.shop_id)
            log = uow.logs.get(log_id).expect(version)
            employee_id = log.employee_id if wish.employee_id is UNSET else wish.employee_id
            self._check_right(actor, log, employee_id, now, terms)
            station_id = None if wish.station_id is UNSET else wish.station_id
            self._check(actor.shop_id, station_id, None)
            before, worked = log.duration, _corrected(log, wish, now)

            def change() -> None:
                if employee_id != log.employee_id:
                    log.hourly_rate = self._rate(actor.shop_id, employee_id, terms)
                log.employee_id = employee_id
                log.station_id = log.station_id if wish.station_id is UNSET else station_id
                log.note = log.note if wish.note is UNSET else wish.note
                log.correct(worked, wish.reason, now)

            counted = Books(uow, terms).correct(log, worked, employee_id, change)
            uow.record(log.logged(counted.project_id, now, log.duration - before))
            return LoggedTime.of(log, project_id=counted.project_id, time_spent=counted.time_spent)

    def delete_log(
        self, actor: Actor, log_id: TimeLogId, reason: str, version: int | None = None
    ) -> None:
        """Delete a log; the reason is kept in the activity log, with what it said."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            now = self._clock()
            terms = self._settings.terms(actor.shop_id)
            log = uow.logs.get(log_id).expect(version)
            self._check_right(actor, log, log.employee_id, now, terms)
            log.explain(reason, now)
            uow.flush()
            counted = Books(uow, terms).strike(log)
            uow.record(log.logged(counted.project_id, now, -log.duration))

    def recount(self, actor: Actor) -> None:
        """Count all kept sums anew: after a bulk load, or when the shop's time zone changed."""
        actor.require("tasks.correct")
        with self._unit_of_work(actor) as uow:
            uow.hours.rebuild(self._settings.terms(actor.shop_id).timezone)

    def _check_right(
        self,
        actor: Actor,
        log: TimeLog,
        employee_id: EmployeeId | None,
        now: datetime,
        terms: Terms,
    ) -> None:
        own = log.employee_id is not None and log.employee_id == actor.employee_id
        if not own or not log.is_of_today(now, terms.timezone):
            actor.require("tasks.correct")
        if employee_id != log.employee_id:
            actor.require("tasks.correct")
            self._check(actor.shop_id, None, employee_id)


def _read(wish: LogTime, now: datetime, zone: str) -> Worked:
    if wish.worked_on is not None and (wish.started_at or wish.ended_at):
        raise Invalid("A day goes with a duration alone.", "worked_on")
    day_at = _at_day(wish.worked_on, now, zone) if wish.worked_on else None
    return Worked.read(now, wish.started_at, wish.ended_at, wish.duration, day_at)


def _at_day(day: date, now: datetime, zone: str) -> datetime:
    """Return an instant of the day: now if it is today, else its first."""
    return now if day == day_of(now, zone) else start_of(day, zone, "worked_on")


def _corrected(log: TimeLog, wish: CorrectTime, now: datetime) -> Worked:
    """Put the corrected parts in the place of the old: what is given counts, the rest follows."""
    whole = log.ended_at - log.started_at if log.ended_at else log.duration
    length = None if wish.duration is UNSET else wish.duration
    if length is None and wish.started_at is UNSET and wish.ended_at is UNSET:
        return Worked(started_at=log.started_at, ended_at=log.ended_at, duration=whole)
    start = log.started_at if wish.started_at is UNSET else instant(wish.started_at, "started_at")
    end = log.ended_at if wish.ended_at is UNSET else wish.ended_at
    if end is None:
        return Worked.read(now, duration=length or whole, day_at=start)
    if length is not None and wish.ended_at is UNSET:
        return Worked.read(now, start, duration=length)
    return Worked.read(now, start, end, length)
