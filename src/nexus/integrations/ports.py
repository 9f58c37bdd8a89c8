"""What the integrations module needs from the world, in its own words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from nexus.integrations.domain import ImportJob, RememberedMapping, Result
from nexus.integrations.messages import (
    ImportRow,
    ImportRowView,
    ListImportRows,
    ListImports,
    ListMappings,
    MappingView,
)
from nexus.kernel.ids import ImportId, MappingId, ShopId
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork

UseCase = Callable[..., Any]  # of whatever module: its signature says what it takes


class Jobs(Protocol):
    def add(self, entity: ImportJob) -> None: ...

    def get(self, id: UUID) -> ImportJob:
        """Return the shop's import or raise NotFound."""

    def remove(self, entity: ImportJob) -> None: ...


class Results(Protocol):
    """What became of the rows of an import."""

    def keep(self, id: ImportId, results: Iterable[Result]) -> None:
        """Keep these in place of what was kept before."""

    def of(self, id: ImportId) -> Sequence[Result]: ...

    def leave(self, id: ImportId, number: int, reason: str) -> None: ...


class Mappings(Protocol):
    def add(self, entity: RememberedMapping) -> None: ...

    def get(self, id: UUID) -> RememberedMapping:
        """Return what the shop remembers or raise NotFound."""

    def find(self, thing: str, signature: str) -> RememberedMapping | None: ...

    def remove(self, entity: RememberedMapping) -> None: ...


class ImportsUnitOfWork(UnitOfWork, Protocol):
    @property
    def jobs(self) -> Jobs: ...

    @property
    def results(self) -> Results: ...

    @property
    def mappings(self) -> Mappings: ...

    def attempt(self) -> AbstractContextManager[None]:
        """Do a part that may fail by itself: then it is undone, and the whole goes on."""


class ImportsReading(Reading, Protocol):
    def job(self, id: ImportId) -> ImportJob:
        """Return the shop's import or raise NotFound; changes of it are not kept."""

    def page(self, wish: ListImports) -> Page[ImportRow]: ...

    def rows(self, id: ImportId, wish: ListImportRows) -> Page[ImportRowView]: ...

    def results(self, id: ImportId) -> Sequence[Result]: ...

    def mapping(self, thing: str, signature: str) -> dict[str, str | None] | None: ...

    def remembered(self, wish: ListMappings) -> Page[MappingView]: ...

    def one_remembered(self, id: MappingId) -> MappingView:
        """Return what the shop remembers or raise NotFound."""


class Sheet(Struct, frozen=True, kw_only=True):
    """A list as it stands in a file, with its empty rows."""

    format: str
    encoding: str
    delimiter: str
    records: Sequence[Sequence[str]]


class Sheets(Protocol):
    def read(self, content: bytes) -> Sheet:
        """Return the rows of a CSV file or a workbook; Invalid if it is none."""

    def write(self, records: Iterable[Sequence[str]]) -> bytes:
        """Return a file that spreadsheets open, in which no cell is a formula."""


class Upload(Protocol):
    """A file on its way in."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def sha256(self) -> str: ...

    def chunks(self) -> Iterator[bytes]: ...


class Terms(Protocol):
    @property
    def currency(self) -> str: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...
