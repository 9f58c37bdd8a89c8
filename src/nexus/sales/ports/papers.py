"""What papers are made of, printed and kept by."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from nexus.kernel.ids import CustomerId, ShopId
from nexus.kernel.papers import House
from nexus.kernel.uow import Reading, UnitOfWork
from nexus.sales.domain.einvoice import Bill
from nexus.sales.domain.paper import Paper, PaperKind
from nexus.sales.messages.papers import DeliverySheet, QuoteSheet, SaleSheet, StatementSheet


class PaperTerms(House, Protocol):
    @property
    def tax_categories(self) -> Mapping[str, str]:
        """Return why a rate is what it is (UNTDID 5305), by the rates' codes."""


class PaperSettings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> PaperTerms: ...


class Addressee(Protocol):
    @property
    def language(self) -> str:
        """Return a code such as de; empty if nobody said."""


class Addressees(Protocol):
    """Answered by customers."""

    def card(self, shop_id: ShopId, customer_id: CustomerId) -> Addressee | None: ...


class Papers(Protocol):
    def keep(self, new: Paper) -> Paper:
        """Add it, unless there is one already: then return that one."""


class PapersUnitOfWork(UnitOfWork, Protocol):
    @property
    def papers(self) -> Papers: ...


class PapersReading(Reading, Protocol):
    def find(self, kind: PaperKind, subject_id: UUID) -> Paper | None: ...


class Printer(Protocol):
    """Makes papers of what is known, in the language of who reads them."""

    def language(self, wished: str, shop_locale: str) -> str:
        """Return the language a paper will be in: the wished one if we speak it."""

    def sale(self, sale: SaleSheet) -> bytes: ...

    def quote(self, quote: QuoteSheet) -> bytes: ...

    def delivery(self, delivery: DeliverySheet) -> bytes: ...

    def statement(self, statement: StatementSheet) -> bytes: ...

    def cii(self, bill: Bill) -> bytes: ...

    def ubl(self, bill: Bill) -> bytes: ...
