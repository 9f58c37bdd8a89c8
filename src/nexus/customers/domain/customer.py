"""A customer with its contacts and addresses, and what may happen to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self, TypedDict, TypeVar
from uuid import UUID

from nexus.customers.domain.parts import (
    Address,
    AddressFacts,
    Contact,
    ContactFacts,
    Email,
    Phone,
    plain,
    tags_of,
    take_over,
)
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.events import Event
from nexus.kernel.ids import AddressId, ContactId, CustomerId, ShopId, new_id
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key, tidy

MOST_PARTS = 50  # contacts of a customer, and addresses
LONGEST_NOTES = 20_000

P = TypeVar("P", Contact, Address)


class Kind(StrEnum):
    COMPANY = "company"
    PERSON = "person"


class CustomersMerged(Event, frozen=True, kw_only=True):
    """The source was a duplicate: what points to it shall point to the target."""

    source_id: CustomerId
    target_id: CustomerId

    @property
    def about(self) -> UUID:
        return self.target_id


class CustomerFacts(TypedDict, total=False):
    """What is known of a customer itself; e-mail and phone are checked before they come here."""

    name: str
    kind: Kind
    email: Email
    phone: Phone
    website: str
    tax_number: str
    registration_number: str
    language: str
    tags: Iterable[str]
    notes: str


@dataclass(eq=False, kw_only=True)
class Customer(Aggregate):
    id: CustomerId
    code: str
    name: str
    created_at: datetime
    kind: Kind = Kind.COMPANY
    email: str = ""
    email_key: str = ""
    phone: str = ""
    phone_e164: str = ""
    website: str = ""
    tax_number: str = ""
    registration_number: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    archived_at: datetime | None = None
    merged_into_id: CustomerId | None = None
    contacts: list[Contact] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)

    @classmethod
    def new(cls, shop_id: ShopId, code: str, at: datetime, facts: CustomerFacts) -> Self:
        known = {"name": "", **plain(facts)}
        return cls(
            id=CustomerId(new_id()),
            shop_id=shop_id,
            code=tidy(code),
            created_at=at,
            **known,  # type: ignore[arg-type]  # the facts by name
        )

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def change(self, facts: CustomerFacts) -> None:
        """Take over what is given; what is the same already is no change."""
        if take_over(self, facts):
            self._changed()

    def renumber(self, code: str) -> None:
        if take_over(self, {"code": code}):
            self._changed()

    def archive(self, at: datetime) -> None:
        """Offer it to no new job; once is enough, so a second time changes nothing."""
        if not self.is_archived:
            self.archived_at = at
            self._changed()

    def restore(self) -> None:
        if self.merged_into_id is not None:
            raise Refused("This customer was merged into another one and stays archived.")
        if self.is_archived:
            self.archived_at = None
            self._changed()

    # Contacts. As long as there are any, one of them is the primary one.

    def contact(self, id: ContactId) -> Contact:
        return _part(self.contacts, id, phrase("There is no such contact."))

    def add_contact(self, facts: ContactFacts, *, is_primary: bool = False) -> Contact:
        self.expect_room(1, 0)
        contact = Contact(id=ContactId(new_id()), **{"name": "", **plain(facts)})  # type: ignore[arg-type]
        self.contacts.append(contact)
        if is_primary or len(self.contacts) == 1:
            self._make_primary(contact)
        self._changed()
        return contact

    def change_contact(
        self, id: ContactId, facts: ContactFacts, *, is_primary: bool | None = None
    ) -> Contact:
        contact = self.contact(id)
        if is_primary is False and contact.is_primary:
            raise Refused("Make another contact the primary one instead.")
        is_news = take_over(contact, facts)
        if is_primary and not contact.is_primary:
            self._make_primary(contact)
            is_news = True
        if is_news:
            self._changed()
        return contact

    def remove_contact(self, id: ContactId) -> None:
        contact = self.contact(id)
        self.contacts.remove(contact)
        if contact.is_primary and self.contacts:
            self._make_primary(self.contacts[0])
        self._changed()

    # Addresses.

    def address(self, id: AddressId) -> Address:
        return _part(self.addresses, id, phrase("There is no such address."))

    def add_address(self, facts: AddressFacts) -> Address:
        self.expect_room(0, 1)
        address = Address(id=AddressId(new_id()), **plain(facts))  # type: ignore[arg-type]
        self.addresses.append(address)
        self._changed()
        return address

    def change_address(self, id: AddressId, facts: AddressFacts) -> Address:
        address = self.address(id)
        if take_over(address, facts):
            address.check()
            self._changed()
        return address

    def remove_address(self, id: AddressId) -> None:
        self.addresses.remove(self.address(id))
        self._changed()

    # Merging.

    def absorb(self, source: "Customer", at: datetime) -> CustomersMerged:
        """Take over whatever the duplicate knows, and let it give way; nothing is lost."""
        self._check_merge(source)
        self._take_contacts(source)
        self._take_addresses(source)
        for name in ("email", "phone"):
            self._take_reach(source, name)
        for name in ("website", "tax_number", "registration_number", "language"):
            setattr(self, name, getattr(self, name) or getattr(source, name))
        self.tags = tags_of([*self.tags, *source.tags])
        self.notes = with_notes(self.notes, source.notes)
        source.archived_at = source.archived_at or at
        source.merged_into_id = self.id
        source._changed()
        self._changed()
        return CustomersMerged(
            shop_id=self.shop_id, happened_at=at, source_id=source.id, target_id=self.id
        )

    def _check_merge(self, source: "Customer") -> None:
        if source is self:
            raise Invalid("A customer is merged into another one.", "into_id")
        if source.merged_into_id is not None:
            raise Refused("This customer was merged into another one already.")
        if self.is_archived:
            raise Refused("The customer to merge into is archived. Restore it first.")
        self.expect_room(len(source.contacts) + 1, len(source.addresses))
        tags_of([*self.tags, *source.tags])
        with_notes(self.notes, source.notes)

    def _take_contacts(self, source: "Customer") -> None:
        if not any((source.email, source.phone)) or self._knows(source):
            reached = None
        else:
            reached = ContactFacts(
                name=source.name,
                email=Email(source.email, source.email_key),
                phone=Phone(source.phone, source.phone_e164),
            )
        for contact in list(source.contacts):
            if not any(mine.is_like(contact) for mine in self.contacts):
                source.contacts.remove(contact)
                self.contacts.append(contact)
        if reached:
            self.add_contact(reached)
        for customer in (self, source):
            if first := next((c for c in customer.contacts if c.is_primary), None):
                customer._make_primary(first)
            elif customer.contacts:
                customer._make_primary(customer.contacts[0])

    def _take_addresses(self, source: "Customer") -> None:
        for address in list(source.addresses):
            if not any(mine.is_like(address) for mine in self.addresses):
                source.addresses.remove(address)
                self.addresses.append(address)

    def _take_reach(self, source: "Customer", name: str) -> None:
        companion = "email_key" if name == "email" else "phone_e164"
        if not getattr(self, name):
            setattr(self, name, getattr(source, name))
            setattr(self, companion, getattr(source, companion))

    def _knows(self, source: "Customer") -> bool:
        """Tell whether the source is reached in no way that would be lost."""
        return all(
            getattr(source, name) in ("", getattr(self, name)) or not getattr(self, name)
            for name in ("email_key", "phone_e164")
        )

    def _make_primary(self, contact: Contact) -> None:
        for other in self.contacts:
            other.is_primary = other is contact

    def expect_room(self, contacts: int, addresses: int) -> None:
        """Refuse so many more contacts and addresses if they are too many."""
        if len(self.contacts) + contacts > MOST_PARTS:
            raise Refused(phrase("A customer has at most %(most)s contacts.", most=MOST_PARTS))
        if len(self.addresses) + addresses > MOST_PARTS:
            raise Refused(phrase("A customer has at most %(most)s addresses.", most=MOST_PARTS))


def _part(parts: Iterable[P], id: UUID, otherwise: str) -> P:
    for part in parts:
        if part.id == id:
            return part
    raise NotFound(otherwise)


def with_notes(notes: str, more: str) -> str:
    """Return the notes with more at the end, unless it stands in them as paragraphs."""
    if f"\n\n{more}\n\n" in f"\n\n{notes}\n\n":
        return notes
    if len(both := "\n\n".join(filter(None, (notes, more)))) > LONGEST_NOTES:
        raise Refused(phrase("Notes have at most %(most)s characters.", most=LONGEST_NOTES))
    return both


def search_text(customer: Customer) -> str:
    """Return what a customer is found by: name, code, people, e-mails, phones.

    `CL-0001` is also found as `cl1`, a phone by its digits as typed and by those of E.164.
    """
    code = key(customer.code)
    short = re.sub(r"(?<!\d)0+(?=\d)", "", code)
    words = {code: None, short: None, re.sub(r"[^a-z0-9]", "", short): None}
    people: list[Customer | Contact] = [customer, *customer.contacts]
    for reached in people:
        words |= dict.fromkeys((key(reached.name), key(reached.email)))
        words |= dict.fromkeys((reached.phone_e164, re.sub(r"\D", "", reached.phone)))
    return " ".join(filter(None, words))


def tag_text(customer: Customer) -> str:
    """Return the tags as they are filtered by: each between line ends, which no tag has."""
    return "".join(f"\n{key(tag)}" for tag in customer.tags) + "\n" * bool(customer.tags)
