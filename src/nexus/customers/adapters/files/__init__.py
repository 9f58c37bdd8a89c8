"""Formats: lists that come in as files, and how e-mails, phones and countries are written."""

from nexus.customers.adapters.files.reach import LibraryReach
from nexus.customers.adapters.files.sheets import CsvSheets

__all__ = ["CsvSheets", "LibraryReach"]
