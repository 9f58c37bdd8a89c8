"""What moves a job along: its status, its stages, the proof of payment."""

from datetime import date

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import ProjectId
from nexus.kernel.money import Money
from nexus.projects.domain import Project, Status
from nexus.projects.messages import ChangeStatus, MoveStage, ProjectView
from nexus.projects.service.desk import Desk


class Progress(Desk):
    def start(self, actor: Actor, project_id: ProjectId, version: int | None = None) -> ProjectView:
        """Begin the work, and with it the first stage."""
        actor.require("projects.progress")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id).expect(version)
            uow.record(*project.start(self._clock(), self._shops_day(actor)))
            return self._view(actor, project_id)

    def move_stage(
        self, actor: Actor, project_id: ProjectId, wish: MoveStage, version: int | None = None
    ) -> ProjectView:
        """Go to a stage; if that led past the last one and is asked for, complete the project."""
        actor.require("projects.progress")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id).expect(version)
            now = self._clock()
            uow.record(*project.move_stage(wish.stage_id, wish.direction, now, wish.reason))
            if wish.complete and project.is_at_its_end:
                self._check_work(project, wish.reason)
                uow.record(*project.become(Status.COMPLETED, now, self._shops_day(actor)))
            return self._view(actor, project_id)

    def change_status(
        self, actor: Actor, project_id: ProjectId, wish: ChangeStatus, version: int | None = None
    ) -> ProjectView:
        actor.require("projects.progress")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id).expect(version)
            if wish.status is Status.COMPLETED and wish.status in project.allowed:
                self._check_work(project, wish.skip_reason)
            moved = project.become(
                wish.status,
                self._clock(),
                self._shops_day(actor),
                wish.reason,
                wish.skip_reason,
            )
            uow.record(*moved)
            return self._view(actor, project_id)

    def resume(
        self, actor: Actor, project_id: ProjectId, version: int | None = None
    ) -> ProjectView:
        """Go on with a project that is on hold, from where it was."""
        actor.require("projects.progress")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id).expect(version)
            uow.record(*project.resume(self._clock(), self._shops_day(actor)))
            return self._view(actor, project_id)

    def reopen(
        self, actor: Actor, project_id: ProjectId, reason: str, version: int | None = None
    ) -> ProjectView:
        """Take a project up again that was completed or cancelled, for a reason."""
        actor.require("projects.progress")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id).expect(version)
            uow.record(*project.reopen(self._clock(), self._shops_day(actor), reason))
            return self._view(actor, project_id)

    def mark_pop(
        self,
        actor: Actor,
        project_id: ProjectId,
        on: date | None = None,
        version: int | None = None,
    ) -> ProjectView:
        """Note the proof of payment, today unless told otherwise; a second time changes nothing."""
        actor.require("projects.progress")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id).expect(version)
            terms = self._settings.terms(actor.shop_id)
            today = self._today(terms)
            if on is not None and on > today:
                raise Invalid("A proof of payment has been received by now.", "pop_received_date")
            uow.record(*project.prove_payment(on or today, terms.pop_days, self._clock()))
            return self._view(actor, project_id)

    def note_quote(self, actor: Actor, project_id: ProjectId, on: date) -> None:
        """Note that it has been quoted for."""
        actor.require("projects.progress")
        with self._unit_of_work(actor) as uow:
            uow.projects.get(project_id).note_quote(on)

    def take_over(self, actor: Actor, project_id: ProjectId, on: date, price: Money) -> None:
        """Note that its quote has been accepted, and at what price without tax."""
        actor.require("projects.progress")
        with self._unit_of_work(actor) as uow:
            uow.projects.get(project_id).approve(on, price)

    def _check_work(self, project: Project, reason: str) -> None:
        if not reason and self._work.has_open_tasks(project.shop_id, project.id):
            raise Refused("There are open tasks. Give a reason to complete the project without.")

    def _shops_day(self, actor: Actor) -> date:
        return self._today(self._settings.terms(actor.shop_id))
