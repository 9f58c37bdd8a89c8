"""Pages of products: what is on offer, what it is made of, and what it costs."""

from nexus.products.adapters.pages.catalogue import ProductPages
from nexus.products.adapters.pages.making import ProductMakingPages
from nexus.products.adapters.pages.parts import ProductPartPages

HANDLERS = [ProductPages, ProductMakingPages, ProductPartPages]

__all__ = ["HANDLERS"]
