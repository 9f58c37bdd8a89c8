"""Lists go out as files: which one, which of its columns, and filtered by what."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from nexus.integrations.service import ExportService
from nexus.platform.http import Caller
from nexus.platform.web.pages import Shown

Service = NamedDependency[ExportService]
EXPORT = "data.export"


class ExportPages(Controller):
    path = "/export"
    include_in_schema = False

    @get("/", permission=EXPORT, sync_to_thread=True)
    def exports_page(self, exports: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show which lists can be taken away."""
        return show("integrations/exports.html", names=exports.names(actor))

    @get("/{thing:str}", permission=EXPORT, sync_to_thread=True)
    def export_page(
        self, exports: Service, actor: Caller, show: Shown, thing: FromPath[str]
    ) -> Response[Any]:
        """Ask which columns of a list are wanted, and in which form."""
        described = exports.described(actor, thing)
        return show("integrations/export.html", thing=thing, described=described)
