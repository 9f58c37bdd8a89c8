"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.inventory.adapters import pages, rest
from nexus.inventory.adapters.db import (
    SqlEquipmentReading,
    SqlEquipmentUnitOfWork,
    SqlPurchasingReading,
    SqlPurchasingUnitOfWork,
    SqlStockReading,
    SqlStockUnitOfWork,
    broken_ledgers,
    broken_reservations,
    broken_shelves,
    broken_stock,
    lopsided_transfers,
    lost_maintenance,
    lost_remnants,
    unbooked_receipts,
    wrong_orders,
)
from nexus.inventory.adapters.files import TypstPrinter
from nexus.inventory.answers import InventoryAnswers
from nexus.inventory.ports.equipment import Directory, Files, NoFiles, Settings
from nexus.inventory.ports.stock import Projects, Things
from nexus.inventory.ports.using import Products, Sales
from nexus.inventory.service.counting import StockTakeService
from nexus.inventory.service.desk import Desk
from nexus.inventory.service.equipment import EquipmentService
from nexus.inventory.service.goods_in import GoodsIn
from nexus.inventory.service.ledger import LedgerService
from nexus.inventory.service.papers import OrderPaperService
from nexus.inventory.service.places import PlaceService
from nexus.inventory.service.purchasing import PurchasingService
from nexus.inventory.service.remnants import RemnantService
from nexus.inventory.service.reservations import ReservationService
from nexus.inventory.service.stock import StockService
from nexus.inventory.service.suppliers import SupplierService
from nexus.inventory.service.using import UseService
from nexus.kernel.clock import Clock
from nexus.kernel.files import FileStore
from nexus.kernel.papers import Pictures
from nexus.platform.checks import Check
from nexus.platform.transaction import Database
from nexus.platform.typesetting import Typesetter


class InventoryContainer(containers.DeclarativeContainer):
    """Each part has a service, a unit of work and a reading of its own."""

    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    settings: providers.Dependency[Settings] = providers.Dependency()
    directory: providers.Dependency[Directory] = providers.Dependency()
    files: providers.Dependency[Files] = providers.Dependency(default=NoFiles())
    projects: providers.Dependency[Projects] = providers.Dependency()
    things: providers.Dependency[Things] = providers.Dependency()
    sales: providers.Dependency[Sales] = providers.Dependency()
    products: providers.Dependency[Products] = providers.Dependency()

    store: providers.Dependency[FileStore] = providers.Dependency()
    typesetter: providers.Dependency[Typesetter] = providers.Dependency()
    pictures: providers.Dependency[Pictures] = providers.Dependency()

    desk = providers.Singleton(
        Desk, settings=settings, projects=projects, things=things, files=files, clock=clock
    )
    storing = providers.Factory(SqlStockUnitOfWork, database)
    looking = providers.Factory(SqlStockReading, database)
    stock = providers.Singleton(StockService, storing.provider, looking.provider, desk)
    ledger = providers.Singleton(LedgerService, storing.provider, looking.provider, desk)
    uses = providers.Singleton(
        UseService, storing.provider, looking.provider, ledger, sales, products
    )
    places = providers.Singleton(PlaceService, storing.provider, looking.provider, desk)
    remnants = providers.Singleton(RemnantService, storing.provider, looking.provider, desk)
    reservations = providers.Singleton(
        ReservationService, storing.provider, looking.provider, desk, ledger
    )
    stock_takes = providers.Singleton(StockTakeService, storing.provider, looking.provider, desk)
    buying = providers.Factory(SqlPurchasingUnitOfWork, database)
    bought = providers.Factory(SqlPurchasingReading, database)
    answers = providers.Singleton(
        InventoryAnswers,
        looking.provider,
        providers.Factory(SqlEquipmentReading, database).provider,
        bought.provider,
    )

    suppliers = providers.Singleton(
        SupplierService,
        unit_of_work=buying.provider,
        reading=bought.provider,
        settings=settings,
        clock=clock,
    )
    purchasing = providers.Singleton(
        PurchasingService,
        unit_of_work=buying.provider,
        reading=bought.provider,
        settings=settings,
        stock=providers.Singleton(GoodsIn, storing.provider, desk),
        clock=clock,
    )
    order_papers = providers.Singleton(
        OrderPaperService,
        reading=bought.provider,
        settings=settings,
        pictures=pictures,
        store=store,
        printer=providers.Singleton(TypstPrinter, typesetter),
    )
    equipment = providers.Singleton(
        EquipmentService,
        unit_of_work=providers.Factory(SqlEquipmentUnitOfWork, database).provider,
        reading=providers.Factory(SqlEquipmentReading, database).provider,
        directory=directory,
        settings=settings,
        files=files,
        clock=clock,
    )


HANDLERS: list[Any] = [*rest.HANDLERS, *pages.HANDLERS]
CHECKS: list[Check] = [
    Check("Stock and its value are the sums of its movements.", broken_stock),
    Check("An item's movements are numbered 1 to N, with a running balance.", broken_ledgers),
    Check("A lot and a place hold what was moved there.", broken_shelves),
    Check("What is reserved is the sum of the open reservations.", broken_reservations),
    Check("What is transferred arrives as it left.", lopsided_transfers),
    Check("A used offcut says so; a stock take ends once.", lost_remnants),
    Check("A maintenance plan counts from when it was last done.", lost_maintenance),
    Check("An order received what its receipts say, and is what it is by them.", wrong_orders),
    Check("What came in on an order is so in the ledger.", unbooked_receipts),
]
