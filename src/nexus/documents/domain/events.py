"""What happened to files that others may want to know."""

from uuid import UUID

from nexus.kernel.events import Event
from nexus.kernel.ids import FileId


class FileStored(Event, frozen=True, kw_only=True):
    """A file has a new version, its first or a further one."""

    file_id: FileId
    number: int

    @property
    def about(self) -> UUID:
        return self.file_id


class FileDeleted(Event, frozen=True, kw_only=True):
    """A file is gone; `keys` are the contents that nobody names any more."""

    file_id: FileId
    keys: list[str]

    @property
    def about(self) -> UUID:
        return self.file_id
