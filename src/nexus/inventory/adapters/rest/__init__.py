"""REST. A handler reads the request, calls one use case and returns its view."""

from typing import Any

HANDLERS: list[Any] = []
