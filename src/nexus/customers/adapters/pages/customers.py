"""The list of customers, and the form of one."""

from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.customers.domain import Kind
from nexus.customers.messages import (
    ChangeCustomer,
    CreateCustomer,
    ListCustomers,
    Sort,
)
from nexus.customers.service import CustomerService
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Shown

Service = NamedDependency[CustomerService]
READ, WRITE, MANAGE = "customers.read", "customers.write", "customers.manage"
Tag = Annotated[str | None, QueryParameter(max_length=60)]
NEW = "/customers/new"


class CustomerPages(Controller):
    path = "/customers"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def customers_page(
        self,
        customers: Service,
        actor: Caller,
        show: Shown,
        tag: Tag = None,
        kind: FromQuery[Kind | None] = None,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[Sort] = "name",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List customers."""
        if (away := show.opened()) is not None:
            return away
        wish = ListCustomers(
            tag=tag,
            kind=kind,
            archived=archived,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        page = customers.page(actor, wish)
        return show("customers/list.html", page=page, wish=wish, tags=customers.tags(actor).items)

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_customer_page(self, show: Shown) -> Response[Any]:
        """Show an empty form."""
        return show("customers/edit.html", form=show.form([("kind", "company")]), customer=None)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def create_customer_page(
        self, customers: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Take a new customer in."""
        return show.attempt(
            sent,
            CreateCustomer,
            lambda wish: customers.create(actor, wish),
            again="customers/edit.html",
            then=lambda made: f"/customers/{made.code}",
            said=show.say("Saved."),
            customer=None,
        )

    @post("/bulk", permission=WRITE, sync_to_thread=True)
    def customers_bulk_page(
        self, customers: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Archive or restore those that were picked; who cannot be is told by name."""
        act = customers.restore if sent["act"] == "restore" else customers.archive
        return show.each(
            sent.all("picked"), lambda code: act(actor, customers.by_code(actor, code).id)
        )

    @get("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def edit_customer_page(
        self, customers: Service, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of a customer."""
        customer = customers.by_code(actor, code)
        return show("customers/edit.html", form=show.filled(customer), customer=customer)

    @post("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def change_customer_page(
        self, customers: Service, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Change a customer."""
        customer = customers.by_code(actor, code)
        return show.attempt(
            sent,
            ChangeCustomer,
            lambda wish: customers.change(actor, customer.id, wish, sent.version),
            again="customers/edit.html",
            then=lambda made: f"/customers/{made.code}",
            said=show.say("Saved."),
            customer=customer,
        )

    @post("/{code:str}/archive", permission=WRITE, sync_to_thread=True)
    def archive_customer_page(
        self, customers: Service, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Take a customer off the lists."""
        customers.archive(actor, customers.by_code(actor, code).id)
        return show.go(f"/customers/{code}", show.say("Archived."))

    @post("/{code:str}/restore", permission=WRITE, sync_to_thread=True)
    def restore_customer_page(
        self, customers: Service, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Put a customer back on the lists."""
        customers.restore(actor, customers.by_code(actor, code).id)
        return show.go(f"/customers/{code}", show.say("Restored."))
