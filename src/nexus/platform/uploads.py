"""A content that comes in: spooled to the disk and hashed on its way, never whole in memory.

It is received before the handler runs, in the event loop, so a slow sender holds no thread and no
connection of the database. It may come as it is, or as the file of a form (multipart/form-data).
A handler with `optional_file=True` takes a form without one as well.
"""

import asyncio
import errno
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import anyio.to_thread
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, HTTPException, InternalServerException
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
)

from nexus.kernel.files import StoreFull

IN_MEMORY = 1_000_000  # bytes: what is smaller never reaches the disk
BATCH = 256 * 1024
IDLE = 30.0  # seconds without a byte
GRACE, SLOWEST = 60.0, 1000  # after so many seconds, bytes per second
MOST_PARTS = 1000  # of a form
LARGEST_FIELDS = 200_000  # bytes of all fields of a form that are no file


class RequestTimeoutException(HTTPException):
    status_code = 408


class RequestTooLargeException(HTTPException):
    status_code = 413


class Received:
    """`fields` are what a form said beside its file; a `name` the sender gave, of any kind."""

    def __init__(self, folder: Path | None = None) -> None:
        self.name = ""
        self.fields: dict[str, list[str]] = {}
        self.size = 0
        self._hash = sha256()
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 (`close` does)
            IN_MEMORY, dir=None if folder is None else str(folder)
        )

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    @property
    def digest(self) -> bytes:
        """Return what tells this wish from another: the content, and what was said of it."""
        return self._hash.digest() + repr((self.name, sorted(self.fields.items()))).encode()

    def at(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)

    def chunks(self) -> Iterator[bytes]:
        self._file.seek(0)
        while chunk := self._file.read(BATCH):
            yield chunk

    def write(self, part: bytes) -> None:
        try:
            self._file.write(part)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise StoreFull(error.errno, "There is no room left for files") from error
            raise
        self._hash.update(part)
        self.size += len(part)

    def close(self) -> None:
        self._file.close()


class Receiver:
    """Receives one content of a request; `largest` is what any purpose takes at most."""

    def __init__(self, largest: int, folder: Path | None = None) -> None:
        self._largest = largest
        self._folder = folder

    async def receive(self, request: Request[Any, Any, Any]) -> Received:
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._largest + LARGEST_FIELDS:
            self._refuse()
        folder = self._folder if self._folder and self._folder.is_dir() else None
        received = Received(folder)
        is_optional = bool(request.route_handler.opt.get("optional_file"))
        try:
            media_type, options = request.content_type
            if media_type == "multipart/form-data":
                await self._form(received, request, options.get("boundary", ""), is_optional)
            elif is_optional and media_type == "application/x-www-form-urlencoded":
                received.fields = await _fields_of(_stream(request))
            else:
                received.name = unquote(request.headers.get("x-file-name", ""))
                await self._fill(received, _stream(request))
        except BaseException:
            received.close()
            raise
        return received

    async def _form(
        self,
        received: Received,
        request: Request[Any, Any, Any],
        boundary: str,
        is_optional: bool,
    ) -> None:
        parts = _file_of(received, _stream(request), boundary, is_optional=is_optional)
        try:
            await self._fill(received, parts)
        except (MultipartError, UnicodeDecodeError, LookupError) as error:
            raise ClientException(detail="The form could not be read.") from error

    async def _fill(self, received: Received, parts: AsyncIterator[bytes]) -> None:
        batch = bytearray()
        async for part in parts:
            batch += part
            if received.size + len(batch) > self._largest:
                self._refuse()
            if len(batch) >= BATCH:
                await anyio.to_thread.run_sync(received.write, bytes(batch))
                batch.clear()
        await anyio.to_thread.run_sync(received.write, bytes(batch))

    def _refuse(self) -> None:
        most = self._largest // 1_000_000
        raise RequestTooLargeException(detail=f"A file has at most {most} MB.")


async def _stream(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """Yield the body as it comes, from who sends fast enough."""
    began, size = time.monotonic(), 0
    stream = request.stream()
    try:
        while True:
            part = await asyncio.wait_for(anext(stream, None), IDLE)
            if part is None:
                return
            size += len(part)
            gone = time.monotonic() - began
            if gone > GRACE and size / gone < SLOWEST:
                raise TimeoutError
            yield part
    except TimeoutError as error:
        raise RequestTimeoutException(detail="That came too slowly.") from error
    except InternalServerException as error:  # the framework's word for it; no bug of ours
        raise ClientException(detail="The request broke off.") from error


async def _fields_of(stream: AsyncIterator[bytes]) -> dict[str, list[str]]:
    """Read a form that can have no file."""
    said = bytearray()
    async for part in stream:
        said += part
        if len(said) > LARGEST_FIELDS:
            raise RequestTooLargeException(detail="The form says too much.")
    try:
        return parse_qs(
            said.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARTS
        )
    except ValueError as error:
        raise ClientException(detail="The form could not be read.") from error


async def _file_of(
    received: Received, stream: AsyncIterator[bytes], boundary: str, *, is_optional: bool
) -> AsyncIterator[bytes]:
    """Yield the content of a form's only file; what else it says goes to the fields."""
    part: MultipartSegment | None = None
    said, left, files = bytearray(), LARGEST_FIELDS, 0
    with PushMultipartParser(boundary, max_segment_count=MOST_PARTS) as parser:
        async for chunk in stream:
            for piece in parser.parse(chunk):
                if isinstance(piece, MultipartSegment):
                    part, said = piece, bytearray()
                    if piece.filename is not None:
                        files, received.name = files + 1, piece.filename
                elif part is None:
                    continue
                elif part.filename is not None:
                    yield bytes(piece or b"")
                elif piece:
                    said += piece
                    if (left := left - len(piece)) < 0:
                        raise RequestTooLargeException(detail="The form says too much.")
                else:
                    received.fields.setdefault(part.name, []).append(said.decode())
            if files > 1:
                raise ClientException(detail="Send one file at a time.")
        if not parser.closed:
            raise ClientException(detail="The form could not be read.")
    if not files and not is_optional:
        raise ClientException(detail="The form has no file.")


async def arrived(request: Request[Any, Any, Any]) -> Received:
    """Return what came with the request; it is received when it is first asked for."""
    state: dict[str, Any] = request.scope["state"]
    if "received" not in state:
        receiver: Receiver = request.app.state.receiver
        state["received"] = await receiver.receive(request)
    received: Received = state["received"]
    return received


def forget(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Let go of what arrived with a request that is refused before its handler."""
    state: dict[str, Any] = connection.scope["state"]
    if (content := state.pop("received", None)) is not None:
        content.close()


def takes_upload(request: Request[Any, Any, Any]) -> bool:
    return "received" in request.route_handler.parsed_fn_signature.parameters


async def received(request: Request[Any, Any, Any]) -> AsyncGenerator[Received, None]:
    """Hand the content to the handler, and forget it afterwards."""
    content = await arrived(request)
    try:
        yield content
    finally:
        content.close()


Arrived = NamedDependency[Received]
