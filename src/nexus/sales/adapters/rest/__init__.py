"""REST. A handler reads the request, calls one use case and returns its view."""

from nexus.sales.adapters.rest.sales import (
    CustomerSalesApi,
    ProductSalesApi,
    ProjectSalesApi,
    SaleApi,
)

__all__ = ["CustomerSalesApi", "ProductSalesApi", "ProjectSalesApi", "SaleApi"]
