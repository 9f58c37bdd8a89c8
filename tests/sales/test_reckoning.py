"""What a document comes to: the worked examples, and what must hold for any document."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid
from nexus.sales.domain.reckoning import (
    LARGEST_TOTAL,
    Pricing,
    Rounding,
    digits_of,
    reckon,
    to_minor,
)

from tests.sales.samples import a_line

CURRENCIES = ["ZAR", "EUR", "USD", "GBP", "CHF", "SEK", "JPY", "KRW", "ISK", "KWD", "TND", "BHD"]


def pricing(rounding=Rounding.LINE, currency="ZAR", **changes):
    given = dict(prices_include_tax=False, tax_rounding=Rounding(rounding), currency=currency)
    return Pricing(**given | changes)


def lines(*priced, **changes):
    return [a_line(quantity=q, unit_price=p, **changes) for q, p in priced]


def cents(sums):
    return sums.subtotal, sums.discount, sums.tax, sums.total


@pytest.mark.parametrize(("rounding", "tax"), [("line", 450), ("document", 451)])
def test_three_lines_of_10_03_bear_tax_by_line_or_on_the_sum(rounding, tax):
    sums = reckon(lines(*[(1, "10.03")] * 3), pricing(rounding))
    assert cents(sums) == (3009, 0, tax, 3009 + tax)
    assert sum(line.tax for line in sums.lines) == tax


@pytest.mark.parametrize(("rounding", "tax"), [("line", 172), ("document", 173)])
def test_prices_finer_than_a_cent_are_rounded_once_by_line_a_half_up(rounding, tax):
    sums = reckon(lines((3, "0.335"), (7, "1.115"), (1, "2.675")), pricing(rounding))
    assert [line.amount for line in sums.lines] == [101, 781, 268]
    assert sums.tax == tax


def test_a_discount_of_the_document_comes_off_before_tax():
    sums = reckon(lines((3, "450")), pricing(discount_percent=Decimal(10)))
    assert cents(sums) == (135000, 13500, 18225, 139725)


def test_a_discount_of_the_line_counts_as_discount_just_the_same():
    sums = reckon(lines((3, "450"), discount_percent=Decimal(10)), pricing())
    assert cents(sums) == (135000, 13500, 18225, 139725)


def test_a_price_of_less_than_a_cent_is_a_price():
    assert reckon(lines((12345, "0.0045")), pricing()).subtotal == 5555  # 55.5525


@pytest.mark.parametrize(
    ("exact", "minor"),
    [("0.5", 1), ("1.5", 2), ("2.5", 3), ("0.49999", 0), ("-0.5", -1), ("-2.5", -3), ("0", 0)],
)
def test_a_half_is_rounded_away_from_zero(exact, minor):
    assert to_minor(Fraction(exact)) == minor


def test_prices_that_include_tax_keep_their_sum():
    sums = reckon(lines((1, "115"), (1, "9.99")), pricing(prices_include_tax=True))
    assert cents(sums) == (10869, 0, 1630, 12499)


def test_a_discount_is_shared_by_the_rates_it_comes_off():
    standard, zero = a_line(unit_price="100"), a_line(unit_price="50", tax="zero", tax_percent=0)
    sums = reckon([standard, zero], pricing(discount_amount=Decimal("10.00")))
    assert [line.net for line in sums.lines] == [9333, 4667]
    assert cents(sums) == (15000, 1000, 1400, 15400)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"discount_amount": Decimal("30.10")}, "discount_amount")],
)
def test_a_discount_beyond_the_lines_is_refused(changes, field):
    with pytest.raises(Invalid, match="more than the lines") as refusal:
        reckon(lines((3, "10.03")), pricing(**changes))
    assert refusal.value.field == field


def test_a_discount_beyond_its_line_is_refused():
    with pytest.raises(Invalid, match="more than the line comes to") as refusal:
        reckon(lines((1, "1"), (1, "1"), discount_amount=Decimal("1.01")), pricing())
    assert refusal.value.field == "lines[0].discount_amount"


def test_a_document_has_its_limit():
    with pytest.raises(Invalid, match="at most"):
        reckon(lines(("999999999", "999999999")), pricing())


def test_no_lines_come_to_nothing():
    assert cents(reckon([], pricing(discount_percent=Decimal(100)))) == (0, 0, 0, 0)


def reckon_or_none(some, how):
    try:
        return reckon(some, how)
    except Invalid:
        return None


def decimals(most, digits=6):
    return st.integers(0, most * 10**digits).map(lambda n: Decimal(n).scaleb(-digits))


percents = st.one_of(st.none(), decimals(100, 2), st.sampled_from([Decimal(0), Decimal(100)]))
some_lines = st.lists(
    st.builds(
        a_line,
        quantity=decimals(10_000).filter(bool),
        unit_price=decimals(1_000),
        discount_percent=percents,
        rate=st.sampled_from([("standard", "15"), ("zero", "0"), ("low", "5.5"), ("odd", "100")]),
    ),
    max_size=12,
)


@given(
    some_lines,
    st.sampled_from(CURRENCIES),
    st.sampled_from(Rounding),
    st.booleans(),
    percents,
    st.one_of(st.none(), st.integers(0, 10**6)),
)
def test_any_document_reconciles(some, currency, rounding, included, percent, off):
    assume(percent is None or off is None)
    amount = None if off is None else Decimal(off).scaleb(-digits_of(currency))
    how = pricing(
        rounding,
        currency,
        prices_include_tax=included,
        discount_percent=percent,
        discount_amount=amount,
    )
    sums = reckon_or_none(some, how)
    assume(sums is not None)
    assert sums.total == sums.subtotal - sums.discount + sums.tax
    assert sums.total == sum(line.net + line.tax for line in sums.lines)
    assert sums.tax == sum(line.tax for line in sums.lines)
    assert all(0 <= line.net and 0 <= line.tax for line in sums.lines)
    assert all(0 <= line.amount <= line.listed for line in sums.lines)
    assert 0 <= sums.discount <= sums.subtotal
    assert max(sums.subtotal, sums.total) <= LARGEST_TOTAL
    if percent == 100:
        assert sums.total == 0
    if not included:
        assert sums.subtotal == sum(line.listed for line in sums.lines)
    elif percent is None and off is None:
        assert sums.total == sum(line.amount for line in sums.lines)


@given(some_lines, st.sampled_from(CURRENCIES), st.booleans(), percents)
def test_tax_of_a_rate_is_its_percent_of_its_net_but_for_half_a_unit(
    some, currency, included, percent
):
    how = pricing("document", currency, prices_include_tax=included, discount_percent=percent)
    sums = reckon(some, how)
    for rate in {line.tax_percent for line in some}:
        its = [at for line, at in zip(some, sums.lines, strict=True) if line.tax_percent == rate]
        net, tax = sum(line.net for line in its), sum(line.tax for line in its)
        assert abs(Fraction(rate) / 100 * net - tax) <= 1


@given(some_lines, st.sampled_from(Rounding), st.booleans())
def test_the_order_of_lines_does_not_change_the_total(some, rounding, included):
    how = pricing(rounding, prices_include_tax=included)
    assert reckon(some, how).total == reckon(some[::-1], how).total
