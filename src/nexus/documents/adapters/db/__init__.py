"""Tables, mapping, the repository for changes and the queries for looking."""

from nexus.documents.adapters.db.checks import (
    loose_links,
    lost_contents,
    lost_versions,
    unlike_their_version,
)
from nexus.documents.adapters.db.looking import SqlDocumentsReading
from nexus.documents.adapters.db.storing import SqlDocumentsUnitOfWork

__all__ = [
    "SqlDocumentsReading",
    "SqlDocumentsUnitOfWork",
    "loose_links",
    "lost_contents",
    "lost_versions",
    "unlike_their_version",
]
