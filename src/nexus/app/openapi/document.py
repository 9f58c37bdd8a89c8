"""The OpenAPI 3.1 document, written from the routes and the types that they really read and write.

The framework's own knows neither all bounds nor what is unknown, and drops a bound of zero.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, NewType, get_args

import msgspec
from litestar import Litestar
from litestar.params import ParameterKwarg, PathParameter, QueryParameter

from nexus.app.openapi.examples import example
from nexus.app.openapi.operations import CHANGING, Operation, operations
from nexus.app.openapi.parts import HEADERS, PARAMETERS, SAID, SECURITY, Problem, problem
from nexus.app.openapi.schemas import REF, Schema, Schemas
from nexus.platform.http import needs_no_word
from nexus.platform.strict import TEXT

ABOUT = """\
Everything that Nexus does for a job shop, over HTTP and JSON.

* **Log in** with `POST /api/auth/login`. Programs send the access token as `Authorization: Bearer`;
  browsers get a session cookie and send its token in `X-CSRF-Token` with each change.
* **Errors** are problem documents (RFC 9457): a sentence in `detail`, the fields at fault in
  `errors`, the request's id in `request_id`.
* **Lists** take `limit`, `cursor`, `sort` and filters. `next` in the answer is the cursor of the
  page after.
* **Changes** take `If-Match` with the `ETag` you saw: 412 says that somebody else was quicker.
* **New things** take an `Idempotency-Key`: repeated within a day, the same answer comes back.
* **Money** is `{"amount": "12.50", "currency": "ZAR"}`, instants are UTC (ISO 8601), durations are
  ISO 8601 such as `PT1H30M`.
"""


def describe(app: Litestar, base_url: str = "") -> Schema:
    """Return the whole document as plain data."""
    return Document(app, base_url).write()


# A content comes in a form, as its file, or as it is.
UPLOAD: Schema = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        },
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    },
}


class Document:
    def __init__(self, app: Litestar, base_url: str) -> None:
        self.operations = operations(app)
        self.base_url = base_url
        names: dict[str, Any] = {}
        self.going_out = Schemas(names, incoming=False)
        self.coming_in = Schemas(names, incoming=True)

    def write(self) -> Schema:
        self.going_out.of(Problem)
        self.going_out.named["Problem"]["additionalProperties"] = True
        self.going_out.named["Problem"]["required"] = ["type", "title", "detail", "status"]
        paths: dict[str, Schema] = {}
        for operation in self.operations:
            paths.setdefault(operation.path, {})[operation.method.lower()] = self._write(operation)
        renamed = self._clashes()
        incoming = {renamed.get(name, name): it for name, it in self.coming_in.named.items()}
        for path in paths.values():
            for written in path.values():
                for part in {"parameters", "requestBody"} & written.keys():
                    written[part] = _rename(written[part], renamed)
        return {
            "openapi": "3.1.0",
            "info": self._info(),
            "servers": [{"url": self.base_url or "/"}],
            "tags": [
                {"name": name} for name in sorted({t for o in self.operations for t in o.tags})
            ],
            "paths": paths,
            "components": {
                "schemas": dict(
                    sorted((self.going_out.named | _rename(incoming, renamed)).items())
                ),
                "responses": {f"Problem{status}": problem(status) for status in SAID},
                "headers": HEADERS,
                "parameters": PARAMETERS,
                "securitySchemes": SECURITY,
            },
        }

    def _info(self) -> Schema:
        return {
            "title": "Nexus",
            "version": version("nexus"),
            "description": ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        }

    def _clashes(self) -> Mapping[str, str]:
        """Name what comes in otherwise where it differs from what goes out."""
        out = self.going_out.named
        return {
            name: f"{name}In"
            for name, schema in self.coming_in.named.items()
            if name in out and out[name] != schema
        }

    def _write(self, operation: Operation) -> Schema:
        written: Schema = {
            "operationId": operation.id,
            "summary": operation.summary,
            "tags": operation.tags,
            "security": [] if operation.public else [{"bearer": []}, {"session": [], "csrf": []}],
        }
        if operation.method not in CHANGING and not operation.public:
            written["security"] = [{"bearer": []}, {"session": []}]
        if operation.description:
            written["description"] = operation.description
        if operation.permission:
            written["x-permission"] = operation.permission
        if parameters := [*self._parameters(operation)]:
            written["parameters"] = parameters
        if operation.body:
            written["requestBody"] = self._body(operation, *operation.body)
        written["responses"] = self._responses(operation)
        return written

    def _parameters(self, operation: Operation) -> Iterator[Schema]:
        for name, (kind, extra) in operation.parameters.items():
            in_path = isinstance(extra, PathParameter)
            default = operation.default_of(name)
            schema = self.coming_in.of(_not_none(kind)) | _bounds(extra)
            if schema.get("type") == "string" and not {"pattern", "format"} & schema.keys():
                schema["pattern"] = TEXT
            if not in_path and default not in (None, inspect.Parameter.empty):
                schema["default"] = msgspec.to_builtins(default)
            yield {
                "name": name,
                "in": "path" if in_path else "query",
                "required": in_path or default is inspect.Parameter.empty,
                "schema": schema,
                **({"description": extra.description} if extra.description else {}),
            }
        if operation.once:
            yield {"$ref": "#/components/parameters/IdempotencyKey"}
        if operation.conditional:
            yield {"$ref": "#/components/parameters/IfMatch"}

    def _body(self, operation: Operation, kind: Any, media: str) -> Schema:
        required = operation.default_of("data") is inspect.Parameter.empty
        required &= operation.method != "POST" or not needs_no_word(kind)
        if kind is bytes:
            return UPLOAD
        if media != "application/json":
            return {"required": required, "content": {media: {"schema": {"type": "string"}}}}
        shown = operation.handler.opt.get("example", example(kind))
        content = {"schema": self.coming_in.of(kind), "example": shown}
        return {"required": required, "content": {media: content}}

    def _responses(self, operation: Operation) -> Schema:
        good: Schema = {
            "description": HTTPStatus(operation.status).phrase,
            "headers": {
                name: {"$ref": f"#/components/headers/{name}"} for name in _told(operation)
            },
        }
        if operation.answer:
            kind, media = operation.answer
            schema = {"type": "string"} if kind is str else self.going_out.of(kind)
            shown = {} if kind is str else {"example": example(kind)}
            good["content"] = {media: {"schema": schema, **shown}}
        refused = {
            str(status): {"$ref": f"#/components/responses/Problem{status}"}
            for status in operation.refusals()
        }
        if any(isinstance(extra, QueryParameter) for _, extra in operation.parameters.values()):
            refused["414"] = {"description": "The address is too long for the server."}
        return {str(operation.status): good, **dict(sorted(refused.items()))}


def _told(operation: Operation) -> list[str]:
    told = ["X-Request-ID"]
    if "/health" not in operation.path:
        told += ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
    kind = operation.answer[0] if operation.answer else None
    names = getattr(getattr(kind, "__origin__", kind), "__struct_fields__", ())
    if "version" in names:
        told.append("ETag")
    return [*told, "Idempotency-Replayed"] if operation.once else told


def _not_none(kind: Any) -> Any:
    """A parameter is there or not; it is never null."""
    if isinstance(kind, NewType):
        return kind
    parts = [part for part in get_args(kind) if part is not type(None)]
    return parts[0] if len(parts) == 1 and type(None) in get_args(kind) else kind


def _bounds(extra: ParameterKwarg) -> Schema:
    found = {
        "minimum": extra.ge,
        "exclusiveMinimum": extra.gt,
        "maximum": extra.le,
        "exclusiveMaximum": extra.lt,
        "minLength": extra.min_length,
        "maxLength": extra.max_length,
        "minItems": extra.min_items,
        "maxItems": extra.max_items,
        "pattern": extra.pattern,
    }
    return {name: value for name, value in found.items() if value is not None}


def _rename(schema: Any, names: Mapping[str, str]) -> Any:
    if not names:
        return schema
    text = msgspec.json.encode(schema).decode()
    pattern = re.compile(f'"{REF}({"|".join(names)})"')
    return msgspec.json.decode(pattern.sub(lambda m: f'"{REF}{names[m[1]]}"', text))
