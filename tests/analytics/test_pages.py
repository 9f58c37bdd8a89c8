"""The reports on pages: a time, what may be seen, charts that are drawn from tables."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from litestar.testing import TestClient

from nexus.analytics.adapters.pages import SPANS
from nexus.kernel.actor import Actor
from nexus.kernel.ids import UserId, new_id

from tests.accounts.conftest import nexus, programs, watch
from tests.app.furnished import Furnished, found
from tests.conftest import Everything

__all__ = ["nexus", "programs", "watch"]

PAGE = {"accept": "text/html"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
REPORTS = (
    *("", "/sales", "/jobs", "/profitability", "/customers", "/operators"),
    *("/stations", "/stock"),
)


@pytest.mark.parametrize("today", [date(2026, 1, 31), date(2024, 2, 29), date(2026, 12, 31)])
def test_presets_are_whole_months_that_touch(today):
    for name, span in SPANS.items():
        first, last = span(today)
        assert name == "all" or first <= last <= today
        assert name == "all" or first.day == 1
    assert SPANS["last_month"](today)[1] + timedelta(1) == SPANS["month"](today)[0]
    assert SPANS["last_year"](today)[1] + timedelta(1) == SPANS["year"](today)[0]
    assert SPANS["quarter"](today)[0].month in (1, 4, 7, 10)


@pytest.fixture
def house(programs, nexus):
    """A shop with one of everything, looked at by somebody who may do everything."""
    shop_id = found(nexus, "reports")
    programs.actor = Actor(
        shop_id=shop_id, user_id=UserId(new_id()), label="Ann", scopes=Everything()
    )
    with TestClient(programs.with_actor) as client:
        yield Furnished(client, EVIL, shop_id)


def look(house, path):
    return house.client.get(path, headers=PAGE, follow_redirects=False)


def test_reports_are_read_narrowed_and_taken_away(house, programs, statements):
    look(house, "/reports")
    for report in REPORTS:
        statements.clear()
        page = look(house, f"/reports{report}?period=all")
        assert page.status_code == 200, page.text
        assert len(statements) <= 12, (report, statements)
        text = page.text
        assert "<script>alert" not in text
        assert "<img" not in text
        assert 'aria-current="page"' in text
        assert " style=" not in text
        for link in re.findall(r'href="(/api/analytics/export/[^"]+)"', text):
            assert house.client.get(unescape(link)).status_code == 200, link
    assert EVIL in unescape(look(house, "/reports/customers?period=all").text)
    sales = look(house, "/reports/sales?period=all").text
    assert re.search(r'data-value="\d+\.\d\d"', sales)  # what the chart is drawn from
    empty = look(house, "/reports/sales?from=2020-02-01&to=2020-01-01").text
    assert 'value="2020-01-01"' in empty
    assert "Nothing happened in this time." in empty
    assert "from=2020-01-01&amp;to=2020-02-01" in empty  # the other reports are of the same time
    for nonsense in ("period=ever", "from=yesterday"):
        assert look(house, f"/reports/sales?{nonsense}").status_code == 400

    # Who may not see costs and prices sees none; who may see no reports is refused.
    shop_id = programs.actor.shop_id
    programs.actor = Actor(
        shop_id=shop_id, user_id=UserId(new_id()), scopes=frozenset(["analytics.read"])
    )
    for report in REPORTS:
        text = look(house, f"/reports{report}?period=all").text
        assert 'class="cur"' not in text, report
        assert "/api/analytics/export" not in text
        for hidden in ("Cost<", "Margin<", "Without tax", "Worth<"):
            assert hidden not in re.sub(r"<dt>Worth</dt>", "", text), (report, hidden)
    programs.actor = Actor(shop_id=shop_id, user_id=UserId(new_id()), scopes=frozenset())
    assert look(house, "/reports").status_code == 403
