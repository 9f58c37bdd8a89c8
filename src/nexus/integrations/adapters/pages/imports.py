"""A list comes in: its file, what its columns hold, what would become of it, and then it is."""

from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.integrations.domain import Outcome
from nexus.integrations.messages import (
    ImportView,
    ListImportRows,
    ListImports,
    ListMappings,
    MapColumns,
    ReceiveImport,
    ThingView,
    UseMapping,
)
from nexus.integrations.service import ImportService, MappingService
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NexusError
from nexus.kernel.ids import ImportId, MappingId, read_id
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.uploads import Arrived, Received
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Sent, Show, Shown, status_of
from nexus.platform.web.taking import REFUSALS, check_chosen, refused, said_with

Service = NamedDependency[ImportService]
Mappings = NamedDependency[MappingService]
IMPORT = "data.import"
PLACE = "/import"
Word = Annotated[str | None, QueryParameter(max_length=60)]


class ImportPages(Controller):
    path = PLACE
    include_in_schema = False

    @get("/", permission=IMPORT, sync_to_thread=True)
    def imports_page(
        self,
        imports: Service,
        actor: Caller,
        show: Shown,
        thing: Word = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """Ask for a list, and show those that came before."""
        form = show.form([("thing", thing)] if thing else ())
        return _begin(imports, actor, show, form=form, cursor=cursor)

    @post("/", permission=IMPORT, sync_to_thread=True, request_max_body_size=None)
    def receive_import_page(
        self, imports: Service, actor: Caller, show: Shown, received: Arrived
    ) -> Response[Any]:
        """Take the file of a list in; nothing of it is taken over yet."""
        form = said_with(received)
        try:
            job = _receive(imports, actor, form["thing"], received)
        except REFUSALS as error:
            return refused(show, error, form, lambda **more: _begin(imports, actor, show, **more))
        return show.go(f"{PLACE}/{job.id}")

    @get("/{id:uuid}", permission=IMPORT, sync_to_thread=True)
    def import_page(
        self,
        imports: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[ImportId],
        outcome: FromQuery[Outcome | None] = None,
        left: FromQuery[bool] = False,
        columns: FromQuery[bool] = False,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """Show how far an import has come: its columns first, then what becomes of its rows."""
        rows = ListImportRows(outcome=outcome, left=left, cursor=cursor, total=True)
        return _shown(imports, actor, show, id, rows=rows, columns=columns)

    @post("/{id:uuid}/columns", permission=IMPORT, sync_to_thread=True)
    def map_import_page(
        self, imports: Service, actor: Caller, show: Shown, id: FromPath[ImportId], sent: Sent
    ) -> Response[Any]:
        """Say what the columns hold, and look at what would become of the rows."""
        job = imports.one(actor, id)
        said = {it.column: sent[f"column[{n}]"] or None for n, it in enumerate(job.columns)}
        try:
            mapped = imports.map(actor, id, MapColumns(mapping=said), sent.version)
            imports.rehearse(actor, id, mapped.version)
        except ON_FORM as error:
            form = sent.wrong(error)
            return _shown(
                imports, actor, show, id, form=form, status=status_of(error), columns=True
            )
        return show.go(f"{PLACE}/{id}")

    @get("/{id:uuid}/use", permission=IMPORT, sync_to_thread=True)
    def use_import_mapping_form_page(
        self,
        imports: Service,
        mappings: Mappings,
        actor: Caller,
        show: Shown,
        id: FromPath[ImportId],
        search: Search = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """Show what is remembered of such lists, to choose one whose columns are the same."""
        job = imports.one(actor, id)
        wish = ListMappings(thing=job.thing, search=search, cursor=cursor, total=True)
        return show(
            "integrations/mappings.html",
            job=job,
            page=mappings.page(actor, wish),
            wish=wish,
            things=[_thing(imports, actor, job.thing)],
        )

    @post("/{id:uuid}/use", permission=IMPORT, sync_to_thread=True)
    def use_import_mapping_page(
        self, imports: Service, actor: Caller, show: Shown, id: FromPath[ImportId], sent: Sent
    ) -> Response[Any]:
        """Take the columns for what is remembered of another list's, and show them again."""

        def use() -> None:
            if (chosen := read_id(sent["mapping_id"])) is None:
                raise Invalid("Choose one of the list.", "mapping_id")
            imports.use(actor, id, UseMapping(mapping_id=MappingId(chosen)), sent.version)

        said = show.say("The columns are taken for the same. Look whether they fit.")
        return show.act(use, said, f"{PLACE}/{id}?columns=true")

    @post("/{id:uuid}/apply", permission=IMPORT, sync_to_thread=True)
    def apply_import_page(
        self, imports: Service, actor: Caller, show: Shown, id: FromPath[ImportId], sent: Sent
    ) -> Response[Any]:
        """Take the list over, but for the rows that are at fault."""
        return _step(imports, actor, show, id, "apply", sent)

    @post("/{id:uuid}/undo", permission=IMPORT, sync_to_thread=True)
    def undo_import_page(
        self, imports: Service, actor: Caller, show: Shown, id: FromPath[ImportId], sent: Sent
    ) -> Response[Any]:
        """Take an import back; what was changed or is needed since is left, and listed."""
        return _step(imports, actor, show, id, "undo", sent)


def _receive(imports: ImportService, actor: Actor, thing: str, received: Received) -> ImportView:
    check_chosen(received)
    wish = ReceiveImport(thing=thing, file_name=received.name)
    job = imports.keep(actor, wish, received)
    try:
        return imports.receive(actor, job)
    except NexusError:
        imports.forget(job)
        raise


def _step(
    imports: ImportService, actor: Actor, show: Show, id: ImportId, step: str, sent: Form
) -> Response[Any]:
    act = imports.apply if step == "apply" else imports.undo
    try:
        done = act(actor, id, sent.version)
    except ON_FORM as error:
        form = show.form().wrong(error)
        return _shown(imports, actor, show, id, form=form, status=status_of(error))
    if step == "undo":
        return show.go(f"{PLACE}/{id}", show.say("Taken back."))
    count = done.new + done.updated
    said = show.say_many("%(num)d row taken over.", "%(num)d rows taken over.", count)
    return show.go(f"{PLACE}/{id}", said % {"num": count})


def _begin(
    imports: ImportService,
    actor: Actor,
    show: Show,
    *,
    form: Form,
    cursor: str | None = None,
    status: int = 200,
) -> Response[Any]:
    return show(
        "integrations/begin.html",
        status=status,
        things=imports.things(actor).items,
        page=imports.page(actor, ListImports(cursor=cursor, limit=20, total=True)),
        form=form,
    )


def _shown(
    imports: ImportService,
    actor: Actor,
    show: Show,
    id: ImportId,
    *,
    form: Form | None = None,
    rows: ListImportRows | None = None,
    columns: bool = False,
    status: int = 200,
) -> Response[Any]:
    job = imports.one(actor, id)
    begun = [(f"column[{n}]", it.field or "") for n, it in enumerate(job.columns)]
    wish = rows or ListImportRows(total=True)
    is_open = job.status.value in ("received", "checked")
    asks = is_open and (columns or job.status.value == "received")
    return show(
        "integrations/columns.html" if asks else "integrations/rows.html",
        status=status,
        job=job,
        thing=_thing(imports, actor, job.thing),
        form=form or show.form(begun),
        wish=wish,
        page=None if asks else imports.rows(actor, id, wish),
    )


def _thing(imports: ImportService, actor: Actor, name: str) -> ThingView:
    return next(it for it in imports.things(actor).items if it.name == name)
