"""The files of a thing, under the thing's own address."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import structs

from nexus.documents.adapters.rest.saying import READ, WRITE, FileName, Service, described
from nexus.documents.domain import Kind, Purpose, Role
from nexus.documents.messages import (
    AddDesignDoc,
    AttachFile,
    FileView,
    LinkedFile,
    LinkSort,
    ListLinked,
)
from nexus.documents.service import DocumentService
from nexus.kernel.actor import Actor
from nexus.kernel.ids import CustomerId, ProductId, ProjectId, SaleId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, Limit, Search, Total
from nexus.platform.idempotency import Once, OncePerKey
from nexus.platform.uploads import Arrived, Received


class ProjectFilesApi(Controller):
    path = "/api/projects/{id:uuid}"
    tags = ("files",)

    @get("/design-docs", permission=READ, sync_to_thread=True)
    def list_project_designs(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[ProjectId],
        search: Search = None,
        sort: FromQuery[LinkSort] = "position",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[LinkedFile]:
        """List the designs of a project."""
        wish = _of(Kind.PROJECT, id, Role.DESIGN, search, sort, limit, cursor, total)
        return documents.linked(actor, wish)

    @post("/design-docs", permission=WRITE, sync_to_thread=True)
    def add_project_design(
        self,
        documents: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[ProjectId],
        data: JSONBody[AddDesignDoc],
    ) -> Response[LinkedFile]:
        """Take a file there is as a design of a project."""
        words = structs.asdict(data)
        file_id = words.pop("file_id")
        wish = AttachFile(kind=Kind.PROJECT, thing_id=id, role=Role.DESIGN, **words)
        return once(lambda: documents.attach_to(actor, file_id, wish))

    @get("/documents", permission=READ, sync_to_thread=True)
    def list_project_documents(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[ProjectId],
        role: FromQuery[Role | None] = None,
        search: Search = None,
        sort: FromQuery[LinkSort] = "position",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[LinkedFile]:
        """List the files of a project, its designs and photos too."""
        wish = _of(Kind.PROJECT, id, role, search, sort, limit, cursor, total)
        return documents.linked(actor, wish)

    @post("/documents", permission=WRITE, sync_to_thread=True, request_max_body_size=None)
    def upload_project_document(
        self,
        documents: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[ProjectId],
        received: Arrived,
        name: FileName = None,
        purpose: FromQuery[Purpose | None] = None,
        role: FromQuery[Role | None] = None,
    ) -> Response[FileView]:
        """Upload a file of a project, as it is or in a form."""
        more = {"name": name, "purpose": purpose, "role": role}
        return _upload(documents, actor, once, received, kind=Kind.PROJECT, thing_id=id, **more)


class ProductFilesApi(Controller):
    path = "/api/products/templates/{id:uuid}"
    tags = ("files",)

    @get("/files", permission=READ, sync_to_thread=True)
    def list_product_files(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[ProductId],
        role: FromQuery[Role | None] = None,
        search: Search = None,
        sort: FromQuery[LinkSort] = "position",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[LinkedFile]:
        """List the files of a product."""
        wish = _of(Kind.PRODUCT, id, role, search, sort, limit, cursor, total)
        return documents.linked(actor, wish)

    @post("/files", permission=WRITE, sync_to_thread=True, request_max_body_size=None)
    def upload_product_file(
        self,
        documents: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[ProductId],
        received: Arrived,
        name: FileName = None,
        purpose: FromQuery[Purpose | None] = None,
        role: FromQuery[Role | None] = None,
    ) -> Response[FileView]:
        """Upload a file of a product, as it is or in a form."""
        more = {"name": name, "purpose": purpose, "role": role}
        return _upload(documents, actor, once, received, kind=Kind.PRODUCT, thing_id=id, **more)


class CustomerFilesApi(Controller):
    path = "/api/customers/{id:uuid}"
    tags = ("files",)

    @get("/files", permission=READ, sync_to_thread=True)
    def list_customer_files(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[CustomerId],
        role: FromQuery[Role | None] = None,
        search: Search = None,
        sort: FromQuery[LinkSort] = "position",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[LinkedFile]:
        """List the files of a customer."""
        wish = _of(Kind.CUSTOMER, id, role, search, sort, limit, cursor, total)
        return documents.linked(actor, wish)

    @post("/files", permission=WRITE, sync_to_thread=True, request_max_body_size=None)
    def upload_customer_file(
        self,
        documents: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[CustomerId],
        received: Arrived,
        name: FileName = None,
        purpose: FromQuery[Purpose | None] = None,
        role: FromQuery[Role | None] = None,
    ) -> Response[FileView]:
        """Upload a file of a customer, as it is or in a form."""
        more = {"name": name, "purpose": purpose, "role": role}
        return _upload(documents, actor, once, received, kind=Kind.CUSTOMER, thing_id=id, **more)


class SaleFilesApi(Controller):
    path = "/api/sales/{id:uuid}"
    tags = ("files",)

    @get("/files", permission=READ, sync_to_thread=True)
    def list_sale_files(
        self,
        documents: Service,
        actor: Caller,
        id: FromPath[SaleId],
        role: FromQuery[Role | None] = None,
        search: Search = None,
        sort: FromQuery[LinkSort] = "position",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[LinkedFile]:
        """List the files of a sale."""
        wish = _of(Kind.SALE, id, role, search, sort, limit, cursor, total)
        return documents.linked(actor, wish)

    @post("/files", permission=WRITE, sync_to_thread=True, request_max_body_size=None)
    def upload_sale_file(
        self,
        documents: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        received: Arrived,
        name: FileName = None,
        purpose: FromQuery[Purpose | None] = None,
        role: FromQuery[Role | None] = None,
    ) -> Response[FileView]:
        """Upload a file of a sale, as it is or in a form."""
        more = {"name": name, "purpose": purpose, "role": role}
        return _upload(documents, actor, once, received, kind=Kind.SALE, thing_id=id, **more)


def _upload(
    documents: DocumentService, actor: Actor, once: Once, received: Received, **more: Any
) -> Response[FileView]:
    wish = described(received, **more)
    return once.after(
        lambda: documents.keep(actor, wish, received),
        lambda blob: documents.create(actor, wish, blob),
        documents.forget,
    )


def _of(
    kind: Kind,
    thing_id: UUID,
    role: Role | None,
    search: str | None,
    sort: LinkSort,
    limit: int,
    cursor: str | None,
    total: bool,
) -> ListLinked:
    return ListLinked(
        kind=kind,
        thing_id=thing_id,
        role=role,
        search=search,
        sort=sort,
        limit=limit,
        cursor=cursor,
        total=total,
    )
