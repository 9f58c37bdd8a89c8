"""What is remembered of the columns of lists: looked at, named and forgotten."""

from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from nexus.integrations.messages import ListMappings, MappingView, RenameMapping
from nexus.integrations.service import ImportService, MappingService
from nexus.kernel.actor import Actor
from nexus.kernel.ids import MappingId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Show, Shown

Service = NamedDependency[MappingService]
Imports = NamedDependency[ImportService]
IMPORT = "data.import"
PLACE = "/import/mappings"
LIST, ONE = "integrations/mappings.html", "integrations/mapping.html"
Word = Annotated[str | None, QueryParameter(max_length=60)]


class MappingPages(Controller):
    path = PLACE
    include_in_schema = False

    @get("/", permission=IMPORT, sync_to_thread=True)
    def mappings_page(
        self,
        mappings: Service,
        imports: Imports,
        actor: Caller,
        show: Shown,
        thing: Word = None,
        search: Search = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List what is remembered of the columns of lists."""
        wish = ListMappings(thing=thing, search=search, cursor=cursor, total=True)
        things = imports.things(actor).items
        page = mappings.page(actor, wish)
        return show(LIST, job=None, page=page, wish=wish, things=things)

    @get("/{id:uuid}", permission=IMPORT, sync_to_thread=True)
    def mapping_page(
        self,
        mappings: Service,
        imports: Imports,
        actor: Caller,
        show: Shown,
        id: FromPath[MappingId],
    ) -> Response[Any]:
        """Show what the columns of such a list are taken for."""
        known = mappings.one(actor, id)
        return show(ONE, form=show.filled(known), **_around(imports, actor, show, known))

    @post("/{id:uuid}", permission=IMPORT, sync_to_thread=True)
    def rename_mapping_page(
        self,
        mappings: Service,
        imports: Imports,
        actor: Caller,
        show: Shown,
        id: FromPath[MappingId],
        sent: Sent,
    ) -> Response[Any]:
        """Give it a name by which people know it."""
        known = mappings.one(actor, id)
        return show.attempt(
            sent,
            RenameMapping,
            lambda wish: mappings.rename(actor, id, wish, sent.version),
            again=ONE,
            then=lambda made: PLACE,
            said=show.say("Saved."),
            **_around(imports, actor, show, known),
        )

    @post("/{id:uuid}/forget", permission=IMPORT, sync_to_thread=True)
    def forget_mapping_page(
        self, mappings: Service, actor: Caller, show: Shown, id: FromPath[MappingId], sent: Sent
    ) -> Response[Any]:
        """Forget it; the next list with these titles is guessed again."""
        return show.act(
            lambda: mappings.forget(actor, id, sent.version), show.say("Forgotten."), PLACE
        )


def _around(imports: ImportService, actor: Actor, show: Show, known: MappingView) -> dict[str, Any]:
    thing = next(it for it in imports.things(actor).items if it.name == known.thing)
    return {"known": known, "labels": {field.name: field.label for field in thing.fields}}
