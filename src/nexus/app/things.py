"""Whether a thing is there that a file is to be attached to: each kind is asked of its keeper."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from uuid import UUID

from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ShopId


class Keeper(Protocol):
    def one(self, actor: Actor, id: Any, /) -> object:
        """Show one thing, or raise NotFound."""


class Things:
    """`keepers` has the permission and the service for each kind that somebody keeps."""

    def __init__(self, keepers: Mapping[str, tuple[str, Callable[[], Keeper]]]) -> None:
        self._keepers = keepers

    def has(self, shop_id: ShopId, kind: str, thing_id: UUID) -> bool:
        """Tell whether it is there, archived or not. What nobody keeps is not."""
        if kind not in self._keepers:
            return False
        scope, keeper = self._keepers[kind]
        try:
            keeper().one(Actor.system(shop_id, scope, label="System (Files)"), thing_id)
        except NotFound:
            return False
        return True
