"""What is easily lost: that serving a request costs no more than it must."""

import asyncio
from threading import Barrier

import pytest
from litestar.concurrency import sync_to_thread
from litestar.routes import HTTPRoute

from nexus.app.asgi import build
from nexus.platform.config import Config
from nexus.platform.http import _query


@pytest.fixture
def app(tmp_path):
    return build(Config(home=str(tmp_path), secret_key="k" * 40, threads=40), worker=False)


def test_as_many_use_cases_are_at_work_as_there_are_connections(app):
    meet = Barrier(40)

    async def all_at_once():
        async with app.lifespan():
            await asyncio.gather(*(sync_to_thread(meet.wait, 5) for _ in range(40)))

    asyncio.run(all_at_once())


def test_no_task_is_started_for_a_dependency(app):
    routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
    needs = [needed for route in routes for _, needed in route.route_handler_map.values()]
    assert all(len(batch) == 1 for needed in needs for batch in needed.dependency_batches)


def test_what_an_operation_takes_is_found_out_once(client):
    client.get("/api/customers?limit=5")
    known = _query.cache_info().currsize
    client.get("/api/customers?limit=5")
    assert _query.cache_info().currsize == known
