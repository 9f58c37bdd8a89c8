"""Pages of invitations: whom the shop let in, and who has not come yet."""

from datetime import datetime
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from nexus.accounts.adapters.pages.people import MANAGE, READ, Service, all_roles, givable, titles
from nexus.accounts.messages import Invite, ListAttempts, ListInvitations
from nexus.kernel.ids import InvitationId, UserId
from nexus.platform.http import Caller, Cursor
from nexus.platform.web.pages import ON_FORM, Sent, Shown, status_of

LIST = "/users/invitations"


class InvitationPages(Controller):
    path = "/users"
    include_in_schema = False

    @get("/invitations", permission=READ, sync_to_thread=True)
    def invitations_page(
        self,
        accounts: Service,
        actor: Caller,
        show: Shown,
        is_open: FromQuery[bool | None] = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the invitations."""
        wish = ListInvitations(is_open=is_open, cursor=cursor, total=True)
        page = accounts.invitations(actor, wish)
        now = datetime.now(show.formats.zone)
        named = titles(all_roles(accounts, actor))
        return show("accounts/invitations.html", page=page, wish=wish, titles=named, now=now)

    @get("/invite", permission=MANAGE, sync_to_thread=True)
    def new_invitation_page(self, accounts: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show an empty form."""
        roles = givable(accounts, actor)
        return show("accounts/invite.html", form=show.form(), roles=roles)

    @post("/invite", permission=MANAGE, sync_to_thread=True)
    def invite_page(
        self, accounts: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Invite somebody, and tell the link, this once."""
        try:
            made = accounts.invite(actor, sent.read(Invite, show.formats))
        except ON_FORM as error:
            roles, status = givable(accounts, actor), status_of(error)
            form = sent.wrong(error)
            return show("accounts/invite.html", status=status, form=form, roles=roles)
        return show(
            "accounts/link.html",
            name=made.email,
            email=made.email,
            link=f"/join?token={made.token}",
            expires_at=made.expires_at,
            invited=True,
            back=LIST,
        )

    @post("/invitations/{id:uuid}/revoke", permission=MANAGE, sync_to_thread=True)
    def revoke_invitation_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[InvitationId]
    ) -> Response[Any]:
        """Take an invitation back."""
        accounts.revoke_invitation(actor, id)
        return show.go(LIST, show.say("Taken back: the link is good for nothing now."))

    @get("/logins", permission="activity.read", sync_to_thread=True)
    def logins_page(
        self,
        accounts: Service,
        actor: Caller,
        show: Shown,
        user_id: FromQuery[UserId | None] = None,
        success: FromQuery[bool | None] = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the logins of the shop's users, those that failed too."""
        wish = ListAttempts(user_id=user_id, success=success, cursor=cursor, total=True)
        page = accounts.login_history(actor, wish)
        names = {it.id: it.name for it in show.choices("user", str(user_id or ""))}
        return show("accounts/logins.html", page=page, wish=wish, names=names)
