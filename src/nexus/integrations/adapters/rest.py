"""REST. A handler reads the request, calls one use case and returns its view."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Stream

from nexus.integrations.domain import Outcome, Status
from nexus.integrations.messages import (
    ImportRow,
    ImportRowView,
    ImportView,
    ListImportRows,
    ListImports,
    ListMappings,
    MapColumns,
    MappingView,
    ReceiveImport,
    RenameMapping,
    Sort,
    ThingView,
    UseMapping,
)
from nexus.integrations.service import Export, ExportService, ImportService, MappingService
from nexus.kernel.errors import Refused
from nexus.kernel.ids import ImportId, MappingId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.platform.spreadsheet import MARK, lines, workbook
from nexus.platform.uploads import Arrived

Imports = NamedDependency[ImportService]
Mappings = NamedDependency[MappingService]
Exports = NamedDependency[ExportService]
IMPORT, EXPORT = "data.import", "data.export"
BATCH = 200  # rows that go out at once
MOST_IN_WORKBOOK = 50_000
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Thing = Annotated[
    str, QueryParameter(max_length=60, description="What the rows are, such as suppliers.")
]
FileName = Annotated[
    str | None, QueryParameter(max_length=200, description="What the file is called.")
]
Filter = Annotated[
    str | None, QueryParameter(max_length=200, description="A filter of the list, if it has it.")
]

Columns = Annotated[
    list[str] | None, QueryParameter(description="Some of its columns; all of them unless given.")
]


class ImportApi(Controller):
    path = "/api/imports"
    tags = ("imports",)

    @get("/", permission=IMPORT, sync_to_thread=True)
    def list_imports(
        self,
        imports: Imports,
        actor: Caller,
        thing: Annotated[str | None, QueryParameter(max_length=60)] = None,
        status: FromQuery[Status | None] = None,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ImportRow]:
        """List the imports, the newest first; search by the file's name."""
        return imports.page(
            actor,
            ListImports(
                thing=thing,
                status=status,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @get("/things", permission=IMPORT, sync_to_thread=True)
    def list_importable_things(self, imports: Imports, actor: Caller) -> Page[ThingView]:
        """List what can be imported, with the fields of each and what it is recognised by."""
        return imports.things(actor)

    @post("/", permission=IMPORT, sync_to_thread=True, request_max_body_size=None)
    def receive_import(
        self,
        imports: Imports,
        actor: Caller,
        once: OncePerKey,
        received: Arrived,
        thing: Thing,
        name: FileName = None,
    ) -> Response[ImportView]:
        """Send a list, as CSV or XLSX, as it is or in a form; nothing is taken in yet.

        What its columns hold is guessed, or known from the last list with the same header.
        """
        wish = ReceiveImport(thing=thing, file_name=name or received.name)
        return once.after(
            lambda: imports.keep(actor, wish, received),
            lambda job: imports.receive(actor, job),
            imports.forget,
        )

    @get("/{id:uuid}", permission=IMPORT, sync_to_thread=True)
    def show_import(
        self, imports: Imports, actor: Caller, id: FromPath[ImportId]
    ) -> Response[ImportView]:
        """Show an import: its columns, its first rows, and how far it has come."""
        return tagged(imports.one(actor, id))

    @get("/{id:uuid}/rows", permission=IMPORT, sync_to_thread=True)
    def list_import_rows(
        self,
        imports: Imports,
        actor: Caller,
        id: FromPath[ImportId],
        outcome: FromQuery[Outcome | None] = None,
        left: FromQuery[bool] = False,
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ImportRowView]:
        """List what became, or would become, of the rows."""
        wish = ListImportRows(outcome=outcome, left=left, limit=limit, cursor=cursor, total=total)
        return imports.rows(actor, id, wish)

    @put("/{id:uuid}/mapping", permission=IMPORT, sync_to_thread=True)
    def map_import(
        self,
        imports: Imports,
        actor: Caller,
        id: FromPath[ImportId],
        if_match: IfMatch,
        data: JSONBody[MapColumns],
    ) -> Response[ImportView]:
        """Say which column holds what; it is remembered for lists with the same header."""
        return tagged(imports.map(actor, id, data, if_match))

    @post("/{id:uuid}/use-mapping", permission=IMPORT, status_code=200, sync_to_thread=True)
    def use_import_mapping(
        self,
        imports: Imports,
        actor: Caller,
        id: FromPath[ImportId],
        if_match: IfMatch,
        data: JSONBody[UseMapping],
    ) -> Response[ImportView]:
        """Take the columns for what is remembered of another list's of the same titles."""
        return tagged(imports.use(actor, id, data, if_match))

    @post("/{id:uuid}/dry-run", permission=IMPORT, status_code=200, sync_to_thread=True)
    def rehearse_import(
        self, imports: Imports, actor: Caller, id: FromPath[ImportId], if_match: IfMatch
    ) -> Response[ImportView]:
        """Tell what would become of each row, and change nothing."""
        return tagged(imports.rehearse(actor, id, if_match))

    @post("/{id:uuid}/apply", permission=IMPORT, status_code=200, sync_to_thread=True)
    def apply_import(
        self, imports: Imports, actor: Caller, id: FromPath[ImportId], if_match: IfMatch
    ) -> Response[ImportView]:
        """Take the list in, but for the rows that are at fault; a second time does nothing."""
        return tagged(imports.apply(actor, id, if_match))

    @post("/{id:uuid}/undo", permission=IMPORT, status_code=200, sync_to_thread=True)
    def undo_import(
        self, imports: Imports, actor: Caller, id: FromPath[ImportId], if_match: IfMatch
    ) -> Response[ImportView]:
        """Take an import back; what was changed or is needed since is left, and listed."""
        return tagged(imports.undo(actor, id, if_match))

    @get("/{id:uuid}/errors.csv", permission=IMPORT, sync_to_thread=True, media_type="text/csv")
    def show_import_faults(
        self, imports: Imports, actor: Caller, id: FromPath[ImportId]
    ) -> Response[bytes]:
        """Return the rows that were left out, with the reasons, to correct and send again."""
        named = {"Content-Disposition": 'attachment; filename="import-errors.csv"'}
        content = imports.errors(actor, id)
        return Response(content, media_type="text/csv; charset=utf-8", headers=named)


class MappingApi(Controller):
    path = "/api/imports/mappings"
    tags = ("imports",)

    @get("/", permission=IMPORT, sync_to_thread=True)
    def list_mappings(
        self,
        mappings: Mappings,
        actor: Caller,
        thing: Annotated[str | None, QueryParameter(max_length=60)] = None,
        search: Search = None,
        sort: FromQuery[Literal["name", "-name"]] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[MappingView]:
        """List what is remembered of the columns of lists, by name."""
        wish = ListMappings(
            thing=thing, search=search, sort=sort, limit=limit, cursor=cursor, total=total
        )
        return mappings.page(actor, wish)

    @get("/{id:uuid}", permission=IMPORT, sync_to_thread=True)
    def show_mapping(
        self, mappings: Mappings, actor: Caller, id: FromPath[MappingId]
    ) -> Response[MappingView]:
        """Show what the columns of a list were taken for."""
        return tagged(mappings.one(actor, id))

    @patch("/{id:uuid}", permission=IMPORT, sync_to_thread=True)
    def rename_mapping(
        self,
        mappings: Mappings,
        actor: Caller,
        id: FromPath[MappingId],
        if_match: IfMatch,
        data: JSONBody[RenameMapping],
    ) -> Response[MappingView]:
        """Give it a name by which people know it."""
        return tagged(mappings.rename(actor, id, data, if_match))

    @delete("/{id:uuid}", permission=IMPORT, sync_to_thread=True)
    def forget_mapping(
        self, mappings: Mappings, actor: Caller, id: FromPath[MappingId], if_match: IfMatch
    ) -> None:
        """Forget it; the next list with these titles is guessed again."""
        mappings.forget(actor, id, if_match)


class DataExportApi(Controller):
    path = "/api/exports"
    tags = ("exports",)

    @get("/{thing:str}", permission=EXPORT, sync_to_thread=True, media_type="text/csv")
    def export_list(
        self,
        exports: Exports,
        actor: Caller,
        thing: FromPath[str],
        format: FromQuery[Literal["csv", "xlsx"]] = "csv",
        search: Search = None,
        sort: Filter = None,
        archived: Filter = None,
        status: Filter = None,
        kind: Filter = None,
        category: Filter = None,
        tag: Filter = None,
        customer_id: Filter = None,
        project_id: Filter = None,
        supplier_id: Filter = None,
        item_id: Filter = None,
        employee_id: Filter = None,
        workflow_id: Filter = None,
        columns: Columns = None,
    ) -> Response[Any]:
        """Take a list away as CSV or XLSX, with the filters of that list, or some of its columns.

        Lists: customers, suppliers, stock-items, movements, products, projects, tasks, time-logs,
        quotes, sales, payments, expenses, employees.
        """
        given = locals()
        filters = {name: given[name] for name in FILTERS if given[name]}
        found = exports.export(actor, thing, filters, columns or ())
        named = {"Content-Disposition": f'attachment; filename="{thing}.{format}"'}
        if format == "xlsx":
            content = workbook({thing: (found.titles, _bounded(found))})
            return Response(content, media_type=SHEET, headers=named)
        return Table(_csv(found), headers=named, media_type="text/csv; charset=utf-8")


FILTERS = (
    *("search", "sort", "archived", "status", "kind", "category", "tag", "customer_id"),
    *("project_id", "supplier_id", "item_id", "employee_id", "workflow_id"),
)


class Table(Stream):
    """The framework's stream would rather be of the handler's media type than of its own."""

    def to_asgi_response(self, *args: Any, **more: Any) -> Any:
        return super().to_asgi_response(*args, **more | {"media_type": self.media_type})


def _csv(found: Export) -> Iterator[str]:
    yield MARK + lines([found.titles])
    batch: list[Sequence[object]] = []
    for row in found.rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield lines(batch)
            batch = []
    yield lines(batch)


def _bounded(found: Export) -> Iterator[Sequence[object]]:
    for number, row in enumerate(found.rows):
        if number >= MOST_IN_WORKBOOK:
            raise Refused("That is too much for a workbook. Take it away as CSV.")
        yield row
