"""Column types that are exact and alike on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Composite, composite

from nexus.kernel.exact import decimal, whole
from nexus.kernel.money import Money
from nexus.kernel.quantity import DIGITS, Quantity, Unit

E = TypeVar("E")


class Utc(sa.TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. Refuses a naive one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True
    python_type = datetime

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A stored datetime needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Seconds(sa.TypeDecorator[timedelta]):
    """A duration, stored as whole seconds."""

    impl = sa.Integer
    cache_ok = True
    python_type = timedelta

    def process_bind_param(self, value: timedelta | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else round(value.total_seconds())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> timedelta | None:
        return None if value is None else timedelta(seconds=value)


class Scaled(sa.TypeDecorator[Decimal]):
    """A decimal, stored as a whole number of 10**-digits. SQLite has no decimal of its own."""

    impl = sa.BigInteger
    cache_ok = True
    python_type = Decimal

    def __init__(self, digits: int) -> None:
        super().__init__()
        self.digits = digits

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else whole(value, self.digits)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else decimal(value, self.digits)


class Json(sa.TypeDecorator[Any]):
    """A value of plain parts that is read and written whole: a list, a map, a struct."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value, type=self.kind)


def choice(kind: type[StrEnum]) -> sa.Enum:
    """A column of one of the enum's values, as text: a new value needs no migration."""
    return sa.Enum(
        kind, native_enum=False, length=40, values_callable=lambda e: [m.value for m in e]
    )


def bytewise() -> sa.Text:
    """A text that is compared byte by byte on both databases."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def key_column(name: str) -> sa.Column[Any]:
    """What a text sorts by and is searched in (kernel.text.key), compared bytewise.

    `keep_keys` writes it. It follows from the text, so the activity log passes over it.
    """
    return sa.Column(f"{name}_key", bytewise(), nullable=False, info={"derived": True})


def keep_keys(entity: type[E], **keys: Callable[[E], object]) -> None:
    """Write key columns from the entity as it is stored: `name_key=lambda it: key(it.name)`."""

    def fill(mapper: object, connection: object, target: E) -> None:
        for column, text in keys.items():
            setattr(target, column, text(target))

    sa.event.listen(entity, "before_insert", fill)
    sa.event.listen(entity, "before_update", fill)


def money_columns(name: str) -> list[sa.Column[Any]]:
    return [
        sa.Column(f"{name}_minor", sa.BigInteger),
        sa.Column(f"{name}_currency", sa.String(3)),
    ]


def money(table: sa.Table, name: str) -> Composite[Money]:
    columns = table.c[f"{name}_minor"], table.c[f"{name}_currency"]
    return composite(Money.of, *columns, return_none_on=_no_amount)


def quantity_columns(name: str) -> list[sa.Column[Any]]:
    return [
        sa.Column(f"{name}_amount", Scaled(DIGITS)),
        sa.Column(f"{name}_unit", choice(Unit)),
    ]


def quantity(table: sa.Table, name: str) -> Composite[Quantity]:
    columns = table.c[f"{name}_amount"], table.c[f"{name}_unit"]
    return composite(Quantity, *columns, return_none_on=_no_amount)


def _no_amount(amount: object, of: object) -> bool:
    """Tell whether a part is missing: the history of a change holds the parts that changed."""
    return amount is None or of is None
