"""The use cases. Each is one transaction at most, asked for by one actor."""

from nexus.documents.service.filing import Filing
from nexus.documents.service.linking import Linking
from nexus.documents.service.sharing import Sharing
from nexus.documents.service.showing import Showing
from nexus.documents.service.sweeping import Sweeping


class DocumentService(Filing, Linking, Sharing, Showing, Sweeping):
    """Uploading, keeping, attaching, sharing and showing files, and clearing up after them."""


__all__ = ["DocumentService"]
