"""Taking jobs on, looking at them and changing what is written about them."""

from collections.abc import Sequence
from datetime import date

from msgspec import UNSET, UnsetType

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import CustomerId, ProductId, ProjectId, ShopId, WorkflowId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase, together
from nexus.kernel.text import tidy
from nexus.projects.domain import Details, Kind, Project, StageSource, Status
from nexus.projects.domain.status import moves
from nexus.projects.messages import (
    ChangeProject,
    CreateProject,
    ListProjects,
    ProjectRow,
    ProjectView,
    StageView,
    StartFromTemplate,
    StatusView,
)
from nexus.projects.ports import ProjectsUnitOfWork
from nexus.projects.service.products import Making

OPERATIONS = "Shop operations"
OPERATIONS_CODE = "OPS-{n:3}"


class Planning(Making):
    def create(self, actor: Actor, wish: CreateProject) -> ProjectView:
        """Take on a job: with a code of the shop's month, and the stages of its workflow."""
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            terms = self._settings.terms(actor.shop_id)
            wish.check(terms.currency)
            customer = self._customer_word(actor.shop_id, wish.customer_id)
            asked = wish
            if chosen := self._chosen(actor, wish):
                wish = self._filled(actor.shop_id, wish, chosen)
            workflow_id, stages = self._workflow(actor.shop_id, wish.workflow_id)
            self._check_manager(actor.shop_id, wish)
            today = self._today(terms)
            project = Project(
                id=ProjectId(new_id()),
                shop_id=actor.shop_id,
                code="",
                name=tidy(wish.name),
                created_at=self._clock(),
                customer_id=wish.customer_id,
                product_template_id=wish.product_template_id,
            )
            project.plan(workflow_id, stages)
            project.begun_with(wish, today)
            self._add(uow, project, terms.numbering["project"], today, customer)
            if chosen:
                self._take_over(uow, project, chosen, asked)
            return self._new_view(actor, project.id)

    def start_from_template(
        self, actor: Actor, product_id: ProductId, wish: StartFromTemplate
    ) -> ProjectView:
        """Take on a job that makes so many of a product."""
        actor.require("projects.write")
        with self._unit_of_work(actor):
            if (product := self._products.card(actor.shop_id, product_id)) is None:
                raise NotFound("There is no such template.")
            if product.is_archived:
                raise Refused("This product is archived. Restore it to make more of it.")
            said = {name: getattr(wish, name) for name in Details.__struct_fields__}
            said["name"] = product.name if wish.name is UNSET else wish.name
            new = CreateProject(
                customer_id=wish.customer_id,
                workflow_id=wish.workflow_id,
                product_template_id=product_id,
                product_quantity=wish.quantity,
                **said,
            )
            return self.create(actor, new)

    def open_operations(self, actor: Actor) -> ProjectView:
        """Open the shop's own project for maintenance, training and meetings, once (ruling 17)."""
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            if (project := uow.projects.operations()) is None:
                terms = self._settings.terms(actor.shop_id)
                project = Project(
                    id=ProjectId(new_id()),
                    shop_id=actor.shop_id,
                    code="",
                    name=OPERATIONS,
                    created_at=self._clock(),
                    kind=Kind.INTERNAL,
                    status=Status.IN_PROGRESS,
                    started_at=self._clock(),
                )
                self._add(uow, project, OPERATIONS_CODE, self._today(terms))
            return self._view(actor, project.id)

    def change(
        self, actor: Actor, project_id: ProjectId, wish: ChangeProject, version: int | None = None
    ) -> ProjectView:
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id).expect(version)
            terms = self._settings.terms(actor.shop_id)
            wish.check(terms.currency)
            self._check_manager(actor.shop_id, wish)
            if wish.workflow_id is not UNSET and wish.workflow_id != project.workflow_id:
                project.plan(*self._workflow(actor.shop_id, wish.workflow_id))
            project.amend(wish, self._today(terms))
            return self._view(actor, project_id)

    def delete(self, actor: Actor, project_id: ProjectId, version: int | None = None) -> None:
        """Delete a draft that nobody has worked on or been billed for."""
        actor.require("projects.delete")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id).expect(version)
            project.check_it_may_go()
            reasons = self._reasons_to_keep(actor.shop_id, project_id)
            if uow.expenses.has_any(project_id):
                reasons.append(phrase("It has expenses."))
            if reasons:
                raise Refused(
                    phrase("%(reasons)s Cancel it instead.", reasons=together(reasons)),
                    reasons=list(map(str, reasons)),
                )
            uow.record(project.deleted(self._clock()))
            uow.budgets.remove_of(project_id)
            uow.products.remove_of(project_id)
            uow.projects.remove(project)

    def repoint(self, actor: Actor, source_id: CustomerId, target_id: CustomerId) -> None:
        """Let one customer's projects be another's: the two turned out to be one."""
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            for project in uow.projects.of_customer(source_id):
                project.repoint(target_id)

    def one(self, actor: Actor, project_id: ProjectId) -> ProjectView:
        actor.require("projects.read")
        return self._view(actor, project_id)

    def by_code(self, actor: Actor, code: str) -> ProjectView:
        actor.require("projects.read")
        with self._reading(actor.shop_id) as look:
            return self._priced(actor, look.by_code(code))

    def page(self, actor: Actor, wish: ListProjects) -> Page[ProjectRow]:
        actor.require("projects.read")
        with self._reading(actor.shop_id) as look:
            by_day = wish.expiring or wish.overdue
            today = self._today(self._settings.terms(actor.shop_id)) if by_day else None
            return actor.sees(look.page(wish, today))

    def stages(self, actor: Actor, project_id: ProjectId) -> Page[StageView]:
        """Return all stages in order."""
        return Page(items=list(self.one(actor, project_id).stages))

    def statuses(self, actor: Actor) -> Page[StatusView]:
        """Return every status with its words and the moves that lead on from it."""
        actor.require("projects.read")
        return Page(
            items=[
                StatusView(
                    code=status,
                    label=status.label,
                    lifecycle=status.lifecycle,
                    allowed=moves(status),
                )
                for status in Status
            ]
        )

    def _add(
        self,
        uow: ProjectsUnitOfWork,
        project: Project,
        pattern: str,
        today: date,
        customer: str = "",
    ) -> None:
        """Give the code last: others who want the next one wait from here on."""
        words = {"year": f"{today:%Y}", "month": f"{today:%m}", "customer": customer}
        project.code = uow.number(pattern, **words)
        uow.projects.add(project)
        uow.record(project.created(self._clock()))

    def _customer_word(self, shop_id: ShopId, customer_id: CustomerId) -> str:
        """Return the customer's code as it stands in a project's: `CL-0001` is `CL0001`."""
        if not self._customers.has_customer(shop_id, customer_id):
            raise Invalid("There is no such customer, or it is archived.", "customer_id")
        return (self._customers.code(shop_id, customer_id) or "").replace("-", "")

    def _workflow(
        self, shop_id: ShopId, workflow_id: WorkflowId | UnsetType | None
    ) -> tuple[WorkflowId | None, Sequence[StageSource]]:
        is_left_open = workflow_id is UNSET
        chosen = self._workflows.default_workflow(shop_id) if is_left_open else workflow_id
        if chosen is None or chosen is UNSET:
            return None, ()
        if not self._workflows.has_workflow(shop_id, chosen):
            raise Invalid("There is no such workflow, or it is archived.", "workflow_id")
        return chosen, self._workflows.stages(shop_id, chosen)

    def _check_manager(self, shop_id: ShopId, details: Details) -> None:
        if details.manager_id is not UNSET and details.manager_id is not None:
            self._check_employee(shop_id, details.manager_id, "manager_id")

    def _reasons_to_keep(self, shop_id: ShopId, project_id: ProjectId) -> list[str]:
        reasons: list[str] = []
        if self._work.has_tasks(shop_id, project_id):
            reasons.append(phrase("It has tasks."))
        if self._revenue.total_of_project(shop_id, project_id) is not None:
            reasons.append(phrase("It has sales."))
        if self._revenue.has_quote(shop_id, project_id):
            reasons.append(phrase("It has quotes."))
        return reasons
