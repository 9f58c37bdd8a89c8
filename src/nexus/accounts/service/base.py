"""What all use cases of a shop's accounts lean on."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from nexus.accounts.domain import Membership, Role, User
from nexus.accounts.ports import AccountsReading, AccountsUnitOfWork, Entrance
from nexus.accounts.service.passwords import Passwords
from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Invalid, NotAllowed, Refused
from nexus.kernel.ids import SessionId, ShopId
from nexus.kernel.phrase import phrase


def given(wish: msgspec.Struct, *but: str) -> dict[str, Any]:
    """Return the fields of a change that were sent."""
    fields = {name: getattr(wish, name) for name in wish.__struct_fields__ if name not in but}
    return {name: value for name, value in fields.items() if value is not msgspec.UNSET}


def take_password(
    uow: AccountsUnitOfWork, user: User, hashed: str, at: datetime, but: SessionId | None = None
) -> None:
    """Set it; every login that the old one opened ends, except the one at hand."""
    user.take_password(hashed)
    uow.logins.drop_resets(user.id, at)
    for session in uow.logins.sessions(user.id):
        if session.id != but:
            session.end(at, "password changed")


class UseCases:
    """`catalogue` has every permission of the program, with what it allows in words."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], AccountsUnitOfWork],
        reading: Callable[[ShopId], AccountsReading],
        entrance: Entrance,
        passwords: Passwords,
        catalogue: Mapping[str, str],
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._entrance = entrance
        self._passwords = passwords
        self._catalogue = catalogue
        self._clock = clock

    def _roles(self, actor: Actor, uow: AccountsUnitOfWork, names: Iterable[str]) -> list[Role]:
        """Return the roles of these names, which the actor must be able to give."""
        wanted = list(dict.fromkeys(names))
        found = {role.name: role for role in uow.roles.named(wanted)}
        if missing := [name for name in wanted if name not in found]:
            raise Invalid(
                phrase("There is no role '%(missing)s' in this shop.", missing=missing[0]), "roles"
            )
        for role in found.values():
            self._may_give(actor, role.permissions)
        return [found[name] for name in wanted]

    def _may_give(self, actor: Actor, permissions: Iterable[str]) -> None:
        """Refuse to hand out what the actor has not: nobody raises anybody above themselves."""
        if beyond := [code for code in permissions if not actor.may(code)]:
            raise NotAllowed(
                phrase(
                    "You cannot give the '%(beyond)s' permission: you have not got it.",
                    beyond=beyond[0],
                )
            )

    def _may_rule(self, actor: Actor, uow: AccountsUnitOfWork, member: Membership) -> None:
        """Refuse to change somebody who may do more than the actor."""
        roles = uow.roles.among(member.role_ids)
        if any(not actor.may(code) for role in roles for code in role.permissions):
            raise NotAllowed("This user may do more than you. Somebody who may as much can help.")

    def _keep_a_manager(self, uow: AccountsUnitOfWork, had: bool) -> None:
        """Refuse what leaves a shop without anybody who could let others in."""
        if had and not uow.members.has_manager():
            raise Refused("Somebody must remain who can manage the users of this shop.")
