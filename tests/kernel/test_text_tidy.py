"""Tidying makes two ways to type a text one, and never makes it longer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.text import tidy, tidy_text


@given(st.text())
@pytest.mark.parametrize("tidied", [tidy, tidy_text])
def test_what_is_tidy_is_no_longer_and_stays_as_it_is(tidied, text):
    once = tidied(text)
    assert len(once) <= len(text)
    assert tidied(once) == once


@pytest.mark.parametrize("sign", ["\u0958", "\U0001d160", "\ufb1d"])
def test_signs_that_come_apart_when_composed_are_kept_whole(sign):
    assert tidy(sign * 200) == sign * 200


def test_two_ways_to_type_it_are_one():
    assert tidy("Mu\u0308ller  &\tSons ") == tidy("M\u00fcller & Sons") == "M\u00fcller & Sons"
