"""The shop itself, and its roles."""

from collections.abc import Sequence

from nexus.accounts.domain import Role, Shop, ShopCreated
from nexus.accounts.messages import (
    CreateRole,
    PermissionView,
    PermitRole,
    RoleSort,
    RoleView,
    ShopView,
    UpdateRole,
    UpdateShop,
)
from nexus.accounts.ports import AccountsUnitOfWork
from nexus.accounts.service.base import UseCases, given
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import RoleId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase


class RolesOfShop(UseCases):
    def create_shop(self, actor: Actor, name: str) -> ShopView:
        """Found the shop that the actor is to act in: its id is the actor's."""
        actor.require("shop.manage")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            shop = Shop(shop_id=actor.shop_id, name=name, created_at=now)
            uow.shops.add(shop)
            uow.record(ShopCreated(shop_id=shop.id, happened_at=now, name=shop.name))
            return ShopView.of(shop)

    def my_shops(self, actor: Actor) -> Page[ShopView]:
        """List the shops that the actor may enter."""
        if actor.user_id is None:
            return Page(items=[self.shop(actor)])
        return Page(items=list(self._entrance.shops(actor.user_id)))

    def shop(self, actor: Actor) -> ShopView:
        with self._reading(actor.shop_id) as look:
            return look.shop()

    def update_shop(self, actor: Actor, wish: UpdateShop, version: int | None = None) -> ShopView:
        actor.require("shop.manage")
        with self._unit_of_work(actor) as uow:
            shop = uow.shops.own().expect(version)
            shop.change(**given(wish))
            return ShopView.of(shop)

    def permissions(self, actor: Actor) -> Page[PermissionView]:
        actor.require("users.read")
        codes = sorted(self._catalogue.items())
        return Page(items=[PermissionView(code=code, description=text) for code, text in codes])

    def create_role(self, actor: Actor, wish: CreateRole, *, is_preset: bool = False) -> RoleView:
        actor.require("roles.manage")
        with self._unit_of_work(actor) as uow:
            if uow.roles.named([wish.name]):
                raise Refused(phrase("There is a role '%(name)s' already.", name=wish.name))
            self._check(actor, wish.permissions)
            role = Role(
                id=RoleId(new_id()),
                shop_id=actor.shop_id,
                name=wish.name,
                display_name=wish.display_name,
                description=wish.description,
                permissions=list(wish.permissions),
                is_preset=is_preset,
                created_at=self._clock(),
            )
            uow.roles.add(role)
            return RoleView.of(role)

    def update_role(
        self, actor: Actor, role_id: RoleId, wish: UpdateRole, version: int | None = None
    ) -> RoleView:
        """Change a role of which the actor has every permission, before and after."""
        actor.require("roles.manage")
        with self._unit_of_work(actor) as uow:
            uow.shops.lock()
            had = uow.members.has_manager()
            role = uow.roles.get(role_id).expect(version)
            self._may_give(actor, role.permissions)
            changes = given(wish)
            if (codes := changes.pop("permissions", None)) is not None:
                self._check(actor, codes)
                role.permit(codes)
            role.change(**changes)
            self._keep_a_manager(uow, had)
            return RoleView.of(role)

    def permit_roles(self, actor: Actor, wishes: Sequence[PermitRole]) -> list[RoleView]:
        """Change what several roles may do, all of them or none."""
        actor.require("roles.manage")
        with self._unit_of_work(actor) as uow:
            uow.shops.lock()
            had = uow.members.has_manager()
            roles = [self._permitted(actor, uow, wish) for wish in wishes]
            self._keep_a_manager(uow, had)
            return [RoleView.of(role) for role in roles]

    def _permitted(self, actor: Actor, uow: AccountsUnitOfWork, wish: PermitRole) -> Role:
        role = uow.roles.get(wish.id).expect(wish.version)
        self._may_give(actor, role.permissions)
        self._check(actor, wish.permissions)
        role.permit(wish.permissions)
        return role

    def delete_role(self, actor: Actor, role_id: RoleId, version: int | None = None) -> None:
        actor.require("roles.manage")
        with self._unit_of_work(actor) as uow:
            role = uow.roles.get(role_id).expect(version)
            self._may_give(actor, role.permissions)
            self._check_unused(uow, role)
            uow.roles.remove(role)

    def role(self, actor: Actor, role_id: RoleId) -> RoleView:
        actor.require("users.read")
        with self._reading(actor.shop_id) as look:
            return look.role(role_id)

    def role_named(self, actor: Actor, name: str) -> RoleView:
        actor.require("users.read")
        with self._reading(actor.shop_id) as look:
            return look.role_named(name)

    def roles(
        self,
        actor: Actor,
        sort: RoleSort = "name",
        limit: int = 50,
        cursor: str | None = None,
        total: bool = False,
    ) -> Page[RoleView]:
        actor.require("users.read")
        with self._reading(actor.shop_id) as look:
            return look.roles(sort, limit, cursor, total)

    def _check(self, actor: Actor, codes: list[str]) -> None:
        if unknown := [code for code in codes if code not in self._catalogue]:
            raise Invalid(
                phrase("There is no permission '%(unknown)s'.", unknown=unknown[0]), "permissions"
            )
        self._may_give(actor, codes)

    def _check_unused(self, uow: AccountsUnitOfWork, role: Role) -> None:
        if uow.roles.is_used(role.id):
            raise Refused("Somebody has this role. Take it from them first.")
