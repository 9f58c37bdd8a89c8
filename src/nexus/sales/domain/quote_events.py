"""What happened to quotes, for whoever wants to know."""

from datetime import date
from uuid import UUID

from nexus.kernel.events import Event
from nexus.kernel.ids import CustomerId, LinkId, ProjectId, QuoteId, SaleId
from nexus.kernel.money import Money


class QuoteEvent(Event, frozen=True, kw_only=True):
    quote_id: QuoteId
    customer_id: CustomerId
    project_id: ProjectId | None
    number: str
    revision: int

    @property
    def about(self) -> UUID:
        return self.quote_id


class QuoteSent(QuoteEvent, frozen=True, kw_only=True):
    """`email` is the customer's. The link's token is nowhere but in the answer to who sent it."""

    total: Money
    sent_on: date
    valid_until: date
    link_id: LinkId
    email: str


class QuoteAccepted(QuoteEvent, frozen=True, kw_only=True):
    """`accepted_on` is the shop's day; `net` is the price without tax."""

    sale_id: SaleId
    total: Money
    net: Money
    accepted_on: date


class QuoteRejected(QuoteEvent, frozen=True, kw_only=True):
    reason: str


class QuoteChangeRequested(QuoteEvent, frozen=True, kw_only=True):
    message: str


class QuoteSuperseded(QuoteEvent, frozen=True, kw_only=True):
    by_id: QuoteId
    by_revision: int


class QuoteWithdrawn(QuoteEvent, frozen=True, kw_only=True):
    reason: str
