"""A customer's page: who they are, what is made for them, what they owe; a tab per address."""

from typing import Any
from urllib.parse import quote

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect

from nexus.customers import CustomerService, CustomerView
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NexusError
from nexus.platform.http import Caller, Cursor
from nexus.platform.web.pages import Show, Shown
from nexus.projects import ListProjects, ProjectService
from nexus.sales import ListQuotes, ListSales, QuoteService, SaleService

Customers = NamedDependency[CustomerService]
Projects = NamedDependency[ProjectService]
Quotes = NamedDependency[QuoteService]
Sales = NamedDependency[SaleService]
READ = "customers.read"
LISTED = 5  # of each on the overview
MOST = 50  # of each on its tab


class Desk:
    """What a customer's tabs are told. Each asks for no more than it shows."""

    def __init__(
        self,
        show: Show,
        actor: Actor,
        customer: CustomerView,
        customers: CustomerService,
        services: tuple[ProjectService, QuoteService, SaleService],
    ) -> None:
        self.show, self.actor, self.customer = show, actor, customer
        self._customers = customers
        self._projects, self._quotes, self._sales = services

    def may(self, permission: str, feature: str = "") -> bool:
        return self.actor.may(permission) and self.show.house.features.get(feature, True)

    def tab(self, name: str, **words: Any) -> Response[Any]:
        """Show a tab: what is owed stands above each."""
        sees_money = self.may("sales.read") and self.may("prices.read")
        balance = self._sales.balance(self.actor, self.customer.id) if sees_money else None
        return self.show(
            f"desks/customer/{name}.html",
            tab=name,
            customer=self.customer,
            address=f"/customers/{quote(self.customer.code)}",
            balances=balance.balances if balance else (),
            **words,
        )

    def projects(self, limit: int, cursor: str | None = None) -> Any:
        wish = ListProjects(customer_id=self.customer.id, limit=limit, cursor=cursor, total=True)
        return self._projects.page(self.actor, wish) if self.may("projects.read") else None

    def quotes(self, limit: int) -> Any:
        wish = ListQuotes(customer_id=self.customer.id, limit=limit, total=True)
        allowed = self.may("quotes.read", "quotes")
        return self._quotes.page(self.actor, wish) if allowed else None

    def sales(self, limit: int, cursor: str | None = None) -> Any:
        wish = ListSales(customer_id=self.customer.id, limit=limit, cursor=cursor, total=True)
        return self._sales.page(self.actor, wish) if self.may("sales.read") else None

    def kept(self) -> CustomerView | None:
        """Return who took this one in, if it was there twice."""
        if self.customer.merged_into_id is None:
            return None
        try:
            return self._customers.one(self.actor, self.customer.merged_into_id)
        except NexusError:
            return None


def desk(
    show: Shown,
    actor: Caller,
    code: FromPath[str],
    customers: Customers,
    projects: Projects,
    quotes: Quotes,
    sales: Sales,
) -> Desk:
    found = customers.by_code(actor, code)
    return Desk(show, actor, found, customers, (projects, quotes, sales))


Tabs = NamedDependency[Desk]


class CustomerDesk(Controller):
    path = "/customers/{code:str}"
    include_in_schema = False
    dependencies = {"desk": Provide(desk, sync_to_thread=True)}  # noqa: RUF012 (the framework's)

    @get("/", permission=READ, sync_to_thread=True)
    def customer_page(self, desk: Tabs) -> Response[Any]:
        """Show who a customer is, and the latest of what is made for them."""
        return desk.tab(
            "overview",
            kept=desk.kept(),
            projects=desk.projects(LISTED),
            quotes=desk.quotes(LISTED),
            sales=desk.sales(LISTED),
        )

    @get("/projects", permission="projects.read", sync_to_thread=True)
    def customer_projects_page(self, desk: Tabs, cursor: Cursor = None) -> Response[Any]:
        """List what is made for a customer."""
        return desk.tab("projects", page=desk.projects(MOST, cursor))

    @get("/sales", permission="sales.read", sync_to_thread=True)
    def customer_sales_page(self, desk: Tabs, cursor: Cursor = None) -> Response[Any]:
        """List what a customer was quoted and billed."""
        return desk.tab("sales", quotes=desk.quotes(MOST), page=desk.sales(MOST, cursor))

    @get("/files", permission="files.read", sync_to_thread=True)
    def customer_files_page(self, desk: Tabs) -> Response[Any]:
        """Show the files of a customer."""
        return desk.tab("files")

    @get("/activity", permission="activity.read", sync_to_thread=True)
    def customer_activity_page(self, desk: Tabs) -> Response[Any]:
        """Show who changed what of a customer."""
        return desk.tab("activity")


class ClientPages(Controller):
    """Customers, under the name that laser shops know them by."""

    path = "/clients"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=False)
    def clients_page(self, request: Request[Any, Any, Any]) -> Redirect:
        """Lead to the customers."""
        return _renamed(request)

    @get("/{rest:path}", permission=READ, sync_to_thread=False)
    def client_page(self, request: Request[Any, Any, Any], rest: FromPath[str]) -> Redirect:
        """Lead to what is asked of the customers."""
        return _renamed(request)


def _renamed(request: Request[Any, Any, Any]) -> Redirect:
    there = "/customers" + quote(request.url.path.removeprefix("/clients").rstrip("/"))
    return Redirect(f"{there}?{request.url.query}" if request.url.query else there, status_code=308)


HANDLERS: list[Any] = [CustomerDesk, ClientPages]
