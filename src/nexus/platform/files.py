"""Where contents are kept: a folder by default, or any store that speaks S3.

The folder is written by plain calls, not through obstore as the rest: a content must be on the
disk before the transaction that names it commits, and obstore leaves that to the system.
"""

import errno
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nexus.kernel.files import FileStore, StoreAway, Stored, StoreFull
from nexus.kernel.ids import new_id
from nexus.platform.config import Config

KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
CHUNK = 256 * 1024
PART = 5 * 1024 * 1024  # an S3 store takes no smaller parts
# Of a store that does not answer: a request waits no longer, and the next may find it again.
PATIENCE = timedelta(seconds=20)


def open_store(config: Config) -> FileStore:
    """Return the store that the settings name."""
    url = config.files_url
    if url.startswith("s3://"):
        return ObjectStore(_s3(config))
    if url == "memory://":
        return ObjectStore(_memory())
    return FolderStore(Path(urlsplit(url).path) if url else config.folder / "files")


class FolderStore:
    """Files in a folder that nobody but this program reads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, content: Iterable[bytes]) -> int:
        """Write beside the place and link there when all is on the disk.

        What a killed process leaves lies under a key that nobody names, so it is swept.
        """
        place = self._place(key)
        aside = place.with_name(f"{place.name}.{new_id().hex}.part")
        with _told():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                size = _write(aside, content)
                os.link(aside, place)
            finally:
                with suppress(FileNotFoundError):
                    aside.unlink()
            _settle(place.parent)
        return size

    def read(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        file = self._place(key).open("rb")  # now, so that a missing one is told before the answer
        return _chunks(file, start, end)

    def size(self, key: str) -> int | None:
        try:
            return self._place(key).stat().st_size
        except FileNotFoundError:
            return None

    def remove(self, key: str) -> None:
        with _told():
            self._place(key).unlink(missing_ok=True)

    def under(self, prefix: str) -> Iterator[Stored]:
        folder = self._place(prefix) if prefix else self._folder
        for place in folder.rglob("*"):
            with suppress(FileNotFoundError):  # gone while we look
                if place.is_file():
                    stat = place.stat()
                    at = datetime.fromtimestamp(stat.st_mtime, UTC)
                    yield Stored(place.relative_to(self._folder).as_posix(), stat.st_size, at)

    def _place(self, key: str) -> Path:
        return self._folder / checked(key)


class ObjectStore:
    """A store of obstore's: S3 and what speaks it; in memory for tests."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def put(self, key: str, content: Iterable[bytes]) -> int:
        """Send small contents whole, and refuse a taken key by the store itself.

        Larger ones go in parts, for which not every store can refuse: there we look before. Keys
        are made of ids, so two never meet by chance.
        """
        import obstore  # noqa: PLC0415 (a server that keeps files in a folder needs none)

        counted = _Counted(content)
        with _answered():
            head = _head(counted)
            if counted.ended:
                obstore.put(self._store, checked(key), head, mode="create")
            elif self.size(key) is not None:
                raise FileExistsError(errno.EEXIST, "There is such a content already", key)
            else:
                parts = chain([head], counted)
                obstore.put(self._store, checked(key), parts, chunk_size=PART, max_concurrency=2)
        return counted.size

    def read(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        import obstore  # noqa: PLC0415 (see put)

        options: Any = {}
        if end is not None:
            options["range"] = (start, max(end, start))
        elif start:
            options["range"] = {"offset": start}
        with _answered():
            if end is not None and end <= start:
                obstore.head(self._store, checked(key))
                return iter(())
            found = obstore.get(self._store, checked(key), options=options)
        return _streamed(found.stream(min_chunk_size=CHUNK))

    def size(self, key: str) -> int | None:
        import obstore  # noqa: PLC0415 (see put)

        try:
            with _answered():
                return int(obstore.head(self._store, checked(key))["size"])
        except FileNotFoundError:
            return None

    def remove(self, key: str) -> None:
        import obstore  # noqa: PLC0415 (see put)

        with suppress(FileNotFoundError), _answered():
            obstore.delete(self._store, checked(key))

    def under(self, prefix: str) -> Iterator[Stored]:
        import obstore  # noqa: PLC0415 (see put)

        with _answered():
            for batch in obstore.list(self._store, prefix=checked(prefix) if prefix else None):
                for it in batch:
                    yield Stored(it["path"], it["size"], it["last_modified"])


def checked(key: str) -> str:
    """Return a key that is one; anything else is a bug of ours, and opens nothing."""
    if not KEY.fullmatch(key) or len(key) > 500:
        raise ValueError(f"This is no key of a content: {key[:80]!r}")
    return key


class _Counted:
    """An iterator that knows how many bytes went by, and whether that was all."""

    def __init__(self, content: Iterable[bytes]) -> None:
        self._parts = iter(content)
        self.size, self.ended = 0, False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            part = next(self._parts)
        except StopIteration:
            self.ended = True
            raise
        self.size += len(part)
        return part


def _head(content: _Counted) -> bytes:
    """Return the first part of an upload, or all if there is no more."""
    head = bytearray()
    for part in content:
        head += part
        if len(head) >= PART:
            break
    return bytes(head)


def _write(place: Path, content: Iterable[bytes]) -> int:
    size = 0
    with open(place, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        for part in content:
            size += file.write(part)
        file.flush()
        os.fsync(file.fileno())
    return size


def _settle(folder: Path) -> None:
    """Put the folder's own entry on the disk, too; not every system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _chunks(file: Any, start: int, end: int | None) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = None if end is None else max(end - start, 0)
        while chunk := file.read(CHUNK if left is None else min(CHUNK, left)):
            left = None if left is None else left - len(chunk)
            yield chunk


def _streamed(parts: Any) -> Iterator[bytes]:
    with _answered():
        for part in parts:
            yield bytes(part)


@contextmanager
def _told() -> Iterator[None]:
    """Tell a full disk apart: it is nobody's fault and not over soon."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(error.errno, "There is no room left for files") from error
        raise


@contextmanager
def _answered() -> Iterator[None]:
    """Say in our words what the store did not do. Its own words may name hosts: log, not answer."""
    from obstore.exceptions import AlreadyExistsError, BaseError  # noqa: PLC0415 (see put)

    try:
        yield
    except AlreadyExistsError as error:
        raise FileExistsError(errno.EEXIST, "There is such a content already") from error
    except BaseError as error:
        raise StoreAway(errno.EIO, "The store of files does not answer") from error


def _memory() -> Any:
    from obstore.store import MemoryStore  # noqa: PLC0415 (see put)

    return MemoryStore()


def _s3(config: Config) -> Any:
    from obstore.store import S3Store  # noqa: PLC0415 (see put)

    url = urlsplit(config.files_url)
    more: dict[str, Any] = {
        "endpoint": config.files_endpoint,
        "region": config.files_region,
        "access_key_id": config.files_key_id,
        "secret_access_key": config.files_secret,
        "prefix": url.path.strip("/"),
    }
    # Without keys the environment's own are taken: those of the machine, as clouds give them.
    return S3Store(
        url.netloc,
        virtual_hosted_style_request=not config.files_endpoint,
        client_options={"allow_http": config.files_endpoint.startswith("http://")},
        retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
        **{name: value for name, value in more.items() if value},
    )
