"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.kernel.clock import Clock
from nexus.kernel.files import FileStore
from nexus.kernel.papers import Pictures
from nexus.platform.checks import Check
from nexus.platform.limits import Limits
from nexus.platform.transaction import Database
from nexus.platform.turnstile import Turnstile
from nexus.platform.typesetting import Typesetter
from nexus.sales.adapters.db import (
    SqlBooksReading,
    SqlBooksUnitOfWork,
    SqlSalesReading,
    SqlSalesUnitOfWork,
    bare_invoices,
    broken_sums,
    gaps,
    overdrawn_credits,
    wrong_statuses,
)
from nexus.sales.adapters.db.books_checks import (
    gaps_of_deliveries,
    loose_parts,
    milestones_billed_twice,
    overcredited,
    overcredited_lines,
)
from nexus.sales.adapters.db.papers import (
    SqlPapersReading,
    SqlPapersUnitOfWork,
    stray_papers,
)
from nexus.sales.adapters.db.quotes_checks import (
    altered_acceptances,
    broken_deposits,
    broken_quotes,
    loose_acceptances,
)
from nexus.sales.adapters.db.quotes_looking import SqlQuotesReading
from nexus.sales.adapters.db.quotes_storing import SqlQuotesUnitOfWork
from nexus.sales.adapters.files import TypstPrinter
from nexus.sales.adapters.pages import HANDLERS as PAGES
from nexus.sales.adapters.rest import (
    CustomerSalesApi,
    ProductSalesApi,
    ProjectSalesApi,
    SaleApi,
)
from nexus.sales.adapters.rest.credit import CreditNoteApi, CustomerCreditApi, SaleCreditApi
from nexus.sales.adapters.rest.deliveries import DeliveryApi, ProjectDeliveryApi
from nexus.sales.adapters.rest.papers import HANDLERS as PAPERS
from nexus.sales.adapters.rest.progress import MilestoneApi, ProgressApi, ProjectMilestoneApi
from nexus.sales.adapters.rest.proofs import ProofApi
from nexus.sales.adapters.rest.public_quotes import PublicQuoteApi
from nexus.sales.adapters.rest.quotes import (
    CustomerQuotesApi,
    DepositApi,
    ProjectQuotesApi,
    QuoteApi,
    QuoteStepApi,
)
from nexus.sales.adapters.rest.statements import StatementApi
from nexus.sales.adapters.rest.unbilled import ProjectUnbilledApi, UnbilledApi
from nexus.sales.answers import SaleAnswers
from nexus.sales.ports import (
    Customers,
    Files,
    Items,
    Products,
    Projects,
    Settings,
    Stock,
    Work,
)
from nexus.sales.service import SaleService
from nexus.sales.service.acceptance import AcceptanceService
from nexus.sales.service.corrections import CorrectionService
from nexus.sales.service.deliveries import DeliveryService
from nexus.sales.service.deposits import DepositService
from nexus.sales.service.desk import Desk
from nexus.sales.service.papers import PaperService
from nexus.sales.service.pricing import PricingService
from nexus.sales.service.progress import ProgressService
from nexus.sales.service.proofs import ProofService
from nexus.sales.service.quotes import QuoteService
from nexus.sales.service.shelf import Shelf
from nexus.sales.service.statements import StatementService
from nexus.sales.service.unbilled import UnbilledService


class SalesContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    customers: providers.Dependency[Customers] = providers.Dependency()
    projects: providers.Dependency[Projects] = providers.Dependency()
    settings: providers.Dependency[Settings] = providers.Dependency()
    products: providers.Dependency[Products] = providers.Dependency()

    work: providers.Dependency[Work] = providers.Dependency()
    stock: providers.Dependency[Stock] = providers.Dependency()
    items: providers.Dependency[Items] = providers.Dependency()
    attachments: providers.Dependency[Files] = providers.Dependency()
    store: providers.Dependency[FileStore] = providers.Dependency()
    typesetter: providers.Dependency[Typesetter] = providers.Dependency()
    pictures: providers.Dependency[Pictures] = providers.Dependency()

    unit_of_work = providers.Factory(SqlSalesUnitOfWork, database)
    reading = providers.Factory(SqlSalesReading, database)
    books = providers.Factory(SqlBooksUnitOfWork, database)
    looking = providers.Factory(SqlBooksReading, database)
    service = providers.Singleton(
        SaleService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        customers=customers,
        projects=projects,
        settings=settings,
        clock=clock,
        products=products,
        items=items,
    )
    corrections = providers.Singleton(
        CorrectionService,
        unit_of_work=books.provider,
        reading=looking.provider,
        customers=customers,
        settings=settings,
        clock=clock,
    )

    deliveries = providers.Singleton(
        DeliveryService,
        unit_of_work=books.provider,
        reading=looking.provider,
        customers=customers,
        projects=projects,
        files=attachments,
        settings=settings,
        clock=clock,
        products=products,
    )
    progress = providers.Singleton(
        ProgressService,
        unit_of_work=books.provider,
        reading=looking.provider,
        customers=customers,
        projects=projects,
        settings=settings,
        clock=clock,
    )
    unbilled = providers.Singleton(
        UnbilledService,
        unit_of_work=books.provider,
        reading=looking.provider,
        progress=progress,
        customers=customers,
        projects=projects,
        work=work,
        stock=stock,
        settings=settings,
        clock=clock,
    )
    statements = providers.Singleton(
        StatementService,
        reading=looking.provider,
        customers=customers,
        settings=settings,
        clock=clock,
    )
    proofs = providers.Singleton(
        ProofService,
        unit_of_work=books.provider,
        reading=looking.provider,
        projects=projects,
        files=attachments,
        settings=settings,
        clock=clock,
    )
    desk = providers.Singleton(
        Desk, customers=customers, projects=projects, products=products, items=items
    )
    quoting = providers.Factory(SqlQuotesUnitOfWork, database)
    quoted = providers.Factory(SqlQuotesReading, database)
    answers = providers.Singleton(SaleAnswers, reading.provider, quoted.provider)
    quotes = providers.Singleton(
        QuoteService,
        unit_of_work=quoting.provider,
        reading=quoted.provider,
        customers=customers,
        projects=projects,
        settings=settings,
        desk=desk,
        clock=clock,
    )
    acceptance = providers.Singleton(
        AcceptanceService,
        unit_of_work=quoting.provider,
        reading=quoted.provider,
        settings=settings,
        files=attachments,
        desk=desk,
        clock=clock,
    )
    pricing = providers.Singleton(
        PricingService,
        reading=reading.provider,
        settings=settings,
        papers=settings,
        products=products,
        customers=customers,
        desk=desk,
        clock=clock,
    )
    deposits = providers.Singleton(
        DepositService,
        unit_of_work=quoting.provider,
        reading=quoted.provider,
        settings=settings,
        desk=desk,
        clock=clock,
    )
    visits_per_minute: providers.Provider[int] = providers.Object(60)  # of one link
    turnstile = providers.Singleton(Turnstile, providers.Singleton(Limits, visits_per_minute))

    shelf = providers.Singleton(
        Shelf,
        unit_of_work=providers.Factory(SqlPapersUnitOfWork, database).provider,
        reading=providers.Factory(SqlPapersReading, database).provider,
        store=store,
        clock=clock,
    )
    papers = providers.Singleton(
        PaperService,
        shelf=shelf,
        statements=statements,
        books=looking.provider,
        quotes=quoted.provider,
        customers=customers,
        settings=settings,
        pictures=pictures,
        printer=providers.Singleton(TypstPrinter, typesetter),
        clock=clock,
    )


BOOKS: list[Any] = [
    SaleCreditApi,
    CreditNoteApi,
    CustomerCreditApi,
    ProofApi,
    StatementApi,
    UnbilledApi,
    ProjectUnbilledApi,
    DeliveryApi,
    ProjectDeliveryApi,
    ProgressApi,
    ProjectMilestoneApi,
    MilestoneApi,
]
QUOTES: list[Any] = [
    *(QuoteApi, QuoteStepApi, DepositApi, CustomerQuotesApi, ProjectQuotesApi, PublicQuoteApi)
]
HANDLERS: list[Any] = [
    *BOOKS,
    *QUOTES,
    *PAPERS,
    SaleApi,
    CustomerSalesApi,
    ProjectSalesApi,
    ProductSalesApi,
    *PAGES,
]
CHECKS = [
    Check("A sale comes to the sum of its lines, and is paid as its payments say.", broken_sums),
    Check("The status of a sale follows from issue, payments and cancelling.", wrong_statuses),
    Check("An invoice has its number, dates and customer; a draft has no number.", bare_invoices),
    Check("The invoice numbers of a series are 1 to N without a gap.", gaps),
    Check("A kept paper is of a document that was issued.", stray_papers),
    Check(
        "A customer's credit is the sum of its entries, and never below zero.", overdrawn_credits
    ),
    Check("Credit notes take back no more than their invoice said.", overcredited),
    Check("Of no line more is credited than it came to.", overcredited_lines),
    Check("An order is invoiced by parts, and its parts are of an order.", loose_parts),
    Check("A milestone is invoiced once.", milestones_billed_twice),
    Check("The numbers of deliveries are 1 to N without a gap.", gaps_of_deliveries),
    Check("A quote comes to the sum of what is chosen of it.", broken_quotes),
    Check("An accepted quote has one order and one record of its acceptance.", loose_acceptances),
    Check("What was accepted is what the record says.", altered_acceptances),
    Check("Of a deposit, invoices deduct what it says and never more.", broken_deposits),
]
