"""Customers: what they are, what may happen to them, and how a list of them is read."""

from nexus.customers.domain.customer import (
    MOST_PARTS,
    Customer,
    CustomerFacts,
    CustomersMerged,
    Kind,
    search_text,
    tag_text,
)
from nexus.customers.domain.matching import Group, Known, Match, Matcher
from nexus.customers.domain.parts import (
    Address,
    AddressFacts,
    AddressKind,
    Contact,
    ContactFacts,
    Email,
    Phone,
    digits_of,
)
from nexus.customers.domain.rows import Checks, Entry, Problem, entry_of
from nexus.customers.domain.sheet import Column, Field, Layout, Row, layout_of

__all__ = [
    "MOST_PARTS",
    "Address",
    "AddressFacts",
    "AddressKind",
    "Checks",
    "Column",
    "Contact",
    "ContactFacts",
    "Customer",
    "CustomerFacts",
    "CustomersMerged",
    "Email",
    "Entry",
    "Field",
    "Group",
    "Kind",
    "Known",
    "Layout",
    "Match",
    "Matcher",
    "Phone",
    "Problem",
    "Row",
    "digits_of",
    "entry_of",
    "layout_of",
    "search_text",
    "tag_text",
]
