"""REST. A handler reads the request, calls one use case and returns its view."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.kernel.ids import SavedViewId, StationId, TaskTemplateId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.settings.domain import Concept, Word
from nexus.settings.messages import (
    CalendarView,
    ChangeSettings,
    ChangeTaskTemplate,
    ChangeView,
    CreateTaskTemplate,
    ListTaskTemplates,
    NumberPreview,
    OrderTaskTemplates,
    PreviewNumber,
    SavedViewView,
    SaveView,
    SettingsView,
    Sort,
    TaskTemplateView,
)
from nexus.settings.service import SettingsService, ViewService

Service = NamedDependency[SettingsService]
Views = NamedDependency[ViewService]
OfList = Annotated[
    str | None, QueryParameter(max_length=120, description="Of this list, such as /projects.")
]
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


class SavedViewApi(Controller):
    path = "/api/views"
    tags = ("settings",)

    @get("/", sync_to_thread=True, own=True)
    def list_views(self, views: Views, actor: Caller, path: OfList = None) -> Page[SavedViewView]:
        """List one's own views of lists, and those that are shared."""
        return views.seen(actor, path)

    @post("/", sync_to_thread=True, own=True)
    def save_view(
        self, views: Views, actor: Caller, once: OncePerKey, data: JSONBody[SaveView]
    ) -> Response[SavedViewView]:
        """Keep a view of a list; to share it takes `settings.manage`."""
        return once(lambda: views.save(actor, data))

    @get("/{id:uuid}", sync_to_thread=True, own=True)
    def show_view(
        self, views: Views, actor: Caller, id: FromPath[SavedViewId]
    ) -> Response[SavedViewView]:
        """Show a view of a list."""
        return tagged(views.one(actor, id))

    @patch("/{id:uuid}", sync_to_thread=True, own=True)
    def change_view(
        self,
        views: Views,
        actor: Caller,
        id: FromPath[SavedViewId],
        if_match: IfMatch,
        data: JSONBody[ChangeView],
    ) -> Response[SavedViewView]:
        """Name a view anew, move it, or share it."""
        return tagged(views.change(actor, id, data, if_match))

    @delete("/{id:uuid}", sync_to_thread=True, own=True)
    def delete_view(
        self, views: Views, actor: Caller, id: FromPath[SavedViewId], if_match: IfMatch
    ) -> None:
        """Throw a view of a list away."""
        views.delete(actor, id, if_match)
