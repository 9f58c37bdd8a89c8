"""Who the shop works for: companies and people, their contacts and addresses.

Source: backend modules specification, section 2.
"""

from nexus.customers.answers import CustomerAnswers
from nexus.customers.domain import AddressKind, CustomersMerged, Field, Kind, Match
from nexus.customers.messages import (
    PERMISSIONS,
    AddAddress,
    AddContact,
    ChangeCustomer,
    CreateCustomer,
    CustomerCard,
    CustomerRow,
    CustomerView,
    ImportCustomers,
    ImportReport,
    ListCustomers,
    Outcome,
    RowOutcome,
)
from nexus.customers.service import CustomerService

__all__ = [
    "PERMISSIONS",
    "AddAddress",
    "AddContact",
    "AddressKind",
    "ChangeCustomer",
    "CreateCustomer",
    "CustomerAnswers",
    "CustomerCard",
    "CustomerRow",
    "CustomerService",
    "CustomerView",
    "CustomersMerged",
    "Field",
    "ImportCustomers",
    "ImportReport",
    "Kind",
    "ListCustomers",
    "Match",
    "Outcome",
    "RowOutcome",
]
