"""How figures follow from figures."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.analytics.domain import (
    Basis,
    Cost,
    Period,
    Revenue,
    add_up,
    hours,
    labour_cost,
    margin,
    mean,
    middle,
    percent,
)
from nexus.kernel.errors import Invalid

small = st.integers(0, 10**9)


def test_the_margins_of_the_river_table():
    """J7.2 and J7.4: planned 40.6 %, actual 36.3 %."""
    assert margin(12_000_00, 7_122_73) == Decimal("40.6")
    assert margin(12_000_00, 7_647_73) == Decimal("36.3")


def test_nothing_has_no_percent():
    """Ruling 27: null, never an error."""
    assert margin(0, 500) is None
    assert percent(5, 0) is None


def test_the_efficiency_of_the_worked_example():
    """L-091 and L-111: 120 planned, 125 worked."""
    assert percent(120, 125, 2) == Decimal("96.00")
    assert percent(5, 120, 2) == Decimal("4.17")
    assert hours(125 * 60) == Decimal("2.08")


def test_labour_is_rounded_once():
    assert labour_cost([(55_800, 350_00)]) == 5_425_00
    assert labour_cost([(1, 1)] * 1800) == 1  # half an hour's cent, up


@given(st.lists(st.tuples(st.integers(0, 10**5), st.integers(0, 10**6)), max_size=20))
def test_labour_does_not_depend_on_how_it_is_cut(pairs):
    halves = [part for s, r in pairs for part in ((s // 2, r), (s - s // 2, r))]
    assert labour_cost(pairs) == labour_cost(halves)


costs = st.builds(Cost, planned=small, committed=small, actual=small)


@given(costs)
def test_a_forecast_is_no_less_than_the_plan_until_the_job_is_over(cost):
    assert cost.forecast(is_over=False) >= max(cost.planned, cost.actual)
    assert cost.forecast(is_over=True) == cost.actual + cost.committed


@given(st.lists(costs, max_size=10))
def test_costs_add_up(parts):
    total = add_up(parts)
    assert (total.planned, total.actual) == (
        sum(it.planned for it in parts),
        sum(it.actual for it in parts),
    )


@pytest.mark.parametrize(
    ("revenue", "is_over", "taken"),
    [
        (Revenue(), False, (0, Basis.NONE)),
        (Revenue(estimated=900), False, (900, Basis.ESTIMATED)),
        (Revenue(quoted=800, estimated=900), False, (800, Basis.QUOTED)),
        (Revenue(invoiced=400, quoted=800), False, (800, Basis.QUOTED)),
        (Revenue(invoiced=800, quoted=800), False, (800, Basis.INVOICED)),
        (Revenue(invoiced=900, quoted=800), False, (900, Basis.INVOICED)),
        (Revenue(invoiced=700, quoted=800), True, (700, Basis.INVOICED)),
        (Revenue(quoted=800), True, (800, Basis.QUOTED)),
    ],
)
def test_revenue_is_what_was_invoiced_once_the_job_is_over(revenue, is_over, taken):
    assert revenue.taken(is_over=is_over) == taken


def test_a_period_is_days_of_the_shop():
    period = Period(date(2025, 10, 27), date(2025, 10, 27), "Africa/Johannesburg")
    assert period.since == datetime(2025, 10, 26, 22, tzinfo=UTC)
    assert period.before == datetime(2025, 10, 27, 22, tzinfo=UTC)
    assert Period().since is None


def test_a_day_on_which_the_clocks_change_has_its_length():
    night = Period(date(2026, 3, 29), date(2026, 3, 29), "Europe/Berlin")
    assert (night.before - night.since).total_seconds() == 23 * 3600


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 1, 2), date(2026, 1, 1), "to"),
        (date(1, 1, 1), None, "from"),
        (None, date(9999, 12, 31), "to"),
    ],
)
def test_a_senseless_period_is_refused_at_its_field(first, last, field):
    with pytest.raises(Invalid) as refused:
        Period(first, last)
    assert refused.value.field == field


def test_averages_of_nothing_are_nothing():
    assert (mean([]), middle([])) == (None, None)
    assert (mean([1, 2]), middle([1, 2, 4])) == (Decimal("1.5"), Decimal("2.0"))
