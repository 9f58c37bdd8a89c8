"""Use cases of whoever works: how a task goes from to do to done."""

from nexus.kernel.actor import Actor
from nexus.kernel.ids import TaskId
from nexus.tasks.domain import Status, Why
from nexus.tasks.messages import TaskView
from nexus.tasks.service.clocks import Clocks
from nexus.tasks.service.part import CLOSED


class Working(Clocks):
    def start(
        self,
        actor: Actor,
        task_id: TaskId,
        version: int | None = None,
        why: Why | None = None,
    ) -> TaskView:
        """Begin, or resume after a block; over open dependencies only by force."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            task = uow.tasks.get(task_id).expect(version)
            self._check_open(actor.shop_id, task.project_id, CLOSED)
            uow.record(task.start(self._clock(), uow.tasks.waits_for(task_id), why))
            return TaskView.of(task)

    def complete(
        self,
        actor: Actor,
        task_id: TaskId,
        version: int | None = None,
        why: Why | None = None,
    ) -> TaskView:
        """Finish it, and stop whatever clocks run on it."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            self._stop_all(uow, actor, task_id)
            task = uow.tasks.get(task_id).expect(version)
            uow.record(task.complete(self._clock(), uow.tasks.waits_for(task_id), why))
            return TaskView.of(task)

    def block(
        self, actor: Actor, task_id: TaskId, why: Why, version: int | None = None
    ) -> TaskView:
        """Say what it waits for, and stop whatever clocks run on it."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            self._stop_all(uow, actor, task_id)
            task = uow.tasks.get(task_id).expect(version)
            uow.record(task.block(self._clock(), why))
            return TaskView.of(task)

    def unblock(self, actor: Actor, task_id: TaskId, version: int | None = None) -> TaskView:
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            task = uow.tasks.get(task_id).expect(version)
            uow.record(task.unblock(self._clock()))
            return TaskView.of(task)

    def reopen(
        self, actor: Actor, task_id: TaskId, why: Why, version: int | None = None
    ) -> TaskView:
        """Take a done task up again."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            task = uow.tasks.get(task_id).expect(version)
            self._check_open(actor.shop_id, task.project_id, CLOSED)
            uow.record(task.reopen(self._clock(), why))
            return TaskView.of(task)

    def bring(
        self,
        actor: Actor,
        task_id: TaskId,
        status: Status,
        version: int | None = None,
        why: Why | None = None,
    ) -> TaskView:
        """Bring it to a status by the verbs that lead there, as when its card is dropped."""
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            if status in (Status.DONE, Status.BLOCKED):
                self._stop_all(uow, actor, task_id)
            task = uow.tasks.get(task_id).expect(version)
            if status is not task.status and status is not Status.DONE:
                self._check_open(actor.shop_id, task.project_id, CLOSED)
            waits_for = uow.tasks.waits_for(task_id)
            uow.record(*task.become(status, self._clock(), waits_for, why))
            return TaskView.of(task)
