"""Who is asking. Every use case takes an Actor first; it carries the tenant."""

from enum import StrEnum
from typing import Self, TypeVar

import msgspec

from nexus.kernel.errors import NotAllowed
from nexus.kernel.ids import EmployeeId, ShopId, UserId
from nexus.kernel.phrase import phrase
from nexus.kernel.sight import seen

T = TypeVar("T")


class Door(StrEnum):
    """The way by which a wish came in; the activity log keeps it."""

    WEB = "web"
    REST = "rest"
    CLI = "cli"
    IMPORT = "import"
    SYSTEM = "system"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """A person, or with neither user nor employee Nexus itself.

    `label` is the name that the activity log shows, also when the person is long gone.
    """

    shop_id: ShopId
    user_id: UserId | None = None
    employee_id: EmployeeId | None = None
    label: str = "System"
    door: Door = Door.SYSTEM
    scopes: frozenset[str] = frozenset()

    @classmethod
    def system(cls, shop_id: ShopId, *scopes: str, label: str = "System") -> Self:
        """Return Nexus at work for a shop: reactions and timers, with the scopes they need."""
        return cls(shop_id=shop_id, label=label, scopes=frozenset(scopes))

    def may(self, scope: str) -> bool:
        return scope in self.scopes

    def require(self, scope: str) -> None:
        if scope not in self.scopes:
            raise NotAllowed(phrase("This needs the '%(scope)s' permission.", scope=scope))

    def sees(self, view: T) -> T:
        """Return the view, or page of views, without the costs and prices hidden from the actor."""
        return seen(view, self.scopes)
