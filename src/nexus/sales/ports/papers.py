"""What papers are made of, printed and kept by."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from nexus.kernel.ids import CustomerId, FileId, ShopId
from nexus.kernel.uow import Reading, UnitOfWork
from nexus.sales.domain import Company
from nexus.sales.domain.einvoice import Bill
from nexus.sales.domain.paper import Paper, PaperKind
from nexus.sales.messages.papers import DeliverySheet, QuoteSheet, SaleSheet, StatementSheet


class PaperCompany(Company, Protocol):
    """Who the paper is from, and where it wants its money."""

    @property
    def website(self) -> str: ...

    @property
    def bank_details(self) -> str: ...

    @property
    def iban(self) -> str: ...

    @property
    def bic(self) -> str: ...


class PaperTerms(Protocol):
    @property
    def country(self) -> str: ...

    @property
    def logo_file_id(self) -> FileId | None: ...

    @property
    def locale(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def company(self) -> PaperCompany: ...

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


class PictureCard(Protocol):
    """Where the store has a picture; `key` changes with its content."""

    @property
    def key(self) -> str: ...


class Pictures(Protocol):
    """Answered by documents."""

    def files(self, shop_id: ShopId, ids: Sequence[FileId]) -> Mapping[FileId, PictureCard]: ...


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
