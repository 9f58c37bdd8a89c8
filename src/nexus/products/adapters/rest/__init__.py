"""REST: JSON under /api."""

from nexus.products.adapters.rest.parts import TemplatePartsApi
from nexus.products.adapters.rest.templates import PromotionApi, TemplateApi

HANDLERS = [TemplateApi, TemplatePartsApi, PromotionApi]

__all__ = ["HANDLERS"]
