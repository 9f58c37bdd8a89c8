"""REST of statements."""

from datetime import date
from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from nexus.kernel.ids import CustomerId
from nexus.platform.http import Caller
from nexus.sales.messages.statements import StatementView
from nexus.sales.service.statements import StatementService

First = Annotated[
    date | None, QueryParameter(name="from", description="The first day; else of this month.")
]
Last = Annotated[date | None, QueryParameter(name="to", description="The last day; else today.")]
CurrencyCode = Annotated[
    str | None, QueryParameter(pattern="^[A-Z]{3}$", description="One currency only.")
]


class StatementApi(Controller):
    path = "/api/customers/{customer_id:uuid}/statement"
    tags = ("sales",)

    @get("/", permission="sales.read", sync_to_thread=True)
    def show_statement(
        self,
        statements: NamedDependency[StatementService],
        actor: Caller,
        customer_id: FromPath[CustomerId],
        first: First = None,
        last: Last = None,
        currency: CurrencyCode = None,
    ) -> StatementView:
        """Show what a customer was billed and paid over a time, and what is open by age."""
        return statements.statement(actor, customer_id, first, last, currency)
