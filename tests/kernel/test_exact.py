"""Exact decimals as whole numbers, with nothing lost on the way."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid
from nexus.kernel.exact import LARGEST, decimal, half_up, rounded, whole


@given(st.integers(1 - LARGEST, LARGEST - 1), st.integers(0, 18))
def test_there_and_back_is_the_same(units, digits):
    assert whole(decimal(units, digits), digits) == units


@pytest.mark.parametrize("digits", [0, 2, 6])
@pytest.mark.parametrize(
    "amount",
    [
        "123456789012345678.000000000000000001",
        "0.100000000000000000000000000000000000000001",
        "1e400",
        "1e-400",
        "NaN",
        "sNaN",
        "Infinity",
    ],
)
def test_what_does_not_fit_is_refused_and_never_rounded(amount, digits):
    with pytest.raises(Invalid):
        whole(Decimal(amount), digits)


def test_zeros_at_the_end_are_no_digits():
    assert whole(Decimal("12.5" + "0" * 200), 2) == 1250


@given(st.integers(10**30, 10**40))
def test_large_sums_are_rounded_at_the_last_digit_only(units):
    assert rounded(Fraction(units, 100), 2) == decimal(units, 2)
    assert str(decimal(units, 2)).replace(".", "") == str(units)


def test_half_up_goes_from_the_middle_away_from_zero():
    halves = [Fraction(n, 2) for n in (-3, -1, 0, 1, 3, 5)]
    assert [half_up(it) for it in halves] == [-2, -1, 0, 1, 2, 3]
    assert half_up(Fraction(202_112_499, 1000)) == 202_112
    assert half_up(Fraction(2_021_125, 10)) == 202_113
