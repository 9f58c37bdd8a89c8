"""Pages travel compressed, and their length tells nothing."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.platform.web.squeezing import gzipped, takes_gzip


@given(st.binary(max_size=5000))
def test_what_is_squeezed_comes_out_as_it_was(content):
    assert gzip.decompress(gzipped(content)) == content


def test_the_same_page_is_of_many_lengths():
    assert len({len(gzipped(b"<p>secret</p>" * 100)) for _ in range(200)}) > 20


@pytest.mark.parametrize(
    ("accepted", "does"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("deflate, gzip; q=1.0, *;q=0.5", True),
        ("gzip;q=0", False),
        ("identity", False),
        ("", False),
        ("gzip;q=much", False),
    ],
)
def test_only_who_understands_it_gets_it_squeezed(accepted, does):
    assert takes_gzip(accepted) is does
