"""Pages of files: the list of all, each one's own, and those of a thing."""

from nexus.documents.adapters.pages.files import FilePages
from nexus.documents.adapters.pages.things import ThingFilesPages

__all__ = ["FilePages", "ThingFilesPages"]
