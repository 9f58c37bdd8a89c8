"""The use cases. Each is one transaction, asked for by one actor."""

from nexus.products.service.costing import Costing
from nexus.products.service.parts import Parts
from nexus.products.service.promoting import Promoting
from nexus.products.service.templates import Catalogue


class ProductService(Catalogue, Parts, Costing, Promoting):
    """`version` is the one the actor looked at; a change of another one is refused as stale."""


__all__ = ["ProductService"]
