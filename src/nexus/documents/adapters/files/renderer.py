"""Runs the child that makes pictures (render.py), and bears whatever becomes of it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO, Annotated

import msgspec

from nexus.documents.ports import Picture, Pictures
from nexus.kernel.errors import Busy

CHILD = Path(__file__).with_name("render.py")
AT_ONCE = 2  # children: the others of the machine want to work, too
PATIENCE = 20.0  # seconds, by the clock on the wall
TURN = 3.0  # seconds to wait for others' pictures: a page may show several new ones
MOST_PAGES = 1_000_000
LARGEST = 16_000_000  # bytes of all that a child may tell
SHOWABLE = (
    *("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff"),
    *("image/avif", "image/vnd.dxf", "application/pdf", "text/plain", "text/csv"),
)


class Says(msgspec.Struct):
    """What a child writes before the pictures: their kinds and sizes, and how many pages there are.

    It is believed no further than this: a hostile content may have it say anything.
    """

    pictures: dict[str, tuple[str, Annotated[int, msgspec.Meta(ge=0)]]]
    pages: Annotated[int, msgspec.Meta(ge=0, le=MOST_PAGES)] = 0


class BeingMade(Busy):
    def __init__(self) -> None:
        super().__init__("The preview is being made. Please ask again in a moment.")


class Renderer:
    def __init__(self, patience: float = PATIENCE, turn: float = TURN) -> None:
        self._free = BoundedSemaphore(AT_ONCE)
        self._patience = patience
        self._turn = turn

    def __call__(self, media_type: str, content: Iterable[bytes], page: int = 1) -> Pictures:
        """Return what could be made of the content: nothing if it kills the child."""
        if media_type not in SHOWABLE:
            return Pictures()
        if not self._free.acquire(timeout=self._turn):
            raise BeingMade
        try:
            with tempfile.TemporaryFile() as file:
                for chunk in content:
                    file.write(chunk)
                file.seek(0)
                return _read(self._told(media_type, page, file))
        finally:
            self._free.release()

    def _told(self, media_type: str, page: int, file: IO[bytes]) -> bytes:
        """Return what the child says; nothing if it did not come to a good end."""
        command = [sys.executable, "-I", "-X", "utf8", str(CHILD), media_type, str(page)]
        with subprocess.Popen(
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_bare(),
            close_fds=True,
            start_new_session=True,
        ) as child:
            end = Timer(self._patience, child.kill)
            end.start()
            try:
                assert child.stdout is not None
                told = child.stdout.read(LARGEST + 1)
                if len(told) > LARGEST:
                    child.kill()
            finally:
                end.cancel()
            child.stdout.close()
        return told if child.returncode == 0 else b""


def _bare() -> dict[str, str]:
    """Return the least a child needs to start. No setting and no secret of ours is in it."""
    kept = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
    mine = {name: os.environ[name] for name in kept if name in os.environ}
    # Numeric libraries reserve memory for a thread of each core, which counts against the limit.
    return mine | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "HOME": os.devnull}


def _read(told: bytes) -> Pictures:
    head, _, rest = told.partition(b"\n")
    try:
        says = msgspec.json.decode(head, type=Says)
    except msgspec.MsgspecError:
        return Pictures()
    made: dict[str, Picture] = {}
    for name, (media_type, size) in says.pictures.items():
        made[name], rest = Picture(media_type, rest[:size]), rest[size:]
    return Pictures(made.get("preview"), made.get("thumbnail"), says.pages)
