"""The contents themselves, and the pictures that stand for them."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, put
from litestar.params import FromPath, QueryParameter

from nexus.documents.adapters.rest.saying import READ, WRITE, FileName, Note, Service, said
from nexus.documents.domain import ascii_of, fitting
from nexus.documents.messages import Content, FileView, UploadVersion
from nexus.documents.service import DocumentService
from nexus.kernel.ids import FileId
from nexus.platform.downloads import Outgoing, download
from nexus.platform.http import Caller, IfMatch, tagged
from nexus.platform.uploads import Arrived

Asked = Request[Any, Any, Any]
PageNumber = Annotated[int, QueryParameter(ge=1, le=200, description="Of a PDF.")]
ANYTHING = "*/*"


class FileContentApi(Controller):
    path = "/api/files/{id:uuid}"
    tags = ("files",)

    @get("/content", permission=READ, media_type=ANYTHING, sync_to_thread=True)
    def download_file(
        self, request: Asked, documents: Service, actor: Caller, id: FromPath[FileId]
    ) -> Response[bytes]:
        """Download the version that counts. Range and If-None-Match are understood."""
        return download(request, outgoing(documents, documents.content(actor, id)))

    @put("/content", permission=WRITE, sync_to_thread=True, request_max_body_size=None)
    def replace_file_content(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[FileId],
        if_match: IfMatch,
        received: Arrived,
        name: FileName = None,
        note: Note = None,
    ) -> Response[FileView]:
        """Send a further version as it is; it counts from now on, and the ones before stay."""
        wish = said(UploadVersion, received, name=name, note=note)
        return tagged(documents.replace(actor, id, wish, received, if_match))

    @get(
        "/versions/{number:int}/content", permission=READ, media_type=ANYTHING, sync_to_thread=True
    )
    def download_file_version(
        self,
        request: Asked,
        documents: Service,
        actor: Caller,
        id: FromPath[FileId],
        number: FromPath[int],
    ) -> Response[bytes]:
        """Download one version of a file."""
        return download(request, outgoing(documents, documents.content(actor, id, number)))

    @get("/preview", permission=READ, media_type=ANYTHING, sync_to_thread=True)
    def show_file_preview(
        self,
        request: Asked,
        documents: Service,
        actor: Caller,
        id: FromPath[FileId],
        page: PageNumber = 1,
    ) -> Response[bytes]:
        """Show a file as a picture (WebP, SVG) or its first lines; 404 if it has none."""
        shown = documents.preview(actor, id, page)
        return download(request, outgoing(documents, shown, f"preview-{page}"))

    @get("/thumbnail", permission=READ, media_type=ANYTHING, sync_to_thread=True)
    def show_file_thumbnail(
        self, request: Asked, documents: Service, actor: Caller, id: FromPath[FileId]
    ) -> Response[bytes]:
        """Show a file as a small picture (WebP, SVG); 404 if it has none."""
        return download(request, outgoing(documents, documents.thumbnail(actor, id), "thumbnail"))


@get(
    "/api/shared-files/{token:str}",
    public=True,
    tags=["files"],
    media_type=ANYTHING,
    sync_to_thread=True,
)
def download_shared_file(
    request: Asked, documents: Service, token: FromPath[str]
) -> Response[bytes]:
    """Download what somebody shared by a link; no login is needed, and it ends by itself."""
    return download(request, outgoing(documents, documents.shared(token)))


def outgoing(documents: DocumentService, content: Content, picture: str = "") -> Outgoing:
    """Return it as an attachment; only a picture that we made is shown in place."""
    name = fitting(content.name, content.media_type)
    return Outgoing(
        name=name,
        ascii_name=ascii_of(name),
        media_type=content.media_type,
        size=content.size,
        tag=f"{content.sha256[:32]}{picture and '-'}{picture}",
        read=lambda start, end: documents.read(content, start, end),
        inline=bool(picture),
    )
