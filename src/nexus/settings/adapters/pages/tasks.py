"""Pages of standard tasks: what every job at a station begins with."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from nexus.kernel.actor import Actor
from nexus.kernel.ids import StationId, TaskTemplateId
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.settings.adapters.pages.shop import MANAGE, READ, Service
from nexus.settings.messages import (
    ChangeTaskTemplate,
    CreateTaskTemplate,
    ListTaskTemplates,
    OrderTaskTemplates,
    TaskTemplateView,
)
from nexus.settings.service import SettingsService

MOST = 200  # standard tasks of a station that are shown


class TaskTemplatePages(Controller):
    path = "/settings/tasks"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def task_templates_page(
        self,
        settings: Service,
        actor: Caller,
        show: Shown,
        station: FromQuery[UUID | None] = None,
    ) -> Response[Any]:
        """List the tasks that every job at a station begins with."""
        stations = show.choices("station", str(station or ""))
        chosen = station or (UUID(stations[0].id) if stations else None)
        return _page(show, settings, actor, StationId(chosen) if chosen else None)

    @post("/of/{station_id:uuid}", permission=MANAGE, sync_to_thread=True)
    def create_task_template_page(
        self,
        settings: Service,
        actor: Caller,
        show: Shown,
        sent: Sent,
        station_id: FromPath[StationId],
    ) -> Response[Any]:
        """Add a standard task to a station."""
        return show.attempt(
            sent,
            CreateTaskTemplate,
            lambda wish: settings.create_task_template(actor, station_id, wish),
            again=partial(_page, show, settings, actor, station_id),
            then=lambda _: _path(station_id),
            said=show.say("Added."),
        )

    @get("/{id:uuid}", permission=MANAGE, sync_to_thread=True)
    def task_template_page(
        self, settings: Service, actor: Caller, show: Shown, id: FromPath[TaskTemplateId]
    ) -> Response[Any]:
        """Show the form of a standard task."""
        template = settings.task_template(actor, id)
        return show("settings/task.html", form=show.filled(template), task=template)

    @post("/{id:uuid}", permission=MANAGE, sync_to_thread=True)
    def change_task_template_page(
        self,
        settings: Service,
        actor: Caller,
        show: Shown,
        sent: Sent,
        id: FromPath[TaskTemplateId],
    ) -> Response[Any]:
        """Change a standard task; jobs that run keep theirs."""
        return show.attempt(
            sent,
            ChangeTaskTemplate,
            lambda wish: settings.change_task_template(actor, id, wish, sent.version),
            again="settings/task.html",
            then=lambda made: _path(made.station_id),
            said=show.say("Saved."),
            task=settings.task_template(actor, id),
        )

    @post("/{id:uuid}/delete", permission=MANAGE, sync_to_thread=True)
    def delete_task_template_page(
        self, settings: Service, actor: Caller, show: Shown, id: FromPath[TaskTemplateId]
    ) -> Response[Any]:
        """Take a standard task away; the tasks that were made of it stay."""
        station_id = settings.task_template(actor, id).station_id
        settings.delete_task_template(actor, id)
        return show.go(_path(station_id), show.say("Taken away."))

    @post("/{id:uuid}/move", permission=MANAGE, sync_to_thread=True)
    def move_task_template_page(
        self,
        settings: Service,
        actor: Caller,
        show: Shown,
        sent: Sent,
        id: FromPath[TaskTemplateId],
    ) -> Response[Any]:
        """Move a standard task up or down by one."""
        station_id = settings.task_template(actor, id).station_id
        ids = [it.id for it in _templates(settings, actor, station_id)]
        at = ids.index(id)
        to = max(0, at - 1) if sent["to"] == "up" else min(len(ids) - 1, at + 1)
        ids.insert(to, ids.pop(at))
        settings.order_task_templates(actor, station_id, OrderTaskTemplates(ids=ids))
        return show.go(_path(station_id))


def _path(station_id: StationId) -> str:
    return f"/settings/tasks?station={station_id}"


def _templates(
    settings: SettingsService, actor: Actor, station_id: StationId
) -> list[TaskTemplateView]:
    return list(settings.task_templates(actor, station_id, ListTaskTemplates(limit=MOST)).items)


def _page(
    show: Show,
    settings: SettingsService,
    actor: Actor,
    station_id: StationId | None,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    return show(
        "settings/tasks.html",
        status=status,
        form=form or show.form([("is_active", "on")]),
        stations=show.choices("station", str(station_id or "")),
        station_id=str(station_id) if station_id else "",
        templates=_templates(settings, actor, station_id) if station_id else [],
    )
