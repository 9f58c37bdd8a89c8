"""Forms of a customer's people and addresses."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from nexus.customers.domain import AddressKind
from nexus.customers.messages import (
    AddAddress,
    AddContact,
    AddressView,
    ChangeAddress,
    ChangeContact,
    ContactView,
    CustomerView,
)
from nexus.customers.service import CustomerService
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import AddressId, ContactId
from nexus.platform.http import Caller
from nexus.platform.web.pages import Sent, Shown

Service = NamedDependency[CustomerService]
WRITE = "customers.write"
CONTACT, ADDRESS = "customers/contact.html", "customers/address.html"


def _page_of(customer: CustomerView) -> str:
    return f"/customers/{customer.code}"


def _contact(customer: CustomerView, id: ContactId) -> ContactView:
    found = next((it for it in customer.contacts if it.id == id), None)
    if found is None:
        raise NotFound("There is no such contact.")
    return found


def _address(customer: CustomerView, id: AddressId) -> AddressView:
    found = next((it for it in customer.addresses if it.id == id), None)
    if found is None:
        raise NotFound("There is no such address.")
    return found


class ContactPages(Controller):
    path = "/customers/{code:str}/contacts"
    include_in_schema = False

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_contact_page(
        self, customers: Service, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show an empty form."""
        customer = customers.by_code(actor, code)
        return show(CONTACT, form=show.form(), customer=customer, contact=None)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def add_contact_page(
        self, customers: Service, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Add a person."""
        customer = customers.by_code(actor, code)
        return show.attempt(
            sent,
            AddContact,
            lambda wish: customers.add_contact(actor, customer.id, wish),
            again=CONTACT,
            then=lambda made: _page_of(customer),
            said=show.say("Saved."),
            customer=customer,
            contact=None,
        )

    @get("/{id:uuid}/edit", permission=WRITE, sync_to_thread=True)
    def edit_contact_page(
        self,
        customers: Service,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[ContactId],
    ) -> Response[Any]:
        """Show the form of a person."""
        customer = customers.by_code(actor, code)
        contact = _contact(customer, id)
        return show(CONTACT, form=show.filled(contact), customer=customer, contact=contact)

    @post("/{id:uuid}/edit", permission=WRITE, sync_to_thread=True)
    def change_contact_page(
        self,
        customers: Service,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[ContactId],
        sent: Sent,
    ) -> Response[Any]:
        """Change what is known of a person."""
        customer = customers.by_code(actor, code)
        contact = _contact(customer, id)
        return show.attempt(
            sent,
            ChangeContact,
            lambda wish: customers.change_contact(actor, customer.id, id, wish, sent.version),
            again=CONTACT,
            then=lambda made: _page_of(customer),
            said=show.say("Saved."),
            customer=customer,
            contact=contact,
        )

    @post("/{id:uuid}/delete", permission=WRITE, sync_to_thread=True)
    def remove_contact_page(
        self,
        customers: Service,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[ContactId],
    ) -> Response[Any]:
        """Take a person away."""
        customer = customers.by_code(actor, code)
        customers.remove_contact(actor, customer.id, id)
        return show.go(_page_of(customer), show.say("Deleted."))


class AddressPages(Controller):
    path = "/customers/{code:str}/addresses"
    include_in_schema = False

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_address_page(
        self, customers: Service, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show an empty form."""
        customer = customers.by_code(actor, code)
        form = show.form([("kind", AddressKind.BILLING.value)])
        return show(ADDRESS, form=form, customer=customer, address=None)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def add_address_page(
        self, customers: Service, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Add an address."""
        customer = customers.by_code(actor, code)
        return show.attempt(
            sent,
            AddAddress,
            lambda wish: customers.add_address(actor, customer.id, wish),
            again=ADDRESS,
            then=lambda made: _page_of(customer),
            said=show.say("Saved."),
            customer=customer,
            address=None,
        )

    @get("/{id:uuid}/edit", permission=WRITE, sync_to_thread=True)
    def edit_address_page(
        self,
        customers: Service,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[AddressId],
    ) -> Response[Any]:
        """Show the form of an address."""
        customer = customers.by_code(actor, code)
        address = _address(customer, id)
        return show(ADDRESS, form=show.filled(address), customer=customer, address=address)

    @post("/{id:uuid}/edit", permission=WRITE, sync_to_thread=True)
    def change_address_page(
        self,
        customers: Service,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[AddressId],
        sent: Sent,
    ) -> Response[Any]:
        """Change an address."""
        customer = customers.by_code(actor, code)
        address = _address(customer, id)
        return show.attempt(
            sent,
            ChangeAddress,
            lambda wish: customers.change_address(actor, customer.id, id, wish, sent.version),
            again=ADDRESS,
            then=lambda made: _page_of(customer),
            said=show.say("Saved."),
            customer=customer,
            address=address,
        )

    @post("/{id:uuid}/delete", permission=WRITE, sync_to_thread=True)
    def remove_address_page(
        self,
        customers: Service,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[AddressId],
    ) -> Response[Any]:
        """Take an address away."""
        customer = customers.by_code(actor, code)
        customers.remove_address(actor, customer.id, id)
        return show.go(_page_of(customer), show.say("Deleted."))
