"""The use cases. Each is one transaction, asked for by one actor."""

from nexus.integrations.service.exporting import Export, ExportService, Payments
from nexus.integrations.service.importing import ImportService
from nexus.integrations.service.remembering import MappingService

__all__ = ["Export", "ExportService", "ImportService", "MappingService", "Payments"]
