"""What a body must keep to beyond its types."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

import msgspec
import pytest

from nexus.platform.http import Malformed, decode


class Line(msgspec.Struct, forbid_unknown_fields=True):
    price: Decimal = Decimal(1)


class Order(msgspec.Struct, forbid_unknown_fields=True):
    lines: list[Line] = []
    by_name: dict[str, Decimal] = {}
    price: Decimal | Line | msgspec.UnsetType | None = msgspec.UNSET
    at: datetime | None = None
    on: date | None = None
    took: timedelta | None = None
    count: int | None = None
    big: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0


def faults(**given):
    try:
        decode(msgspec.json.encode(given), Order)
    except Malformed as malformed:
        return set(malformed.fields)
    return set()


@pytest.mark.parametrize("price", ["12.50", "-0.01", "0", "1" * 18, 12.5, 12])
def test_a_decimal_is_text_or_a_number(price):
    assert faults(price=price, lines=[{"price": price}], by_name={"a": price}) == set()


@pytest.mark.parametrize(
    "price",
    [
        "NaN",
        "Infinity",
        " 1",
        "1_0",
        "1e9",
        "+1",
        ".5",
        "1.",
        "\N{ARABIC-INDIC DIGIT ONE}",
        "1" * 19,
        "",
    ],
)
def test_what_only_python_calls_a_decimal_is_refused_wherever_it_stands(price):
    given = {"price": price, "lines": [{}, {"price": price}], "by_name": {"a": price}}
    if price == "":
        assert faults(**given)  # the type says so already
    else:
        assert faults(**given) == {"price", "lines[1].price", "by_name[a]"}


@pytest.mark.parametrize("at", ["2026-03-02T15:00:00Z", "1900-01-01T00:00:00+14:00"])
def test_an_instant_has_a_zone(at):
    assert faults(at=at) == set()


@pytest.mark.parametrize(
    "at", ["2026-03-02T15:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
)
def test_an_instant_without_one_or_beyond_all_calendars_is_refused(at):
    assert faults(at=at) == {"at"}


@pytest.mark.parametrize(("on", "wrong"), [("2026-02-28", set()), ("0001-01-01", {"on"})])
def test_a_day_is_one_of_our_time(on, wrong):
    assert faults(on=on) == wrong


@pytest.mark.parametrize(
    ("count", "wrong"), [(2**31 - 1, set()), (2**31, {"count"}), (-(2**31), {"count"})]
)
def test_an_integer_fits_its_column(count, wrong):
    assert faults(count=count) == wrong
    assert faults(big=10**12) == set()


@pytest.mark.parametrize(
    ("took", "wrong"), [("PT1H", set()), ("P24856D", {"took"}), ("-P24856D", {"took"})]
)
def test_a_duration_fits_its_column(took, wrong):
    assert faults(took=took) == wrong


@pytest.mark.parametrize("took", ["P1W", "P1Y", "PT", "P", "pt1h", "P1DT", "PT1H1D", "1H"])
def test_a_duration_is_of_known_length(took):
    assert faults(took=took) == {"took"}


@pytest.mark.parametrize("took", ["P0D", "-PT1H", "PT1.5S", "P1DT2H3M4S", "PT600S"])
def test_durations_as_they_are_written(took):
    assert faults(took=took) == set()


def test_a_whole_number_may_have_a_point():
    assert decode(b'{"count": 2.0, "price": 1e1}', Order).count == 2
    assert faults(count=2.5) == {"count"}


@pytest.mark.parametrize("body", [b"0\x14", b'{"count": "x"', b"[1] 2", b'{"count": 1} x'])
def test_what_goes_wrong_before_the_end_of_the_json_is_told_too(body):
    with pytest.raises(Malformed):
        decode(body, Order)
