"""What was said of the columns of lists: looked at, named, chosen for another list, forgotten."""

from collections.abc import Callable

from nexus.integrations.domain import ImportJob, RememberedMapping, signature
from nexus.integrations.messages import ListMappings, MappingView, RenameMapping
from nexus.integrations.ports import ImportsReading, ImportsUnitOfWork
from nexus.kernel.actor import Actor
from nexus.kernel.ids import MappingId, ShopId, new_id
from nexus.kernel.page import Page
from nexus.kernel.text import tidy

IMPORT = "data.import"


class MappingService:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], ImportsUnitOfWork],
        reading: Callable[[ShopId], ImportsReading],
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading

    def page(self, actor: Actor, wish: ListMappings) -> Page[MappingView]:
        actor.require(IMPORT)
        with self._reading(actor.shop_id) as look:
            return look.remembered(wish)

    def one(self, actor: Actor, id: MappingId) -> MappingView:
        actor.require(IMPORT)
        with self._reading(actor.shop_id) as look:
            return look.one_remembered(id)

    def rename(
        self, actor: Actor, id: MappingId, wish: RenameMapping, version: int | None = None
    ) -> MappingView:
        actor.require(IMPORT)
        with self._unit_of_work(actor) as uow:
            known = uow.mappings.get(id).expect(version)
            known.rename(tidy(wish.name))
            return MappingView.of(known)

    def forget(self, actor: Actor, id: MappingId, version: int | None = None) -> None:
        """Let go of it: the next list with these titles is guessed again."""
        actor.require(IMPORT)
        with self._unit_of_work(actor) as uow:
            uow.mappings.remove(uow.mappings.get(id).expect(version))


def remember(uow: ImportsUnitOfWork, job: ImportJob) -> None:
    """Keep what was said of the columns, for the next list with these titles."""
    such = signature(job.columns)
    known = uow.mappings.find(job.thing, such)
    if known is not None:
        known.learn(job.mapping)
        return
    new = RememberedMapping(
        shop_id=job.shop_id,
        id=MappingId(new_id()),
        thing=job.thing,
        signature=such,
        name=job.file_name.rpartition(".")[0] or job.file_name,
        mapping=dict(job.mapping),
    )
    uow.mappings.add(new)
