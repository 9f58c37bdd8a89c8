"""Files: list, upload, describe, attach, share."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.documents.adapters.rest.saying import (
    MANAGE,
    READ,
    WRITE,
    FileName,
    Note,
    Service,
    described,
    said,
)
from nexus.documents.domain import Kind, Purpose, Role
from nexus.documents.messages import (
    AttachFile,
    ChangeFile,
    ChangeFileLink,
    FileRow,
    FileVersionView,
    FileView,
    ListFiles,
    ShareFile,
    ShareView,
    Sort,
    UploadVersion,
)
from nexus.kernel.ids import FileId, FileLinkId, LinkId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.platform.uploads import Arrived

Tag = Annotated[str | None, QueryParameter(max_length=40, description="Those with this tag.")]
MediaType = Annotated[
    str | None,
    QueryParameter(max_length=100, description="Such as application/pdf, or image for all images."),
]


class FileApi(Controller):
    path = "/api/files"
    tags = ("files",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_files(
        self,
        documents: Service,
        actor: Caller,
        kind: FromQuery[Kind | None] = None,
        thing_id: FromQuery[UUID | None] = None,
        role: FromQuery[Role | None] = None,
        purpose: FromQuery[Purpose | None] = None,
        media_type: MediaType = None,
        tag: Tag = None,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[FileRow]:
        """List the files, by what they are attached to, what they are for, or their words."""
        return documents.page(
            actor,
            ListFiles(
                kind=kind,
                thing_id=thing_id,
                role=role,
                purpose=purpose,
                media_type=media_type,
                tag=tag,
                archived=archived,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=WRITE, sync_to_thread=True, request_max_body_size=None)
    def upload_file(
        self,
        documents: Service,
        actor: Caller,
        once: OncePerKey,
        received: Arrived,
        name: FileName = None,
        purpose: FromQuery[Purpose | None] = None,
    ) -> Response[FileView]:
        """Upload a file, as it is or in a form.

        A form may say more beside the file: description, tags, note; with kind and thing_id the
        file is attached at once, and role, type, notes and visible_to_customer say how.
        """
        wish = described(received, name=name, purpose=purpose)
        return once.after(
            lambda: documents.keep(actor, wish, received),
            lambda blob: documents.create(actor, wish, blob),
            documents.forget,
        )

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_file(
        self, documents: Service, actor: Caller, id: FromPath[FileId]
    ) -> Response[FileView]:
        """Show a file with its versions and what it is attached to."""
        return tagged(documents.one(actor, id))

    @patch("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_file(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[FileId],
        if_match: IfMatch,
        data: JSONBody[ChangeFile],
    ) -> Response[FileView]:
        """Rename, describe or tag a file; what is left out stays."""
        return tagged(documents.change(actor, id, data, if_match))

    @delete("/{id:uuid}", permission=MANAGE, sync_to_thread=True)
    def delete_file(
        self, documents: Service, actor: Caller, id: FromPath[FileId], if_match: IfMatch
    ) -> None:
        """Delete a file with all its versions, unless something needs it."""
        documents.delete(actor, id, if_match)

    @post("/{id:uuid}/archive", permission=WRITE, status_code=200, sync_to_thread=True)
    def archive_file(
        self, documents: Service, actor: Caller, id: FromPath[FileId], if_match: IfMatch
    ) -> Response[FileView]:
        """Put a file away; links to share it end."""
        return tagged(documents.archive(actor, id, if_match))

    @post("/{id:uuid}/restore", permission=WRITE, status_code=200, sync_to_thread=True)
    def restore_file(
        self, documents: Service, actor: Caller, id: FromPath[FileId], if_match: IfMatch
    ) -> Response[FileView]:
        """Bring an archived file back."""
        return tagged(documents.restore(actor, id, if_match))

    @get("/{id:uuid}/versions", permission=READ, sync_to_thread=True)
    def list_file_versions(
        self, documents: Service, actor: Caller, id: FromPath[FileId]
    ) -> Page[FileVersionView]:
        """List the versions of a file, the newest first."""
        return documents.versions(actor, id)

    @post("/{id:uuid}/versions", permission=WRITE, sync_to_thread=True, request_max_body_size=None)
    def upload_file_version(
        self,
        documents: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[FileId],
        if_match: IfMatch,
        received: Arrived,
        name: FileName = None,
        note: Note = None,
    ) -> Response[FileView]:
        """Upload a further version, which counts from now on; the ones before stay."""
        wish = said(UploadVersion, received, name=name, note=note)
        return once.after(
            lambda: documents.keep_version(actor, id, wish, received),
            lambda blob: documents.add_version(actor, id, wish, blob, if_match),
            documents.forget,
        )

    @post(
        "/{id:uuid}/versions/{number:int}/restore",
        permission=WRITE,
        status_code=200,
        sync_to_thread=True,
    )
    def restore_file_version(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[FileId],
        number: FromPath[int],
        if_match: IfMatch,
    ) -> Response[FileView]:
        """Let an old version count again, as a new one."""
        return tagged(documents.bring_back(actor, id, number, if_match))

    @post("/{id:uuid}/things", permission=WRITE, status_code=200, sync_to_thread=True)
    def attach_file(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[FileId],
        if_match: IfMatch,
        data: JSONBody[AttachFile],
    ) -> Response[FileView]:
        """Attach a file to a project, a customer, a sale or another thing."""
        return tagged(documents.attach(actor, id, data, if_match))

    @patch("/{id:uuid}/things/{link_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_file_attachment(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[FileId],
        link_id: FromPath[FileLinkId],
        if_match: IfMatch,
        data: JSONBody[ChangeFileLink],
    ) -> Response[FileView]:
        """Change what a file is to a thing: its type, notes, place, and who sees it."""
        return tagged(documents.change_link(actor, id, link_id, data, if_match))

    @delete(
        "/{id:uuid}/things/{link_id:uuid}", permission=WRITE, status_code=200, sync_to_thread=True
    )
    def detach_file(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[FileId],
        link_id: FromPath[FileLinkId],
        if_match: IfMatch,
    ) -> Response[FileView]:
        """Take a file off a thing; the file stays."""
        return tagged(documents.detach(actor, id, link_id, if_match))

    @get("/{id:uuid}/link", permission=MANAGE, sync_to_thread=True)
    def list_file_shares(
        self, documents: Service, actor: Caller, id: FromPath[FileId]
    ) -> Page[ShareView]:
        """List the links that share a file with people without a login."""
        return documents.shares(actor, id)

    @post("/{id:uuid}/link", permission=MANAGE, sync_to_thread=True)
    def share_file(
        self,
        documents: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[FileId],
        data: JSONBody[ShareFile],
    ) -> Response[ShareView]:
        """Make a link to one version, good for some hours, for people without a login."""
        return once(lambda: documents.share(actor, id, data))

    @delete("/{id:uuid}/link/{share_id:uuid}", permission=MANAGE, sync_to_thread=True)
    def revoke_file_share(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[FileId],
        share_id: FromPath[LinkId],
        if_match: IfMatch,
    ) -> None:
        """End a link before its time."""
        documents.revoke(actor, id, share_id, if_match)
