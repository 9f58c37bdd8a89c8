"""A template made of a job: what it was made of and how long it took, and where that is kept."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.exact import half_up, rounded
from nexus.kernel.ids import (
    DesignDocId,
    FileId,
    ProductId,
    ProjectId,
    ShopId,
    StageId,
    StageInstanceId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS
from nexus.products.domain import (
    MOST,
    MOST_TASKS,
    NO_TIME,
    DesignDoc,
    PlanBomItem,
    PlanRequirement,
    PlanTask,
    Template,
    check_number,
)
from nexus.products.messages import Basis, PromoteProject, TemplateView
from nexus.products.ports import FinishedProject, StageWork, WorkflowStage
from nexus.products.service.desk import Desk

SECOND = timedelta(seconds=1)


class Promoting(Desk):
    def promote(self, actor: Actor, project_id: ProjectId, wish: PromoteProject) -> TemplateView:
        """Make a template of a project, as it was planned or as it came out. It stays as it is."""
        actor.require("products.write")
        actor.require("projects.read")
        with self._unit_of_work(actor) as uow:
            job = self._projects.finished(actor.shop_id, project_id)
            if job is None:
                raise NotFound("There is no such project.")
            made = wish.made if wish.made is not None else job.made
            check_number(made, "made", most=MOST)
            terms = self._settings.terms(actor.shop_id)
            template = self._begun(actor.shop_id, project_id, job, wish, made)
            stages = self._take_workflow(template, job)
            template.arrange_bom(self._materials(actor.shop_id, project_id, job, wish, made))
            tasks = _tasks(self._work.work_of(actor.shop_id, project_id), job, wish.hours, made)
            self._arrange_tasks(template, _of_stages(tasks, stages), stages)
            if wish.equipment and job.product_template_id is not None:
                template.arrange_equipment(self._equipment(actor, job.product_template_id))
            self._take_docs(actor.shop_id, project_id, template, wish.file_ids)
            template.version = 1
            template.sku_code = self._sku(uow, terms, wish.sku_code)
            uow.templates.add(template)
            now = self._clock()
            uow.record(template.created(now), template.promoted(project_id, now))
            return self._view(actor, template.id)

    def _begun(
        self,
        shop_id: ShopId,
        project_id: ProjectId,
        job: FinishedProject,
        wish: PromoteProject,
        made: Decimal,
    ) -> Template:
        template = Template(
            id=ProductId(new_id()),
            shop_id=shop_id,
            sku_code="",
            name="",
            created_at=self._clock(),
            source_project_id=project_id,
        )
        price = wish.unit_price if wish.unit_price is not None else _each(job.estimated_price, made)
        facts = {
            "name": wish.name or job.name,
            "description": job.description if wish.description is None else wish.description,
            "material": job.material_type or "",
            "thickness": job.material_thickness,
            "unit_price": price,
            "tags": wish.tags,
        }
        return template.begun_with(facts)

    def _take_workflow(self, template: Template, job: FinishedProject) -> Sequence[WorkflowStage]:
        """Follow the job's workflow, unless it was archived since."""
        shop_id, workflow_id = template.shop_id, job.workflow_id
        if workflow_id is None or not self._workflows.has_workflow(shop_id, workflow_id):
            return ()
        template.workflow_id = workflow_id
        return self._workflows.stages(shop_id, workflow_id)

    def _materials(
        self,
        shop_id: ShopId,
        project_id: ProjectId,
        job: FinishedProject,
        wish: PromoteProject,
        made: Decimal,
    ) -> list[PlanBomItem]:
        """Return the lines each; what was used has its waste in it already."""
        if wish.quantities is Basis.ACTUAL:
            used = self._stock.used_by_project(shop_id, project_id)
            found = [(it.item_id, it.quantity, Decimal(1)) for it in used]
        else:
            found = [(it.item_id, it.net_quantity, it.waste_factor) for it in job.materials]
        return [
            PlanBomItem(item_id=item_id, quantity=each, waste_factor=waste)
            for item_id, quantity, waste in found
            if (each := _share(quantity, made)) > 0
        ]

    def _equipment(self, actor: Actor, id: ProductId) -> list[PlanRequirement]:
        with self._reading(actor.shop_id) as look:
            return [
                PlanRequirement(
                    equipment_id=it.equipment_id,
                    is_exclusive=it.is_exclusive,
                    setup=it.setup,
                    notes=it.notes,
                )
                for it in look.equipment(id)
            ]

    def _take_docs(
        self, shop_id: ShopId, project_id: ProjectId, template: Template, ids: Sequence[FileId]
    ) -> None:
        if not ids:
            return
        there = {card.id for card in self._documents.of(shop_id, "project", project_id)}
        if set(ids) - there:
            raise Invalid("This project has no such document.", "file_ids")
        template.design_docs = [
            DesignDoc(
                id=DesignDocId(new_id()),
                position=place,
                file_id=id,
                source_project_id=project_id,
            )
            for place, id in enumerate(dict.fromkeys(ids), start=1)
        ]


def _tasks(
    work: Sequence[StageWork], job: FinishedProject, hours: Basis, made: Decimal
) -> list[PlanTask]:
    """Return the tasks each; those of one title in one stage are one, with the time of all."""
    stages: dict[StageInstanceId, StageId | None] = {
        stage.id: stage.workflow_stage_id for stage in job.stages
    }
    found: dict[tuple[str, StageId | None], list[StageWork]] = {}
    for task in work:
        stage_id = stages.get(task.stage_id) if task.stage_id is not None else None
        found.setdefault((task.title, stage_id), []).append(task)
    if len(found) > MOST_TASKS:
        raise Refused(
            phrase("This project has more tasks than a template takes: %(most)s.", most=MOST_TASKS)
        )
    return [
        PlanTask(
            title=title,
            description=tasks[0].description,
            planned=_time(tasks, hours, made),
            workflow_stage_id=stage_id,
        )
        for (title, stage_id), tasks in found.items()
    ]


def _time(tasks: Sequence[StageWork], hours: Basis, made: Decimal) -> timedelta | None:
    if hours is Basis.ACTUAL:
        total = sum((task.spent for task in tasks), NO_TIME)
    elif all(task.planned is None for task in tasks):
        return None
    else:
        total = sum((task.planned or NO_TIME for task in tasks), NO_TIME)
    return half_up(Fraction(total // SECOND) / Fraction(made)) * SECOND


def _of_stages(tasks: Sequence[PlanTask], stages: Sequence[WorkflowStage]) -> list[PlanTask]:
    """Let go of stages that the workflow has no more; the others come in its order."""
    places: dict[StageId | None, int] = {stage.id: n for n, stage in enumerate(stages)}
    kept = [
        task
        if task.workflow_stage_id in places
        else PlanTask(title=task.title, description=task.description, planned=task.planned)
        for task in tasks
    ]
    return sorted(kept, key=lambda task: places.get(task.workflow_stage_id, len(places)))


def _share(quantity: Decimal, made: Decimal) -> Decimal:
    return rounded(Fraction(quantity) / Fraction(made), DIGITS)


def _each(price: Money | None, made: Decimal) -> Decimal | None:
    return None if price is None else _share(price.amount, made)
