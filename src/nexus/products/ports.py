"""What the products module needs from the world, in its own words."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from nexus.kernel.ids import (
    EquipmentId,
    FileId,
    ProductId,
    ProjectId,
    ShopId,
    StageId,
    StageInstanceId,
    StockItemId,
    WorkflowId,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork
from nexus.products.domain import Item, Template, Tree
from nexus.products.messages import (
    BillEquipment,
    FamilyView,
    ListTemplates,
    ProductCard,
    TagCount,
    TemplateRow,
    TemplateView,
)


class Templates(Protocol):
    """For changes: whole templates, each with its rules."""

    def add(self, entity: Template) -> None: ...

    def get(self, id: UUID) -> Template:
        """Return the shop's template or raise NotFound."""

    def has_sku(self, sku_code: str, but: Template | None = None) -> bool:
        """Tell whether a template, archived or not, has the code or one that looks like it."""

    def hold_nesting(self) -> None:
        """Let nobody else of the shop change what templates are made of until the end."""

    def nesting(self) -> Sequence[tuple[ProductId, ProductId]]:
        """Return which template has which other one as a part, over the whole shop."""

    def named(self, ids: Sequence[ProductId]) -> Mapping[ProductId, str]:
        """Return what the shop's templates among these are called, archived ones left out."""


class ProductsUnitOfWork(UnitOfWork, Protocol):
    @property
    def templates(self) -> Templates: ...


class ProductsReading(Reading, Protocol):
    """For looking: views straight from the rows."""

    def one(self, id: ProductId) -> TemplateView:
        """Return the shop's template or raise NotFound. Neighbours' names are left empty."""

    def by_sku(self, sku_code: str) -> ProductId:
        """Return the id, or raise NotFound."""

    def page(self, wish: ListTemplates) -> Page[TemplateRow]: ...

    def tags(self) -> Sequence[TagCount]: ...

    def family(self, id: ProductId) -> FamilyView:
        """Return the others of its family, or raise NotFound."""

    def tree(self, id: ProductId) -> Tree | None:
        """Return the template and all below it; None if the shop has no such template."""

    def equipment(self, id: ProductId) -> Sequence[BillEquipment]:
        """Return what the work on the template and on all below it needs, each once."""

    def card(self, id: ProductId) -> ProductCard | None:
        """Return it, archived or not; without the currency, which is the shop's."""

    def price(self, id: ProductId, quantity: Decimal) -> Decimal | None: ...


class StockItem(Item, Protocol):
    @property
    def id(self) -> StockItemId: ...


class Used(Protocol):
    """What a job took of a stock item."""

    @property
    def item_id(self) -> StockItemId: ...

    @property
    def quantity(self) -> Decimal: ...


class Stock(Protocol):
    """Answered by inventory."""

    def items(
        self, shop_id: ShopId, item_ids: Sequence[StockItemId]
    ) -> Mapping[StockItemId, StockItem]: ...

    def available(
        self, shop_id: ShopId, item_ids: Sequence[StockItemId]
    ) -> Mapping[StockItemId, Decimal]:
        """Return what is there and not reserved."""

    def has_equipment(self, shop_id: ShopId, equipment_id: EquipmentId) -> bool: ...

    def used_by_project(self, shop_id: ShopId, project_id: ProjectId) -> Sequence[Used]: ...


class WorkflowStage(Protocol):
    @property
    def id(self) -> StageId: ...

    @property
    def name(self) -> str: ...


class Workflows(Protocol):
    """Answered by workflows."""

    def has_workflow(self, shop_id: ShopId, workflow_id: WorkflowId) -> bool: ...

    def stages(self, shop_id: ShopId, workflow_id: WorkflowId) -> Sequence[WorkflowStage]: ...


class File(Protocol):
    """A file as it hangs on a thing."""

    @property
    def id(self) -> FileId: ...


class Documents(Protocol):
    """Answered by documents."""

    def files(self, shop_id: ShopId, ids: Sequence[FileId]) -> Mapping[FileId, object]: ...

    def of(self, shop_id: ShopId, kind: str, thing_id: UUID) -> Sequence[File]:
        """Return what hangs on a thing."""


class PlannedMaterial(Protocol):
    """What a job was to take of a stock item."""

    @property
    def item_id(self) -> StockItemId: ...

    @property
    def net_quantity(self) -> Decimal: ...

    @property
    def waste_factor(self) -> Decimal: ...


class ProjectStage(Protocol):
    @property
    def id(self) -> StageInstanceId: ...

    @property
    def name(self) -> str: ...

    @property
    def workflow_stage_id(self) -> StageId | None: ...


class FinishedProject(Protocol):
    """A job, as far as a template can be made of it."""

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def workflow_id(self) -> WorkflowId | None: ...

    @property
    def product_template_id(self) -> ProductId | None: ...

    @property
    def material_type(self) -> str | None: ...

    @property
    def material_thickness(self) -> Decimal | None: ...

    @property
    def estimated_price(self) -> Money | None: ...

    @property
    def made(self) -> Decimal:
        """Return of how many products it was started."""

    @property
    def stages(self) -> Sequence[ProjectStage]: ...

    @property
    def materials(self) -> Sequence[PlannedMaterial]: ...


class Projects(Protocol):
    """Answered by projects."""

    def finished(self, shop_id: ShopId, project_id: ProjectId) -> FinishedProject | None: ...


class StageWork(Protocol):
    """A task of a job: what was planned, and how long it took."""

    @property
    def title(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def stage_id(self) -> StageInstanceId | None: ...

    @property
    def planned(self) -> timedelta | None: ...

    @property
    def spent(self) -> timedelta: ...


class Work(Protocol):
    """Answered by tasks."""

    def work_of(self, shop_id: ShopId, project_id: ProjectId) -> Sequence[StageWork]: ...


class Terms(Protocol):
    """How the shop reckons, as far as products ask."""

    @property
    def currency(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def hourly_rate(self) -> Money: ...

    @property
    def numbering(self) -> Mapping[str, str]: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...
