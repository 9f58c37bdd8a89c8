"""Who may be there twice, and how two become one."""

from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from nexus.customers.messages import MergeCustomer
from nexus.customers.service import CustomerService
from nexus.platform.http import Caller
from nexus.platform.web.pages import Sent, Shown

Service = NamedDependency[CustomerService]
MANAGE = "customers.manage"
Into = Annotated[str | None, QueryParameter(max_length=40)]
MERGE = "customers/merge.html"


class TwinPages(Controller):
    path = "/customers"
    include_in_schema = False

    @get("/duplicates", permission=MANAGE, sync_to_thread=True)
    def duplicates_page(self, customers: Service, actor: Caller, show: Shown) -> Response[Any]:
        """List who may be there twice."""
        return show("customers/duplicates.html", found=customers.duplicates(actor).items)

    @get("/{code:str}/merge", permission=MANAGE, sync_to_thread=True)
    def merge_page(
        self,
        customers: Service,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        into_id: Into = None,
    ) -> Response[Any]:
        """Show what merging does, and ask into whom."""
        form = show.form([("into_id", into_id)] if into_id else [])
        return show(MERGE, form=form, customer=customers.by_code(actor, code))

    @post("/{code:str}/merge", permission=MANAGE, sync_to_thread=True)
    def merge_customer_page(
        self, customers: Service, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Let another customer take this one in."""
        customer = customers.by_code(actor, code)
        return show.attempt(
            sent,
            MergeCustomer,
            lambda wish: customers.merge(actor, customer.id, wish.into_id, sent.version),
            again=MERGE,
            then=lambda kept: f"/customers/{kept.code}",
            said=show.say("Merged."),
            customer=customer,
        )

    @post("/{code:str}/delete", permission=MANAGE, sync_to_thread=True)
    def delete_customer_page(
        self, customers: Service, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Delete a customer who was never worked for; who was can be archived."""
        customer = customers.by_code(actor, code)
        return show.act(
            lambda: customers.delete(actor, customer.id),
            show.say("Deleted."),
            to="/customers",
            refused_to=f"/customers/{code}",
        )
