"""REST. A handler reads the request, calls one use case and returns its view."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.kernel.ids import StationId, TaskTemplateId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.settings.domain import Concept, Word
from nexus.settings.messages import (
    CalendarView,
    ChangeSettings,
    ChangeTaskTemplate,
    CreateTaskTemplate,
    ListTaskTemplates,
    NumberPreview,
    OrderTaskTemplates,
    PreviewNumber,
    SettingsView,
    Sort,
    TaskTemplateView,
)
from nexus.settings.service import SettingsService

Service = NamedDependency[SettingsService]
First = Annotated[date, QueryParameter(name="from", description="The first day.")]
Last = Annotated[date, QueryParameter(name="to", description="The last day, 400 at most.")]


class SettingsApi(Controller):
    path = "/api/settings"
    tags = ("settings",)

    @get("/", sync_to_thread=True, permission="settings.read")
    def show_settings(self, settings: Service, actor: Caller) -> Response[SettingsView]:
        """Show how the shop works."""
        return tagged(settings.one(actor))

    @patch("/", sync_to_thread=True, permission="settings.manage")
    def change_settings(
        self,
        settings: Service,
        actor: Caller,
        if_match: IfMatch,
        data: JSONBody[ChangeSettings],
    ) -> Response[SettingsView]:
        """Change how the shop works."""
        return tagged(settings.change(actor, data, if_match))

    @post("/numbering/preview", status_code=200, sync_to_thread=True, permission="settings.read")
    def preview_number(
        self, settings: Service, actor: Caller, data: JSONBody[PreviewNumber]
    ) -> NumberPreview:
        """Show the next code of a number format."""
        return settings.preview(actor, data)

    @get("/calendar", sync_to_thread=True, permission="settings.read")
    def show_calendar(
        self, settings: Service, actor: Caller, first: First, last: Last
    ) -> CalendarView:
        """Show business days, holidays and closing days."""
        return settings.calendar(actor, first, last)

    @get("/words", sync_to_thread=True, permission="settings.read")
    def show_words(self, settings: Service, actor: Caller) -> Mapping[Concept, Word]:
        """Show what this shop calls things."""
        return settings.words(actor)


class TaskTemplateApi(Controller):
    path = "/api"
    tags = ("settings",)

    @get(
        "/stations/{station_id:uuid}/task-templates",
        sync_to_thread=True,
        permission="settings.read",
    )
    def list_task_templates(
        self,
        settings: Service,
        actor: Caller,
        station_id: FromPath[StationId],
        is_active: FromQuery[bool | None] = None,
        sort: FromQuery[Sort] = "position",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
        search: Search = None,
    ) -> Page[TaskTemplateView]:
        """List the tasks that every job at a station begins with."""
        wish = ListTaskTemplates(
            is_active=is_active, sort=sort, limit=limit, cursor=cursor, total=total, search=search
        )
        return settings.task_templates(actor, station_id, wish)

    @post(
        "/stations/{station_id:uuid}/task-templates",
        sync_to_thread=True,
        permission="settings.manage",
    )
    def create_task_template(
        self,
        settings: Service,
        actor: Caller,
        once: OncePerKey,
        station_id: FromPath[StationId],
        data: JSONBody[CreateTaskTemplate],
    ) -> Response[TaskTemplateView]:
        """Add a standard task to a station."""
        return once(lambda: settings.create_task_template(actor, station_id, data))

    @put(
        "/stations/{station_id:uuid}/task-templates/order",
        sync_to_thread=True,
        permission="settings.manage",
    )
    def order_task_templates(
        self,
        settings: Service,
        actor: Caller,
        station_id: FromPath[StationId],
        data: JSONBody[OrderTaskTemplates],
    ) -> Page[TaskTemplateView]:
        """Put a station's standard tasks in order."""
        return settings.order_task_templates(actor, station_id, data)

    @get("/task-templates/{id:uuid}", sync_to_thread=True, permission="settings.read")
    def show_task_template(
        self, settings: Service, actor: Caller, id: FromPath[TaskTemplateId]
    ) -> Response[TaskTemplateView]:
        """Show a standard task."""
        return tagged(settings.task_template(actor, id))

    @patch("/task-templates/{id:uuid}", sync_to_thread=True, permission="settings.manage")
    def change_task_template(
        self,
        settings: Service,
        actor: Caller,
        id: FromPath[TaskTemplateId],
        if_match: IfMatch,
        data: JSONBody[ChangeTaskTemplate],
    ) -> Response[TaskTemplateView]:
        """Change a standard task; jobs that run keep theirs."""
        return tagged(settings.change_task_template(actor, id, data, if_match))

    @delete("/task-templates/{id:uuid}", sync_to_thread=True, permission="settings.manage")
    def delete_task_template(
        self, settings: Service, actor: Caller, id: FromPath[TaskTemplateId], if_match: IfMatch
    ) -> None:
        """Take a standard task away; the tasks that were made of it stay."""
        settings.delete_task_template(actor, id, if_match)
