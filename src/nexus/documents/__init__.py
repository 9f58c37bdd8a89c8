"""Files of any kind: kept once, in versions, attached to things, shown and shared with care.

Source: backend modules specification, section 6. Contents lie in a store behind a port; here is
what they are called, who may see them, and what they are attached to.
"""

from nexus.documents.answers import DocumentAnswers
from nexus.documents.domain import (
    Blob,
    FileDeleted,
    FileStored,
    Kind,
    Limits,
    Purpose,
    Role,
)
from nexus.documents.messages import (
    PERMISSIONS,
    AttachFile,
    Content,
    FileCard,
    FileView,
    ListFiles,
    Swept,
    UploadFile,
    UploadVersion,
)
from nexus.documents.service import DocumentService

__all__ = [
    "PERMISSIONS",
    "AttachFile",
    "Blob",
    "Content",
    "DocumentAnswers",
    "DocumentService",
    "FileCard",
    "FileDeleted",
    "FileStored",
    "FileView",
    "Kind",
    "Limits",
    "ListFiles",
    "Purpose",
    "Role",
    "Swept",
    "UploadFile",
    "UploadVersion",
]
