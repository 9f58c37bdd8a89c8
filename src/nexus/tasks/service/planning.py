"""Use cases of whoever plans: make, change, order and connect tasks."""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import (
    CheckItemId,
    ProjectId,
    StageInstanceId,
    StationId,
    TaskId,
    TaskTemplateId,
    new_id,
)
from nexus.kernel.text import key
from nexus.tasks.domain import (
    Assignee,
    Status,
    Target,
    Task,
    Why,
    between,
    find_circle,
    gap_for,
    instant,
)
from nexus.tasks.messages import (
    AddCheckItem,
    ChangeCheckItem,
    ChangeTask,
    CreateTask,
    MoveTask,
    SetDependencies,
    TaskDetail,
    TaskView,
)
from nexus.tasks.ports import PlannedWork, TasksUnitOfWork
from nexus.tasks.service.part import CLOSED
from nexus.tasks.service.working import Working

PLAIN = ("title", "description", "stage_id", "assignee", "priority", "type", "planned", "due_on")


class Planning(Working):
    def create(self, actor: Actor, project_id: ProjectId, wish: CreateTask) -> TaskView:
        """Add a task at the end of an open project."""
        actor.require("tasks.plan")
        with self._unit_of_work(actor) as uow:
            self._check_open(actor.shop_id, project_id, "Tasks are added to open projects only.")
            self._check_assignee(actor.shop_id, wish.assignee)
            self._check_stage(actor.shop_id, project_id, wish.stage_id)
            given = {name: getattr(wish, name) for name in PLAIN} | _times(wish)
            task = self._new(actor, project_id, uow.tasks.positions(project_id)[0], **given)
            uow.tasks.add(task)
            return TaskView.of(task)

    def plan_standard_tasks(
        self,
        actor: Actor,
        project_id: ProjectId,
        stage_id: StageInstanceId,
        station_id: StationId,
    ) -> Sequence[TaskView]:
        """Add the station's standard tasks to a stage, each of them once."""
        actor.require("tasks.plan")
        with self._unit_of_work(actor) as uow:
            standard = self._settings.standard_tasks(actor.shop_id, station_id)
            there = uow.tasks.templates_of(project_id, stage_id) if standard else frozenset()
            missing = [template for template in standard if template.id not in there]
            if not missing:
                return []
            positions = uow.tasks.positions(project_id, len(missing))
            tasks = [
                self._new(
                    actor,
                    project_id,
                    position,
                    stage_id=stage_id,
                    template_id=template.id,
                    title=template.title,
                    description=template.description,
                    planned=template.planned,
                    assignee=Assignee(station_id=station_id),
                )
                for position, template in zip(positions, missing, strict=True)
            ]
            for task in tasks:
                uow.tasks.add(task)
            return [TaskView.of(task) for task in tasks]

    def plan_product_tasks(
        self, actor: Actor, project_id: ProjectId, work: Sequence[PlannedWork]
    ) -> Sequence[TaskView]:
        """Add the tasks that come with the product a job begins with.

        One that is called as a standard task of its station is that task: it is not added again
        when its stage is entered.
        """
        actor.require("tasks.plan")
        with self._unit_of_work(actor) as uow:
            positions = uow.tasks.positions(project_id, len(work)) if work else ()
            standard = self._standard(actor, work)
            tasks = [
                self._new(
                    actor,
                    project_id,
                    position,
                    stage_id=it.stage_id,
                    template_id=standard.pop((it.stage_id, key(it.title)), None),
                    title=it.title,
                    description=it.description,
                    planned=it.planned,
                    assignee=Assignee(station_id=it.station_id) if it.station_id else None,
                )
                for position, it in zip(positions, work, strict=True)
            ]
            for task in tasks:
                uow.tasks.add(task)
            return [TaskView.of(task) for task in tasks]

    def _standard(
        self, actor: Actor, work: Sequence[PlannedWork]
    ) -> dict[tuple[StageInstanceId | None, str], TaskTemplateId]:
        """Return the standard tasks of the work's stages, by stage and title."""
        stations = {it.stage_id: it.station_id for it in work if it.stage_id and it.station_id}
        return {
            (stage_id, key(template.title)): template.id
            for stage_id, station_id in stations.items()
            for template in self._settings.standard_tasks(actor.shop_id, station_id)
        }

    def change(
        self, actor: Actor, task_id: TaskId, wish: ChangeTask, version: int | None = None
    ) -> TaskView:
        actor.require("tasks.plan")
        with self._unit_of_work(actor) as uow:
            if wish.status in (Status.DONE, Status.BLOCKED):
                self._stop_all(uow, actor, task_id)
            task = uow.tasks.get(task_id).expect(version)
            given = {name: getattr(wish, name) for name in PLAIN} | _times(wish)
            new = {name: value for name, value in given.items() if value is not UNSET}
            self._check_assignee(actor.shop_id, new.get("assignee"))
            self._check_stage(actor.shop_id, task.project_id, new.get("stage_id"))
            task.change(**new)
            if wish.status is not UNSET and wish.status is not task.status:
                if wish.status is not Status.DONE:
                    self._check_open(actor.shop_id, task.project_id, CLOSED)
                why = Why(wish.reason, wish.force)
                waits_for = uow.tasks.waits_for(task_id)
                uow.record(*task.become(wish.status, self._clock(), waits_for, why))
            return TaskView.of(task)

    def delete(self, actor: Actor, task_id: TaskId, version: int | None = None) -> None:
        """Delete a task on which nobody has worked; what was worked on stays."""
        actor.require("tasks.plan")
        with self._unit_of_work(actor) as uow:
            task = uow.tasks.get(task_id).expect(version)
            if uow.logs.has_any(task_id) or uow.timers.of_task(task_id):
                raise Refused("Time was worked on this task, so it stays. Complete it instead.")
            uow.tasks.remove(task)

    def move(
        self, actor: Actor, task_id: TaskId, wish: MoveTask, version: int | None = None
    ) -> TaskView:
        """Put a task elsewhere in the project's order; several at once end as one order."""
        actor.require("tasks.plan")
        target = Target(wish.before, wish.after, wish.position)
        with self._unit_of_work(actor) as uow:
            task = uow.tasks.get(task_id).expect(version)
            uow.tasks.hold(task.project_id)
            task.place(self._room(uow, task, target))
            return TaskView.of(task)

    def depend(
        self, actor: Actor, task_id: TaskId, wish: SetDependencies, version: int | None = None
    ) -> TaskDetail:
        """Let a task wait for exactly these others of its project."""
        actor.require("tasks.plan")
        with self._unit_of_work(actor) as uow:
            task = uow.tasks.get(task_id).expect(version)
            uow.tasks.hold(task.project_id)
            if not uow.tasks.are_of(task.project_id, wish.ids):
                raise Invalid("A task waits for tasks of its own project only.", "ids")
            if find_circle(task.id, wish.ids, uow.tasks.links(task.project_id)):
                raise Invalid("These would wait for each other in a circle.", "ids")
            task.depend_on(wish.ids)
            return self._detail(actor, task_id)

    def add_item(self, actor: Actor, task_id: TaskId, wish: AddCheckItem) -> TaskDetail:
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            uow.tasks.get(task_id).add_item(wish.text)
            return self._detail(actor, task_id)

    def change_item(
        self, actor: Actor, task_id: TaskId, item_id: CheckItemId, wish: ChangeCheckItem
    ) -> TaskDetail:
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            text = None if wish.text is UNSET else wish.text
            done = None if wish.done is UNSET else wish.done
            uow.tasks.get(task_id).change_item(item_id, text, done)
            return self._detail(actor, task_id)

    def remove_item(self, actor: Actor, task_id: TaskId, item_id: CheckItemId) -> None:
        actor.require("tasks.work")
        with self._unit_of_work(actor) as uow:
            uow.tasks.get(task_id).remove_item(item_id)

    def _room(self, uow: TasksUnitOfWork, task: Task, target: Target) -> int:
        gap = gap_for(task.id, target, uow.tasks.places(task.project_id))
        if gap[0] < task.position and (gap[1] is None or task.position < gap[1]):
            return task.position  # it is there already
        if (position := between(*gap)) is not None:
            return position
        uow.tasks.spread(task.project_id)
        gap = gap_for(task.id, target, uow.tasks.places(task.project_id))
        return between(*gap) or task.position

    def _detail(self, actor: Actor, task_id: TaskId) -> TaskDetail:
        """Look at the task as it is now, changes that are not yet committed included."""
        with self._reading(actor.shop_id) as look:
            return look.one(task_id)

    def _new(self, actor: Actor, project_id: ProjectId, position: int, **given: Any) -> Task:
        return Task(
            id=TaskId(new_id()),
            shop_id=actor.shop_id,
            project_id=project_id,
            position=position,
            created_at=self._clock(),
            created_by_id=actor.user_id,
            **given,
        )


def _times(wish: CreateTask | ChangeTask) -> dict[str, Any]:
    """Read the planned instants in UTC; what is left out stays left out."""
    given = {"starts_at": wish.starts_at, "ends_at": wish.ends_at}
    return {
        name: value if value is None or value is UNSET else instant(value, name)
        for name, value in given.items()
    }
