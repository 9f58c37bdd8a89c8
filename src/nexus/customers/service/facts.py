"""Commands as facts: what was given, with e-mail and phone checked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from msgspec import UNSET, Struct

from nexus.customers.domain import AddressFacts, ContactFacts, CustomerFacts, Phone
from nexus.customers.messages import (
    AddAddress,
    AddContact,
    ChangeAddress,
    ChangeContact,
    ChangeCustomer,
    CreateCustomer,
)
from nexus.customers.ports import Reach
from nexus.kernel.errors import Invalid

APART = frozenset(("code", "contacts", "addresses", "is_primary"))


class Facts:
    """`country` is where phone numbers are dialled that do not say; it is asked for if needed."""

    def __init__(self, reach: Reach, country: Callable[[], str]) -> None:
        self._reach = reach
        self._country = country

    def customer(self, wish: CreateCustomer | ChangeCustomer) -> CustomerFacts:
        return cast(CustomerFacts, self._given(wish))

    def contact(self, wish: AddContact | ChangeContact) -> ContactFacts:
        return cast(ContactFacts, self._given(wish))

    def address(self, wish: AddAddress | ChangeAddress) -> AddressFacts:
        facts = self._given(wish)
        if "country" in facts:
            facts["country"] = self._reach.country(facts["country"])
        return cast(AddressFacts, facts)

    def _given(self, wish: Struct) -> dict[str, Any]:
        """Return the fields that were sent, by name."""
        names = [name for name in wish.__struct_fields__ if name not in APART]
        facts = {name: value for name in names if (value := getattr(wish, name)) is not UNSET}
        if "email" in facts:
            facts["email"] = self._reach.email(facts["email"])
        if typed := facts.get("phone"):
            facts["phone"] = self._reach.phone(typed, self._country())
        elif "phone" in facts:
            facts["phone"] = Phone()
        return facts


@contextmanager
def at_field(prefix: str) -> Iterator[None]:
    """Say of a part which one of several it is."""
    try:
        yield
    except Invalid as error:
        raise Invalid(error.message, f"{prefix}{error.field or ''}") from error
