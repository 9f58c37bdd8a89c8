"""Formats: what a content is, and pictures of it."""

from nexus.documents.adapters.files.natures import inspect
from nexus.documents.adapters.files.renderer import Renderer

__all__ = ["Renderer", "inspect"]
