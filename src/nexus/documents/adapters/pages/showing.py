"""What the page of a file shows: its picture or its first lines, versions, links, shares."""

from typing import Any

from litestar import Response

from nexus.documents.adapters.pages.taking import limits_of
from nexus.documents.messages import FileView, ShareView
from nexus.documents.service import DocumentService
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NexusError
from nexus.kernel.ids import FileId
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Show

HOURS = "24"  # that a link is good for unless one says otherwise


def shown(
    documents: DocumentService,
    actor: Actor,
    show: Show,
    id: FileId,
    *,
    form: Form | None = None,
    sharing: Form | None = None,
    made: ShareView | None = None,
    page: int = 1,
    status: int = 200,
) -> Response[Any]:
    file = documents.one(actor, id)
    pages = _pages(documents, actor, file)
    shares = documents.shares(actor, id).items if actor.may("files.manage") else ()
    return show(
        "documents/show.html",
        status=status,
        file=file,
        text=_lines(documents, actor, file),
        page=min(page, max(pages, 1)),
        pages=pages,
        shares=shares,
        form=form or show.form(),
        sharing=sharing or show.form([("hours", HOURS)]),
        made=made,
        origin=str(show.request.base_url).rstrip("/"),
        most=limits_of(documents),
    )


def _pages(documents: DocumentService, actor: Actor, file: FileView) -> int:
    """Return how many pages there are to look at; one more look tells what is being made now."""
    try:
        return documents.pages(actor, file.id) if file.media_type == "application/pdf" else 0
    except NexusError:
        return 0


def _lines(documents: DocumentService, actor: Actor, file: FileView) -> str:
    """Return the first lines of a text; nothing of what is no text."""
    if not file.media_type.startswith("text/"):
        return ""
    try:
        content = documents.preview(actor, file.id)
    except NexusError:
        return ""
    return b"".join(documents.read(content)).decode("utf-8", "replace")
