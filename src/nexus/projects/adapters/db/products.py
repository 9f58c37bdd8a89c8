"""The products on projects and their plans: tables, mapping, repositories and queries."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ProjectId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import key
from nexus.platform.columns import (
    Scaled,
    Seconds,
    Utc,
    keep_keys,
    key_column,
    money,
    money_columns,
)
from nexus.platform.db import mapping, points_to, shop_table
from nexus.platform.listing import page
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlRepository
from nexus.projects.adapters.db.tables import project, stage
from nexus.projects.domain import Kind, Plan, PlannedMaterial, ProductLine
from nexus.projects.domain.products import MATERIAL, margin
from nexus.projects.messages import (
    FinishedProject,
    ListProducts,
    PlannedMaterialView,
    PlanView,
    ProductLineView,
    SourceMaterial,
    SourceStage,
    plain,
)

product = shop_table(
    "projects_product",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("product_id", sa.Uuid, nullable=False),
    sa.Column("sku_code", sa.String(60), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
    sa.Column("quantity", Scaled(DIGITS), nullable=False),
    sa.Column("unit_price", Scaled(DIGITS)),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    points_to("projects_project", "project_id"),
    points_to("products_template", "product_id"),
    sa.Index(None, "shop_id", "project_id", "created_at", "id"),
    sa.Index(None, "shop_id", "product_id"),
    log_as="project_product",
    part_of="project_id",
)

plan = shop_table(
    "projects_plan",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("product_id", sa.Uuid, nullable=False),
    sa.Column("sku_code", sa.String(60), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("quantity", Scaled(DIGITS), nullable=False),
    sa.Column("labour", Seconds, nullable=False),
    *money_columns("hourly_rate"),
    *money_columns("labour_cost"),
    sa.Column("created_at", Utc, nullable=False),
    points_to("projects_project", "project_id"),
    points_to("products_template", "product_id"),
    sa.UniqueConstraint("shop_id", "project_id"),
    sa.Index(None, "shop_id", "product_id"),
    log_as="project_plan",
    part_of="project_id",
)

planned_material = shop_table(
    "projects_planned_material",
    sa.Column("plan_id", sa.Uuid, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("item_id", sa.Uuid, nullable=False),  # stock is no neighbour of projects
    sa.Column("code", sa.String(60), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("unit", sa.String(40), nullable=False),
    sa.Column("quantity", Scaled(DIGITS), nullable=False),
    sa.Column("net_quantity", Scaled(DIGITS), nullable=False),
    sa.Column("waste_factor", Scaled(DIGITS), nullable=False),
    sa.Column("unit_cost", Scaled(DIGITS), nullable=False),
    *money_columns("cost"),
    points_to("projects_plan", "plan_id"),
    points_to("projects_project", "project_id"),
    sa.Index(None, "shop_id", "plan_id", "position"),
    sa.Index(None, "shop_id", "project_id"),
    log_as="planned_material",
    part_of="project_id",
)

mapping.map_imperatively(
    ProductLine, product, version_id_col=product.c.version, version_id_generator=False
)
mapping.map_imperatively(
    PlannedMaterial,
    planned_material,
    properties={"cost": money(planned_material, "cost")},
)
mapping.map_imperatively(
    Plan,
    plan,
    version_id_col=plan.c.version,
    version_id_generator=False,
    properties={
        "hourly_rate": money(plan, "hourly_rate"),
        "labour_cost": money(plan, "labour_cost"),
        "materials": relationship(
            PlannedMaterial,
            foreign_keys=[planned_material.c.shop_id, planned_material.c.plan_id],
            primaryjoin=(planned_material.c.shop_id == plan.c.shop_id)
            & (planned_material.c.plan_id == plan.c.id),
            order_by=planned_material.c.position,
            cascade="all, delete-orphan",
        ),
    },
)
keep_keys(ProductLine, name_key=lambda it: key(it.name))


class SqlProductLines(SqlRepository[ProductLine]):
    entity: ClassVar[type] = ProductLine

    def remove(self, line: ProductLine) -> None:
        self.session.delete(line)

    def remove_of(self, project_id: ProjectId) -> None:
        mine = (product.c.shop_id == self.shop_id) & (product.c.project_id == project_id)
        for line in self.session.scalars(sa.select(ProductLine).where(mine)):
            self.session.delete(line)
        its = (plan.c.shop_id == self.shop_id) & (plan.c.project_id == project_id)
        for planned in self.session.scalars(sa.select(Plan).where(its)):
            self.session.delete(planned)
        self.session.flush()


class SqlPlans(SqlRepository[Plan]):
    entity: ClassVar[type] = Plan


class SqlProductLooks(SqlReading):
    """What is looked at of products on projects."""

    def products(self, id: ProjectId, wish: ListProducts) -> Page[ProductLineView]:
        mine = (product.c.shop_id == self.shop_id) & (product.c.project_id == id)
        return page(
            self.connection,
            sa.select(product).where(mine),
            ProductLineView.of,
            sorts={"name": product.c.name_key, "created_at": product.c.created_at},
            id=product.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def product_line(self, project_id: ProjectId, id: Any) -> ProductLineView:
        mine = (product.c.shop_id == self.shop_id) & (product.c.project_id == project_id)
        row = self.connection.execute(
            sa.select(product).where(mine, product.c.id == id)
        ).one_or_none()
        if row is None:
            raise NotFound("This project has no such product.")
        return ProductLineView.of(row)

    def plan(self, id: ProjectId) -> PlanView:
        its = (plan.c.shop_id == project.c.shop_id) & (plan.c.project_id == project.c.id)
        query = (
            sa.select(
                plan,
                project.c.estimated_price_minor.label("price_minor"),
                project.c.estimated_price_currency.label("price_currency"),
            )
            .select_from(project.outerjoin(plan, its))
            .where(project.c.shop_id == self.shop_id, project.c.id == id)
        )
        row = self.connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("There is no such project.")
        if row.id is None:
            raise NotFound("This project did not begin with a product, so nothing was planned.")
        return _plan(row, self._materials(id))

    def finished(self, id: ProjectId) -> FinishedProject | None:
        its = (plan.c.shop_id == project.c.shop_id) & (plan.c.project_id == project.c.id)
        query = (
            sa.select(project, plan.c.quantity.label("made"))
            .select_from(project.outerjoin(plan, its))
            .where(
                project.c.shop_id == self.shop_id, project.c.id == id, project.c.kind == Kind.JOB
            )
        )
        row = self.connection.execute(query).one_or_none()
        if row is None:
            return None
        mine = (stage.c.shop_id == self.shop_id) & (stage.c.project_id == id)
        stages = sa.select(stage.c.id, stage.c.name, stage.c.workflow_stage_id).where(mine)
        return FinishedProject(
            name=row.name,
            description=row.description,
            customer_id=row.customer_id,
            workflow_id=row.workflow_id,
            product_template_id=row.product_template_id,
            material_type=row.material_type,
            material_thickness=row.material_thickness,
            estimated_price=_money(row, "estimated_price"),
            made=Decimal(1) if row.made is None else plain(row.made),
            stages=[
                SourceStage(id=it.id, name=it.name, workflow_stage_id=it.workflow_stage_id)
                for it in self.connection.execute(stages.order_by(stage.c.position))
            ],
            materials=[
                SourceMaterial(
                    item_id=it.item_id,
                    net_quantity=it.net_quantity,
                    waste_factor=it.waste_factor,
                )
                for it in self._materials(id)
            ],
        )

    def _materials(self, id: ProjectId) -> Sequence[sa.Row[Any]]:
        mine = (planned_material.c.shop_id == self.shop_id) & (planned_material.c.project_id == id)
        query = sa.select(planned_material).where(mine).order_by(planned_material.c.position)
        return self.connection.execute(query).all()


def _plan(row: sa.Row[Any], materials: Sequence[sa.Row[Any]]) -> PlanView:
    currency = row.labour_cost_currency
    sums = [
        Money.of(
            sum(it.cost_minor for it in materials if (it.kind == MATERIAL) is wanted), currency
        )
        for wanted in (True, False)
    ]
    labour, price = Money.of(row.labour_cost_minor, currency), _money(row, "price")
    costs = sums[0] + sums[1] + labour
    left = price if price is not None and price.currency == currency else None
    return PlanView(
        project_id=row.project_id,
        product_template_id=row.product_id,
        sku_code=row.sku_code,
        name=row.name,
        quantity=plain(row.quantity),
        materials=[_material(it) for it in materials],
        labour=row.labour,
        hourly_rate=_money(row, "hourly_rate"),
        material_cost=sums[0],
        consumable_cost=sums[1],
        labour_cost=labour,
        planned_cost=costs,
        price=price,
        margin=None if left is None else left - costs,
        margin_percent=None if left is None else margin(left, costs),
        created_at=row.created_at,
    )


def _material(row: sa.Row[Any]) -> PlannedMaterialView:
    return PlannedMaterialView(
        item_id=row.item_id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        unit=row.unit,
        quantity=plain(row.quantity),
        net_quantity=plain(row.net_quantity),
        waste_factor=plain(row.waste_factor),
        unit_cost=plain(row.unit_cost),
        cost=_money(row, "cost"),
    )


def _money(row: sa.Row[Any], name: str) -> Money | None:
    minor, currency = getattr(row, f"{name}_minor"), getattr(row, f"{name}_currency")
    return None if minor is None else Money.of(minor, currency)
