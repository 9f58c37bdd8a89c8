"""What the pages of files share: how one is taken in, and what is said of how large it may be."""

from collections.abc import Callable
from typing import Any

from litestar.di import NamedDependency

from nexus.documents.domain import MEGABYTE, Blob, Purpose
from nexus.documents.service import DocumentService
from nexus.kernel.errors import Invalid, NexusError
from nexus.kernel.ids import FileId, read_id
from nexus.platform.uploads import Received
from nexus.platform.web.taking import check_chosen

Service = NamedDependency[DocumentService]
READ, WRITE, MANAGE = "files.read", "files.write", "files.manage"
# What a file is for, by the end of its name, unless its sender says so.
ENDINGS = {
    Purpose.DESIGN: ("dxf", "dwg", "svg", "step", "stp", "stl", "3mf", "eps"),
    Purpose.PHOTO: ("jpg", "jpeg", "heic"),
}


def purpose_of(name: str) -> Purpose:
    ending = name.rpartition(".")[2].lower()
    return next((it for it, ends in ENDINGS.items() if ending in ends), Purpose.DOCUMENT)


def limits_of(documents: DocumentService) -> dict[str, int]:
    """Return how many MB a file has at most, and a photo."""
    limits = documents.limits
    largest = {"file": limits.of(Purpose.DOCUMENT), "photo": limits.of(Purpose.PHOTO)}
    return {name: size // MEGABYTE for name, size in largest.items()}


def take(
    documents: DocumentService,
    received: Received,
    keep: Callable[[], Blob],
    name_it: Callable[[Blob], Any],
) -> Any:
    """Do both steps of an upload; a content that nobody names is let go."""
    check_chosen(received)
    blob = keep()
    try:
        return name_it(blob)
    except NexusError:  # of other failures nobody knows whether all was committed
        documents.forget(blob)
        raise


def picked_file(text: str) -> FileId:
    """Return which file a form names."""
    if (id := read_id(text)) is None:
        raise Invalid("There is no such file.")
    return FileId(id)
