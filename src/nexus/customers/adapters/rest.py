"""REST. A handler reads the request, calls one use case and returns its view."""

from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, RawBody

from nexus.customers.domain import Field, Kind, Match
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
    CustomerView,
    Duplicates,
    ImportCustomers,
    ImportReport,
    ListCustomers,
    MergeCustomer,
    Sort,
    TagCount,
)
from nexus.customers.service import CustomerService
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import AddressId, ContactId, CustomerId
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.platform.http import (
    Caller,
    Cursor,
    IfMatch,
    Limit,
    Malformed,
    Search,
    Total,
    decode,
    tagged,
)
from nexus.platform.idempotency import OncePerKey

Service = NamedDependency[CustomerService]
READ, WRITE, MANAGE = "customers.read", "customers.write", "customers.manage"
LARGEST_BODY = 10 * 1024 * 1024

Tag = Annotated[str | None, QueryParameter(max_length=40, description="Those with this tag.")]
Mapping = Annotated[
    str | None,
    QueryParameter(
        max_length=20_000,
        description='What columns hold, as JSON: {"Firma": "name", "Kommentar": null}.',
    ),
]


class CustomerApi(Controller):
    path = "/api/customers"
    tags = ("customers",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_customers(
        self,
        customers: Service,
        actor: Caller,
        tag: Tag = None,
        kind: FromQuery[Kind | None] = None,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[Sort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[CustomerRow]:
        """List the customers, or the archived ones; search by name, code, e-mail or phone."""
        return customers.page(
            actor,
            ListCustomers(
                tag=tag,
                kind=kind,
                archived=archived,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=WRITE, sync_to_thread=True)
    def create_customer(
        self, customers: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateCustomer]
    ) -> Response[CustomerView]:
        """Add a customer, with contacts and addresses if they are known."""
        return once(lambda: customers.create(actor, data))

    @get("/tags", permission=READ, sync_to_thread=True)
    def list_customer_tags(self, customers: Service, actor: Caller) -> Page[TagCount]:
        """List the tags in use, and how many customers have each."""
        return customers.tags(actor)

    @get("/duplicates", permission=READ, sync_to_thread=True)
    def list_duplicate_customers(
        self, customers: Service, actor: Caller, limit: Limit = 50
    ) -> Page[Duplicates]:
        """List customers that share an e-mail, a phone or a name and may be one."""
        return customers.duplicates(actor, limit)

    @get("/by-code/{code:str}", permission=READ, sync_to_thread=True)
    def show_customer_by_code(
        self, customers: Service, actor: Caller, code: FromPath[str]
    ) -> Response[CustomerView]:
        """Show the customer of a code; `cl-1` is `CL-0001`."""
        return tagged(customers.by_code(actor, code))

    @post(
        "/import",
        permission=MANAGE,
        status_code=200,
        sync_to_thread=True,
        request_max_body_size=LARGEST_BODY,
    )
    def import_customers(
        self,
        customers: Service,
        actor: Caller,
        body: RawBody,
        dry_run: FromQuery[bool] = False,
        match: FromQuery[Match] = Match.AUTO,
        mapping: Mapping = None,
    ) -> ImportReport:
        """Take in a CSV list of customers, sent as it is; a dry run only tells what would be."""
        return customers.import_list(actor, body, _import(match, mapping, dry_run=dry_run))

    @post(
        "/import/errors",
        permission=MANAGE,
        status_code=200,
        sync_to_thread=True,
        media_type="text/csv",
        request_max_body_size=LARGEST_BODY,
    )
    def show_import_errors(
        self,
        customers: Service,
        actor: Caller,
        body: RawBody,
        match: FromQuery[Match] = Match.AUTO,
        mapping: Mapping = None,
    ) -> Response[bytes]:
        """Return the rows that an import would leave out, with the reasons, as CSV."""
        found = customers.import_errors(actor, body, _import(match, mapping, dry_run=True))
        named = {"Content-Disposition": 'attachment; filename="import-errors.csv"'}
        return Response(found, media_type="text/csv; charset=utf-8", headers=named)

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_customer(
        self, customers: Service, actor: Caller, id: FromPath[CustomerId]
    ) -> Response[CustomerView]:
        """Show a customer with its contacts and addresses."""
        return tagged(customers.one(actor, id))

    @patch("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_customer(
        self,
        customers: Service,
        actor: Caller,
        id: FromPath[CustomerId],
        if_match: IfMatch,
        data: JSONBody[ChangeCustomer],
    ) -> Response[CustomerView]:
        """Change a customer; what is left out stays."""
        return tagged(customers.change(actor, id, data, if_match))

    @delete("/{id:uuid}", permission=MANAGE, sync_to_thread=True)
    def delete_customer(
        self, customers: Service, actor: Caller, id: FromPath[CustomerId], if_match: IfMatch
    ) -> None:
        """Delete a customer that has no projects and no issued sales."""
        customers.delete(actor, id, if_match)

    @post("/{id:uuid}/archive", permission=WRITE, status_code=200, sync_to_thread=True)
    def archive_customer(
        self, customers: Service, actor: Caller, id: FromPath[CustomerId], if_match: IfMatch
    ) -> Response[CustomerView]:
        """Put a customer away: new jobs cannot choose it."""
        return tagged(customers.archive(actor, id, if_match))

    @post("/{id:uuid}/restore", permission=WRITE, status_code=200, sync_to_thread=True)
    def restore_customer(
        self, customers: Service, actor: Caller, id: FromPath[CustomerId], if_match: IfMatch
    ) -> Response[CustomerView]:
        """Bring an archived customer back into use."""
        return tagged(customers.restore(actor, id, if_match))

    @post("/{id:uuid}/merge", permission=MANAGE, status_code=200, sync_to_thread=True)
    def merge_customer(
        self,
        customers: Service,
        actor: Caller,
        id: FromPath[CustomerId],
        if_match: IfMatch,
        data: JSONBody[MergeCustomer],
    ) -> Response[CustomerView]:
        """Merge a duplicate into another customer, which is returned; the duplicate is archived."""
        return tagged(customers.merge(actor, id, data.into_id, if_match))


class CustomerPartsApi(Controller):
    path = "/api/customers/{id:uuid}"
    tags = ("customers",)

    @get("/contacts", permission=READ, sync_to_thread=True)
    def list_customer_contacts(
        self, customers: Service, actor: Caller, id: FromPath[CustomerId]
    ) -> Page[ContactView]:
        """List the people to ask for at a customer."""
        return customers.contacts(actor, id)

    @post("/contacts", permission=WRITE, sync_to_thread=True)
    def add_customer_contact(
        self,
        customers: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[CustomerId],
        if_match: IfMatch,
        data: JSONBody[AddContact],
    ) -> Response[ContactView]:
        """Add a contact; the first one is the primary one."""
        return once(lambda: customers.add_contact(actor, id, data, if_match))

    @patch("/contacts/{contact_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_customer_contact(
        self,
        customers: Service,
        actor: Caller,
        id: FromPath[CustomerId],
        contact_id: FromPath[ContactId],
        if_match: IfMatch,
        data: JSONBody[ChangeContact],
    ) -> Response[ContactView]:
        """Change a contact, or make it the primary one."""
        return tagged(customers.change_contact(actor, id, contact_id, data, if_match))

    @delete("/contacts/{contact_id:uuid}", permission=WRITE, sync_to_thread=True)
    def remove_customer_contact(
        self,
        customers: Service,
        actor: Caller,
        id: FromPath[CustomerId],
        contact_id: FromPath[ContactId],
        if_match: IfMatch,
    ) -> None:
        """Remove a contact; the first of those left becomes the primary one if need be."""
        customers.remove_contact(actor, id, contact_id, if_match)

    @get("/addresses", permission=READ, sync_to_thread=True)
    def list_customer_addresses(
        self, customers: Service, actor: Caller, id: FromPath[CustomerId]
    ) -> Page[AddressView]:
        """List the addresses of a customer."""
        return customers.addresses(actor, id)

    @post("/addresses", permission=WRITE, sync_to_thread=True)
    def add_customer_address(
        self,
        customers: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[CustomerId],
        if_match: IfMatch,
        data: JSONBody[AddAddress],
    ) -> Response[AddressView]:
        """Add an address."""
        return once(lambda: customers.add_address(actor, id, data, if_match))

    @patch("/addresses/{address_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_customer_address(
        self,
        customers: Service,
        actor: Caller,
        id: FromPath[CustomerId],
        address_id: FromPath[AddressId],
        if_match: IfMatch,
        data: JSONBody[ChangeAddress],
    ) -> Response[AddressView]:
        """Change an address."""
        return tagged(customers.change_address(actor, id, address_id, data, if_match))

    @delete("/addresses/{address_id:uuid}", permission=WRITE, sync_to_thread=True)
    def remove_customer_address(
        self,
        customers: Service,
        actor: Caller,
        id: FromPath[CustomerId],
        address_id: FromPath[AddressId],
        if_match: IfMatch,
    ) -> None:
        """Remove an address."""
        customers.remove_address(actor, id, address_id, if_match)


def _import(match: Match, mapping: str | None, *, dry_run: bool) -> ImportCustomers:
    try:
        fields = decode((mapping or "{}").encode(), dict[str, Field | None])
    except Malformed as error:
        reason = " ".join(error.fields.values())
        raise Invalid(
            phrase("The mapping is JSON of column to field. %(reason)s", reason=reason), "mapping"
        ) from error
    return ImportCustomers(match=match, mapping=fields, dry_run=dry_run)
