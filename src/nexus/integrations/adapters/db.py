"""Tables, mapping, the repositories for changes and the queries for looking."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.integrations.domain import (
    ImportJob,
    Outcome,
    Problem,
    RememberedMapping,
    Result,
    Status,
)
from nexus.integrations.messages import (
    ImportRow,
    ImportRowView,
    ListImportRows,
    ListImports,
    ListMappings,
    MappingView,
    counted,
)
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ImportId, MappingId, ShopId, new_id
from nexus.kernel.page import Page
from nexus.kernel.text import key
from nexus.platform.columns import Json, Utc, choice, keep_keys, key_column
from nexus.platform.db import mapping, points_to, shop_table
from nexus.platform.listing import holds, page
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlRepository, SqlUnitOfWork

SAID: dict[str, Any] = {"derived": True}  # what follows from the file is not told in the log

job = shop_table(
    "integrations_import",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("thing", sa.String(60), nullable=False),
    sa.Column("file_name", sa.String(200), nullable=False),
    key_column("file_name"),
    sa.Column("file_key", sa.String(200), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("format", sa.String(10), nullable=False),
    sa.Column("encoding", sa.String(40), nullable=False),
    sa.Column("delimiter", sa.String(1), nullable=False),
    sa.Column("header_row", sa.Integer, nullable=False),
    sa.Column("columns", Json(list[str]), nullable=False, info=SAID),
    sa.Column("preview", Json(list[list[str]]), nullable=False, info=SAID),
    sa.Column("row_count", sa.Integer, nullable=False),
    sa.Column("mapping", Json(dict[str, str | None]), nullable=False),
    sa.Column("status", choice(Status), nullable=False),
    sa.Column("counts", Json(dict[str, int]), nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    sa.Column("applied_at", Utc),
    sa.Column("undone_at", Utc),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    sa.Index(None, "shop_id", "created_at"),
)
# What became of each row. It is written past the mapper: the activity log has the import, and
# each thing that it made or changed.
row = shop_table(
    "integrations_import_row",
    sa.Column("import_id", sa.Uuid, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("outcome", choice(Outcome), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("thing_id", sa.String(36)),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("problems", Json(list[Problem]), nullable=False),
    sa.Column("before", Json(dict[str, Any]), nullable=False),
    sa.Column("marks", Json(dict[str, str]), nullable=False),
    sa.Column("left", sa.Text, nullable=False),
    points_to("integrations_import", "import_id"),
    sa.Index(None, "shop_id", "import_id", "number"),
)
remembered = shop_table(
    "integrations_mapping",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("thing", sa.String(60), nullable=False),
    sa.Column("signature", sa.String(64), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
    sa.Column("mapping", Json(dict[str, str | None]), nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    sa.UniqueConstraint("shop_id", "thing", "signature"),
)

mapping.map_imperatively(ImportJob, job, version_id_col=job.c.version, version_id_generator=False)
mapping.map_imperatively(
    RememberedMapping,
    remembered,
    version_id_col=remembered.c.version,
    version_id_generator=False,
)
keep_keys(ImportJob, file_name_key=lambda it: key(it.file_name))
keep_keys(RememberedMapping, name_key=lambda it: key(it.name))


def row_of(found: sa.Row[Any]) -> ImportRow:
    own: dict[str, Any] = {
        name: getattr(found, name) for name in ImportRow.__struct_fields__ if name in job.c
    }
    own |= {name: count for name, count in counted(found.counts).items() if name != "left"}
    return ImportRow(**own, rows=found.row_count)


def result_of(found: Any) -> Result:
    names = Result.__dataclass_fields__
    return Result(**{name: getattr(found, name) for name in names})


def results_of(shop_id: ShopId, id: ImportId) -> sa.Select[Any]:
    mine = (row.c.shop_id == shop_id) & (row.c.import_id == id)
    return sa.select(row).where(mine).order_by(row.c.number)


class SqlJobs(SqlRepository[ImportJob]):
    entity: ClassVar[type] = ImportJob

    def get(self, id: Any) -> ImportJob:
        try:
            return super().get(id)
        except NotFound as error:
            raise NotFound("There is no such import.") from error

    def remove(self, entity: ImportJob) -> None:
        self.session.delete(entity)


class SqlResults:
    def __init__(self, session: Session, shop_id: ShopId) -> None:
        self._session = session
        self._shop_id = shop_id

    def keep(self, id: ImportId, results: Iterable[Result]) -> None:
        mine = (row.c.shop_id == self._shop_id) & (row.c.import_id == id)
        self._session.execute(sa.delete(row).where(mine))
        if rows := [self._row(id, result) for result in results]:
            self._session.execute(sa.insert(row), rows)

    def of(self, id: ImportId) -> Sequence[Result]:
        found = self._session.execute(results_of(self._shop_id, id))
        return [result_of(it) for it in found]

    def leave(self, id: ImportId, number: int, reason: str) -> None:
        mine = (row.c.shop_id == self._shop_id) & (row.c.import_id == id)
        its = sa.update(row).where(mine, row.c.number == number)
        self._session.execute(its.values(left=reason))

    def _row(self, id: ImportId, result: Result) -> Mapping[str, Any]:
        own = {name: getattr(result, name) for name in Result.__dataclass_fields__}
        return own | {"shop_id": self._shop_id, "id": new_id(), "import_id": id}


class SqlMappings(SqlRepository[RememberedMapping]):
    entity: ClassVar[type] = RememberedMapping

    def find(self, thing: str, signature: str) -> RememberedMapping | None:
        query = sa.select(RememberedMapping).where(*_such(self.shop_id, thing, signature))
        return self.session.scalars(query).one_or_none()

    def get(self, id: Any) -> RememberedMapping:
        try:
            return super().get(id)
        except NotFound as error:
            raise NotFound("There is no such remembered list.") from error

    def remove(self, entity: RememberedMapping) -> None:
        self.session.delete(entity)


def _such(shop_id: ShopId, thing: str, signature: str) -> Sequence[sa.ColumnElement[bool]]:
    named = remembered.c.thing == thing, remembered.c.signature == signature
    return remembered.c.shop_id == shop_id, *named


class SqlImportsUnitOfWork(SqlUnitOfWork):
    jobs: SqlJobs
    results: SqlResults
    mappings: SqlMappings

    def open(self, session: Session) -> None:
        self.jobs = SqlJobs(session, self.shop_id)
        self.results = SqlResults(session, self.shop_id)
        self.mappings = SqlMappings(session, self.shop_id)


class SqlImportsReading(SqlReading):
    def job(self, id: ImportId) -> ImportJob:
        query = sa.select(job).where(job.c.shop_id == self.shop_id, job.c.id == id)
        if (found := self.connection.execute(query).one_or_none()) is None:
            raise NotFound("There is no such import.")
        names = ImportJob.__dataclass_fields__
        return ImportJob(**{name: getattr(found, name) for name in names})

    def page(self, wish: ListImports) -> Page[ImportRow]:
        query = sa.select(job).where(
            job.c.shop_id == self.shop_id, holds(wish.search or "", job.c.file_name_key)
        )
        if wish.thing is not None:
            query = query.where(job.c.thing == wish.thing)
        if wish.status is not None:
            query = query.where(job.c.status == wish.status)
        return page(
            self.connection,
            query,
            row_of,
            sorts={"created_at": job.c.created_at},
            id=job.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def rows(self, id: ImportId, wish: ListImportRows) -> Page[ImportRowView]:
        query = sa.select(row).where(row.c.shop_id == self.shop_id, row.c.import_id == id)
        if wish.outcome is not None:
            query = query.where(row.c.outcome == wish.outcome)
        if wish.left:
            query = query.where(row.c.left != "")
        return page(
            self.connection,
            query,
            lambda found: ImportRowView.of(result_of(found)),
            sorts={"row": row.c.number},
            id=row.c.id,
            sort="row",
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def results(self, id: ImportId) -> Sequence[Result]:
        return [result_of(it) for it in self.connection.execute(results_of(self.shop_id, id))]

    def mapping(self, thing: str, signature: str) -> dict[str, str | None] | None:
        query = sa.select(remembered.c.mapping).where(*_such(self.shop_id, thing, signature))
        found: dict[str, str | None] | None = self.connection.scalar(query)
        return found

    def remembered(self, wish: ListMappings) -> Page[MappingView]:
        query = sa.select(remembered).where(
            remembered.c.shop_id == self.shop_id,
            holds(wish.search or "", remembered.c.name_key),
            *([] if wish.thing is None else [remembered.c.thing == wish.thing]),
        )
        return page(
            self.connection,
            query,
            MappingView.of,
            sorts={"name": remembered.c.name_key},
            id=remembered.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def one_remembered(self, id: MappingId) -> MappingView:
        mine = (remembered.c.shop_id == self.shop_id) & (remembered.c.id == id)
        found = self.connection.execute(sa.select(remembered).where(mine)).one_or_none()
        if found is None:
            raise NotFound("There is no such remembered list.")
        return MappingView.of(found)
