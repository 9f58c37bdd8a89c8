"""How a page takes a file: by a plain form, or one after the other by a script.

A form comes back with what is wrong; a script is told in plain words, and goes on with the next.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from litestar import Response
from litestar.di import NamedDependency

from nexus.documents.domain import MEGABYTE, Blob, Purpose
from nexus.documents.service import DocumentService
from nexus.kernel.errors import Invalid, NexusError, TooLarge
from nexus.platform.uploads import Received
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Show, status_of

Service = NamedDependency[DocumentService]
READ, WRITE, MANAGE = "files.read", "files.write", "files.manage"
REFUSALS = (*ON_FORM, TooLarge)
# What a file is for, by the end of its name, unless its sender says so.
ENDINGS = {
    Purpose.DESIGN: ("dxf", "dwg", "svg", "step", "stp", "stl", "3mf", "eps"),
    Purpose.PHOTO: ("jpg", "jpeg", "heic"),
}

C = TypeVar("C")


def said_with(received: Received) -> Form:
    """Return what a form said beside its file."""
    return Form((name, it) for name, values in received.fields.items() for it in values)


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
    if not received.name and not received.size:
        raise Invalid("Choose a file first.", "file")
    blob = keep()
    try:
        return name_it(blob)
    except NexusError:  # of other failures nobody knows whether all was committed
        documents.forget(blob)
        raise


def refused(show: Show, error: Exception, form: Form, again: Callable[..., Any]) -> Response[Any]:
    """Tell what is wrong with an upload: a script in plain words, a person on the page."""
    wrong = form.wrong(error)
    if not show.is_part:
        told: Response[Any] = again(form=wrong, status=status_of(error))
        return told
    words = " ".join(wrong.errors.values()) or wrong.fault
    return Response(words, status_code=status_of(error), media_type="text/plain")
