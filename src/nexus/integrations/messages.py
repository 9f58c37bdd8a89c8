"""What crosses the module's border: commands in, views out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from msgspec import Meta, Struct

from nexus.integrations.domain import (
    MOST_COLUMNS,
    Field,
    ImportJob,
    Kind,
    Outcome,
    Problem,
    RememberedMapping,
    Result,
    Status,
    Thing,
)
from nexus.kernel.ids import CustomerId, ImportId, MappingId, PaymentId, SaleId
from nexus.kernel.text import Name
from nexus.sales import PaymentView, SaleRow

PERMISSIONS: dict[str, str] = {
    "data.import": "Import lists, and undo an import. What is imported needs its own permission.",
    "data.export": "Take whole lists away as files, of what one may see.",
}

Sort = Literal["created_at", "-created_at"]
Title = Annotated[str, Meta(max_length=220)]
FieldName = Annotated[str, Meta(max_length=60)]


class MapColumns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each column holds, by its title. A column that is null or not named is left out."""

    mapping: Annotated[dict[Title, FieldName | None], Meta(max_length=MOST_COLUMNS)]


class UseMapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take the columns for what was remembered of those of another list."""

    mapping_id: MappingId


class RenameMapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name


class ListMappings(Struct, frozen=True, kw_only=True):
    thing: str | None = None
    search: str | None = None
    sort: Literal["name", "-name"] = "name"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ReceiveImport(Struct, frozen=True, kw_only=True):
    thing: str
    file_name: str


class ListImports(Struct, frozen=True, kw_only=True):
    thing: str | None = None
    status: Status | None = None
    search: str | None = None
    sort: Sort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListImportRows(Struct, frozen=True, kw_only=True):
    """`left`: those that an undo left as they are."""

    outcome: Outcome | None = None
    left: bool = False
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class FieldView(Struct, frozen=True, kw_only=True):
    name: str
    label: str
    kind: Kind
    is_needed: bool
    example: str

    @classmethod
    def of(cls, field: Field) -> Self:
        return cls(**{name: getattr(field, name) for name in cls.__struct_fields__})


class ThingView(Struct, frozen=True, kw_only=True):
    """What can be imported. `keys` are what a known one is recognised by, the surest first."""

    name: str
    label: str
    fields: Sequence[FieldView]
    keys: Sequence[Sequence[str]]

    @classmethod
    def of(cls, thing: Thing) -> Self:
        fields = [FieldView.of(field) for field in thing.fields]
        return cls(name=thing.name, label=thing.label, fields=fields, keys=thing.keys)


class ColumnView(Struct, frozen=True, kw_only=True):
    """A column of the list and what it is taken for; null if it is left out."""

    column: str
    field: str | None


class MappingView(Struct, frozen=True, kw_only=True):
    """What is remembered of lists with the same titles: what each column was taken for."""

    id: MappingId
    version: int
    thing: str
    name: str
    columns: Sequence[ColumnView]

    @classmethod
    def of(cls, known: RememberedMapping | Any) -> Self:
        columns = [ColumnView(column=it, field=field) for it, field in known.mapping.items()]
        names = ("id", "version", "thing", "name")
        return cls(**{it: getattr(known, it) for it in names}, columns=columns)


class ProblemView(Struct, frozen=True, kw_only=True):
    column: str
    value: str
    reason: str

    @classmethod
    def of(cls, problem: Problem) -> Self:
        return cls(column=problem.column, value=problem.value, reason=problem.reason)


class ImportRowView(Struct, frozen=True, kw_only=True):
    """`row` is the number that a spreadsheet shows. `left`: why an undo left the thing."""

    row: int
    outcome: Outcome
    name: str
    thing_id: str | None
    note: str
    problems: Sequence[ProblemView]
    left: str

    @classmethod
    def of(cls, result: Result) -> Self:
        return cls(
            row=result.number,
            outcome=result.outcome,
            name=result.name,
            thing_id=result.thing_id,
            note=result.note,
            problems=[ProblemView.of(problem) for problem in result.problems],
            left=result.left,
        )


class ImportRow(Struct, frozen=True, kw_only=True):
    """An import in the list of them."""

    id: ImportId
    version: int
    thing: str
    file_name: str
    status: Status
    rows: int
    new: int
    updated: int
    unchanged: int
    errors: int
    created_at: datetime
    created_by: str
    applied_at: datetime | None
    undone_at: datetime | None


class ImportView(Struct, frozen=True, kw_only=True):
    """`outcomes` are told by a dry run and by what applies or undoes; the rows keep them.

    Rows are counted: two new rows about one thing are 1 new and 1 updated. An undo counts what it
    `left`, because it was changed or is needed since.
    """

    id: ImportId
    version: int
    thing: str
    file_name: str
    size: int
    format: str
    encoding: str
    delimiter: str
    header_row: int
    columns: Sequence[ColumnView]
    missing: Sequence[str]
    preview: Sequence[Sequence[str]]
    status: Status
    rows: int
    new: int
    updated: int
    unchanged: int
    errors: int
    left: int
    outcomes: Sequence[ImportRowView]
    created_at: datetime
    created_by: str
    applied_at: datetime | None
    undone_at: datetime | None

    @classmethod
    def of(cls, job: ImportJob, thing: Thing, results: Sequence[Result] = ()) -> Self:
        own = {name: getattr(job, name) for name in cls.__struct_fields__ if hasattr(job, name)}
        found = set(job.mapping.values())
        return cls(
            **own
            | counted(job.counts)
            | {
                "columns": [ColumnView(column=it, field=job.mapping[it]) for it in job.columns],
                "missing": [
                    it.name for it in thing.fields if it.is_needed and it.name not in found
                ],
                "rows": job.row_count,
                "outcomes": [ImportRowView.of(result) for result in results],
            }
        )


class PaymentRow(Struct, frozen=True, kw_only=True):
    """A payment in a list of all, with the sale that it is of."""

    id: PaymentId
    sale_id: SaleId
    sale_number: str | None
    customer_id: CustomerId
    customer_name: str
    kind: str
    date: date
    amount: Decimal
    credited: Decimal
    currency: str
    method: str
    reference: str
    note: str
    reverses_id: PaymentId | None
    reason: str
    recorded_at: datetime

    @classmethod
    def of(cls, payment: PaymentView, sale: SaleRow) -> Self:
        own: dict[str, Any] = {
            name: getattr(payment, name) for name in cls.__struct_fields__ if hasattr(payment, name)
        }
        of_sale: dict[str, Any] = {
            "sale_id": sale.id,
            "sale_number": sale.number,
            "customer_id": sale.customer_id,
            "customer_name": sale.customer_name,
            "amount": payment.amount.amount,
            "credited": payment.credited.amount,
            "currency": payment.amount.currency,
        }
        return cls(**own | of_sale)


def counted(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts by the names of the views' fields."""
    names = {"new": "new", "updated": "updated", "unchanged": "unchanged", "left": "left"}
    return {to: counts.get(at, 0) for to, at in (names | {"errors": "error"}).items()}
