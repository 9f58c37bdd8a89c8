"""What the sales module needs from the world, in its own words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from nexus.kernel.ids import CustomerId, ProjectId, SaleId, ShopId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork
from nexus.sales.domain import Card, Company, CreditEntry, CustomerCredit, Sale
from nexus.sales.domain.einvoice import Bill
from nexus.sales.domain.paper import Paper, PaperKind
from nexus.sales.messages import CurrencyBalance, ListSales, SaleRow, SaleView
from nexus.sales.messages.papers import SaleSheet


class Sales(Protocol):
    """For changes: whole sales, each with its rules."""

    def add(self, entity: Sale) -> None: ...

    def get(self, id: UUID) -> Sale:
        """Return the shop's sale or raise NotFound."""

    def remove(self, sale: Sale) -> None: ...

    def of_customer(self, customer_id: CustomerId) -> Sequence[Sale]: ...


class Credits(Protocol):
    """What customers have in hand: one for each customer and currency."""

    def add(self, entity: CustomerCredit) -> None: ...

    def find(self, customer_id: CustomerId, currency: str) -> CustomerCredit | None: ...

    def of_customer(self, customer_id: CustomerId) -> Sequence[CustomerCredit]: ...

    def write(self, entry: CreditEntry) -> None:
        """Add to the ledger, after what the entry tells of."""


class SalesUnitOfWork(UnitOfWork, Protocol):
    @property
    def sales(self) -> Sales: ...

    @property
    def credits(self) -> Credits: ...


class SalesReading(Reading, Protocol):
    """For looking: views straight from the rows, one statement each, and three for `one`."""

    def one(self, id: SaleId, at: datetime) -> SaleView:
        """Return the shop's sale or raise NotFound."""

    def id_of(self, number: str) -> SaleId:
        """Return whose number it is or raise NotFound."""

    def page(self, wish: ListSales, at: datetime) -> Page[SaleRow]: ...

    def balances(self, customer_id: CustomerId, at: datetime) -> Sequence[CurrencyBalance]:
        """Return one for each currency there was something in, in the order of their codes."""

    def has_issued(self, customer_id: CustomerId) -> bool: ...

    def has_any(self, customer_id: CustomerId) -> bool:
        """Tell whether there is a sale or a credit of the customer."""

    def total_of_project(self, project_id: ProjectId) -> Sequence[Money]:
        """Return a sum for each currency."""

    def total_of_customer(self, customer_id: CustomerId) -> Sequence[Money]:
        """Return a sum for each currency."""


class Customers(Protocol):
    """Answered by customers."""

    def has_customer(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        """Tell whether there is such a customer, who is not archived."""

    def card(self, shop_id: ShopId, customer_id: CustomerId) -> Card | None:
        """Return what an invoice shows, of archived customers too."""


class Projects(Protocol):
    """Answered by projects."""

    def has_project(self, shop_id: ShopId, project_id: ProjectId) -> bool: ...

    def customer_of(self, shop_id: ShopId, project_id: ProjectId) -> CustomerId | None: ...


class Terms(Protocol):
    """How the shop counts."""

    @property
    def currency(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def tax_rates(self) -> Mapping[str, Decimal]: ...

    @property
    def default_tax(self) -> str: ...

    @property
    def tax_rounding(self) -> str: ...

    @property
    def prices_include_tax(self) -> bool: ...

    @property
    def payment_terms_days(self) -> int: ...

    @property
    def company(self) -> Company: ...

    @property
    def numbering(self) -> Mapping[str, str]: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...


# Papers


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


class Logos(Protocol):
    """Answered by whoever keeps the shop's files."""

    def logo(self, shop_id: ShopId) -> bytes | None:
        """Return a picture, or None if the shop has none."""


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

    def cii(self, bill: Bill) -> bytes: ...

    def ubl(self, bill: Bill) -> bytes: ...
