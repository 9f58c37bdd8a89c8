"""Invitations, and coming in by one or by an open door."""

from typing import Any
from uuid import UUID

from nexus.accounts.domain import Invitation, User, UserInvited
from nexus.accounts.domain.logins import INVITED_FOR
from nexus.accounts.domain.people import email_key
from nexus.accounts.messages import (
    InvitationView,
    Invite,
    ListInvitations,
    Origin,
    Register,
    UserView,
)
from nexus.accounts.ports import AccountsUnitOfWork, House
from nexus.accounts.service.guessing import attempt_of, check_tries
from nexus.accounts.service.mail import address
from nexus.accounts.service.people import People
from nexus.accounts.service.tokens import INVITE, digest, random_token
from nexus.kernel.actor import Actor, Door
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from nexus.kernel.ids import InvitationId, ShopId, UserId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase

NEWCOMER = "viewer"  # the role of who registers without an invitation, if the shop has it
NO_GOOD = phrase("This invitation was used, revoked, or is too old.")


class Inviting(People):
    def __init__(self, house: House, **given: Any) -> None:
        super().__init__(**given)
        self._house = house

    def invite(self, actor: Actor, wish: Invite) -> InvitationView:
        """Make an invitation; the view tells its token, this once."""
        actor.require("users.manage")
        token, now = _token_of(actor.shop_id), self._clock()
        email = address(wish.email) or ""
        with self._unit_of_work(actor) as uow:
            self._roles(actor, uow, wish.roles)
            self._check_stranger(uow, email)
            invitation = Invitation(
                id=InvitationId(new_id()),
                shop_id=actor.shop_id,
                email=email,
                roles=list(wish.roles),
                token_hash=digest(token),
                invited_by=actor.label,
                created_at=now,
                expires_at=now + INVITED_FOR,
            )
            uow.invitations.add(invitation)
            uow.record(
                UserInvited(
                    shop_id=actor.shop_id,
                    happened_at=now,
                    invitation_id=invitation.id,
                    email=email,
                )
            )
            return _view(invitation, token)

    def revoke_invitation(self, actor: Actor, invitation_id: InvitationId) -> None:
        actor.require("users.manage")
        with self._unit_of_work(actor) as uow:
            uow.invitations.get(invitation_id).revoke(self._clock())

    def invitations(self, actor: Actor, wish: ListInvitations) -> Page[InvitationView]:
        actor.require("users.read")
        with self._reading(actor.shop_id) as look:
            return look.invitations(wish, self._clock())

    def register(self, wish: Register, origin: Origin) -> UserView:
        """Make oneself a login: by invitation, or where the shop lets everybody in.

        Who is refused too often waits, or else all names and tokens could be tried here.
        """
        tried = attempt_of(wish.username, origin, self._clock(), reason="registration")
        check_tries(self._entrance, tried)
        try:
            return self._register(wish)
        except (NotAllowed, NotFound, Refused):
            self._entrance.note(tried)
            raise

    def _register(self, wish: Register) -> UserView:
        email = address(wish.email)
        shop_id = _shop_of(wish.token) if wish.token else wish.shop_id
        if shop_id is None:
            raise Invalid("Which shop?", "shop_id")
        self._check_door(shop_id, wish)
        hashed = self._hashed(wish.password, wish.username, email, wish.full_name)
        actor = Actor(shop_id=shop_id, label=wish.full_name or wish.username, door=Door.REST)
        with self._unit_of_work(actor) as uow:
            uow.shops.own()
            if wish.token:
                email, names = self._accept(uow, wish.token, email)
            else:
                names = [NEWCOMER]
            self._check_free(uow, wish.username, email)
            user = User(
                id=UserId(new_id()),
                username=wish.username,
                email=email,
                full_name=wish.full_name,
                password_hash=hashed,
                created_at=self._clock(),
            )
            uow.users.add(user)
            member = self._join(actor, uow, user, list(uow.roles.named(names)))
            return self._seen(uow, user, member)

    def accept_invitation(self, actor: Actor, token: str) -> UserView:
        """Come into one more shop, with the login that one has."""
        shop_id = _shop_of(token)
        if actor.user_id is None:
            raise NotAllowed("An invitation is for a person.")
        guest = Actor(shop_id=shop_id, user_id=actor.user_id, label=actor.label, door=actor.door)
        with self._unit_of_work(guest) as uow:
            user = uow.users.get(actor.user_id)
            _, names = self._accept(uow, token, user.email)
            if uow.members.find(user.id) is not None:
                raise Refused("You are a member of this shop already.")
            member = self._join(guest, uow, user, list(uow.roles.named(names)))
            return self._seen(uow, user, member)

    def invited_to(self, token: str) -> ShopId:
        """Return the shop that an invitation is for, as its token says."""
        return _shop_of(token)

    def _check_door(self, shop_id: ShopId, wish: Register) -> None:
        if wish.token is None and self._house.terms(shop_id).invite_only:
            raise NotAllowed("This shop takes in people who were invited.")

    def _check_stranger(self, uow: AccountsUnitOfWork, email: str) -> None:
        user = uow.users.with_email(email_key(email) or "")
        if user is not None and uow.members.find(user.id) is not None:
            raise Refused("This person is a member already.")

    def _accept(
        self, uow: AccountsUnitOfWork, token: str, email: str | None
    ) -> tuple[str, list[str]]:
        """Use the invitation up; it is good for the address it was sent to and no other."""
        invitation = uow.invitations.with_token(digest(token))
        if invitation is None:
            raise Refused(NO_GOOD)
        if email is not None and email_key(email) != email_key(invitation.email):
            raise Refused("This invitation is for another e-mail address.")
        invitation.accept(self._clock())
        return invitation.email, invitation.roles


def _token_of(shop_id: ShopId) -> str:
    """Return a token that says for which shop it is: behind its wall it is looked up."""
    return f"{INVITE}{shop_id.hex}{random_token()}"


def _shop_of(token: str) -> ShopId:
    try:
        return ShopId(UUID(token.removeprefix(INVITE)[:32]))
    except ValueError as error:
        raise Refused(NO_GOOD) from error


def _view(invitation: Invitation, token: str | None = None) -> InvitationView:
    return InvitationView(
        id=invitation.id,
        version=invitation.version,
        email=invitation.email,
        roles=invitation.roles,
        invited_by=invitation.invited_by,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
        accepted_at=invitation.accepted_at,
        revoked_at=invitation.revoked_at,
        token=token,
    )
