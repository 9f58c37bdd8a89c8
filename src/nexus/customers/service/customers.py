"""Customers, their contacts and addresses, duplicates, and lists of them that come in."""

from collections.abc import Callable
from functools import cache

from msgspec import UNSET

from nexus.customers.domain import Customer
from nexus.customers.messages import (
    AddAddress,
    AddContact,
    AddressView,
    ChangeAddress,
    ChangeContact,
    ChangeCustomer,
    ContactView,
    CreateCustomer,
    CustomerRow,
    CustomerSheet,
    CustomerView,
    Duplicates,
    ImportCustomers,
    ImportReport,
    ListCustomers,
    TagCount,
)
from nexus.customers.ports import (
    CustomersReading,
    CustomersUnitOfWork,
    Projects,
    Reach,
    Revenue,
    Settings,
    Sheets,
)
from nexus.customers.service.codes import Codes
from nexus.customers.service.facts import Facts, at_field
from nexus.customers.service.importing import Importer, Progress, unseen
from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import AddressId, ContactId, CustomerId, ShopId
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase


class CustomerService:
    """`version` is the one the actor looked at; a change of another one is refused as stale.

    The version of a contact or an address is its customer's.
    """

    def __init__(
        self,
        unit_of_work: Callable[[Actor], CustomersUnitOfWork],
        reading: Callable[[ShopId], CustomersReading],
        settings: Settings,
        revenue: Revenue,
        projects: Projects,
        reach: Reach,
        sheets: Sheets,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._settings = settings
        self._revenue = revenue
        self._projects = projects
        self._reach = reach
        self._clock = clock
        self._importer = Importer(unit_of_work, settings, reach, sheets, clock)

    def create(self, actor: Actor, wish: CreateCustomer) -> CustomerView:
        """Add a customer, under its own code or under the next one of the shop."""
        actor.require("customers.write")
        with self._unit_of_work(actor) as uow:
            facts, now = self._facts(actor), self._clock()
            codes = Codes(uow, self._settings.terms(actor.shop_id), now)
            customer = Customer.new(actor.shop_id, "", now, facts.customer(wish))
            for n, contact in enumerate(wish.contacts):
                with at_field(f"contacts[{n}]."):
                    told = facts.contact(contact)
                customer.add_contact(told, is_primary=contact.is_primary)
            for n, address in enumerate(wish.addresses):
                with at_field(f"addresses[{n}]."):
                    customer.add_address(facts.address(address))
            # Last, because whoever else wants a number waits from here on.
            customer.code = codes.own(wish.code) if wish.code is not UNSET else codes.next()
            uow.customers.add(customer)
            return CustomerView.of(customer)

    def change(
        self, actor: Actor, id: CustomerId, wish: ChangeCustomer, version: int | None = None
    ) -> CustomerView:
        actor.require("customers.write")
        with self._unit_of_work(actor) as uow:
            customer = uow.customers.get(id).expect(version)
            customer.change(self._facts(actor).customer(wish))
            if wish.code is not UNSET:
                codes = Codes(uow, self._settings.terms(actor.shop_id), self._clock())
                customer.renumber(codes.own(wish.code, but=customer))
            return CustomerView.of(customer)

    def archive(self, actor: Actor, id: CustomerId, version: int | None = None) -> CustomerView:
        actor.require("customers.write")
        with self._unit_of_work(actor) as uow:
            customer = uow.customers.get(id).expect(version)
            customer.archive(self._clock())
            return CustomerView.of(customer)

    def restore(self, actor: Actor, id: CustomerId, version: int | None = None) -> CustomerView:
        actor.require("customers.write")
        with self._unit_of_work(actor) as uow:
            customer = uow.customers.get(id).expect(version)
            customer.restore()
            return CustomerView.of(customer)

    def delete(self, actor: Actor, id: CustomerId, version: int | None = None) -> None:
        """Forget a customer nothing hangs on. Ruling 15: with an issued sale it is archived."""
        actor.require("customers.manage")
        with self._unit_of_work(actor) as uow:
            customer = uow.customers.get(id).expect(version)
            if self._revenue.has_issued_sale(actor.shop_id, id):
                raise Refused(
                    "This customer has issued sales, which are kept. Archive the customer instead."
                )
            if self._revenue.has_sale(actor.shop_id, id):
                raise Refused("There are drafts of sales for this customer. Delete them first.")
            if projects := self._projects.codes_of_customer(actor.shop_id, id):
                raise Refused(
                    phrase(
                        "Projects hang on this customer: %(projects)s. Archive the customer "
                        "instead, or delete the projects first.",
                        projects=", ".join(projects),
                    ),
                    projects=list(projects),
                )
            if merged := uow.customers.merged_into(id):
                raise Refused(
                    phrase(
                        "Duplicates were merged into this customer: %(merged)s. Delete them first.",
                        merged=", ".join(merged),
                    ),
                    customers=list(merged),
                )
            uow.customers.remove(customer)

    def merge(
        self, actor: Actor, id: CustomerId, into_id: CustomerId, version: int | None = None
    ) -> CustomerView:
        """Let one customer take in a duplicate, which is archived; return the one that stays."""
        actor.require("customers.manage")
        with self._unit_of_work(actor) as uow:
            source = uow.customers.get(id).expect(version)
            try:
                target = uow.customers.get(into_id)
            except NotFound as error:
                raise Invalid("This shop has no such customer to merge into.", "into_id") from error
            uow.record(target.absorb(source, self._clock()))
            return CustomerView.of(target)

    def one(self, actor: Actor, id: CustomerId) -> CustomerView:
        actor.require("customers.read")
        with self._reading(actor.shop_id) as look:
            return look.one(id)

    def by_code(self, actor: Actor, code: str) -> CustomerView:
        actor.require("customers.read")
        with self._reading(actor.shop_id) as look:
            return look.by_code(code)

    def page(self, actor: Actor, wish: ListCustomers) -> Page[CustomerRow]:
        actor.require("customers.read")
        with self._reading(actor.shop_id) as look:
            return look.page(wish)

    def sheet(self, actor: Actor, wish: ListCustomers) -> Page[CustomerSheet]:
        """Return customers as an import takes them: with their contact and address."""
        actor.require("customers.read")
        with self._reading(actor.shop_id) as look:
            return look.sheet(wish)

    def tags(self, actor: Actor) -> Page[TagCount]:
        actor.require("customers.read")
        with self._reading(actor.shop_id) as look:
            return Page(items=list(look.tags()))

    def duplicates(self, actor: Actor, limit: int = 50) -> Page[Duplicates]:
        """Return who may be there twice. Once merged they are gone, and the next ones come."""
        actor.require("customers.read")
        with self._reading(actor.shop_id) as look:
            return look.duplicates(limit)

    def contacts(self, actor: Actor, id: CustomerId) -> Page[ContactView]:
        actor.require("customers.read")
        with self._reading(actor.shop_id) as look:
            return Page(items=list(look.contacts(id)))

    def add_contact(
        self, actor: Actor, id: CustomerId, wish: AddContact, version: int | None = None
    ) -> ContactView:
        actor.require("customers.write")
        with self._unit_of_work(actor) as uow:
            customer = uow.customers.get(id).expect(version)
            facts = self._facts(actor).contact(wish)
            contact = customer.add_contact(facts, is_primary=wish.is_primary)
            return ContactView.of(contact, customer)

    def change_contact(
        self,
        actor: Actor,
        id: CustomerId,
        contact_id: ContactId,
        wish: ChangeContact,
        version: int | None = None,
    ) -> ContactView:
        actor.require("customers.write")
        with self._unit_of_work(actor) as uow:
            customer = uow.customers.get(id).expect(version)
            facts = self._facts(actor).contact(wish)
            is_primary = None if wish.is_primary is UNSET else wish.is_primary
            contact = customer.change_contact(contact_id, facts, is_primary=is_primary)
            return ContactView.of(contact, customer)

    def remove_contact(
        self, actor: Actor, id: CustomerId, contact_id: ContactId, version: int | None = None
    ) -> None:
        actor.require("customers.write")
        with self._unit_of_work(actor) as uow:
            uow.customers.get(id).expect(version).remove_contact(contact_id)

    def addresses(self, actor: Actor, id: CustomerId) -> Page[AddressView]:
        actor.require("customers.read")
        with self._reading(actor.shop_id) as look:
            return Page(items=list(look.addresses(id)))

    def add_address(
        self, actor: Actor, id: CustomerId, wish: AddAddress, version: int | None = None
    ) -> AddressView:
        actor.require("customers.write")
        with self._unit_of_work(actor) as uow:
            customer = uow.customers.get(id).expect(version)
            address = customer.add_address(self._facts(actor).address(wish))
            return AddressView.of(address, customer)

    def change_address(
        self,
        actor: Actor,
        id: CustomerId,
        address_id: AddressId,
        wish: ChangeAddress,
        version: int | None = None,
    ) -> AddressView:
        actor.require("customers.write")
        with self._unit_of_work(actor) as uow:
            customer = uow.customers.get(id).expect(version)
            address = customer.change_address(address_id, self._facts(actor).address(wish))
            return AddressView.of(address, customer)

    def remove_address(
        self, actor: Actor, id: CustomerId, address_id: AddressId, version: int | None = None
    ) -> None:
        actor.require("customers.write")
        with self._unit_of_work(actor) as uow:
            uow.customers.get(id).expect(version).remove_address(address_id)

    def import_list(
        self,
        actor: Actor,
        content: bytes,
        wish: ImportCustomers | None = None,
        progress: Progress = unseen,
    ) -> ImportReport:
        """Take in a list of customers: the bytes of a CSV file as it is.

        Rows with an error are left out and listed in the report; all others are applied in one
        transaction, or with `wish.dry_run` in none. The same list twice changes nothing. Invalid
        if the file as a whole cannot be read. `progress(done, rows)` is told of now and then.
        """
        actor.require("customers.manage")
        return self._importer.run(actor, content, wish or ImportCustomers(), progress)

    def import_errors(
        self, actor: Actor, content: bytes, wish: ImportCustomers | None = None
    ) -> bytes:
        """Return the rows that an import would leave out, as a CSV file to correct and send."""
        actor.require("customers.manage")
        return self._importer.errors(actor, content, wish or ImportCustomers())

    def _facts(self, actor: Actor) -> Facts:
        return Facts(self._reach, cache(lambda: self._settings.terms(actor.shop_id).country))
