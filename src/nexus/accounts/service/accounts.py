"""A shop and who may do what in it."""

from nexus.accounts.service.inviting import Inviting
from nexus.accounts.service.roles import RolesOfShop
from nexus.accounts.service.staff import Staff


class AccountsService(RolesOfShop, Staff, Inviting):
    """`version` is the one the actor looked at; a change of another one is refused as stale.

    A shop is founded by a system actor of its id to be, whose scopes hold every permission that
    the roles shall have: `create_shop`, then `create_role`, `create_station`, `create_user`.
    """
