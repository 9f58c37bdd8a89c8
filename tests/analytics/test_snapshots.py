"""Kept figures: what is kept is what is counted, and nobody can tell but by the clock."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import given

from nexus.analytics.adapters.db import reading, snapshots
from nexus.analytics.adapters.db.snapshots import gaps, last_of
from nexus.analytics.adapters.db.tables import snapshot
from nexus.analytics.domain import Period

from tests.app.people import Shop, World, at

REPORTS = ("projects/lead_time", "efficiency", "production", "customers", "workload")
PERIODS: list[dict[str, str]] = [
    {},
    {"from": "2025-08-01", "to": "2025-10-31"},
    {"from": "2025-08-15", "to": "2025-10-14"},
    {"from": "2025-09-01", "to": "2025-09-30"},
    {"to": "2025-09-30"},
    {"from": "2025-09-02"},
]


@pytest.fixture
def world(engine: Any) -> Iterator[World]:
    world = World(engine)
    with world.client:
        yield world


@pytest.fixture
def shop(world: World) -> Shop:
    """Jobs done in five months, some in no time and some late, by two people and by nobody."""
    world.now = at("2025-07-31T23:30")
    shop = world.shop("Bench & River", "maker")
    people = [shop.admin.post("/api/employees", name=name)["id"] for name in ("Ann", "Bo")]
    for n in range(8):
        _job(shop, n, people[n % 2])
        world.pass_by(days=11, hours=n)
    _job(shop, 8, people[0], is_over=False)
    return shop


def _job(shop: Shop, n: int, who: str, *, is_over: bool = True) -> None:
    made = shop.manager.post(
        "/api/projects",
        name=f"Job {n}",
        customer_id=shop.manager.post("/api/customers", name=f"Customer {n}")["id"],
        due_date="2025-09-10",
        material_type=("Oak", "Steel")[n % 2],
        parts_quantity=n,
        workflow_id=None,
    )
    path = f"/api/projects/{made['id']}"
    task = shop.manager.post(f"{path}/tasks", title="Build", planned="PT2H")
    shop.manager.post(f"/api/tasks/{task['id']}/log_time", duration=f"PT{n + 1}H", employee_id=who)
    shop.world.pass_by(days=n)
    if is_over:
        shop.manager.post(f"{path}/status", status="approved")
        shop.manager.post(f"{path}/start")
        shop.manager.post(f"/api/tasks/{task['id']}/start")
        shop.manager.post(f"/api/tasks/{task['id']}/complete")
        shop.manager.post(f"{path}/complete", skip_reason="A test.")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is one is many."""
    monkeypatch.setattr(reading, "MANY", 1)
    monkeypatch.setattr(snapshots, "LARGE", 0)


def told(shop: Shop) -> list[Any]:
    asked = [(name, period) for name in REPORTS[:4] for period in PERIODS]
    found = [shop.manager.get(f"/api/analytics/{name}", **period) for name, period in asked]
    found.append(shop.manager.get("/api/analytics/workload"))
    return [*found, shop.manager.get("/api/analytics/overview")]


def keep(world: World) -> None:
    world.nexus.housekeeping().count_now()
    world.nexus.housekeeping().count_months()


def kept(shop: Shop) -> dict[str, int]:
    mine = sa.select(snapshot.c.metric, sa.func.count()).where(snapshot.c.shop_id == shop.id)
    query = mine.group_by(snapshot.c.metric)
    with store(shop) as connection:
        return {name: count for name, count in connection.execute(query)}


def store(shop: Shop) -> sa.Connection:
    engine: sa.Engine = shop.world.nexus.engine()
    return engine.connect().execution_options(nexus_shop=shop.id)


@pytest.mark.usefixtures("small")
def test_what_is_kept_is_what_is_counted(world, shop):
    counted = told(shop)
    assert kept(shop) == {}
    keep(world)
    found = kept(shop)
    assert [found[name] for name in ("overview", "workload")] == [1, 1]
    assert [found[name] for name in ("lead_time", "efficiency", "production")] == [5, 5, 5]
    assert told(shop) == counted
    keep(world)  # a second time it is the same
    assert told(shop) == counted


def test_small_shops_keep_nothing(world, shop):
    keep(world)
    assert kept(shop) == {}


@pytest.mark.usefixtures("small")
def test_what_changed_in_a_month_that_is_over_counts_when_it_is_counted_anew(world, shop):
    keep(world)
    [log] = shop.manager.get("/api/time-logs", limit=1, sort="started_at")["items"]
    path = f"/api/time-logs/{log['id']}"
    before = shop.manager.get("/api/analytics/production")["hours"]
    shop.admin.patch(path, duration="PT30M", reason="It was less.")
    assert shop.manager.get("/api/analytics/production")["hours"] == before
    keep(world)
    after = told(shop)
    assert shop.manager.get("/api/analytics/production")["hours"] != before
    with store(shop) as connection:
        connection.execute(sa.delete(snapshot).where(snapshot.c.shop_id == shop.id))
        connection.commit()
    assert told(shop) == after


@pytest.mark.usefixtures("small")
def test_figures_of_now_are_shown_for_ten_minutes_and_say_of_when_they_are(world, shop):
    keep(world)
    at_first = shop.manager.get("/api/analytics/overview")
    shop.manager.post("/api/customers", name="One more")
    world.pass_by(minutes=9)
    shown = shop.manager.get("/api/analytics/overview")
    assert (shown["at"], shown["customers"]) == (at_first["at"], at_first["customers"])
    assert shown["recent_customers"][0]["name"] == "One more"  # the newest are never old
    world.pass_by(minutes=2)
    shown = shop.manager.get("/api/analytics/overview")
    assert shown["customers"]["count"] == at_first["customers"]["count"] + 1
    assert shown["at"] > at_first["at"]


@pytest.mark.usefixtures("small")
def test_what_is_kept_hides_costs_and_prices_like_what_is_counted(world, shop):
    live = shop.viewer.get("/api/analytics/overview")
    keep(world)
    assert shop.viewer.get("/api/analytics/overview") == live
    assert "stock_value_cost" not in live


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
MONTHS = st.sets(DAYS.map(lambda day: day.replace(day=1)))


@given(first=st.none() | DAYS, length=st.none() | st.integers(0, 700), months=MONTHS)
def test_each_day_of_a_period_is_in_one_part_of_it(first, length, months):
    last = None if length is None else (first or date(2025, 1, 1)) + timedelta(days=length)
    period = Period(first, last)
    inside = sorted(
        month
        for month in months
        if month >= (first or date.min) and last_of(month) <= (last or date.max)
    )
    parts = [(part.first, part.last) for part in gaps(period, inside)]
    parts += [(month, last_of(month)) for month in inside]
    parts.sort(key=lambda part: part[0] or date.min)
    if first is not None or inside:
        assert parts[0][0] == first
    for (_, end), (begin, _) in pairwise(parts):
        assert begin == end + timedelta(days=1)
    assert parts[-1][1] == last
