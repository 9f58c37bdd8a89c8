"""What is said of an upload: in the address, or in the fields of a form beside the file."""

from typing import Annotated, Any, TypeVar, get_origin, get_type_hints

import msgspec
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from nexus.documents.messages import UploadFile
from nexus.documents.service import DocumentService
from nexus.platform.http import Malformed
from nexus.platform.uploads import Received

Service = NamedDependency[DocumentService]
READ, WRITE, MANAGE = "files.read", "files.write", "files.manage"

FileName = Annotated[
    str | None,
    QueryParameter(max_length=1000, description="What to call it; else as it was sent."),
]
Note = Annotated[str | None, QueryParameter(max_length=200, description="What is new in it.")]

W = TypeVar("W", bound=msgspec.Struct)


def said(kind: type[W], received: Received, /, **more: Any) -> W:
    """Return the wish, out of the form's fields and what the address says; the latter counts."""
    words: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for name, values in received.fields.items():
        many = get_origin(hints.get(name)) is list
        words[name] = list(values) if many else values[-1]
    words |= {name: value for name, value in more.items() if value is not None}
    try:
        return msgspec.convert(words, kind, strict=False)
    except msgspec.ValidationError as error:
        text, _, at = str(error).partition(" - at `$.")
        unknown = "unknown field" in text
        field = text.rpartition("field `")[2].rstrip("`") if unknown else at.rstrip("`")
        why = "There is no such field." if unknown else f"{text}."
        raise Malformed({field or "": why}) from error


def described(received: Received, /, **more: Any) -> UploadFile:
    return said(UploadFile, received, **more)
