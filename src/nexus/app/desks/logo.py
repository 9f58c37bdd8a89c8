"""The shop's logo: a file of documents that settings name, and papers print."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from nexus.documents import DocumentService, Purpose, UploadFile
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NexusError
from nexus.kernel.ids import FileId
from nexus.platform.http import Caller
from nexus.platform.uploads import Arrived, Received
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Show, Shown
from nexus.platform.web.taking import REFUSALS, check_chosen, refused, said_with
from nexus.settings import ChangeSettings, SettingsService

Settings = NamedDependency[SettingsService]
Documents = NamedDependency[DocumentService]
READ, MANAGE = "settings.read", "settings.manage"


class LogoPages(Controller):
    path = "/settings/logo"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def logo_page(self, settings: Settings, actor: Caller, show: Shown) -> Response[Any]:
        """Show the logo, and the form for another one."""
        return _page(settings, actor, show)

    @post("/", permission=MANAGE, sync_to_thread=True, request_max_body_size=None)
    def change_logo_page(
        self,
        settings: Settings,
        documents: Documents,
        actor: Caller,
        show: Shown,
        received: Arrived,
    ) -> Response[Any]:
        """Take a logo in; papers that are printed from now on carry it."""
        try:
            file_id = _kept(documents, actor, received)
            settings.change(actor, ChangeSettings(logo_file_id=file_id))
        except REFUSALS as error:
            form = said_with(received)
            return refused(show, error, form, lambda **more: _page(settings, actor, show, **more))
        if show.is_part:
            return Response(None, status_code=204)
        return show.go("/settings/logo", show.say("Saved. Papers carry it from now on."))

    @post("/remove", permission=MANAGE, sync_to_thread=True)
    def remove_logo_page(self, settings: Settings, actor: Caller, show: Shown) -> Response[Any]:
        """Print papers without a logo; the file is kept among all files."""
        settings.change(actor, ChangeSettings(logo_file_id=None))
        return show.go("/settings/logo", show.say("Papers carry no logo from now on."))


def _kept(documents: DocumentService, actor: Actor, received: Received) -> FileId:
    check_chosen(received)
    wish = UploadFile(purpose=Purpose.LOGO)
    blob = documents.keep(actor, wish, received)
    try:
        return documents.create(actor, wish, blob).id
    except NexusError:
        documents.forget(blob)
        raise


def _page(
    settings: SettingsService,
    actor: Actor,
    show: Show,
    *,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    one = settings.one(actor)
    return show("desks/logo.html", status=status, form=form or Form(), one=one)


HANDLERS: list[Any] = [LogoPages]
