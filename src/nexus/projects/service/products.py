"""What a job makes: beginning with a product, and the products on it."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.exact import rounded
from nexus.kernel.ids import PlanId, ProductId, ProductLineId, ProjectId, ShopId, new_id
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import key, tidy_text
from nexus.projects.domain import Plan, PlannedMaterial, PlannedWork, ProductLine, Project
from nexus.projects.domain.products import check_quantity
from nexus.projects.messages import (
    AddProduct,
    ChangeProduct,
    CreateProject,
    ListProducts,
    PlanView,
    ProductLineView,
)
from nexus.projects.ports import Bill, BillTask, Product, ProjectsUnitOfWork
from nexus.projects.service.desk import Desk

T = TypeVar("T")
NO_PRODUCT = phrase("There is no such product, or it is archived.")


class Chosen(NamedTuple):
    """The product that a job begins with, and all that so many take."""

    id: ProductId
    product: Product
    bill: Bill
    quantity: Decimal


class Making(Desk):
    def plan(self, actor: Actor, project_id: ProjectId) -> PlanView:
        """Return what the project was planned to take when it began with a product."""
        actor.require("projects.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.plan(project_id))

    def products(
        self, actor: Actor, project_id: ProjectId, wish: ListProducts
    ) -> Page[ProductLineView]:
        actor.require("projects.read")
        with self._reading(actor.shop_id) as look:
            page = look.products(project_id, wish)
            if not page.items and not look.has(project_id):
                raise NotFound("There is no such project.")
            return actor.sees(page)

    def product_line(
        self, actor: Actor, project_id: ProjectId, line_id: ProductLineId
    ) -> ProductLineView:
        actor.require("projects.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.product_line(project_id, line_id))

    def add_product(self, actor: Actor, project_id: ProjectId, wish: AddProduct) -> ProductLineView:
        """Put a product on a project, at the price it has now."""
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id)
            check_quantity(wish.quantity, "quantity")
            product = self._product(actor.shop_id, wish.product_template_id)
            price = wish.unit_price
            if price is None:
                price = self._products.price(actor.shop_id, wish.product_template_id, wish.quantity)
            line = self._line(project, wish.product_template_id, product, wish.quantity, price)
            line.notes = tidy_text(wish.notes)
            uow.products.add(line)
            return actor.sees(ProductLineView.of(line))

    def change_product(
        self,
        actor: Actor,
        project_id: ProjectId,
        line_id: ProductLineId,
        wish: ChangeProduct,
        version: int | None = None,
    ) -> ProductLineView:
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            line = _its(uow, project_id, line_id).expect(version)
            notes = _given(wish.notes)
            line.change(
                _given(wish.quantity),
                _given(wish.unit_price),
                None if notes is None else tidy_text(notes),
            )
            return actor.sees(ProductLineView.of(line))

    def remove_product(
        self,
        actor: Actor,
        project_id: ProjectId,
        line_id: ProductLineId,
        version: int | None = None,
    ) -> None:
        """Take a product off a project."""
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            uow.products.remove(_its(uow, project_id, line_id).expect(version))

    def _chosen(self, actor: Actor, wish: CreateProject) -> Chosen | None:
        if wish.product_template_id is None:
            return None
        check_quantity(wish.product_quantity, "product_quantity")
        id, quantity = wish.product_template_id, wish.product_quantity
        product = self._product(actor.shop_id, id)
        bill = self._products.bill(actor.shop_id, id, quantity)
        if bill is None:
            raise Invalid(NO_PRODUCT, "product_template_id")
        return Chosen(id, product, bill, quantity)

    def _filled(self, shop_id: ShopId, wish: CreateProject, chosen: Chosen) -> CreateProject:
        """Let the product say what the wish leaves open."""
        whole = chosen.quantity == chosen.quantity.to_integral_value()
        workflow_id = chosen.product.workflow_id
        known = workflow_id and self._workflows.has_workflow(shop_id, workflow_id)
        offered: dict[str, Any] = {
            "workflow_id": workflow_id if known else UNSET,
            "description": chosen.product.description,
            "estimated_price": chosen.bill.price,
            "estimated_cost": chosen.bill.planned_cost,
            "parts_quantity": int(chosen.quantity) if whole else UNSET,
        }
        open_ = {name: it for name, it in offered.items() if getattr(wish, name) is UNSET}
        return msgspec.structs.replace(wish, **open_)

    def _take_over(
        self, uow: ProjectsUnitOfWork, project: Project, chosen: Chosen, wish: CreateProject
    ) -> None:
        """Copy what the product takes; tasks take over its work at once."""
        uow.plans.add(self._plan_of(project, chosen))
        asked = wish.estimated_price
        if isinstance(asked, Money):
            price: Decimal | None = rounded(
                Fraction(asked.amount) / Fraction(chosen.quantity), DIGITS
            )
        else:
            price = self._products.price(project.shop_id, chosen.id, chosen.quantity)
        uow.products.add(self._line(project, chosen.id, chosen.product, chosen.quantity, price))
        work = _work(project, chosen.bill.tasks)
        uow.record(project.planned(chosen.id, work, self._clock()))

    def _plan_of(self, project: Project, chosen: Chosen) -> Plan:
        bill, zero = chosen.bill, self._zero(project.shop_id)
        return Plan(
            id=PlanId(new_id()),
            shop_id=project.shop_id,
            project_id=project.id,
            product_id=chosen.id,
            sku_code=chosen.product.sku_code,
            name=chosen.product.name,
            quantity=chosen.quantity,
            labour=bill.labour,
            hourly_rate=_sum(bill.hourly_rate, zero),
            labour_cost=_sum(bill.labour_cost, zero),
            created_at=self._clock(),
            materials=[
                PlannedMaterial(
                    id=new_id(),
                    project_id=project.id,
                    position=position,
                    item_id=it.item_id,
                    code=it.code,
                    name=it.name,
                    kind=it.kind,
                    unit=it.unit,
                    quantity=it.quantity,
                    net_quantity=it.net_quantity,
                    waste_factor=it.waste_factor,
                    unit_cost=it.unit_cost if isinstance(it.unit_cost, Decimal) else Decimal(0),
                    cost=_sum(it.cost, zero),
                )
                for position, it in enumerate(bill.materials, start=1)
            ],
        )

    def _line(
        self,
        project: Project,
        product_id: ProductId,
        product: Product,
        quantity: Decimal,
        price: Decimal | None,
    ) -> ProductLine:
        return ProductLine(
            id=ProductLineId(new_id()),
            shop_id=project.shop_id,
            project_id=project.id,
            product_id=product_id,
            sku_code=product.sku_code,
            name=product.name,
            quantity=quantity,
            unit_price=price,
            currency=self._settings.terms(project.shop_id).currency,
            created_at=self._clock(),
        )

    def _product(self, shop_id: ShopId, id: ProductId) -> Product:
        product = self._products.card(shop_id, id)
        if product is None or product.is_archived:
            raise Invalid(NO_PRODUCT, "product_template_id")
        return product

    def _zero(self, shop_id: ShopId) -> Money:
        return Money.of(0, self._settings.terms(shop_id).currency)


def _work(project: Project, tasks: Sequence[BillTask]) -> list[PlannedWork]:
    """Return the tasks in the stages of the job: by the workflow's stage, or by its name."""
    by_source = {it.workflow_stage_id: it for it in project.stages}
    by_name = {key(it.name): it for it in reversed(project.stages)}
    work = []
    for task in tasks:
        stage = by_source.get(task.workflow_stage_id) if task.workflow_stage_id else None
        stage = stage or by_name.get(key(task.stage_name) if task.stage_name else "")
        work.append(
            PlannedWork(
                title=task.title,
                description=task.description,
                planned=task.planned,
                stage_id=stage.id if stage else None,
                station_id=stage.station_id if stage else None,
            )
        )
    return work


def _its(uow: ProjectsUnitOfWork, project_id: ProjectId, id: ProductLineId) -> ProductLine:
    """Return the line if it is the project's."""
    project = uow.projects.get(project_id)
    line = uow.products.get(id)
    if line.project_id != project.id:
        raise NotFound("This project has no such product.")
    return line


def _given(value: T | msgspec.UnsetType) -> T | None:
    return None if isinstance(value, msgspec.UnsetType) else value


def _sum(amount: Any, zero: Money) -> Money:
    return amount if isinstance(amount, Money) else zero
