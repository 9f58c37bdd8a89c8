"""Codes sort by the size of the numbers in them, however wide they have grown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.text import code_key


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_codes_sort_as_their_numbers_do(one, other):
    assert (code_key(f"CL-{one:04}") < code_key(f"CL-{other:04}")) == (one < other)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("JB-2025-10-CL0001-999", "JB-2025-10-CL0001-1000"),
        ("JB-2025-09-CL0001-1000", "JB-2025-10-CL0001-001"),
        ("jb-2025-10-CL9999-001", "JB-2025-10-CL10000-001"),
    ],
)
def test_a_code_that_outgrew_its_width_comes_later(first, second):
    assert code_key(first) < code_key(second)
