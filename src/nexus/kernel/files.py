"""Where contents are kept, in our words: a disk here, an object store elsewhere."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, Protocol


class Stored(NamedTuple):
    key: str
    size: int  # bytes
    stored_at: datetime


class StoreFull(OSError):
    """There is no room left."""


class StoreAway(OSError):
    """The store does not answer, or not as it should."""


class FileStore(Protocol):
    """Contents under keys such as `<shop>/files/<id>`; each is written once and never changed.

    A key is relative, of plain ASCII letters, digits, `-`, `_`, `.` and `/`. Contents are written
    before the transaction that names them commits, so one that nobody names is swept, not missed.
    """

    def put(self, key: str, content: Iterable[bytes]) -> int:
        """Keep all parts or nothing; return how many bytes. Putting the same key again is refused
        with FileExistsError, a full disk with StoreFull."""

    def read(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the content, or the bytes from `start` before `end`; FileNotFoundError if none."""

    def size(self, key: str) -> int | None: ...

    def remove(self, key: str) -> None:
        """Forget it; nothing happens if there is none."""

    def under(self, prefix: str) -> Iterator[Stored]: ...
