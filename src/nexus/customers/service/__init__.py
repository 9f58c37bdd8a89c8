"""The use cases. Each is one transaction, asked for by one actor."""

from nexus.customers.service.customers import CustomerService

__all__ = ["CustomerService"]
