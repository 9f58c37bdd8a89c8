"""REST. A handler reads the request, calls one use case and returns its view."""

from nexus.documents.adapters.rest.contents import FileContentApi, download_shared_file
from nexus.documents.adapters.rest.files import FileApi
from nexus.documents.adapters.rest.linked import (
    CustomerFilesApi,
    ProductFilesApi,
    ProjectFilesApi,
    SaleFilesApi,
)

__all__ = [
    "CustomerFilesApi",
    "FileApi",
    "FileContentApi",
    "ProductFilesApi",
    "ProjectFilesApi",
    "SaleFilesApi",
    "download_shared_file",
]
