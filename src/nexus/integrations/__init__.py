"""Lists that come in and go out, of all main things by one mechanism.

It stands above the other modules and enters them by their front doors only; nobody asks it.
"""

from nexus.integrations.messages import (
    PERMISSIONS,
    ImportView,
    ListImports,
    MapColumns,
    ReceiveImport,
)
from nexus.integrations.service import ExportService, ImportService

__all__ = [
    "PERMISSIONS",
    "ExportService",
    "ImportService",
    "ImportView",
    "ListImports",
    "MapColumns",
    "ReceiveImport",
]
