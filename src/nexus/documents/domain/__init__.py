"""Files: what is true of them, whatever keeps them."""

from nexus.documents.domain.events import FileDeleted, FileStored
from nexus.documents.domain.file import (
    LONGEST_SHARE,
    MOST_TAGS,
    MOST_VERSIONS,
    Author,
    Blob,
    File,
    FileLink,
    FileVersion,
    NotAttached,
    Share,
    tidy_tags,
)
from nexus.documents.domain.names import ascii_of, clean, fitting
from nexus.documents.domain.purposes import (
    ALLOWED,
    MEANT_FOR,
    MEGABYTE,
    SEEN_WITH,
    Kind,
    Limits,
    Nature,
    Purpose,
    Role,
    check_nature,
    check_size,
)
from nexus.documents.domain.shares import Address, Gone, Seal

__all__ = [
    "ALLOWED",
    "LONGEST_SHARE",
    "MEANT_FOR",
    "MEGABYTE",
    "MOST_TAGS",
    "MOST_VERSIONS",
    "SEEN_WITH",
    "Address",
    "Author",
    "Blob",
    "File",
    "FileDeleted",
    "FileLink",
    "FileStored",
    "FileVersion",
    "Gone",
    "Kind",
    "Limits",
    "Nature",
    "NotAttached",
    "Purpose",
    "Role",
    "Seal",
    "Share",
    "ascii_of",
    "check_nature",
    "check_size",
    "clean",
    "fitting",
    "tidy_tags",
]
