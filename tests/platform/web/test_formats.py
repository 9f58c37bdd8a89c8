"""How a shop writes numbers, money and times, and reads what people type."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.money import Money
from nexus.platform.web.formats import MINUS, Formats, code, initials, paragraphs

ENGLISH = Formats("en-US", "America/New_York", "USD")
GERMAN = Formats("de-DE", "Europe/Berlin", "EUR")
CAPE = Formats("en-ZA", "Africa/Johannesburg", "ZAR")
SWISS = Formats("de-CH", "Europe/Zurich", "CHF")
ALL = [ENGLISH, GERMAN, CAPE, SWISS]


def test_money_is_written_as_the_shop_writes_it():
    assert ENGLISH.sum(Money.of(-1380000, "USD")) == f"{MINUS}$\u00a013,800.00"
    assert GERMAN.sum(Money.of(1380000, "EUR")) == "€\u00a013.800,00"
    assert ENGLISH.sum(Money.of(1234, "JPY")).endswith("1,234")
    assert str(GERMAN.money(Money.of(5, "EUR"))).count("money") == 1
    assert "muted" in GERMAN.money(None)


@pytest.mark.parametrize("formats", ALL, ids=["en-US", "de-DE", "en-ZA", "de-CH"])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1 234,5", "1234.5"),
        ("1'234.50", "1234.50"),
        ("1\u00a0234.5", "1234.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("0,335", "0.335"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        (".5", "0.5"),
        ("-3", "-3"),
        (f"{MINUS}3", "-3"),
        (" 7 ", "7"),
    ],
)
def test_a_number_is_read_as_people_type_it(formats, typed, meant):
    assert formats.read(typed) == Decimal(meant)


@pytest.mark.parametrize(
    ("formats", "meant"),
    [(ENGLISH, "1234"), (GERMAN, "1.234"), (CAPE, "1.234")],
    ids=["en-US", "de-DE", "en-ZA"],
)
def test_where_two_readings_make_sense_the_locale_decides(formats, meant):
    assert formats.read("1,234") == Decimal(meant)


@pytest.mark.parametrize("typed", ["", "abc", "1,2.3,4", "1.2.3,4,5", "--1", "1e5", "NaN", "½"])
def test_what_is_no_number_is_refused(typed):
    for formats in ALL:
        with pytest.raises(ValueError) as refused:  # noqa: PT011
            formats.read(typed)
        assert str(refused.value) == typed


@given(st.decimals(-(10**9), 10**9, places=4))
def test_what_is_written_reads_back(value):
    for formats in ALL:
        assert formats.read(formats.number(value, 4)) == value


def test_an_instant_is_told_in_the_shops_zone():
    at = datetime(2025, 10, 28, 6, 0, tzinfo=UTC)
    assert "08:00" in CAPE.when(at)
    assert CAPE.clock(at) == "08:00"
    assert 'datetime="2025-11-06"' in CAPE.day(date(2025, 11, 6))


def test_lengths_are_hours_and_minutes():
    assert Formats.hours(timedelta(minutes=125)) == "2:05"
    assert Formats.hours(timedelta(minutes=-5)) == f"{MINUS}0:05"
    assert Formats.hours(None) == ""


def test_a_code_shows_what_differs():
    assert str(code("JB-2025-10-CL0001-001")).endswith("</span>CL0001-001</span>")
    assert str(code("CL-0001")).endswith("</span>0001</span>")
    assert "&lt;" in code("<b>")


def test_initials():
    assert [initials(it) for it in ("Gate & Rail Coating", "Ann", "john smith", "&", "")] == [
        "GC",
        "AN",
        "JS",
        "&",
        "",
    ]


def test_text_of_people_is_never_markup():
    assert paragraphs("a\nb\n\n<script>") == "<p>a<br>b</p><p>&lt;script&gt;</p>"
