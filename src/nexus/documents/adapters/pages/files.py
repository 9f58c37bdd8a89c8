"""Pages of all files, and of each one: what it looks like, its versions, and who may have it."""

from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import structs

from nexus.documents.adapters.pages.showing import shown
from nexus.documents.adapters.pages.taking import (
    MANAGE,
    READ,
    WRITE,
    Service,
    limits_of,
    picked_file,
    purpose_of,
    take,
)
from nexus.documents.domain import Kind, Purpose
from nexus.documents.messages import (
    ChangeFile,
    ChangeFileLink,
    ListFiles,
    ListLinked,
    ShareFile,
    Sort,
    UploadFile,
    UploadVersion,
)
from nexus.documents.service import DocumentService
from nexus.kernel.actor import Actor
from nexus.kernel.ids import FileId, FileLinkId, LinkId, read_id
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.uploads import Arrived
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Sent, Show, Shown, status_of
from nexus.platform.web.taking import REFUSALS, refused, said_with

Tag = Annotated[str | None, QueryParameter(max_length=40)]
Picked = Annotated[str | None, QueryParameter(max_length=40)]
PageNumber = Annotated[int, QueryParameter(ge=1, le=200)]
MediaType = Annotated[str | None, QueryParameter(max_length=100)]


class FilePages(Controller):
    path = "/files"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def files_page(
        self,
        documents: Service,
        actor: Caller,
        show: Shown,
        purpose: FromQuery[Purpose | None] = None,
        media_type: MediaType = None,
        tag: Tag = None,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the files."""
        if (away := show.opened()) is not None:
            return away
        wish = ListFiles(
            purpose=purpose,
            media_type=media_type or None,
            tag=tag or None,
            archived=archived,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        return _listed(documents, actor, show, wish)

    @post("/", permission=WRITE, sync_to_thread=True, request_max_body_size=None)
    def upload_file_page(
        self, documents: Service, actor: Caller, show: Shown, received: Arrived
    ) -> Response[Any]:
        """Take a file in that belongs to nothing in particular."""
        form = said_with(received)
        try:
            wish = form.read(UploadFile, show.formats)
            if not form["purpose"]:
                wish = structs.replace(wish, purpose=purpose_of(received.name))
            made = take(
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
                lambda **more: _listed(documents, actor, show, ListFiles(total=True), **more),
            )
        if show.is_part:
            return Response(None, status_code=204)
        return show.go(f"/files/{made.id}", show.say("File added."))

    @get("/pick", permission=READ, sync_to_thread=True)
    def pick_files_page(
        self, documents: Service, actor: Caller, show: Shown, project_id: Picked = None
    ) -> Response[Any]:
        """Offer the files of a project to be picked from: a part of a form."""
        wish = _of_project(project_id)
        page = documents.linked(actor, wish) if wish else None
        return show("documents/pick.html", page=page)

    @post("/bulk", permission=WRITE, sync_to_thread=True)
    def files_bulk_page(
        self, documents: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Put the picked files away, or bring them back."""
        act = documents.restore if sent["act"] == "restore" else documents.archive
        return show.each(sent.all("picked"), lambda id: act(actor, picked_file(id)))

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def file_page(
        self,
        documents: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[FileId],
        page: PageNumber = 1,
    ) -> Response[Any]:
        """Show a file; a PDF page by page."""
        return shown(documents, actor, show, id, page=page)

    @get("/{id:uuid}/edit", permission=WRITE, sync_to_thread=True)
    def edit_file_page(
        self, documents: Service, actor: Caller, show: Shown, id: FromPath[FileId]
    ) -> Response[Any]:
        """Show the form that a file is renamed and described with."""
        file = documents.one(actor, id)
        return show("documents/edit.html", file=file, form=show.filled(file))

    @post("/{id:uuid}/edit", permission=WRITE, sync_to_thread=True)
    def change_file_page(
        self, documents: Service, actor: Caller, show: Shown, id: FromPath[FileId], sent: Sent
    ) -> Response[Any]:
        """Rename, describe or tag a file."""
        file = documents.one(actor, id)
        return show.attempt(
            sent,
            ChangeFile,
            lambda wish: documents.change(actor, id, wish, sent.version),
            again="documents/edit.html",
            then=lambda made: f"/files/{id}",
            said=show.say("Saved."),
            file=file,
        )

    @post("/{id:uuid}/versions", permission=WRITE, sync_to_thread=True, request_max_body_size=None)
    def upload_version_page(
        self,
        documents: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[FileId],
        received: Arrived,
    ) -> Response[Any]:
        """Take a further version in, which counts from now on."""
        form = said_with(received)
        try:
            wish = form.read(UploadVersion, show.formats)
            take(
                documents,
                received,
                lambda: documents.keep_version(actor, id, wish, received),
                lambda blob: documents.add_version(actor, id, wish, blob, form.version),
            )
        except REFUSALS as error:
            return refused(
                show, error, form, lambda **more: shown(documents, actor, show, id, **more)
            )
        if show.is_part:
            return Response(None, status_code=204)
        return show.go(f"/files/{id}", show.say("New version added. It counts from now on."))

    @post("/{id:uuid}/versions/{number:int}/restore", permission=WRITE, sync_to_thread=True)
    def restore_version_page(
        self,
        documents: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[FileId],
        number: FromPath[int],
    ) -> Response[Any]:
        """Let an old version count again."""
        documents.bring_back(actor, id, number)
        return show.go(f"/files/{id}", show.say("That version counts again."))

    @post("/{id:uuid}/archive", permission=WRITE, sync_to_thread=True)
    def archive_file_page(
        self, documents: Service, actor: Caller, show: Shown, id: FromPath[FileId]
    ) -> Response[Any]:
        """Put a file away."""
        documents.archive(actor, id)
        return show.go(f"/files/{id}", show.say("Archived. Links to share it have ended."))

    @post("/{id:uuid}/restore", permission=WRITE, sync_to_thread=True)
    def restore_file_page(
        self, documents: Service, actor: Caller, show: Shown, id: FromPath[FileId]
    ) -> Response[Any]:
        """Bring a file back."""
        documents.restore(actor, id)
        return show.go(f"/files/{id}", show.say("Restored."))

    @post("/{id:uuid}/delete", permission=MANAGE, sync_to_thread=True)
    def delete_file_page(
        self, documents: Service, actor: Caller, show: Shown, id: FromPath[FileId]
    ) -> Response[Any]:
        """Delete a file with all its versions, unless something needs it."""
        try:
            documents.delete(actor, id)
        except ON_FORM as error:
            form = show.form().wrong(error)
            return shown(documents, actor, show, id, form=form, status=status_of(error))
        return show.go("/files", show.say("Deleted."))

    @post("/{id:uuid}/links/{link_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_file_link_page(
        self,
        documents: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[FileId],
        link_id: FromPath[FileLinkId],
        sent: Sent,
    ) -> Response[Any]:
        """Show a file to the customer of what it hangs on, hide it, or take it off there."""
        if sent["act"] == "detach":
            documents.detach(actor, id, link_id)
            return show.go(f"/files/{id}", show.say("Taken off."))
        wish = ChangeFileLink(visible_to_customer=sent["act"] == "show")
        documents.change_link(actor, id, link_id, wish)
        return show.go(f"/files/{id}", show.say("Saved."))

    @post("/{id:uuid}/share", permission=MANAGE, sync_to_thread=True)
    def share_file_page(
        self, documents: Service, actor: Caller, show: Shown, id: FromPath[FileId], sent: Sent
    ) -> Response[Any]:
        """Make a link for people without a login; its address is shown once."""
        try:
            made = documents.share(actor, id, sent.read(ShareFile, show.formats))
        except ON_FORM as error:
            wrong = sent.wrong(error)
            return shown(documents, actor, show, id, sharing=wrong, status=status_of(error))
        return shown(documents, actor, show, id, made=made)

    @post("/{id:uuid}/share/{share_id:uuid}/revoke", permission=MANAGE, sync_to_thread=True)
    def revoke_share_page(
        self,
        documents: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[FileId],
        share_id: FromPath[LinkId],
    ) -> Response[Any]:
        """End a link before its time."""
        documents.revoke(actor, id, share_id)
        return show.go(f"/files/{id}", show.say("The link has ended."))


def _listed(
    documents: DocumentService,
    actor: Actor,
    show: Show,
    wish: ListFiles,
    *,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    return show(
        "documents/list.html",
        status=status,
        page=documents.page(actor, wish),
        wish=wish,
        form=form or show.form(),
        most=limits_of(documents),
    )


def _of_project(id: str | None) -> ListLinked | None:
    """Return what lists the files of a project; nothing is chosen in an empty field."""
    project_id = read_id(id or "")
    return ListLinked(kind=Kind.PROJECT, thing_id=project_id, limit=50) if project_id else None
