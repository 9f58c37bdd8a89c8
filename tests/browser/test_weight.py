"""Issue "Staff hub", Shows 2: how heavy a list is. What pages load is looked at by the crawl."""

from typing import Any

import httpx
import pytest

from tests.browser.stage import Stage

pytestmark = pytest.mark.slow

ROWS = 100


def test_a_full_list_is_light(stage: Stage, record_property: Any):
    """As many rows as a list shows at once."""
    many_customers(stage)
    with stage.web() as web:
        with web.stream("GET", "/customers") as answer:
            sent = sum(len(part) for part in answer.iter_raw())
        rows = web.get("/customers").text.count("<tr") - 1
    record_property("bytes of a full list", sent)
    assert rows >= 50
    assert sent * ROWS / rows <= 60_000


def many_customers(stage: Stage) -> None:
    with httpx.Client(base_url=stage.url, timeout=20) as web:
        web.headers["authorization"] = f"Bearer {stage.token()}"
        for n in range(ROWS):
            web.post("/api/customers", json={"name": f"Customer {n}"}).raise_for_status()
