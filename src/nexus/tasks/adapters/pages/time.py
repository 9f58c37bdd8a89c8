"""Worked time: the clock, what was logged, and its correction."""

from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import UNSET

from nexus.kernel.ids import TaskId, TimeLogId
from nexus.platform.http import Caller, Cursor
from nexus.platform.web.boards import moved
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Shown
from nexus.tasks.adapters.pages.asked import READ, WORK, Service
from nexus.tasks.messages import (
    CorrectTime,
    ListTimers,
    LogTime,
    Reason,
    StartTimer,
    WhoseTimer,
)

TIMES = ("started_at", "ended_at", "duration")
LOG, CORRECT = "tasks/log.html", "tasks/correct.html"


class TimePages(Controller):
    include_in_schema = False

    @get("/timers/now", permission=READ, sync_to_thread=True)
    def timer_now_page(self, tasks: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show the clocks of who asks: a part of every page."""
        timers = tasks.timers(actor, ListTimers(mine=True)).items
        return show("tasks/_timer.html", timers=timers)

    @get("/tasks/clocks", permission=READ, sync_to_thread=True)
    def clocks_page(
        self,
        tasks: Service,
        actor: Caller,
        show: Shown,
        running: FromQuery[bool | None] = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the clocks of everybody, that run or are paused."""
        if (away := show.opened()) is not None:
            return away
        wish = ListTimers(running=running, cursor=cursor, total=True)
        return show("tasks/clocks.html", page=tasks.timers(actor, wish))

    @post("/tasks/{id:uuid}/timer", permission=WORK, sync_to_thread=True)
    def timer_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TaskId], sent: Sent
    ) -> Response[Any]:
        """Start, pause, resume or stop a clock."""

        def act() -> None:
            if sent["act"] == "start":
                tasks.start_timer(actor, id, sent.read(StartTimer, show.formats))
            else:
                acts = {"pause": tasks.pause_timer, "resume": tasks.resume_timer}
                wish = sent.read(WhoseTimer, show.formats)
                acts.get(sent["act"], tasks.stop_timer)(actor, id, wish)

        told = {
            "start": show.say("The clock runs."),
            "pause": show.say("Paused. The time is logged."),
            "resume": show.say("The clock runs."),
        }
        return moved(show, act, told.get(sent["act"]) or show.say("Stopped. The time is logged."))

    @get("/tasks/{id:uuid}/time", permission=WORK, sync_to_thread=True)
    def log_time_form_page(
        self,
        tasks: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[TaskId],
        mine: FromQuery[bool] = False,
    ) -> Response[Any]:
        """Show the form of worked time."""
        return show(LOG, task=tasks.one(actor, id), form=show.form(), mine=mine)

    @post("/tasks/{id:uuid}/time", permission=WORK, sync_to_thread=True)
    def log_time_page(
        self,
        tasks: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[TaskId],
        sent: Sent,
        mine: FromQuery[bool] = False,
    ) -> Response[Any]:
        """Log worked time: how long, or from when to when."""
        return show.attempt(
            sent,
            LogTime,
            lambda wish: tasks.log_time(actor, id, wish),
            again=LOG,
            then=lambda made: "/my-work" if mine else f"/tasks/{id}",
            said=show.say("Time logged."),
            task=tasks.one(actor, id),
            mine=mine,
        )

    @get("/tasks/time/{id:uuid}", permission=WORK, sync_to_thread=True)
    def correct_time_form_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TimeLogId]
    ) -> Response[Any]:
        """Show what was logged, to be corrected."""
        log = tasks.log(actor, id)
        return show(CORRECT, log=log, form=show.filled(log))

    @post("/tasks/time/{id:uuid}", permission=WORK, sync_to_thread=True)
    def correct_time_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TimeLogId], sent: Sent
    ) -> Response[Any]:
        """Correct what was logged, and keep why."""
        log = tasks.log(actor, id)
        shown = show.filled(log)
        return show.attempt(
            sent,
            CorrectTime,
            lambda wish: tasks.correct_log(actor, id, _changed(wish, sent, shown), sent.version),
            again=CORRECT,
            then=lambda made: f"/tasks/{log.task_id}",
            said=show.say("Corrected."),
            log=log,
        )

    @post("/tasks/time/{id:uuid}/delete", permission=WORK, sync_to_thread=True)
    def delete_time_page(
        self, tasks: Service, actor: Caller, show: Shown, id: FromPath[TimeLogId], sent: Sent
    ) -> Response[Any]:
        """Strike what was logged, and keep why."""
        log = tasks.log(actor, id)
        return show.attempt(
            sent,
            Reason,
            lambda wish: tasks.delete_log(actor, id, wish.reason, sent.version),
            again=CORRECT,
            then=lambda made: f"/tasks/{log.task_id}",
            said=show.say("Deleted."),
            log=log,
        )


def _changed(wish: CorrectTime, sent: Form, shown: Form) -> CorrectTime:
    """Keep the seconds of what was not touched: a form knows minutes only."""
    same = {name: UNSET for name in TIMES if sent[name] == shown[name]}
    return msgspec.structs.replace(wish, **same)
