"""Pages of the views of lists that people keep. Lists show them by the macro `lists.views`."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from nexus.kernel.ids import SavedViewId
from nexus.platform.http import Caller
from nexus.platform.web.pages import Sent, Shown
from nexus.settings.messages import ChangeView, SavedViewView, SaveView
from nexus.settings.service import ViewService

Views = NamedDependency[ViewService]


class ViewPages(Controller):
    path = "/views"
    include_in_schema = False

    @post("/", own=True, sync_to_thread=True)
    def save_view_page(self, views: Views, actor: Caller, show: Shown, sent: Sent) -> Response[Any]:
        """Keep what a list shows under a name."""
        return show.attempt(
            sent,
            SaveView,
            lambda wish: views.save(actor, wish),
            again="settings/view.html",
            then=_list_of,
            said=show.say("View saved."),
            view=None,
        )

    @get("/{id:uuid}/edit", own=True, sync_to_thread=True)
    def edit_view_page(
        self, views: Views, actor: Caller, show: Shown, id: FromPath[SavedViewId]
    ) -> Response[Any]:
        """Show the form of a view."""
        view = views.one(actor, id)
        return show("settings/view.html", form=show.filled(view), view=view)

    @post("/{id:uuid}/edit", own=True, sync_to_thread=True)
    def change_view_page(
        self, views: Views, actor: Caller, show: Shown, id: FromPath[SavedViewId], sent: Sent
    ) -> Response[Any]:
        """Name a view anew, share it, or let the list open with it."""
        return show.attempt(
            sent,
            ChangeView,
            lambda wish: views.change(actor, id, wish, sent.version),
            again="settings/view.html",
            then=_list_of,
            said=show.say("Saved."),
            view=views.one(actor, id),
        )

    @post("/{id:uuid}/delete", own=True, sync_to_thread=True)
    def delete_view_page(
        self, views: Views, actor: Caller, show: Shown, id: FromPath[SavedViewId]
    ) -> Response[Any]:
        """Throw a view away; what it showed stays."""
        view = views.one(actor, id)
        views.delete(actor, id)
        return show.go(view.path, show.say("View deleted."))


def _list_of(view: SavedViewView) -> str:
    return f"{view.path}?{view.query}{'&' if view.query else ''}view={view.id}"
