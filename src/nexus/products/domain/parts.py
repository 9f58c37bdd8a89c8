"""What a template is made of: materials, equipment, tasks, documents, prices by quantity.

A `Plan...` says what a part shall be: with an id it is one that the template has, without one it
is new. Parts are arranged as a whole, in the order of their plans.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Protocol, TypeVar
from uuid import UUID

from msgspec import Meta, Struct

from nexus.kernel.errors import Invalid
from nexus.kernel.exact import whole
from nexus.kernel.ids import (
    BomItemId,
    DesignDocId,
    EquipmentId,
    FileId,
    PriceBreakId,
    ProductId,
    ProjectId,
    RequirementId,
    StageId,
    StockItemId,
    TemplateTaskId,
    new_id,
)
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS, Unit
from nexus.kernel.text import Line, Name, Text, tidy, tidy_text

MOST = Decimal(1_000_000)  # of a quantity, of one line
MOST_WASTE = Decimal(100)
LARGEST_PRICE = Decimal(10) ** 11
LONGEST_TASK = timedelta(days=366)
NO_TIME = timedelta()

DocKind = Annotated[str, Meta(max_length=40, pattern="^[a-z][a-z0-9_]*$")]


class PlanBomItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stock item or another template, and how much of it one product takes.

    Without a unit it is the item's own. A `waste_factor` of 1.15 plans for 15 % of waste.
    """

    id: BomItemId | None = None
    item_id: StockItemId | None = None
    nested_template_id: ProductId | None = None
    quantity: Decimal
    unit: Unit | None = None
    waste_factor: Decimal = Decimal(1)
    notes: Text = ""


class PlanRequirement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Equipment that the work needs. `setup` says what is special, for example a blade."""

    id: RequirementId | None = None
    equipment_id: EquipmentId
    is_exclusive: bool = False
    setup: Line = ""
    notes: Text = ""


class PlanTask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Work on one product. Its stage is one of the template's workflow, and brings the station."""

    id: TemplateTaskId | None = None
    title: Name
    description: Text = ""
    planned: timedelta | None = None
    workflow_stage_id: StageId | None = None


class PlanDoc(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of the design."""

    id: DesignDocId | None = None
    file_id: FileId
    kind: DocKind = "drawing"
    notes: Text = ""


class PlanBreak(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The price each, from this quantity on."""

    id: PriceBreakId | None = None
    from_quantity: Decimal
    unit_price: Decimal


@dataclass(eq=False, kw_only=True)
class BomItem:
    """`quantity` is without waste, and of one product. Exactly one of the two ids is given."""

    id: BomItemId
    position: int
    item_id: StockItemId | None
    nested_template_id: ProductId | None
    quantity: Decimal
    unit: Unit | None
    waste_factor: Decimal
    notes: str

    def check(self, at: str) -> None:
        if (self.item_id is None) == (self.nested_template_id is None):
            raise Invalid("A line is a stock item or another template.", f"{at}item_id")
        if self.nested_template_id is not None:
            if self.unit not in (None, Unit.PIECE):
                raise Invalid("Templates are counted in pieces.", f"{at}unit")
            self.unit = Unit.PIECE
        check_number(self.quantity, f"{at}quantity", most=MOST)
        check_number(self.waste_factor, f"{at}waste_factor", least=Decimal(1), most=MOST_WASTE)


@dataclass(eq=False, kw_only=True)
class Requirement:
    id: RequirementId
    position: int
    equipment_id: EquipmentId
    is_exclusive: bool
    setup: str
    notes: str

    def check(self, at: str) -> None:
        """There is nothing that the types do not say."""


@dataclass(eq=False, kw_only=True)
class TemplateTask:
    """`stage_name` is what its stage was called when it was planned."""

    id: TemplateTaskId
    position: int
    title: str
    description: str
    planned: timedelta | None
    workflow_stage_id: StageId | None
    stage_name: str = ""

    def check(self, at: str) -> None:
        if self.planned is not None and not NO_TIME <= self.planned <= LONGEST_TASK:
            raise Invalid("A task takes between nothing and a year.", f"{at}planned")


@dataclass(eq=False, kw_only=True)
class DesignDoc:
    """`source_project_id` is the job whose document it was."""

    id: DesignDocId
    position: int
    file_id: FileId
    kind: str = "drawing"
    notes: str = ""
    source_project_id: ProjectId | None = None

    def check(self, at: str) -> None:
        """There is nothing that the types do not say."""


@dataclass(eq=False, kw_only=True)
class PriceBreak:
    id: PriceBreakId
    position: int
    from_quantity: Decimal
    unit_price: Decimal

    def check(self, at: str) -> None:
        check_number(self.from_quantity, f"{at}from_quantity", most=MOST)
        check_price(self.unit_price, f"{at}unit_price")


class Plan(Protocol):
    @property
    def id(self) -> UUID | None: ...

    @property
    def __struct_fields__(self) -> tuple[str, ...]: ...


class Part(Protocol):
    id: Any
    position: int

    def check(self, at: str) -> None: ...


P = TypeVar("P", bound=Part)

TIDY: dict[str, Callable[[str], str]] = {
    "title": tidy,
    "setup": tidy,
    "notes": tidy_text,
    "description": tidy_text,
}


ONCE_LABELS = {"equipment_id": "equipment", "file_id": "file", "from_quantity": "from quantity"}


def arranged(
    kind: type[P], parts: Collection[P], plans: Sequence[Plan], field: str, *, once: str = ""
) -> list[P]:
    """Return the parts as planned, and in that order, out of those there are and new ones.

    `once` names what no two of them may have alike.
    """
    mine = {part.id: part for part in parts}
    named = [plan.id for plan in plans if plan.id is not None]
    if not mine.keys() >= set(named):
        raise Invalid("A part with an id is one that the template has.", field)
    if len(named) != len(set(named)):
        raise Invalid("A part has one place in its template.", field)
    wanted = [
        _part(kind, mine, plan, place, f"{field}[{place}].") for place, plan in _numbered(plans)
    ]
    if once and len({getattr(part, once) for part in wanted}) != len(wanted):
        raise Invalid(
            phrase("Each %(part)s is given once.", part=phrase(ONCE_LABELS[once])),
            field,
        )
    return wanted


def _numbered(plans: Sequence[Plan]) -> list[tuple[int, Plan]]:
    return list(enumerate(plans))


def _part(kind: type[P], mine: dict[Any, P], plan: Plan, place: int, at: str) -> P:
    facts = facts_of(plan)
    if plan.id is None:
        part = kind(id=new_id(), position=place + 1, **facts)  # type: ignore[call-arg]
    else:
        part = mine[plan.id]
        for name, value in facts.items():
            setattr(part, name, value)
        part.position = place + 1
    part.check(at)
    return part


def facts_of(plan: Plan) -> dict[str, Any]:
    """Return what a plan says beside its id, with its texts tidied."""
    said = {name: getattr(plan, name) for name in plan.__struct_fields__ if name != "id"}
    return {name: TIDY[name](value) if name in TIDY else value for name, value in said.items()}


def check_number(
    number: Decimal, field: str, *, least: Decimal | None = None, most: Decimal
) -> None:
    """Refuse what has more than six digits after the point, or is out of bounds."""
    try:
        whole(number, DIGITS)
    except Invalid as error:
        raise Invalid(error.message, field) from error
    if (number <= 0 if least is None else number < least) or number > most:
        if least is None:
            said = phrase("This is more than 0, and %(most)s at most.", most=most)
        else:
            said = phrase(
                "This is %(least)s or more, and %(most)s at most.", least=least, most=most
            )
        raise Invalid(said, field)


def check_price(price: Decimal, field: str) -> None:
    check_number(price, field, least=Decimal(0), most=LARGEST_PRICE)
