"""What every HTTP adapter shares: who asks, on which version, and how a refusal is told."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Annotated, Any, Literal, NamedTuple, Protocol, TypeVar, get_args, get_origin

import msgspec
import structlog
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import (
    ClientException,
    HTTPException,
    InternalServerException,
    ValidationException,
)
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter
from litestar.types import Empty
from sqlalchemy.exc import OperationalError

from nexus.kernel.actor import Actor
from nexus.kernel.errors import (
    Busy,
    Invalid,
    NexusError,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    Refused,
    Stale,
    TooLarge,
    TooMany,
)
from nexus.kernel.files import StoreAway, StoreFull
from nexus.kernel.page import LONGEST_PAGE
from nexus.platform import strict

log = structlog.get_logger(__name__)

Caller = NamedDependency[Actor]
IfMatch = NamedDependency[int | None]

# The parameters that every list takes.
Limit = Annotated[int, QueryParameter(ge=1, le=LONGEST_PAGE, description="Rows of the page.")]
Cursor = Annotated[
    str | None, QueryParameter(max_length=2000, description="`next` of the page before.")
]
Total = Annotated[bool, QueryParameter(description="Count all rows that the filters leave.")]
Search = Annotated[str | None, QueryParameter(max_length=200, description="Words to look for.")]

# The first that fits counts.
STATUS: dict[type[NexusError], int] = {
    NotFound: 404,
    NotLoggedIn: 401,
    NotAllowed: 403,
    Stale: 412,
    TooLarge: 413,
    Invalid: 422,
    TooMany: 429,
    Refused: 409,
}
NO_VERSION = 0
MOST_FAULTS = 100  # that one answer tells
ROOT = re.compile(r" - at `(?:key in )?\$\.?(?P<path>[^`]*)`$")
MISSING = re.compile(r"^Missing required \w+ parameter '(?P<name>[^']+)'")

TITLES = {
    400: "That could not be read",
    401: "Please log in",
    403: "Not allowed",
    404: "Not found",
    405: "Not offered here",
    408: "Too slow",
    409: "Not now",
    412: "It has changed meanwhile",
    413: "Too large",
    415: "Unknown media type",
    416: "Not that long",
    422: "That makes no sense",
    429: "Too many requests",
    500: "Something broke",
    503: "Back in a moment",
    507: "No room left",
}


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


V = TypeVar("V", bound=Versioned)


def tagged(view: V, status_code: int = 200) -> Response[V]:
    """Answer with the view and its version as the ETag."""
    return Response(view, status_code=status_code, headers={"ETag": f'"{view.version}"'})


def if_match(request: Request[Any, Any, Any]) -> int | None:
    """Return the version that the caller acted on; None if any will do (RFC 9110, 13.1.1)."""
    header = request.headers.get("if-match", "*").strip()
    if header == "*":
        return None
    strong = re.fullmatch(r'"(\d{1,18})"', header)
    return int(strong[1]) if strong else NO_VERSION


class Malformed(Exception):
    """The body is not what the operation takes. `fields` says why, by the field's name."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("The request could not be read.")
        self.fields = fields


def check_query(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Refuse what a query string says that the operation does not take.

    A filter with a slip of the pen would otherwise give everything, and a repeated one the last.
    """
    if not connection.scope["query_string"]:
        return
    known = _query(connection.route_handler)  # the one there is: guards are given copies
    said = list(connection.query_params.multi_items())
    faults = {}
    for name, count in Counter(name for name, _ in said).items():
        if name not in known:
            faults[name] = "There is no such parameter."
        elif count > 1 and not known[name].many:
            faults[name] = "This is given more than once."
    for name, value in said:
        if name not in faults and not known[name].rule[0].search(value):
            faults[name] = known[name].rule[1]
    if faults:
        raise Malformed(faults)


class Parameter(NamedTuple):
    many: bool
    rule: strict.Rule


@lru_cache(maxsize=1000)  # an application has some two hundred
def _query(handler: BaseRouteHandler) -> dict[str, Parameter]:
    found = {}
    for name, field in handler.parsed_fn_signature.parameters.items():
        if isinstance(extra := field.kwarg_definition, QueryParameter):
            fields = [field, *field.inner_types]
            many = any(part.is_non_string_sequence for part in fields)
            rules = [strict.PARAMETERS.get(part.annotation) for part in fields]
            found[extra.name or name] = Parameter(many, next(filter(None, rules), strict.NOT_NULL))
    return found


class UnsupportedMediaTypeException(HTTPException):
    """What a page of another site can send without asking first (text, forms) is no JSON."""

    status_code = 415


class StrictRequest(Request[Any, Any, State]):
    """Reads a JSON body straight into the handler's type, and tells of every wrong field.

    Litestar would take "1" for a number, and stop at the first fault.
    """

    async def body(self) -> bytes:
        """Return the body; nothing is the command that needs no word."""
        if not (said := await self._sent()) and self.method == "POST":
            field = self.route_handler.parsed_data_field
            return b"{}" if field and needs_no_word(field.annotation) else b""
        return said

    async def _sent(self) -> bytes:
        try:
            return await super().body()
        except InternalServerException as error:  # the framework's word for it; no bug of ours
            raise ClientException(detail="The request broke off.") from error

    async def json(self) -> Any:
        if self._json is Empty:
            if await self._sent() and self.content_type[0] != "application/json":
                raise UnsupportedMediaTypeException(detail="Send JSON, as application/json.")
            field = self.route_handler.parsed_data_field
            self._json = decode(await self.body(), field.annotation if field else Any)
        return self._json


def needs_no_word(kind: Any) -> bool:
    """Tell whether all of a command may be left out, and so the body of its POST."""
    is_command = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    return is_command and not any(field.required for field in msgspec.structs.fields(kind))


def decode(body: bytes, kind: Any) -> Any:
    """Return the body as an instance of the kind, or raise Malformed."""
    try:
        return _decode(body, kind)
    except RecursionError as error:
        raise Malformed({"": "This is nested too deeply."}) from error


def _decode(body: bytes, kind: Any) -> Any:
    try:
        read = _read(body, kind)
    except msgspec.ValidationError as error:
        given = strict.with_integers(msgspec.json.decode(body))
        raise Malformed(dict(islice(_faults(kind, given), MOST_FAULTS))) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed({"": f"This is not JSON: {error}."}) from error
    if faults := strict.faults(kind, body):
        raise Malformed(faults)
    return read


def _read(body: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError:
        given = msgspec.json.decode(body)  # msgspec may find the fault before the end of the JSON
        if not strict.has_whole_floats(given):
            raise
        return msgspec.json.decode(msgspec.json.encode(strict.with_integers(given)), type=kind)


def _faults(kind: Any, given: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Look at one part at a time, so that all that is wrong is told at once."""
    try:
        msgspec.json.decode(msgspec.json.encode(given), type=kind)
        return
    except msgspec.ValidationError as error:
        message = str(error)
        found = ROOT.search(message)
        told = _path(at, found["path"] if found else "")
        why = ROOT.sub("", message).replace("`", "'") + "."
    except Invalid as error:
        told, why = _path(at, error.field or ""), str(error)
    first = next(inner := _within(kind, given, at), (told, why))
    yield first
    yield from inner


def _within(kind: Any, given: Any, at: str) -> Iterator[tuple[str, str]]:
    """Tell what is wrong with the parts of a struct, a list or a dict."""
    origin, args = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if isinstance(given, dict):
            yield from _fields(kind, given, at)
    elif origin is list:
        if isinstance(given, list):
            for number, inner in enumerate(given):
                yield from _faults(args[0], inner, f"{at}[{number}]")
    elif origin is dict:
        if isinstance(given, dict):
            for name, inner in given.items():
                yield from _faults(args[1], inner, f"{at}[{name}]")
    elif origin is not Literal:  # a union, or a type with bounds
        for part in args:
            yield from _within(part, given, at)


def _fields(
    kind: type[msgspec.Struct], given: dict[str, Any], at: str
) -> Iterator[tuple[str, str]]:
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    if kind.__struct_config__.forbid_unknown_fields:
        for name in given:
            if name not in known:
                yield _path(at, name), "There is no such field."
    for name, field in known.items():
        if name in given:
            yield from _faults(field.type, given[name], _path(at, name))
        elif field.required:
            yield _path(at, name), "This is required."


def _path(at: str, name: str) -> str:
    return f"{at}{name}" if not at or name.startswith("[") else f"{at}.{name}".rstrip(".")


def explain(request: Request[Any, Any, Any], error: NexusError) -> Response[dict[str, Any]]:
    """Render an expected error as a problem document (RFC 9457)."""
    status = next((code for family, code in STATUS.items() if isinstance(error, family)), 400)
    more = dict(error.more)
    if isinstance(error, Invalid) and error.field:
        more["errors"] = {error.field: str(error)}
    retry_after = error.retry_after if isinstance(error, Busy) else None
    said = problem(type(error).__name__, str(error), status, retry_after, **more)
    if status == 401:
        said.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110, 11.6.1
    return said


def excuse(request: Request[Any, Any, Any], error: OperationalError) -> Response[dict[str, Any]]:
    """Tell that the database is locked, away or in a knot: nobody's fault, and soon over."""
    log.error("database", error=repr(error.orig))
    return problem("Unavailable", "Nexus cannot reach its data. Please try again soon.", 503, 1)


def lack(request: Request[Any, Any, Any], error: OSError) -> Response[dict[str, Any]]:
    """Tell that contents cannot be kept or fetched just now."""
    log.error("files", error=repr(error.__cause__ or error))
    if isinstance(error, StoreFull):
        return problem("Full", "There is no room left for files. Please tell who runs Nexus.", 507)
    return problem("Unavailable", "Nexus cannot reach its files. Please try again soon.", 503, 1)


def complain(request: Request[Any, Any, Any], error: Malformed) -> Response[dict[str, Any]]:
    return problem("Malformed", str(error), 400, errors=error.fields)


def mismatch(
    request: Request[Any, Any, Any], error: ValidationException
) -> Response[dict[str, Any]]:
    """Tell which parameter of the path or the query is at fault."""
    faults = error.extra if isinstance(error.extra, list) else []
    fields = {fault.get("key", ""): fault["message"] for fault in faults}
    if not fields and (missing := MISSING.search(error.detail)):
        fields = {missing["name"]: "This is required."}
    if any(fault.get("source") == "path" for fault in faults):
        return problem("NotFound", "There is nothing at this address.", 404)
    return problem("Malformed", "The request could not be read.", 400, errors=fields)


def refuse(request: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, Any]]:
    """Render what the framework itself refuses: unknown addresses, methods, sizes."""
    if error.status_code >= 500:
        return confess(request, error)
    kind = type(error).__name__.removesuffix("Exception")
    said = problem(kind, error.detail or "This is not possible.", error.status_code)
    said.headers.update(error.headers or {})
    return said


def confess(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """Tell of a bug without telling its secrets; the log has the rest under the request's id."""
    log.exception("bug", path=request.url.path)
    return problem("Bug", "Nexus made a mistake. It has been written down.", 500)


def document(type_: str, detail: str, status: int) -> dict[str, Any]:
    """Return what every problem says, with the request's id if the edge gave it one."""
    said = {"type": type_, "title": TITLES.get(status, ""), "detail": detail, "status": status}
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return said | ({"request_id": request_id} if request_id else {})


def problem(
    type_: str, detail: str, status: int, retry_after: int | None = None, **more: Any
) -> Response[dict[str, Any]]:
    return Response(
        document(type_, detail, status) | more,
        status_code=status,
        media_type="application/problem+json",
        headers={} if retry_after is None else {"Retry-After": str(retry_after)},
    )


EXCEPTION_HANDLERS: dict[int | type[Exception], Callable[..., Response[Any]]] = {
    NexusError: explain,
    OperationalError: excuse,
    StoreAway: lack,
    StoreFull: lack,
    Malformed: complain,
    ValidationException: mismatch,
    HTTPException: refuse,
    Exception: confess,
}
