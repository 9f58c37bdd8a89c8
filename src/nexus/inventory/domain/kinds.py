"""What kinds of things and movements there are, and what they are called."""

from collections.abc import Mapping
from enum import StrEnum

from nexus.kernel.quantity import Unit


class Kind(StrEnum):
    MATERIAL = "material"
    CONSUMABLE = "consumable"
    POWDER = "powder"
    SPARE_PART = "spare_part"
    TOOL = "tool"


class MovementKind(StrEnum):
    PURCHASE = "purchase"
    USAGE = "usage"
    ADJUSTMENT = "adjustment"
    RETURN = "return"
    TRANSFER = "transfer"


KIND_LABELS: Mapping[Kind, str] = {
    Kind.MATERIAL: "Material",
    Kind.CONSUMABLE: "Consumable",
    Kind.POWDER: "Powder",
    Kind.SPARE_PART: "Spare part",
    Kind.TOOL: "Tool",
}
# Where the kinds stand in the shop's four categories; powder is what coaters work with.
CATEGORY_LABELS: Mapping[Kind, str] = {
    Kind.MATERIAL: "Raw Material",
    Kind.CONSUMABLE: "Consumable",
    Kind.POWDER: "Raw Material",
    Kind.SPARE_PART: "Spare Part",
    Kind.TOOL: "Tool",
}
MOVEMENT_LABELS: Mapping[MovementKind, str] = {
    MovementKind.PURCHASE: "Purchase",
    MovementKind.USAGE: "Usage",
    MovementKind.ADJUSTMENT: "Adjustment",
    MovementKind.RETURN: "Return",
    MovementKind.TRANSFER: "Transfer",
}
UNIT_LABELS: Mapping[Unit, str] = {
    Unit.PIECE: "pieces",
    Unit.SHEET: "sheets",
    Unit.BOX: "boxes",
    Unit.ROLL: "rolls",
    Unit.SET: "sets",
    Unit.HOUR: "hours",
    Unit.MILLIMETRE: "millimetres",
    Unit.CENTIMETRE: "centimetres",
    Unit.METRE: "metres",
    Unit.INCH: "inches",
    Unit.FOOT: "feet",
    Unit.SQUARE_METRE: "square metres",
    Unit.SQUARE_FOOT: "square feet",
    Unit.MILLILITRE: "millilitres",
    Unit.LITRE: "litres",
    Unit.BOARD_FOOT: "board feet",
    Unit.GRAM: "grams",
    Unit.KILOGRAM: "kilograms",
    Unit.POUND: "pounds",
}
