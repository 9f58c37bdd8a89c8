"""Traces: a span per request with its statements inside, and nothing that somebody typed."""

import pytest
import sqlalchemy as sa
from litestar.testing import TestClient
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from nexus.app.http import create_app
from nexus.platform.tracing import Tracing

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def spans(nexus, actor, a_shop):
    """Ask for something, and return the spans by their names."""
    exporter = InMemorySpanExporter()
    tracing = Tracing("http://127.0.0.1:1/v1/traces", exporter)
    tracing.watch(nexus.engine())
    app = create_app(nexus, lambda connection: actor)
    app.asgi_handler = tracing.around(app.asgi_handler)

    def spans(path, **headers):
        exporter.clear()
        with TestClient(app) as client:
            client.get(path, headers=headers)
        tracing._provider.force_flush()
        return exporter.get_finished_spans()

    yield spans
    for name, listener in (
        ("before_cursor_execute", tracing._begin),
        ("after_cursor_execute", tracing._end),
        ("handle_error", tracing._fail),
    ):
        sa.event.remove(nexus.engine(), name, listener)
    tracing.stop()


def test_a_request_is_a_span_with_its_statements_inside(spans):
    found = spans("/api/workflows?search=secretword", traceparent=CALLER)
    [request] = [span for span in found if span.kind.name == "SERVER"]
    assert request.name == "GET /api/workflows"
    assert request.attributes["http.response.status_code"] == 200
    assert f"{request.context.trace_id:032x}" == CALLER.split("-")[1]
    statements = [span for span in found if span.kind.name == "CLIENT"]
    assert statements
    assert {span.parent.span_id for span in statements} == {request.context.span_id}


def test_nothing_that_was_typed_is_in_a_span(spans):
    found = spans("/api/workflows?search=secretword")
    assert "secretword" not in "".join(span.to_json() for span in found)


def test_an_address_that_does_not_exist_is_no_name(spans):
    assert spans("/api/ghost-4711")[-1].name == "GET (none)"
