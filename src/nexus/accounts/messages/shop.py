"""The shop itself, its roles, stations and employees."""

from datetime import datetime
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.accounts.domain import Role, Shop, Station
from nexus.kernel.ids import EmployeeId, RoleId, ShopId, StationId, UserId
from nexus.kernel.money import Money
from nexus.kernel.sight import Cost
from nexus.kernel.text import Line, Name, Text

RoleName = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
Permission = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[a-z_]+\.[a-z_]+$")]
Permissions = Annotated[list[Permission], Meta(max_length=200)]
Address = Annotated[str, Meta(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Phone = Annotated[str, Meta(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
Position = Annotated[int, Meta(ge=0, le=100_000)]
Places = Annotated[list[StationId], Meta(max_length=100)]

EmployeeSort = Literal["name", "-name", "created_at", "-created_at"]
StationSort = Literal["position", "-position", "name", "-name"]
RoleSort = Literal["name", "-name"]


class UpdateShop(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name


class CreateRole(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`name` is the code by which programs and users' role lists name it."""

    name: RoleName
    display_name: Line = ""
    description: Text = ""
    permissions: Permissions = []


class UpdateRole(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    display_name: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    permissions: Permissions | UnsetType = UNSET


class PermitRole(Struct, frozen=True, kw_only=True):
    """One of several roles whose permissions are changed at once."""

    id: RoleId
    version: int
    permissions: Permissions


class CreateStation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a position it comes last."""

    name: Name
    description: Text = ""
    position: Position | None = None


class UpdateStation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    position: Position | UnsetType = UNSET


class CreateEmployee(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name
    email: Address = ""
    phone: Phone = ""
    notes: Text = ""
    hourly_rate: Money | None = None
    user_id: UserId | None = None
    station_ids: Places = []


class UpdateEmployee(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    email: Address | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    notes: Text | UnsetType = UNSET
    hourly_rate: Money | UnsetType | None = UNSET
    user_id: UserId | UnsetType | None = UNSET
    station_ids: Places | UnsetType = UNSET


class SetStations(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    station_ids: Places


class ListEmployees(Struct, frozen=True, kw_only=True):
    station_id: StationId | None = None
    is_active: bool | None = None
    search: str | None = None
    sort: EmployeeSort = "name"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListStations(Struct, frozen=True, kw_only=True):
    is_active: bool | None = None
    search: str | None = None
    sort: StationSort = "position"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ShopView(Struct, frozen=True, kw_only=True):
    id: ShopId
    version: int
    name: str
    is_active: bool
    created_at: datetime

    @classmethod
    def of(cls, shop: Shop) -> Self:
        return cls(
            id=shop.id,
            version=shop.version,
            name=shop.name,
            is_active=shop.is_active,
            created_at=shop.created_at,
        )


class PermissionView(Struct, frozen=True, kw_only=True):
    code: str
    description: str


class RoleView(Struct, frozen=True, kw_only=True):
    id: RoleId
    version: int
    name: str
    display_name: str
    description: str
    permissions: list[str]
    is_preset: bool
    created_at: datetime

    @classmethod
    def of(cls, role: Role) -> Self:
        return cls(
            id=role.id,
            version=role.version,
            name=role.name,
            display_name=role.display_name,
            description=role.description,
            permissions=role.permissions,
            is_preset=role.is_preset,
            created_at=role.created_at,
        )


class StationView(Struct, frozen=True, kw_only=True):
    id: StationId
    version: int
    name: str
    description: str
    position: int
    is_active: bool
    created_at: datetime

    @classmethod
    def of(cls, station: Station) -> Self:
        return cls(
            id=station.id,
            version=station.version,
            name=station.name,
            description=station.description,
            position=station.position,
            is_active=station.is_active,
            created_at=station.created_at,
        )


class StationRef(Struct, frozen=True, kw_only=True):
    id: StationId
    name: str


class EmployeeView(Struct, frozen=True, kw_only=True):
    id: EmployeeId
    version: int
    name: str
    email: str
    phone: str
    notes: str
    hourly_rate: Cost = UNSET
    user_id: UserId | None
    is_active: bool
    stations: list[StationRef]
    created_at: datetime
