"""Cells: what they say, and what may be read in two ways."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.integrations.domain import Field, Kind, Thing, guessed, key_of, read
from nexus.kernel.errors import Invalid

NUMBER, DAY = Field("n", "N", Kind.NUMBER), Field("d", "D", Kind.DAY)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("1 250,50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("R 12.50", "12.50"),
        ("-0,125", "-0.125"),
        ("12.0", "12"),
        ("0,125", "0.125"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert read(NUMBER, text) == number


@pytest.mark.parametrize("text", ["1,500", "a", "1.2.3", "--1", "1e5", "NaN", "1,2,3"])
def test_what_is_no_number_or_two_is_told(text):
    with pytest.raises(Invalid):
        read(NUMBER, text)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_what_a_computer_writes_is_read_as_it_is(number):
    assert Decimal(str(read(NUMBER, f"{number:f}"))) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31", "2026-03-31"),
        ("2026-03-31 00:00:00", "2026-03-31"),
        ("31.3.2026", "2026-03-31"),
        ("31/03/2026", "2026-03-31"),
        ("03/31/2026", "2026-03-31"),
        ("03/03/2026", "2026-03-03"),
    ],
)
def test_days_are_read_if_they_can_be_one_only(text, day):
    assert read(DAY, text) == day


@pytest.mark.parametrize("text", ["03/04/2026", "tomorrow", "2026", "31.3.26"])
def test_what_may_be_two_days_is_told(text):
    with pytest.raises(Invalid):
        read(DAY, text)


@given(st.text())
def test_no_text_breaks_a_reader(text):
    for kind in Kind:
        with suppress(Invalid):
            read(Field("x", "X", kind), text)


THING = Thing("x", "Things", (Field("code", "Code", aliases="nr"), Field("name", "Name")), (), ())


def test_a_field_is_taken_from_one_column_only():
    found = guessed(["Nr.", "CODE", "N\xe1me", "Name 2", "Other"], THING)
    assert list(found.values()) == ["code", None, "name", None, None]


def test_what_is_recognised_is_so_without_case_and_leading_zeros():
    assert key_of(("code",), {"code": "su-7"}) == key_of(("code",), {"code": "SU-007"})
    assert key_of(("name", "code"), {"name": "x"}) is None
