"""What the sales module needs from the world, in its own words."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from msgspec import UnsetType

from nexus.kernel.ids import (
    CustomerId,
    DeliveryId,
    FileId,
    MilestoneId,
    ProductId,
    ProjectId,
    QuoteId,
    SaleId,
    SaleLineId,
    ShopId,
    StockItemId,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork
from nexus.sales.domain import Card, Company, CreditEntry, CustomerCredit, Sale
from nexus.sales.domain.acceptance import Acceptance
from nexus.sales.domain.account import Posting
from nexus.sales.domain.delivery import Delivery
from nexus.sales.domain.einvoice import Bill
from nexus.sales.domain.link import Link
from nexus.sales.domain.milestone import Milestone
from nexus.sales.domain.paper import Paper, PaperKind
from nexus.sales.domain.proof import ProofOfPayment
from nexus.sales.domain.quote import Quote
from nexus.sales.messages import CurrencyBalance, ListSales, SaleRow, SaleView, SoldThings
from nexus.sales.messages.credit import CreditEntryRow, CreditView, ListCredit
from nexus.sales.messages.deliveries import DeliveryRow, DeliveryView, ListDeliveries
from nexus.sales.messages.papers import DeliverySheet, QuoteSheet, SaleSheet, StatementSheet
from nexus.sales.messages.pricing import ListSums
from nexus.sales.messages.proofs import ProofRow
from nexus.sales.messages.quote_views import QuoteRow, QuoteView
from nexus.sales.messages.quotes import ListQuotes
from nexus.sales.messages.unbilled import UnbilledPart


class Sales(Protocol):
    """For changes: whole sales, each with its rules."""

    def add(self, entity: Sale) -> None: ...

    def get(self, id: UUID) -> Sale:
        """Return the shop's sale or raise NotFound."""

    def remove(self, sale: Sale) -> None: ...

    def of_customer(self, customer_id: CustomerId) -> Sequence[Sale]: ...

    def deposits_for(self, invoice: Sale) -> Sequence[Sale]:
        """Return the issued deposits that it may deduct, the first issued first.

        Those that were asked for it, for its order or its quote; and those of its project, unless
        what they were asked for is still a draft that will deduct them itself.
        """

    def taken_of(self, deposit_id: SaleId) -> Mapping[tuple[str, Decimal], tuple[int, int]]:
        """Return net and tax by rate that invoices have deducted, and credit notes taken back."""

    def deposits_asked(self, order_id: SaleId) -> Sequence[Sale]:
        """Return the deposits asked for the sale that are not cancelled, drafts too."""


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

    def sums(self, wish: ListSales, at: datetime) -> Sequence[ListSums]:
        """Add up all that a list shows, by currency; drafts and what is cancelled do not count."""

    def balances(self, customer_id: CustomerId, at: datetime) -> Sequence[CurrencyBalance]:
        """Return one for each currency there was something in, in the order of their codes."""

    def sold(self, id: SaleId) -> SoldThings | None:
        """Return what an invoice that stands sold beside all jobs; None if there is none."""

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


class Named(Protocol):
    """Answered by customers."""

    def named(self, shop_id: ShopId, code: str) -> CustomerId | None:
        """Return who has the code, archived or not."""


class Projects(Protocol):
    """Answered by projects."""

    def has_project(self, shop_id: ShopId, project_id: ProjectId) -> bool: ...

    def customer_of(self, shop_id: ShopId, project_id: ProjectId) -> CustomerId | None: ...


class Products(Protocol):
    """Answered by products."""

    def has_template(self, shop_id: ShopId, product_id: ProductId) -> bool:
        """Tell whether there is one, and it is not archived."""

    def knows(self, shop_id: ShopId, product_id: ProductId) -> bool:
        """Tell whether there is one, archived or not."""


class ProductOnOffer(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def unit_price(self) -> Decimal | None: ...

    @property
    def is_archived(self) -> bool: ...


class Catalogue(Protocol):
    """Answered by products."""

    def card(self, shop_id: ShopId, product_id: ProductId) -> ProductOnOffer | None: ...


class AnyProduct:
    """Stands in where nobody keeps products: what a line names is an id, and no more."""

    def has_template(self, shop_id: ShopId, product_id: ProductId) -> bool:
        return True

    def knows(self, shop_id: ShopId, product_id: ProductId) -> bool:
        return True


ANY_PRODUCT = AnyProduct()


class Items(Protocol):
    """Answered by inventory."""

    def has_item(self, shop_id: ShopId, item_id: StockItemId) -> bool:
        """Tell whether there is one, and it is not archived."""


class AnyItem:
    """Stands in where what was used before is billed: it was there when it was used."""

    def has_item(self, shop_id: ShopId, item_id: StockItemId) -> bool:
        return True


ANY_ITEM = AnyItem()


class Terms(Protocol):
    """How the shop counts."""

    @property
    def currency(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def hourly_rate(self) -> Money: ...

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
    def quote_days(self) -> int: ...

    @property
    def deposit_percent(self) -> Decimal | None: ...

    @property
    def deposit_on_acceptance(self) -> str: ...

    @property
    def company(self) -> Company: ...

    @property
    def numbering(self) -> Mapping[str, str]: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...


class Files(Protocol):
    """Answered by documents."""

    def has_file(self, shop_id: ShopId, file_id: FileId) -> bool: ...


# Quotes


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


# Corrections, deliveries, progress and what is not invoiced yet


class Books(Sales, Protocol):
    """Sales with those that follow from them."""

    def notes_of(self, invoice_id: SaleId) -> Sequence[Sale]:
        """Return the credit notes of an invoice, in order."""

    def drawn_from(self, order_id: SaleId) -> Sequence[Sale]:
        """Return the invoices for parts of an order, the cancelled and the drafts too."""

    def notes_on(self, order_id: SaleId) -> Sequence[Sale]:
        """Return the credit notes of invoices for parts of an order."""

    def of_milestone(self, milestone_id: MilestoneId) -> Sequence[Sale]: ...

    def orders_of(self, project_id: ProjectId) -> Sequence[Sale]:
        """Return what a project's parts may be invoiced from: its orders, or else its drafts."""


class Deliveries(Protocol):
    def add(self, entity: Delivery) -> None: ...

    def get(self, id: UUID) -> Delivery: ...

    def of_customer(self, customer_id: CustomerId) -> Sequence[Delivery]: ...

    def delivered(self, sale_id: SaleId) -> Mapping[SaleLineId, Decimal]:
        """Return how much of each line of a sale was delivered."""


class Milestones(Protocol):
    def add(self, entity: Milestone) -> None: ...

    def get(self, id: UUID) -> Milestone: ...

    def of_order(self, order_id: SaleId) -> Sequence[Milestone]: ...

    def remove(self, milestone: Milestone) -> None: ...


class Proofs(Protocol):
    def add(self, entity: ProofOfPayment) -> None: ...

    def of_project(self, project_id: ProjectId) -> Sequence[ProofOfPayment]:
        """Return all of a project, the first first."""


class BooksUnitOfWork(SalesUnitOfWork, Protocol):
    @property
    def sales(self) -> Books: ...

    @property
    def deliveries(self) -> Deliveries: ...

    @property
    def milestones(self) -> Milestones: ...

    @property
    def proofs(self) -> Proofs: ...


class BooksReading(SalesReading, Protocol):
    """For looking: sales as they are, and what follows from them."""

    def sale(self, id: SaleId) -> Sale:
        """Return the shop's sale, only to look at, or raise NotFound."""

    def check(self, id: SaleId) -> None:
        """Raise NotFound unless the shop has the sale."""

    def notes_of(self, invoice_id: SaleId) -> Sequence[Sale]: ...

    def credit_entries(self, wish: ListCredit) -> Page[CreditEntryRow]: ...

    def in_hand(self, customer_id: CustomerId) -> CreditView: ...

    def proofs(self, project_id: ProjectId) -> Sequence[ProofRow]: ...

    def account(self, customer_id: CustomerId) -> Sequence[Sale]:
        """Return a customer's issued documents with their payments, without their lines."""

    def paid_out(self, customer_id: CustomerId) -> Sequence[tuple[str, Posting]]:
        """Return what was given back out of credit, by currency."""

    def open_sales(
        self, project_id: ProjectId | None = None
    ) -> Mapping[ProjectId, Sequence[UnbilledPart]]:
        """Return what is left of orders, and the drafts that are no part of one."""

    def billed_until(self, project_id: ProjectId | None = None) -> Mapping[ProjectId, datetime]:
        """Return to what instant work and material are on invoices."""

    def drawn_from(self, order_id: SaleId) -> Sequence[Sale]: ...

    def notes_on(self, order_id: SaleId) -> Sequence[Sale]: ...

    def delivered(self, sale_id: SaleId) -> Mapping[SaleLineId, Decimal]: ...

    def plans(
        self, project_id: ProjectId
    ) -> Sequence[tuple[Sale, Sequence[Milestone], Sequence[Sale]]]:
        """Return the orders of a project with their milestones and standing invoices."""

    def delivery(self, id: DeliveryId) -> DeliveryView:
        """Return the shop's delivery or raise NotFound."""

    def delivery_of(self, number: str) -> DeliveryView: ...

    def deliveries(self, wish: ListDeliveries) -> Page[DeliveryRow]: ...


class PopProject(Protocol):
    """What a project shows of its proof of payment."""

    @property
    def kind(self) -> str: ...

    @property
    def status(self) -> str: ...

    @property
    def status_label(self) -> str: ...

    @property
    def pop_received(self) -> bool: ...

    @property
    def pop_received_on(self) -> date | None: ...

    @property
    def pop_deadline_on(self) -> date | None: ...


class PopProjects(Protocol):
    """Answered by projects."""

    def proof_state(self, shop_id: ShopId, project_id: ProjectId) -> PopProject | None: ...


# What is not invoiced yet


class Job(Protocol):
    @property
    def id(self) -> ProjectId: ...

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def customer_id(self) -> CustomerId | None: ...

    @property
    def is_completed(self) -> bool: ...

    @property
    def estimated_price(self) -> Money | UnsetType | None: ...


class Jobs(Projects, Protocol):
    """Answered by projects."""

    def jobs(
        self, shop_id: ShopId, ids: Collection[ProjectId], *, completed: bool = False
    ) -> Sequence[Job]:
        """Return customers' projects of these ids, and the completed ones if that is asked."""


class Worked(Protocol):
    @property
    def stage_name(self) -> str: ...

    @property
    def employee_name(self) -> str: ...

    @property
    def hourly_rate(self) -> Money | UnsetType | None: ...

    @property
    def spent(self) -> timedelta: ...


class Work(Protocol):
    """Answered by tasks."""

    def labour(
        self, shop_id: ShopId, project_id: ProjectId, since: datetime | None
    ) -> Sequence[Worked]:
        """Return what was written down of a project after an instant."""

    def last_logged(self, shop_id: ShopId) -> Mapping[ProjectId, datetime]: ...


class Used(Protocol):
    @property
    def item_id(self) -> StockItemId: ...

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def quantity(self) -> Decimal: ...

    @property
    def value(self) -> Money | UnsetType | None: ...


class Stock(Protocol):
    """Answered by inventory."""

    def used_by_project(
        self, shop_id: ShopId, project_id: ProjectId, since: datetime | None = None
    ) -> Sequence[Used]:
        """Return what a job used, less what it gave back."""

    def last_used(self, shop_id: ShopId) -> Mapping[ProjectId, datetime]: ...
