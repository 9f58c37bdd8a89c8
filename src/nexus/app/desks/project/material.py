"""What a project was planned to take of the stock, beside what it took."""

from collections.abc import Iterable
from typing import NamedTuple

from nexus.inventory import UsedMaterial
from nexus.projects import PlannedMaterialView


class Material(NamedTuple):
    """One item, as it was planned and as it was taken, as far as either is known."""

    planned: PlannedMaterialView | None
    used: UsedMaterial | None

    @property
    def item(self) -> PlannedMaterialView | UsedMaterial | None:
        return self.used or self.planned


def beside(planned: Iterable[PlannedMaterialView], used: Iterable[UsedMaterial]) -> list[Material]:
    """Put them side by side, in the order of the plan; what nobody planned comes last."""
    taken = {it.item_id: it for it in used}
    rows = [Material(it, taken.pop(it.item_id, None)) for it in planned]
    return rows + [Material(None, it) for it in taken.values()]
