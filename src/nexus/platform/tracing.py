"""Traces by OpenTelemetry, for who asks for them: a span per request, one per statement inside.

Imported only when an endpoint is set; needs the extra `otel`. What a span tells is the route and
the statement as it is prepared, never what somebody typed.
"""

from typing import Any

import sqlalchemy as sa
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer


class Tracing:
    def __init__(self, endpoint: str, exporter: SpanExporter | None = None) -> None:
        self._provider = TracerProvider(resource=Resource.create({"service.name": "nexus"}))
        sender = exporter or OTLPSpanExporter(endpoint=endpoint)
        self._provider.add_span_processor(BatchSpanProcessor(sender))
        self.tracer: Tracer = self._provider.get_tracer("nexus")

    def watch(self, engine: sa.Engine) -> None:
        sa.event.listen(engine, "before_cursor_execute", self._begin)
        sa.event.listen(engine, "after_cursor_execute", self._end)
        sa.event.listen(engine, "handle_error", self._fail)

    def around(self, app: ASGIApp) -> ASGIApp:
        return Traced(app, self.tracer)

    def stop(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    def _begin(self, *args: Any) -> None:
        statement, context = args[2], args[4]
        name = statement.split(None, 1)[0].upper() if statement.split() else "SQL"
        attributes = {"db.system.name": args[0].dialect.name, "db.query.text": statement}
        context._nexus_span = self.tracer.start_span(
            name, kind=SpanKind.CLIENT, attributes=attributes
        )

    def _end(self, *args: Any) -> None:
        args[4]._nexus_span.end()

    def _fail(self, failure: sa.engine.ExceptionContext) -> None:
        span = getattr(failure.execution_context, "_nexus_span", None)
        if span is not None:
            span.set_status(Status(StatusCode.ERROR, type(failure.original_exception).__name__))
            span.end()


class Traced:
    """The span of a request, continuing the caller's trace if the request names one."""

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self.app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return await self.app(scope, receive, send)
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        method = scope["method"]
        with self._tracer.start_as_current_span(
            method, context=extract(headers), kind=SpanKind.SERVER
        ) as span:

            async def note(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            await self.app(scope, receive, note)
            route = scope.get("path_template") or "(none)"
            span.update_name(f"{method} {route}")
            span.set_attributes({"http.request.method": method, "http.route": route})
