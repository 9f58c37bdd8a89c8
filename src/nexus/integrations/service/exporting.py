"""Whole lists as tables: page after page of what the actor sees."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import UNSET, Struct, inspect

from nexus.integrations.messages import PaymentRow
from nexus.integrations.ports import UseCase
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.money import Money
from nexus.kernel.page import LONGEST_PAGE, Page
from nexus.kernel.phrase import phrase
from nexus.kernel.sight import hidden_in
from nexus.sales import ListSales, SaleService

EXPORT = "data.export"
NOT_ASKED = frozenset(("limit", "cursor", "total"))

Cells = Sequence[object]


@dataclass(frozen=True)
class Export:
    """The titles, and the rows as they come: a page is asked for when it is needed."""

    titles: Sequence[str]
    rows: Iterator[Cells]


@dataclass(frozen=True)
class Described:
    """What a list can be asked for, by the names on the wire."""

    columns: Sequence[str]
    filters: Sequence[str]


class ExportService:
    """`lists` are use cases that return a page of a wish, by the name of what they list."""

    def __init__(self, lists: Mapping[str, UseCase], payments: UseCase) -> None:
        self._lists = {**lists, "payments": payments}

    def names(self, actor: Actor) -> Sequence[str]:
        actor.require(EXPORT)
        return list(self._lists)

    def described(self, actor: Actor, name: str) -> Described:
        """Return what a list can be asked for: its columns, and its filters."""
        actor.require(EXPORT)
        hints = get_type_hints(self._use_case(name))
        columns = columns_of(get_args(hints["return"])[0], actor)
        known = [it.encode_name for it in msgspec.structs.fields(hints["wish"])]
        filters = [it for it in known if it not in NOT_ASKED]
        return Described(columns=[it.name for it in columns], filters=filters)

    def export(
        self, actor: Actor, name: str, filters: Mapping[str, str], wanted: Sequence[str] = ()
    ) -> Export:
        """Return a list as a table; its first page is asked for at once, so a refusal comes now.

        Without columns that are wanted it has all of them.
        """
        actor.require(EXPORT)
        use_case = self._use_case(name)
        hints = get_type_hints(use_case)
        columns = chosen(columns_of(get_args(hints["return"])[0], actor), wanted)
        wish = wish_of(hints["wish"], filters)
        first = use_case(actor, wish)
        titles = [title for column in columns for title in column.titles]
        return Export(titles, _rows(use_case, actor, wish, first, columns))

    def _use_case(self, name: str) -> UseCase:
        if name not in self._lists:
            raise NotFound("There is no such list.")
        return self._lists[name]


@dataclass(frozen=True)
class Column:
    name: str
    attribute: str
    is_money: bool

    @property
    def titles(self) -> Sequence[str]:
        return (self.name, f"{self.name}_currency") if self.is_money else (self.name,)

    def cells(self, row: Struct) -> Cells:
        value = getattr(row, self.attribute)
        if self.is_money:
            return (value.amount, value.currency) if isinstance(value, Money) else (None, None)
        if value is UNSET:
            return (None,)
        return (", ".join(value) if isinstance(value, list | tuple) else value,)


def columns_of(view: type[Struct], actor: Actor) -> Sequence[Column]:
    """Return the columns of a view: what is hidden is none, nor is what has parts of its own."""
    hidden = hidden_in(view, frozenset(s for s in ("costs.read", "prices.read") if actor.may(s)))
    found = []
    for field in msgspec.structs.fields(view):
        kinds = list(_kinds(inspect.type_info(field.type)))
        is_money = any(isinstance(k, inspect.StructType) and k.cls is Money for k in kinds)
        if field.name not in hidden and (is_money or all(map(_is_plain, kinds))):
            found.append(Column(field.encode_name, field.name, is_money))
    return found


def chosen(columns: Sequence[Column], wanted: Sequence[str]) -> Sequence[Column]:
    """Return those that are wanted, in the order of the list; Invalid if one is not there."""
    known = {it.name for it in columns}
    if unknown := [name for name in wanted if name not in known]:
        raise Invalid(
            phrase("This list has no column “%(unknown)s”.", unknown=unknown[0]), "columns"
        )
    return [it for it in columns if it.name in wanted] if wanted else columns


def wish_of(kind: type[Struct], filters: Mapping[str, str]) -> Struct:
    """Return the list's own wish of filters that came as text; Invalid if it takes no such one."""
    known = {it.encode_name: it for it in msgspec.structs.fields(kind)}
    said: dict[str, Any] = {}
    for name, text in filters.items():
        if name not in known or name in NOT_ASKED:
            raise Invalid("This list has no such filter.", name)
        try:
            said[known[name].name] = _converted(text, known[name].type)
        except msgspec.ValidationError as error:
            raise Invalid(f"{error}.", name) from error
    return kind(limit=LONGEST_PAGE, **said)


def _converted(text: str, kind: Any) -> Any:
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError:
        if not any(isinstance(k, inspect.CollectionType) for k in _kinds(inspect.type_info(kind))):
            raise
        return msgspec.convert(text.split(","), kind, strict=False)


def _kinds(kind: inspect.Type) -> Iterator[inspect.Type]:
    if isinstance(kind, inspect.Metadata):
        yield from _kinds(kind.type)
    elif isinstance(kind, inspect.UnionType):
        for one in kind.types:
            yield from _kinds(one)
    else:
        yield kind


def _is_plain(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.CollectionType):
        return all(isinstance(it, inspect.StrType) for it in _kinds(kind.item_type))
    return not isinstance(kind, inspect.StructType | inspect.DictType | inspect.AnyType)


def _rows(
    use_case: UseCase, actor: Actor, wish: Struct, page: Any, columns: Sequence[Column]
) -> Iterator[Cells]:
    while True:
        for row in page.items:
            yield [cell for column in columns for cell in column.cells(row)]
        if page.next is None:
            return
        page = use_case(actor, msgspec.structs.replace(wish, cursor=page.next))


class Payments:
    """The payments of the sales of a list, in the order of the sales."""

    def __init__(self, sales: SaleService) -> None:
        self._sales = sales

    def page(self, actor: Actor, wish: ListSales) -> Page[PaymentRow]:
        found = self._sales.page(actor, wish)
        rows = [
            PaymentRow.of(payment, sale)
            for sale in found.items
            for payment in self._sales.payments(actor, sale.id).items
        ]
        return Page(items=rows, next=found.next)
