"""The files of a thing: a part of the thing's page, and a page of its own without a script."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from msgspec import structs

from nexus.documents.adapters.pages.taking import (
    READ,
    WRITE,
    Service,
    limits_of,
    picked_file,
    purpose_of,
    take,
)
from nexus.documents.domain import Kind
from nexus.documents.messages import AttachFile, ListLinked, UploadFile
from nexus.documents.service import DocumentService
from nexus.kernel.actor import Actor
from nexus.kernel.ids import FileId, FileLinkId
from nexus.platform.http import Caller, Cursor
from nexus.platform.uploads import Arrived
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.platform.web.taking import REFUSALS, refused, said_with


class ThingFilesPages(Controller):
    path = "/files/of/{kind:str}/{thing_id:uuid}"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def thing_files_page(
        self,
        documents: Service,
        actor: Caller,
        show: Shown,
        kind: FromPath[Kind],
        thing_id: FromPath[UUID],
        cursor: Cursor = None,
    ) -> Response[Any]:
        """Show the files of a thing: to a script the part of a page that they are."""
        return _shown(documents, actor, show, kind, thing_id, cursor=cursor)

    @post("/", permission=WRITE, sync_to_thread=True, request_max_body_size=None)
    def upload_thing_file_page(
        self,
        documents: Service,
        actor: Caller,
        show: Shown,
        kind: FromPath[Kind],
        thing_id: FromPath[UUID],
        received: Arrived,
    ) -> Response[Any]:
        """Take a file in, and attach it to the thing."""
        form = said_with(received)
        try:
            wish = structs.replace(
                form.read(UploadFile, show.formats), kind=kind, thing_id=thing_id
            )
            if not form["purpose"]:
                wish = structs.replace(wish, purpose=purpose_of(received.name))
            take(
                documents,
                received,
                lambda: documents.keep(actor, wish, received),
                lambda blob: documents.create(actor, wish, blob),
            )
        except REFUSALS as error:
            return refused(
                show,
                error,
                form,
                lambda **more: _shown(documents, actor, show, kind, thing_id, **more),
            )
        if show.is_part:
            return Response(None, status_code=204)
        return show.back(show.say("File added."))

    @post("/attach", permission=WRITE, sync_to_thread=True)
    def attach_thing_file_page(
        self,
        documents: Service,
        actor: Caller,
        show: Shown,
        kind: FromPath[Kind],
        thing_id: FromPath[UUID],
        sent: Sent,
    ) -> Response[Any]:
        """Attach a file that the shop has already."""
        wish = AttachFile(kind=kind, thing_id=thing_id)
        documents.attach_to(actor, picked_file(sent["file_id"]), wish)
        return show.back(show.say("Attached."))

    @post("/{file_id:uuid}/{link_id:uuid}/detach", permission=WRITE, sync_to_thread=True)
    def detach_thing_file_page(
        self,
        documents: Service,
        actor: Caller,
        show: Shown,
        file_id: FromPath[FileId],
        link_id: FromPath[FileLinkId],
    ) -> Response[Any]:
        """Take a file off a thing; the file stays."""
        documents.detach(actor, file_id, link_id)
        return show.back(show.say("Taken off. The file is kept among all files."))


def _shown(
    documents: DocumentService,
    actor: Actor,
    show: Show,
    kind: Kind,
    thing_id: UUID,
    *,
    cursor: str | None = None,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    wish = ListLinked(kind=kind, thing_id=thing_id, cursor=cursor, total=True)
    return show(
        "documents/panel.html" if show.is_part else "documents/thing.html",
        status=status,
        page=documents.linked(actor, wish),
        kind=kind.value,
        thing_id=thing_id,
        form=form or show.form(),
        most=limits_of(documents),
    )
