"""Pages of roles: who may do what, as a matrix, and what each role is called."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from nexus.accounts.adapters.pages.people import READ, Service, all_roles, givable
from nexus.accounts.messages import (
    CreateRole,
    PermissionView,
    PermitRole,
    RoleView,
    UpdateRole,
)
from nexus.accounts.service import AccountsService
from nexus.kernel.actor import Actor
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Sent, Show, Shown, status_of

MANAGE = "roles.manage"
# Of a matrix, by the module that a permission's code begins with; others stand under their own.
SUBJECTS = {
    "users": "accounts",
    "roles": "accounts",
    "activity": "accounts",
    "shop": "accounts",
    "employees": "people",
    "stations": "people",
    "quotes": "sales",
    "costs": "money",
    "prices": "money",
    "budgets": "money",
    "expenses": "money",
}


class Subject(NamedTuple):
    name: str
    permissions: Sequence[PermissionView]


class RolePages(Controller):
    path = "/roles"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def roles_page(self, accounts: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show who may do what: a column for each role."""
        return _matrix(show, accounts, actor)

    @post("/", permission=MANAGE, sync_to_thread=True)
    def permit_roles_page(
        self, accounts: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Change what roles may do, all of them at once or none."""
        try:
            changed = accounts.permit_roles(actor, _wishes(sent, all_roles(accounts, actor)))
        except ON_FORM as error:
            return _matrix(show, accounts, actor, sent.wrong(error), status_of(error))
        told = show.say_many("%(num)d role changed.", "%(num)d roles changed.", len(changed))
        return show.go("/roles", told % {"num": len(changed)})

    @get("/new", permission=MANAGE, sync_to_thread=True)
    def new_role_page(self, accounts: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show an empty form; `copy` names the role to begin with."""
        form = show.form([("copy", show.request.query_params.get("copy", ""))])
        return show("accounts/role.html", form=form, role=None, roles=givable(accounts, actor))

    @post("/new", permission=MANAGE, sync_to_thread=True)
    def create_role_page(
        self, accounts: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Add a role, with the permissions of another one or none yet."""
        roles = givable(accounts, actor)
        if not sent["name"].strip():
            sent.said["name"] = [_code_of(sent["display_name"])]
        of = next((it.permissions for it in roles if it.name == sent["copy"]), [])
        return show.attempt(
            sent,
            CreateRole,
            lambda wish: accounts.create_role(
                actor, msgspec.structs.replace(wish, permissions=list(of))
            ),
            again="accounts/role.html",
            then=lambda made: "/roles",
            said=show.say("Added. Tick what this role may do."),
            role=None,
            roles=roles,
        )

    @get("/{name:str}", permission=READ, sync_to_thread=True)
    def role_page(
        self, accounts: Service, actor: Caller, show: Shown, name: FromPath[str]
    ) -> Response[Any]:
        """Show what a role is called, and for what it is."""
        role = accounts.role_named(actor, name)
        return show("accounts/role.html", form=show.filled(role), role=role, roles=[])

    @post("/{name:str}", permission=MANAGE, sync_to_thread=True)
    def change_role_page(
        self, accounts: Service, actor: Caller, show: Shown, name: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Call a role something else."""
        role = accounts.role_named(actor, name)
        sent.said.pop("permissions", None)  # they are changed in the matrix
        return show.attempt(
            sent,
            UpdateRole,
            lambda wish: accounts.update_role(actor, role.id, wish, sent.version),
            again="accounts/role.html",
            then=lambda made: "/roles",
            said=show.say("Saved."),
            role=role,
            roles=[],
        )

    @post("/{name:str}/delete", permission=MANAGE, sync_to_thread=True)
    def delete_role_page(
        self, accounts: Service, actor: Caller, show: Shown, name: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Delete a role that nobody has."""
        role = accounts.role_named(actor, name)
        try:
            accounts.delete_role(actor, role.id, sent.version)
        except ON_FORM as error:
            form = show.filled(role).wrong(error)
            return show(
                "accounts/role.html", status=status_of(error), form=form, role=role, roles=[]
            )
        return show.go("/roles", show.say("Deleted."))


def _matrix(
    show: Show,
    accounts: AccountsService,
    actor: Actor,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    roles = all_roles(accounts, actor)
    within = {it.name for it in roles if all(map(actor.may, it.permissions))}
    codes = accounts.permissions(actor).items
    return show(
        "accounts/roles.html",
        status=status,
        form=form or _ticked(roles),
        roles=roles,
        subjects=_subjects(codes),
        open_roles=within if actor.may(MANAGE) else set(),
    )


def _ticked(roles: Sequence[RoleView]) -> Form:
    """Return the matrix as a form: for each role its version, and what is ticked."""
    said = [(f"role.{role.name}", code) for role in roles for code in role.permissions]
    return Form([*said, *((f"version.{role.name}", str(role.version)) for role in roles)])


def _subjects(codes: Sequence[PermissionView]) -> list[Subject]:
    def subject(permission: PermissionView) -> str:
        begin = permission.code.partition(".")[0]
        return SUBJECTS.get(begin, begin)

    def looking_first(permission: PermissionView) -> tuple[str, bool, str]:
        return subject(permission), not permission.code.endswith(".read"), permission.code

    rows = groupby(sorted(codes, key=looking_first), key=subject)
    return [Subject(name, list(permissions)) for name, permissions in rows]


def _wishes(sent: Form, roles: Sequence[RoleView]) -> list[PermitRole]:
    """Return the roles that the form ticks otherwise than they are; those it names alone."""
    named: Mapping[str, RoleView] = {role.name: role for role in roles}
    wishes = []
    for name, role in named.items():
        version = sent[f"version.{name}"]
        ticked = sorted(set(sent.all(f"role.{name}")))
        if version.isdecimal() and len(version) < 10 and ticked != sorted(role.permissions):
            wishes.append(PermitRole(id=role.id, version=int(version), permissions=ticked))
    return wishes


def _code_of(title: str) -> str:
    """Return a code for programs, such as front_desk for "Front desk"."""
    return re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_0123456789")[:60]
