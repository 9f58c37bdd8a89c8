"""What cannot be had back is asked for once more, and then done."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.acting import somebody
from tests.browser.trades import Trades

pytestmark = pytest.mark.slow


def test_a_draft_is_kept_and_then_deleted(trades: Trades, chromium: Browser) -> None:
    with trades.rest("kestrel") as rest:
        customer = rest.post("/api/customers", json={"name": "Ask & Co"}).json()["id"]
        lines = [{"description": "Cut", "unit_price": "100"}]
        draft = {"customer_id": customer, "lines": lines}
        sale = rest.post("/api/sales", json=draft).raise_for_status().json()["id"]
    with somebody(chromium, trades.url) as manager:
        manager.log_in("kestrel-manager")
        manager.go(f"/sales/{sale}")
        for answer in ("Keep", "Keep", "Yes, do it"):
            manager.press("More actions")
            manager.press("Delete draft")
            expect(manager.dialog).to_contain_text("Delete this draft?")
            manager.press(answer, within=manager.dialog)
            expect(manager.dialog).to_have_count(0)
        expect(manager.page).to_have_url(f"{manager.url}/sales")
        manager.is_told("The draft is gone.")
