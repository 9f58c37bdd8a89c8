"""Commands as facts: what was given, with e-mail and phone checked."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from msgspec import UNSET, Struct

from nexus.customers.domain import AddressFacts, ContactFacts, CustomerFacts
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

T = TypeVar("T")


class Facts:
    """`country` is where phone numbers are dialled that do not say; it is asked for if needed."""

    def __init__(self, reach: Reach, country: Callable[[], str]) -> None:
        self._reach = reach
        self._country = country

    def customer(self, wish: CreateCustomer | ChangeCustomer) -> CustomerFacts:
        return cast(CustomerFacts, self._given(wish, ""))

    def contact(self, wish: AddContact | ChangeContact, at: str = "") -> ContactFacts:
        return cast(ContactFacts, self._given(wish, at))

    def address(self, wish: AddAddress | ChangeAddress, at: str = "") -> AddressFacts:
        facts = self._given(wish, at)
        if "country" in facts:
            facts["country"] = self._at(f"{at}country", self._reach.country, facts["country"])
        return cast(AddressFacts, facts)

    def _given(self, wish: Struct, at: str) -> dict[str, Any]:
        """Return the fields that were sent, by name."""
        names = [name for name in wish.__struct_fields__ if name not in APART]
        facts = {name: value for name in names if (value := getattr(wish, name)) is not UNSET}
        if "email" in facts:
            facts["email"] = self._at(f"{at}email", self._reach.email, facts["email"])
        if "phone" in facts:
            country = self._country() if facts["phone"].strip() else ""
            phone = lambda typed: self._reach.phone(typed, country)  # noqa: E731
            facts["phone"] = self._at(f"{at}phone", phone, facts["phone"])
        return facts

    def _at(self, field: str, check: Callable[[str], T], typed: str) -> T:
        try:
            return check(typed)
        except Invalid as error:
            raise Invalid(str(error), field) from error
