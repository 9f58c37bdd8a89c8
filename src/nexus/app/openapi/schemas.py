"""JSON Schema of what crosses the border, as strict as what reads it."""

import re
from enum import Enum
from typing import Any

import msgspec
from msgspec import NODEFAULT, inspect

from nexus.platform.strict import DAY, DECIMAL, DURATION, INSTANT, LARGEST

REF = "#/components/schemas/"

Schema = dict[str, Any]
Type = inspect.Type

PLAIN: dict[type[Type], Schema] = {
    inspect.AnyType: {},
    inspect.RawType: {},
    inspect.NoneType: {"type": "null"},
    inspect.BoolType: {"type": "boolean"},
    inspect.BytesType: {"type": "string", "contentEncoding": "base64"},
    inspect.UUIDType: {"type": "string", "format": "uuid"},
    inspect.DateType: {"type": "string", "format": "date", "pattern": DAY},
    inspect.TimeType: {"type": "string", "format": "time"},
    inspect.DateTimeType: {"type": "string", "format": "date-time", "pattern": INSTANT},
    inspect.TimeDeltaType: {"type": "string", "format": "duration"},
    inspect.DecimalType: {"type": "string", "format": "decimal", "pattern": DECIMAL},
}
# What comes in takes a decimal as a number too, and reads it exactly; and durations that RFC 3339
# leaves out and ISO 8601 has, such as PT1H30S.
GENEROUS: dict[type[Type], Schema] = {
    inspect.DecimalType: PLAIN[inspect.DecimalType] | {"type": ["string", "number"]},
    inspect.TimeDeltaType: {"type": "string", "pattern": DURATION},
}
BOUNDS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
}


class Schemas:
    """Collects the named schemas while it writes those that refer to them."""

    def __init__(self, names: dict[str, Any], *, incoming: bool) -> None:
        self.named: dict[str, Schema] = {}
        self._incoming = incoming
        self._names = names  # what each name stands for, the same in both directions

    def of(self, kind: Any) -> Schema:
        return self._of(inspect.type_info(kind))

    def _of(self, info: Type) -> Schema:
        if self._incoming and type(info) in GENEROUS:
            return dict(GENEROUS[type(info)])
        if (plain := PLAIN.get(type(info))) is not None:
            return dict(plain)
        if isinstance(info, inspect.Metadata):
            return self._of(info.type) | (info.extra_json_schema or {})
        if isinstance(info, inspect.StructType | inspect.DataclassType | inspect.EnumType):
            return self._reference(info)
        if isinstance(info, inspect.UnionType):
            return _union([self._of(kind) for kind in info.types])
        return self._other(info)

    def _other(self, info: Type) -> Schema:
        match info:
            case inspect.IntType():
                bounds = _bounds(info)
                upper = {} if {"maximum", "exclusiveMaximum"} & bounds.keys() else _int32(bounds)
                return {"type": "integer"} | bounds | upper
            case inspect.FloatType():
                return {"type": "number"} | _bounds(info)
            case inspect.StrType():
                return {"type": "string"} | _bounds(info)
            case inspect.LiteralType():
                return {"enum": list(info.values)}
            case inspect.DictType():
                values = {"type": "object", "additionalProperties": self._of(info.value_type)}
                names = self._of(info.key_type)
                return values if names == {"type": "string"} else values | {"propertyNames": names}
            case inspect.TupleType():
                items = [self._of(kind) for kind in info.item_types]
                size = {"minItems": len(items), "maxItems": len(items)}
                return {"type": "array", "prefixItems": items} | size
            case (
                inspect.ListType()
                | inspect.SetType()
                | inspect.FrozenSetType()
                | inspect.VarTupleType()
            ):
                size = {k.replace("Length", "Items"): v for k, v in _bounds(info).items()}
                return {"type": "array", "items": self._of(info.item_type)} | size
        raise TypeError(f"There is no schema for {info}.")

    def _reference(
        self, info: inspect.StructType | inspect.DataclassType | inspect.EnumType
    ) -> Schema:
        name = self._name(info.cls)
        if name not in self.named:
            self.named[name] = {}  # so that a type may refer to itself
            if isinstance(info, inspect.EnumType):
                self.named[name] = _enum(name, info.cls)
            else:
                self.named[name] = self._object(name, info)
        return {"$ref": REF + name}

    def _name(self, cls: Any) -> str:
        """Name by the class; of two of one name, the second says its module too."""
        short, module = _short(cls), cls.__module__.split(".")
        for name in (short, f"{module[min(1, len(module) - 1)].capitalize()}{short}"):
            if self._names.setdefault(name, cls) == cls:
                return name
        raise TypeError(f"There are too many types called {short}.")

    def _object(self, name: str, info: inspect.StructType | inspect.DataclassType) -> Schema:
        fields = {field.encode_name: self._field(field) for field in info.fields}
        schema: Schema = {"title": name, "type": "object", "properties": fields}
        if said := _doc(info.cls):
            schema["description"] = said
        # What goes out always has all its fields.
        always = [
            field.encode_name
            for field in info.fields
            if field.required or (not self._incoming and not may_be_missing(info.cls, field))
        ]
        if always:
            schema["required"] = always
        if getattr(info, "forbid_unknown_fields", False) or not self._incoming:
            schema["additionalProperties"] = False
        return schema

    def _field(self, field: inspect.Field) -> Schema:
        schema = self._of(field.type)
        if self._incoming and field.default is not NODEFAULT:
            schema = schema | {"default": msgspec.to_builtins(field.default)}
        return schema


def may_be_missing(cls: Any, field: inspect.Field) -> bool:
    if field.required:
        return False
    if getattr(getattr(cls, "__struct_config__", None), "omit_defaults", False):
        return True
    return field.default is NODEFAULT and field.default_factory is NODEFAULT


def _enum(name: str, cls: type[Enum]) -> Schema:
    values = [member.value for member in cls]
    kind = "string" if all(isinstance(value, str) for value in values) else "integer"
    return {"title": name, "type": kind, "enum": values}


def _union(schemas: list[Schema]) -> Schema:
    real = [schema for schema in schemas if schema]
    return {"anyOf": real} if len(real) > 1 else real[0] if real else {}


def _bounds(info: Type) -> Schema:
    found = {name: getattr(info, name, None) for name in BOUNDS}
    return {BOUNDS[name]: value for name, value in found.items() if value is not None}


def _int32(bounds: Schema) -> Schema:
    lower = {} if {"minimum", "exclusiveMinimum"} & bounds.keys() else {"minimum": -LARGEST}
    return lower | {"maximum": LARGEST}


def _short(cls: Any) -> str:
    """Return `Page[TaskView]` as PageOfTaskView."""
    origin = getattr(cls, "__origin__", cls)
    arguments = getattr(cls, "__args__", ())
    inner = "And".join(_short(argument) for argument in arguments)
    return f"{origin.__name__}Of{inner}" if inner else str(origin.__name__)


def _doc(cls: Any) -> str:
    """Return what the class says of itself, not what msgspec or Enum says of every class."""
    doc = getattr(cls, "__origin__", cls).__dict__.get("__doc__") or ""
    return re.sub(r"\s*\n\s*", " ", doc.strip())
