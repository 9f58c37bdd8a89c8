"""Keys hold nothing that a database cannot."""

from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.text import LONGEST_KEY, key


@given(st.text())
def test_a_key_is_short_and_holds_no_nul(text):
    assert "\0" not in key(text)
    assert len(key(text)) <= LONGEST_KEY


def test_what_cannot_be_stored_is_not_looked_for():
    assert key("Mü\0ller ") == "muller"
