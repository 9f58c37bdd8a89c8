"""What crosses the module's border: commands in, views out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as default

from nexus.customers.domain import (
    MOST_PARTS,
    Address,
    AddressKind,
    Contact,
    Customer,
    Field,
    Kind,
    Match,
)
from nexus.kernel.ids import AddressId, ContactId, CustomerId
from nexus.kernel.text import Code, Line, Name, Text

PERMISSIONS: dict[str, str] = {
    "customers.read": "See customers, their contacts and addresses.",
    "customers.write": "Add, change and archive customers.",
    "customers.manage": "Merge, delete and import customers.",
}

Sort = Literal["name", "-name", "code", "-code", "created_at", "-created_at"]
SHOWN = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
Tag = Annotated[str, Meta(min_length=1, max_length=40, pattern=SHOWN)]
Tags = Annotated[list[Tag], Meta(max_length=20)]
Lines = Annotated[list[Line], Meta(max_length=8)]
Language = Annotated[
    str,
    Meta(
        max_length=35,
        pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$",
        description="BCP 47, such as af or en-ZA",
    ),
]
Country = Annotated[
    str, Meta(pattern="^([A-Z]{2})?$", description="ISO 3166-1 alpha-2, such as ZA, or empty")
]


class AddContact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first contact of a customer is the primary one by itself."""

    name: Name
    role: Line = ""
    email: Line = ""
    phone: Line = ""
    is_primary: bool = False


class ChangeContact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: Name | UnsetType = UNSET
    role: Line | UnsetType = UNSET
    email: Line | UnsetType = UNSET
    phone: Line | UnsetType = UNSET
    is_primary: bool | UnsetType = UNSET


class AddAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It has lines, a city, a region or a postal code at least."""

    kind: AddressKind = AddressKind.BILLING
    lines: Lines = []
    city: Line = ""
    region: Line = ""
    postal_code: Line = ""
    country: Country = ""


class ChangeAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    kind: AddressKind | UnsetType = UNSET
    lines: Lines | UnsetType = UNSET
    city: Line | UnsetType = UNSET
    region: Line | UnsetType = UNSET
    postal_code: Line | UnsetType = UNSET
    country: Country | UnsetType = UNSET


class CreateCustomer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a code the customer gets the next one of the shop's series."""

    name: Name
    kind: Kind = Kind.COMPANY
    code: Code | UnsetType = UNSET
    email: Line = ""
    phone: Line = ""
    website: Line = ""
    tax_number: Line = ""
    registration_number: Line = ""
    language: Language = ""
    tags: Tags = []
    notes: Text = ""
    contacts: Annotated[list[AddContact], Meta(max_length=MOST_PARTS)] = []
    addresses: Annotated[list[AddAddress], Meta(max_length=MOST_PARTS)] = []


class ChangeCustomer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; empty text clears. `tags` are all tags."""

    name: Name | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    code: Code | UnsetType = UNSET
    email: Line | UnsetType = UNSET
    phone: Line | UnsetType = UNSET
    website: Line | UnsetType = UNSET
    tax_number: Line | UnsetType = UNSET
    registration_number: Line | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    notes: Text | UnsetType = UNSET


class MergeCustomer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    into_id: CustomerId


class ListCustomers(Struct, frozen=True, kw_only=True):
    tag: str | None = None
    kind: Kind | None = None
    archived: bool = False
    search: str | None = None
    sort: Sort = "name"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ImportCustomers(Struct, frozen=True, kw_only=True):
    """`mapping` overrules what the columns were taken for, by their titles; null leaves one out."""

    match: Match = Match.AUTO
    mapping: Mapping[str, Field | None] = default(default_factory=dict)
    dry_run: bool = False


class ContactView(Struct, frozen=True, kw_only=True):
    """`version` is the customer's: it counts the changes of its parts too."""

    id: ContactId
    customer_id: CustomerId
    version: int
    name: str
    role: str
    email: str
    phone: str
    is_primary: bool

    @classmethod
    def of(cls, contact: Contact, customer: Customer) -> Self:
        return cls(
            id=contact.id,
            customer_id=customer.id,
            version=customer.version,
            name=contact.name,
            role=contact.role,
            email=contact.email,
            phone=contact.phone,
            is_primary=contact.is_primary,
        )


class AddressView(Struct, frozen=True, kw_only=True):
    """`version` is the customer's: it counts the changes of its parts too."""

    id: AddressId
    customer_id: CustomerId
    version: int
    kind: AddressKind
    lines: Sequence[str]
    city: str
    region: str
    postal_code: str
    country: str

    @classmethod
    def of(cls, address: Address, customer: Customer) -> Self:
        return cls(
            id=address.id,
            customer_id=customer.id,
            version=customer.version,
            kind=address.kind,
            lines=address.lines,
            city=address.city,
            region=address.region,
            postal_code=address.postal_code,
            country=address.country,
        )


class CustomerRow(Struct, frozen=True, kw_only=True):
    """A customer in a list; `contact_person` is its primary contact, empty without one."""

    id: CustomerId
    version: int
    code: str
    kind: Kind
    name: str
    email: str
    phone: str
    contact_person: str
    tags: Sequence[str]
    archived_at: datetime | None
    created_at: datetime


class CustomerSheet(Struct, frozen=True, kw_only=True):
    """A customer in one row, with its primary contact and its billing or first address."""

    id: CustomerId
    code: str
    kind: Kind
    name: str
    email: str
    phone: str
    website: str
    tax_number: str
    registration_number: str
    language: str
    tags: Sequence[str]
    notes: str
    contact_person: str
    contact_role: str
    contact_email: str
    contact_phone: str
    address: Sequence[str]
    city: str
    region: str
    postal_code: str
    country: str
    archived_at: datetime | None
    created_at: datetime


class CustomerView(Struct, frozen=True, kw_only=True):
    id: CustomerId
    version: int
    code: str
    kind: Kind
    name: str
    email: str
    phone: str
    website: str
    tax_number: str
    registration_number: str
    language: str
    tags: Sequence[str]
    notes: str
    contacts: Sequence[ContactView]
    addresses: Sequence[AddressView]
    archived_at: datetime | None
    merged_into_id: CustomerId | None
    created_at: datetime

    @classmethod
    def of(cls, customer: Customer) -> Self:
        own = {name: getattr(customer, name) for name in cls.__struct_fields__}
        own["contacts"] = [ContactView.of(it, customer) for it in customer.contacts]
        own["addresses"] = [AddressView.of(it, customer) for it in customer.addresses]
        return cls(**own)


class CustomerCard(Struct, frozen=True, kw_only=True):
    """What a bill says of its customer, to be copied. `address` has no country."""

    code: str
    name: str
    email: str
    phone: str
    tax_number: str
    registration_number: str
    address: Sequence[str]
    country: str
    language: str


class TagCount(Struct, frozen=True, kw_only=True):
    tag: str
    count: int


class Likeness(StrEnum):
    """What several customers have in common."""

    EMAIL = "email"
    NAME = "name"
    PHONE = "phone"


class Duplicate(Struct, frozen=True, kw_only=True):
    id: CustomerId
    code: str
    name: str


class Duplicates(Struct, frozen=True, kw_only=True):
    """Customers that may be one: merge them, or leave them be."""

    same: Likeness
    value: str
    customers: Sequence[Duplicate]


class Outcome(StrEnum):
    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    ERROR = "error"


class ColumnView(Struct, frozen=True, kw_only=True):
    """A column of the list and what it was taken for; null if it is left out."""

    column: str
    field: Field | None


class ProblemView(Struct, frozen=True, kw_only=True):
    """`column` is the list's own title, empty if the row as a whole is at fault."""

    column: str
    field: Field | None
    value: str
    reason: str


class RowOutcome(Struct, frozen=True, kw_only=True):
    """`row` is the number that a spreadsheet shows. A new customer has its code once applied."""

    row: int
    outcome: Outcome
    name: str
    code: str = ""
    note: str = ""
    problems: Sequence[ProblemView] = ()


class ImportReport(Struct, frozen=True, kw_only=True):
    """Rows, not customers, are counted: two new rows about one customer are 1 new, 1 updated."""

    dry_run: bool
    match: Match
    encoding: str
    delimiter: str
    header_row: int
    columns: Sequence[ColumnView]
    rows: int
    new: int
    updated: int
    unchanged: int
    errors: int
    outcomes: Sequence[RowOutcome]
