"""Quotes and how they were answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from nexus.kernel.ids import CustomerId, ProjectId, QuoteId, SaleId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading
from nexus.sales.domain import Sale
from nexus.sales.domain.acceptance import Acceptance
from nexus.sales.domain.link import Link
from nexus.sales.domain.quote import Quote
from nexus.sales.messages.quote_views import QuoteRow, QuoteView
from nexus.sales.messages.quotes import ListQuotes
from nexus.sales.ports.sales import SalesUnitOfWork


class Quotes(Protocol):
    """For changes: whole quotes, each with its rules."""

    def add(self, entity: Quote) -> None: ...

    def get(self, id: UUID) -> Quote:
        """Return the shop's quote or raise NotFound."""

    def held(self, id: UUID) -> Quote:
        """Return it as `get` does, and let nobody else change it until this is through."""

    def remove(self, quote: Quote) -> None: ...

    def behind(self, token_hash: str) -> tuple[QuoteId, Link] | None:
        """Return which quote a link leads to, whatever has become of the link."""

    def revision(self, number: str, revision: int) -> QuoteId | None:
        """Return the revision of that number."""

    def newest(self, number: str) -> int:
        """Return the number of the newest revision that is no draft."""

    def of_customer(self, customer_id: CustomerId) -> Sequence[Quote]: ...


class Acceptances(Protocol):
    def add(self, acceptance: Acceptance) -> None: ...

    def of_quote(self, quote_id: QuoteId) -> Acceptance | None: ...


class QuotesUnitOfWork(SalesUnitOfWork, Protocol):
    @property
    def quotes(self) -> Quotes: ...

    @property
    def acceptances(self) -> Acceptances: ...


class QuotesReading(Reading, Protocol):
    """For looking: lists in one statement each, and four for one quote."""

    def one(self, id: QuoteId, at: datetime) -> QuoteView:
        """Return the shop's quote or raise NotFound."""

    def id_of(self, number: str, revision: int | None) -> QuoteId:
        """Return whose number it is, of the newest revision unless told, or raise NotFound."""

    def page(self, wish: ListQuotes, at: datetime) -> Page[QuoteRow]: ...

    def shown(
        self, token_hash: str, revision: int | None, at: datetime
    ) -> tuple[Quote, int, Acceptance | None]:
        """Return the quote that a good link shows, the newest revision's number, and its
        acceptance; or raise NotFound."""

    def deposits(
        self, sale_id: SaleId
    ) -> tuple[Sale, Sequence[tuple[Sale, Mapping[tuple[str, Decimal], tuple[int, int]]]]]:
        """Return a sale, the deposits asked for it or deducted by it, and what was taken of each;
        or raise NotFound."""

    def quoted(self, project_id: ProjectId) -> Sequence[Money]:
        """Return what was accepted for a project, a sum for each currency."""

    def has_of_project(self, project_id: ProjectId) -> bool:
        """Tell whether a quote, or a line of one, is for the project."""

    def has_any(self, customer_id: CustomerId) -> bool: ...
