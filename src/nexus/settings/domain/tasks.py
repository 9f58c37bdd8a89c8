"""The tasks that every job at a station begins with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import StationId, TaskTemplateId
from nexus.kernel.text import tidy, tidy_text

LONGEST_PLAN = timedelta(hours=1000)


@dataclass(eq=False, kw_only=True)
class StationTaskTemplate(Aggregate):
    """Tasks are copied from it, so changing it alters no job that runs.

    `planned` is how long it should take, in whole seconds; None leaves it open. What is archived
    is gone for people, and stays for the tasks that were made of it.
    """

    id: TaskTemplateId
    station_id: StationId
    title: str
    position: int
    description: str = ""
    planned: timedelta | None = None
    is_active: bool = True
    is_archived: bool = False

    def __post_init__(self) -> None:
        self._tidy()

    def change(
        self,
        *,
        title: str,
        description: str,
        planned: timedelta | None,
        is_active: bool,
    ) -> None:
        self.title, self.description = title, description
        self.planned, self.is_active = planned, is_active
        self._tidy()
        self._changed()

    def move(self, position: int) -> None:
        if position != self.position:
            self.position = position
            self._changed()

    def archive(self) -> None:
        self.is_archived = True
        self._changed()

    def _tidy(self) -> None:
        self.title, self.description = tidy(self.title), tidy_text(self.description)
        if not self.title:
            raise Invalid("A standard task has a title.", "title")
        if self.planned is not None:
            self.planned = timedelta(seconds=round(self.planned.total_seconds()))
            if not timedelta(0) < self.planned <= LONGEST_PLAN:
                raise Invalid("Planned time is above nothing, and at most 1000 hours.", "planned")


def put_in_order(templates: Sequence[StationTaskTemplate], ids: Sequence[UUID]) -> None:
    """Give the templates of one station the places of their ids."""
    if len(ids) != len(templates) or set(ids) != {template.id for template in templates}:
        raise Invalid("The new order names each standard task of the station once.", "ids")
    places = {id: position for position, id in enumerate(ids, start=1)}
    for template in templates:
        template.move(places[template.id])
