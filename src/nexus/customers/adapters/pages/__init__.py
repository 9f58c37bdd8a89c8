"""Pages of customers: the list, the forms of one, of their people and addresses. The page of one
customer shows what others know of them too: it is the app's.
"""

from typing import Any

from nexus.customers.adapters.pages.customers import CustomerPages
from nexus.customers.adapters.pages.parts import AddressPages, ContactPages
from nexus.customers.adapters.pages.twins import TwinPages

HANDLERS: list[Any] = [CustomerPages, ContactPages, AddressPages, TwinPages]
