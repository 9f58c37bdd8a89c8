"""Who gets what. Reading this file tells which module leans on which."""

from dependency_injector import containers, providers

from nexus.accounts.container import AccountsContainer
from nexus.analytics.container import AnalyticsContainer
from nexus.app.activity import ActivityLog
from nexus.app.enclosing import Enclosures
from nexus.app.health import Health
from nexus.app.housekeeping import Housekeeping
from nexus.app.permissions import PERMISSIONS
from nexus.app.reactions import Announce, Reactions, is_heard
from nexus.app.things import Things
from nexus.app.worker import Worker
from nexus.customers.container import CustomersContainer
from nexus.documents.container import DocumentsContainer
from nexus.integrations.container import IntegrationsContainer
from nexus.inventory.container import InventoryContainer
from nexus.kernel.clock import utc_now
from nexus.kernel.ids import ShopId
from nexus.platform.config import Config
from nexus.platform.db import make_engine
from nexus.platform.files import open_store
from nexus.platform.history import SqlHistory
from nexus.platform.relay import Relay
from nexus.platform.transaction import Database, React
from nexus.platform.typesetting import Typesetter
from nexus.products.container import ProductsContainer
from nexus.projects.container import ProjectsContainer
from nexus.sales.container import SalesContainer
from nexus.settings.container import SettingsContainer
from nexus.tasks.container import TasksContainer
from nexus.workflows.container import WorkflowsContainer


def nobody_listens(shop_id: ShopId, what: str) -> None:
    """Stand in for the live channel until somebody watches."""


class Nexus(containers.DeclarativeContainer):
    config: providers.Dependency[Config] = providers.Dependency()
    announce: providers.Provider[Announce] = providers.Object(nobody_listens)
    react: providers.Dependency[React] = providers.Dependency()

    clock = providers.Object(utc_now)
    engine = providers.Singleton(
        make_engine, config.provided.url, pool_size=config.provided.threads
    )
    heard = providers.Object(is_heard)
    database = providers.Singleton(Database, engine, react.provider, clock, heard)
    files = providers.Singleton(open_store, config)

    accounts = providers.Container(
        AccountsContainer,
        database=database,
        clock=clock,
        config=config,
        permissions=providers.Object(PERMISSIONS),
    )
    settings = providers.Container(SettingsContainer, database=database, clock=clock)
    documents = providers.Container(
        DocumentsContainer, database=database, clock=clock, config=config, store=files
    )
    customers = providers.Container(CustomersContainer, database=database, clock=clock)
    workflows = providers.Container(WorkflowsContainer, database=database, clock=clock)
    projects = providers.Container(ProjectsContainer, database=database, clock=clock)
    tasks = providers.Container(TasksContainer, database=database, clock=clock)
    typesetter = providers.Singleton(Typesetter)
    sales = providers.Container(
        SalesContainer, database=database, clock=clock, store=files, typesetter=typesetter
    )
    sales.visits_per_minute.override(
        providers.Callable(lambda most: max(1, most // 50), config.provided.requests_per_minute)
    )
    products = providers.Container(ProductsContainer, database=database, clock=clock)
    inventory = providers.Container(
        InventoryContainer, database=database, clock=clock, store=files, typesetter=typesetter
    )
    analytics = providers.Container(AnalyticsContainer, database=database, clock=clock)

    # Who answers whom. Answers lean on no neighbour, so two modules may ask each other.
    settings.stations.override(accounts.answers)
    settings.files.override(documents.answers)
    analytics.settings.override(settings.answers)
    sales.customers.override(customers.answers)
    sales.projects.override(projects.answers)
    sales.settings.override(settings.answers)
    sales.attachments.override(documents.answers)
    sales.work.override(tasks.answers)
    sales.stock.override(inventory.answers)
    sales.items.override(inventory.answers)
    sales.pictures.override(documents.answers)
    accounts.house.override(settings.answers)
    accounts.workflows.override(workflows.answers)
    accounts.projects.override(projects.answers)
    accounts.tasks.override(tasks.answers)
    customers.settings.override(settings.answers)
    tasks.directory.override(accounts.answers)
    tasks.projects.override(projects.answers)
    tasks.settings.override(settings.answers)
    customers.revenue.override(sales.answers)
    customers.projects.override(projects.answers)
    workflows.stations.override(accounts.answers)
    inventory.directory.override(accounts.answers)
    inventory.settings.override(settings.answers)
    inventory.projects.override(projects.answers)
    inventory.files.override(documents.answers)
    inventory.pictures.override(documents.answers)
    inventory.sales.override(sales.answers)
    inventory.products.override(products.answers)
    projects.customers.override(customers.answers)
    projects.workflows.override(workflows.answers)
    projects.directory.override(accounts.answers)
    projects.settings.override(settings.answers)
    projects.work.override(tasks.answers)
    projects.revenue.override(sales.answers)
    projects.products.override(products.answers)
    projects.files.override(documents.answers)
    sales.products.override(products.answers)
    products.stock.override(inventory.answers)
    products.workflows.override(workflows.answers)
    products.projects.override(projects.answers)
    products.work.override(tasks.answers)
    products.settings.override(settings.answers)
    products.documents.override(documents.answers)

    # A file is attached to things of all kinds: each is asked of who keeps it, when it is asked.
    things = providers.Singleton(
        Things,
        providers.Dict(
            project=providers.List("projects.read", projects.service.provider),
            product=providers.List("products.read", products.service.provider),
            customer=providers.List("customers.read", customers.service.provider),
            sale=providers.List("sales.read", sales.service.provider),
            quote=providers.List("quotes.read", sales.quotes.provider),
            task=providers.List("tasks.read", tasks.service.provider),
            stock_item=providers.List("inventory.read", inventory.stock.provider),
            supplier=providers.List("inventory.read", inventory.suppliers.provider),
            equipment=providers.List("inventory.read", inventory.equipment.provider),
            purchase_order=providers.List("inventory.read", inventory.purchasing.provider),
        ),
    )
    documents.things.override(things)
    inventory.things.override(things)

    enclosures = providers.Singleton(Enclosures, database, documents.service)

    # Above the others: what comes in and goes out as lists, by the front doors of all.
    integrations = providers.Container(
        IntegrationsContainer,
        database=database,
        clock=clock,
        store=files,
        settings=settings.answers,
        accounts=accounts.service,
        customers=customers.service,
        suppliers=inventory.suppliers,
        stock=inventory.stock,
        ledger=inventory.ledger,
        products=products.service,
        projects=projects.service,
        sales=sales.service,
        lists=providers.Dict(
            {
                "customers": customers.service.provided.sheet,
                "employees": accounts.service.provided.employees,
                "expenses": projects.service.provided.expenses,
                "movements": inventory.ledger.provided.page,
                "products": products.service.provided.page,
                "projects": projects.service.provided.page,
                "quotes": sales.quotes.provided.page,
                "sales": sales.service.provided.page,
                "stock-items": inventory.stock.provided.page,
                "suppliers": inventory.suppliers.provided.page,
                "tasks": tasks.service.provided.page,
                "time-logs": tasks.service.provided.logs,
            }
        ),
    )

    # What follows what: before the commit, and after it by way of the outbox.
    reactions = providers.Singleton(
        Reactions,
        announce=announce,
        documents=documents.service,
        papers=sales.papers,
        projects=projects.service,
        quotes=sales.quotes,
        reservations=inventory.reservations,
        sales=sales.service,
        deliveries=sales.deliveries,
        tasks=tasks.service,
    )
    react.override(reactions.provided.at_once)
    relay = providers.Singleton(Relay, engine, reactions.provided.afterwards, clock)
    housekeeping = providers.Singleton(
        Housekeeping,
        entrance=accounts.entrance,
        documents=documents.service,
        imports=integrations.imports,
        tasks=tasks.service,
        analytics=analytics.service,
        clock=clock,
    )
    worker = providers.Factory(Worker, database, relay, clock, housekeeping.provided.timers.call())
    activity_log = providers.Singleton(
        ActivityLog, providers.Factory(SqlHistory, database).provider
    )
    health = providers.Singleton(Health, database, config.provided.folder, clock)
