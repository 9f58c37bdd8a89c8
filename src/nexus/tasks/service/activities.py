"""Activities: the same tasks and the same use cases, in the words of a calendar."""

from typing import Any

from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Refused
from nexus.kernel.ids import ProjectId, ShopId, TaskId
from nexus.kernel.page import Page
from nexus.tasks.domain import Assignee
from nexus.tasks.messages import (
    ActivityView,
    ChangeActivity,
    ChangeTask,
    CreateActivity,
    CreateTask,
    ListTasks,
)
from nexus.tasks.service.looking import Looking
from nexus.tasks.service.planning import Planning

SAME = ("title", "description", "type", "priority")


class Activities(Planning, Looking):
    def activities(self, actor: Actor, wish: ListTasks) -> Page[ActivityView]:
        if wish.project_id is not None:
            found = self.of_project(actor, wish.project_id, wish)
        else:
            found = self.page(actor, wish)
        items = [ActivityView.of(task) for task in found.items]
        return Page(items=items, next=found.next, total=found.total)

    def activity(self, actor: Actor, task_id: TaskId) -> ActivityView:
        return ActivityView.of(self.one(actor, task_id))

    def create_activity(self, actor: Actor, wish: CreateActivity) -> ActivityView:
        """Plan it for a project, or for the shop's own operations."""
        actor.require("tasks.plan")
        with self._unit_of_work(actor):
            project_id = wish.project_id or self._operations(actor.shop_id)
            task = CreateTask(
                **{name: getattr(wish, name) for name in SAME},
                starts_at=wish.start_time,
                ends_at=wish.end_time,
                assignee=Assignee(employee_id=wish.assigned_to) if wish.assigned_to else None,
            )
            return ActivityView.of(self.create(actor, project_id, task))

    def change_activity(
        self, actor: Actor, task_id: TaskId, wish: ChangeActivity, version: int | None = None
    ) -> ActivityView:
        given: dict[str, Any] = {name: getattr(wish, name) for name in (*SAME, "status", "reason")}
        given |= {"starts_at": wish.start_time, "ends_at": wish.end_time}
        if wish.assigned_to is not UNSET:
            to = wish.assigned_to
            given["assignee"] = Assignee(employee_id=to) if to else None
        return ActivityView.of(self.change(actor, task_id, ChangeTask(**given), version))

    def _operations(self, shop_id: ShopId) -> ProjectId:
        project_id = self._projects.operations(shop_id)
        if project_id is None:
            raise Refused("This shop has no project for its own work. Please name a project.")
        return project_id
