"""Logging, set up once: JSON for machines, lines for people, and no secrets in either."""

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from threading import Lock
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import Processor

HIDDEN = "•••"
SECRET = re.compile(
    r"passw|secret|token|cookie|authoriz|api_?key|private_?key|signature|credential|otp", re.I
)
# What PostgreSQL adds to an error quotes the row: names, addresses, whatever was in it.
QUOTED_ROW = re.compile(r"^(DETAIL|CONTEXT): .*$", re.M)

WRITING = Lock()
Line = MutableMapping[str, Any]


def set_up(level: str, *, json: bool) -> None:
    """Send structlog's and the standard library's lines the same way, to the error stream."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, _renderer(json)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *names: Lines(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _route_standard_library(number, shared, _renderer(json))


class Lines:
    """Writes lines and never fails: a full disk under the log is no reason to refuse a request."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def msg(self, line: str) -> None:
        with WRITING, suppress(OSError, ValueError):
            self._file.write(f"{line}\n")
            self._file.flush()

    debug = info = warning = error = critical = exception = msg


def _renderer(json: bool) -> Processor:
    if json:
        return structlog.processors.JSONRenderer(serializer=_encode)
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)


def _encode(line: Line, **options: Any) -> str:
    return msgspec.json.encode(line, enc_hook=repr).decode()


def _route_standard_library(level: int, shared: list[Processor], renderer: Processor) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # Libraries tell much at `info` that is nobody's concern, some of it with addresses in it.
    root.setLevel(max(level, logging.WARNING))


def hide_secrets(logger: object, method: str, line: Line) -> Line:
    """Blank what is called like a secret, at any depth, and what the database quotes."""
    for name in line:
        line[name] = _hidden(name, line[name])
    if "exception" in line:
        line["exception"] = QUOTED_ROW.sub(rf"\1: {HIDDEN}", str(line["exception"]))
    return line


def _hidden(name: str, value: Any) -> Any:
    if SECRET.search(name):
        return HIDDEN
    if isinstance(value, dict):
        return {key: _hidden(str(key), inner) for key, inner in value.items()}
    return value
