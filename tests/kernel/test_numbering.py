"""A pattern becomes a code, grows past its width, and says what it cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid
from nexus.kernel.numbering import check_pattern, series


@pytest.mark.parametrize(
    ("pattern", "words", "code"),
    [
        ("CL-{n:4}", {}, "CL-0001"),
        (
            "JB-{year}-{month}-{customer}-{n:3}",
            {"year": "2025", "month": "10", "customer": "CL0001"},
            "JB-2025-10-CL0001-001",
        ),
        ("INV-{year}-{n:3}", {"year": "2025"}, "INV-2025-001"),
        ("{n}/{year}", {"year": "2025"}, "1/2025"),
    ],
)
def test_the_codes_of_the_seeds(pattern, words, code):
    assert series(pattern, **words).code(1) == code


@pytest.mark.parametrize(("n", "code"), [(9_999, "CL-9999"), (10_000, "CL-10000")])
def test_a_code_grows_past_its_width(n, code):
    assert series("CL-{n:4}").code(n) == code


def test_the_counter_belongs_to_the_text_around_it():
    october = series("JB-{month}-{n:3}", month="10")
    assert october.key != series("JB-{month}-{n:3}", month="11").key
    assert october.key == series("JB-10-{n:5}").key


@given(st.integers(1, 10**12), st.integers(1, 9))
def test_a_code_is_read_back(n, width):
    counted = series(f"A-{{n:{width}}}-Z")
    assert counted.n(counted.code(n)) == n


@pytest.mark.parametrize(
    "code", ["CL-1", "CL-00001", "CL-", "CL-00x1", "XX-0001", "CL-\u0660\u0661"]
)
def test_a_code_of_another_series_has_no_number(code):
    assert series("CL-{n:4}").n(code) is None


@pytest.mark.parametrize(
    "pattern", ["CL", "{n}{n}", "{n:0}", "{n:12}", "{colour}-{n}", "{n} {", "}{n}", "{}{n}"]
)
def test_what_is_no_pattern_is_invalid(pattern):
    with pytest.raises(Invalid):
        series(pattern)


@pytest.mark.parametrize("pattern", ["x" * 60 + "{n}", "<b>{n}</b>", "{customer}\n{n}"])
def test_a_shops_format_is_short_and_plain(pattern):
    with pytest.raises(Invalid):
        check_pattern(pattern, "customer")
    assert check_pattern("JB-{customer}-{n:3}", "customer")
