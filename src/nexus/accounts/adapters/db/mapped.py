"""Which class is stored in which table."""

from typing import Any

from sqlalchemy.orm import relationship

from nexus.accounts.adapters.db import tables
from nexus.accounts.domain import (
    Employee,
    Grant,
    Invitation,
    Membership,
    PasswordReset,
    Posting,
    Role,
    Session,
    Shop,
    Station,
    User,
)
from nexus.accounts.domain.people import email_key, name_key
from nexus.kernel.text import key
from nexus.platform.columns import keep_keys, money
from nexus.platform.db import mapping


def _counted(table: Any) -> dict[str, Any]:
    """Say that the aggregate counts its versions itself."""
    return {"version_id_col": table.c.version, "version_id_generator": False}


def _parts(of: type, by: Any) -> Any:
    return relationship(of, lazy="selectin", order_by=by, cascade="all, delete-orphan")


mapping.map_imperatively(Shop, tables.shop, **_counted(tables.shop))
mapping.map_imperatively(User, tables.user, **_counted(tables.user))
mapping.map_imperatively(Role, tables.role, **_counted(tables.role))
mapping.map_imperatively(Grant, tables.grant)
mapping.map_imperatively(
    Membership,
    tables.membership,
    **_counted(tables.membership),
    properties={"grants": _parts(Grant, tables.grant.c.id)},
)
mapping.map_imperatively(Station, tables.station, **_counted(tables.station))
mapping.map_imperatively(Posting, tables.posting)
mapping.map_imperatively(
    Employee,
    tables.employee,
    **_counted(tables.employee),
    properties={
        "hourly_rate": money(tables.employee, "hourly_rate"),
        "postings": _parts(Posting, tables.posting.c.id),
    },
)
mapping.map_imperatively(Invitation, tables.invitation, **_counted(tables.invitation))
mapping.map_imperatively(Session, tables.session)
mapping.map_imperatively(PasswordReset, tables.reset)

keep_keys(
    User,
    username_key=lambda it: name_key(it.username),
    email_key=lambda it: email_key(it.email),
    full_name_key=lambda it: key(it.label),
    found_key=lambda it: key(f"{it.username} {it.full_name} {it.email or ''}"),
)
keep_keys(Station, name_key=lambda it: key(it.name))
keep_keys(
    Employee,
    name_key=lambda it: key(it.name),
    search_key=lambda it: key(f"{it.name} {it.email} {it.phone}"),
)
