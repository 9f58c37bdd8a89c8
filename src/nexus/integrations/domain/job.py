"""An import: a list that came in, what its columns hold, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from nexus.integrations.domain.sheet import Columns
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Refused
from nexus.kernel.ids import ImportId, MappingId, ShopId


class Status(StrEnum):
    RECEIVED = "received"
    CHECKED = "checked"
    APPLIED = "applied"
    UNDONE = "undone"


class Outcome(StrEnum):
    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(frozen=True)
class Problem:
    """What keeps a row out. `column` is the list's own title, empty if the row is at fault."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a row.

    `before` is what the thing said of the fields that were changed; `marks` tell whether anybody
    has touched it since. `left` is why an undo left it as it is.
    """

    number: int
    outcome: Outcome
    name: str = ""
    thing_id: str | None = None
    note: str = ""
    problems: Sequence[Problem] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    left: str = ""


@dataclass(eq=False, kw_only=True)
class ImportJob(Aggregate):
    shop_id: ShopId
    id: ImportId
    version: int = 1
    thing: str
    file_name: str
    file_key: str
    size: int
    sha256: str
    format: str
    encoding: str
    delimiter: str
    header_row: int
    columns: list[str]
    preview: list[list[str]]
    row_count: int
    mapping: dict[str, str | None]
    status: Status = Status.RECEIVED
    counts: dict[str, int] = field(default_factory=dict)
    created_at: datetime
    created_by: str
    applied_at: datetime | None = None
    undone_at: datetime | None = None

    def map(self, mapping: Columns) -> None:
        self.check_open()
        if mapping != self.mapping:
            self.mapping, self.status, self.counts = dict(mapping), Status.RECEIVED, {}
            self._changed()

    def check(self, counts: Mapping[str, int]) -> None:
        self.check_open()
        self.status, self.counts = Status.CHECKED, dict(counts)
        self._changed()

    def apply(self, counts: Mapping[str, int], at: datetime) -> None:
        self.check_open()
        self.status, self.counts, self.applied_at = Status.APPLIED, dict(counts), at
        self._changed()

    def undo(self, left: int, at: datetime) -> None:
        """Note that it was taken back, but for so many things."""
        self.check_applied()
        self.status, self.counts, self.undone_at = Status.UNDONE, {**self.counts, "left": left}, at
        self._changed()

    def check_applied(self) -> None:
        if self.status is not Status.APPLIED:
            raise Refused("There is nothing to undo: this import is not applied.")

    def check_open(self) -> None:
        if self.status in (Status.APPLIED, Status.UNDONE):
            raise Refused("This import is done. Send the list again to import it again.")


@dataclass(eq=False, kw_only=True)
class RememberedMapping(Aggregate):
    """What the columns of such a list were said to hold the last time.

    It is called like the first list of the kind, until somebody gives it a name.
    """

    shop_id: ShopId
    id: MappingId
    version: int = 1
    thing: str
    signature: str
    name: str = ""
    mapping: dict[str, str | None]

    def rename(self, name: str) -> None:
        if name != self.name:
            self.name = name
            self._changed()

    def learn(self, mapping: Columns) -> None:
        if mapping != self.mapping:
            self.mapping = dict(mapping)
            self._changed()
