"""Which rows of a list are one customer, and whether that customer is there already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nexus.customers.domain.customer import Customer, CustomerFacts, with_notes
from nexus.customers.domain.parts import AddressFacts, AddressKind, ContactFacts, tags_of
from nexus.customers.domain.rows import Entry
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import CustomerId
from nexus.kernel.phrase import phrase
from nexus.kernel.text import code_key, key


class Match(StrEnum):
    """What tells that a row is about a customer who is known."""

    AUTO = "auto"  # by e-mail, and failing that by code
    EMAIL = "email"
    CODE = "code"
    NAME = "name"
    PHONE = "phone"


# A row that has none of these is matched by code and name: or it would be new each time.
CHAINS = {
    Match.AUTO: (Match.EMAIL, Match.CODE),
    Match.EMAIL: (Match.EMAIL,),
    Match.CODE: (Match.CODE,),
    Match.NAME: (Match.NAME,),
    Match.PHONE: (Match.PHONE,),
}
OTHERWISE = (Match.CODE, Match.NAME)


@dataclass(frozen=True)
class Known:
    """What a customer of the shop is recognised by. An archived one counts after the others."""

    id: CustomerId
    code: str
    keys: Mapping[Match, str]
    is_archived: bool = False
    merged_into: str | None = None  # a code


@dataclass(eq=False, kw_only=True)
class Group:
    """The rows about one customer, folded into one: what a later row says counts.

    But of `lasting` facts the first stays: by them the rows are recognised when the same list
    comes again.
    """

    known: Known | None = None
    lasting: frozenset[str] = frozenset()
    entries: list[Entry] = field(default_factory=list)
    code: str = ""
    facts: CustomerFacts = field(default_factory=CustomerFacts)
    notes: list[str] = field(default_factory=list)
    contacts: dict[str, ContactFacts] = field(default_factory=dict)
    addresses: dict[AddressKind, AddressFacts] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Fold one more row in; Invalid if its tags are too many."""
        facts, more = self.facts.copy(), entry.facts.copy()
        if "tags" in more:
            more["tags"] = tags_of([*facts.get("tags", ()), *more["tags"]])
        if "notes" in more:
            self.notes.append(more.pop("notes"))
        if "email" in facts and "email" in self.lasting:
            more.pop("email", None)
        if "phone" in facts and "phone" in self.lasting:
            more.pop("phone", None)
        facts.update(more)
        self.facts = facts
        self.code = self.code or entry.code  # that of a new customer
        for contact in entry.contacts:
            name = key(contact["name"])
            self.contacts[name] = self.contacts.get(name, ContactFacts()) | contact
        for kind, address in entry.addresses.items():
            self.addresses[kind] = self.addresses.get(kind, AddressFacts()) | address
        self.entries.append(entry)

    def apply(self, customer: Customer) -> bool:
        """Let the customer know what the rows say; tell whether any of it was news.

        Nothing is forgotten: an empty cell leaves what is there, tags and notes are added.
        Invalid or Refused if it would be too much, and then nothing is changed.
        """
        before, facts = customer.version, self.facts.copy()
        facts["tags"] = tags_of([*customer.tags, *facts.get("tags", ())])
        facts["notes"] = customer.notes
        for note in self.notes:
            facts["notes"] = with_notes(facts["notes"], note)
        present = {key(contact.name) for contact in customer.contacts}
        customer.expect_room(len(self.contacts.keys() - present), len(self.addresses))
        customer.change(facts)
        for contact in self.contacts.values():
            _meet(customer, contact)
        for kind, address in self.addresses.items():
            _settle(customer, kind, address)
        return customer.version != before


class Matcher:
    """Sorts rows into groups. Give it who is known oldest first.

    Rows that have none of the keys come after all that have one, and those with a code before
    those that have but a name, so that it does not matter where in the list they stand: else the
    same list might be matched otherwise the next time.
    """

    def __init__(self, known: Iterable[Known], match: Match) -> None:
        self._chain = CHAINS[match]
        self._lasting = frozenset(it.value for it in self._chain)
        self._known: dict[tuple[Match, str], Known] = {}
        self._groups: dict[tuple[Match, str], Group] = {}
        self._of: dict[CustomerId, Group] = {}
        self.groups: list[Group] = []
        for one in sorted(known, key=lambda it: it.is_archived):
            for at in one.keys.items():
                self._known.setdefault(at, one)

    def in_order(self, entries: Iterable[Entry]) -> list[Entry]:
        def turn(entry: Entry) -> int:
            return 0 if self._has_key(keys_of(entry)) else 1 if entry.code else 2

        return sorted(entries, key=turn)

    def place(self, entry: Entry) -> Group:
        """Return the group that the row belongs to, after it was folded in.

        Invalid, and no group has the row, if its code belongs to somebody else.
        """
        keys = keys_of(entry)
        group = self._find(keys) if self._has_key(keys) else self._find_otherwise(keys)
        self._check_code(entry.code, group)
        group.take(entry)
        if len(group.entries) == 1:
            self.groups.append(group)
            if group.known is not None:
                self._of[group.known.id] = group
        for at in keys.items():
            self._groups.setdefault(at, group)
        return group

    def _has_key(self, keys: Mapping[Match, str]) -> bool:
        return any(it in keys for it in self._chain)

    def _find(self, keys: Mapping[Match, str]) -> Group:
        for at in ((it, keys[it]) for it in self._chain if it in keys):
            if (known := self._known.get(at)) is not None:
                return self._group_of(known)
            if (group := self._groups.get(at)) is not None:
                return group
        return Group(lasting=self._lasting)

    def _find_otherwise(self, keys: Mapping[Match, str]) -> Group:
        """Go by code and name, and by what else is in the list first."""
        for at in ((it, keys[it]) for it in OTHERWISE if it in keys):
            if (group := self._groups.get(at)) is not None:
                return group
            if (known := self._known.get(at)) is not None:
                return self._group_of(known)
        return Group(lasting=self._lasting)

    def _group_of(self, known: Known) -> Group:
        return self._of.get(known.id) or Group(known=known, lasting=self._lasting)

    def _check_code(self, code: str, group: Group) -> None:
        at = Match.CODE, code_key(code)
        known, other = self._known.get(at), self._groups.get(at)
        if known is not None and known is not group.known:
            raise Invalid(
                phrase("The code %(code)s belongs to another customer.", code=known.code), "code"
            )
        if other is not None and other is not group:
            row = other.entries[0].number
            raise Invalid(
                phrase("Row %(row)s is another customer, and has this code too.", row=row), "code"
            )


def keys_of(entry: Entry) -> dict[Match, str]:
    facts = entry.facts
    found = {Match.NAME: key(entry.name), Match.CODE: code_key(entry.code)}
    if "email" in facts:
        found[Match.EMAIL] = facts["email"].key
    if "phone" in facts:
        found[Match.PHONE] = facts["phone"].e164
    return {match: text for match, text in found.items() if text}


def _meet(customer: Customer, facts: ContactFacts) -> None:
    same = [it for it in customer.contacts if key(it.name) == key(facts["name"])]
    if same:
        customer.change_contact(same[0].id, facts)
    else:
        customer.add_contact(facts)


def _settle(customer: Customer, kind: AddressKind, facts: AddressFacts) -> None:
    """Correct the address of the kind if there is one; of several, none is known to be meant."""
    mine = [it for it in customer.addresses if it.kind is kind]
    if len(mine) == 1:
        customer.change_address(mine[0].id, facts)
    elif not any(it.says(facts) for it in mine):
        customer.add_address(AddressFacts(kind=kind) | facts)
