"""Crashes lose nothing that was acknowledged, and leave nothing half done.

`python -m benchmarks.crash` does the same often enough to be believed.
"""

import pytest
from benchmarks.crash import kill, restart

from tests.databases import BACKENDS

pytestmark = pytest.mark.slow


def needs(backend):
    return pytest.mark.skipif(backend not in BACKENDS, reason=f"{backend} is not tested now")


@needs("sqlite")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_killed_program_keeps_what_it_has_acknowledged(backend):
    result = kill(5)
    assert (result.lost, result.violations, result.faults) == ([], [], [])
    assert result.writes > 100


@needs("postgresql")
@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_restarted_database_is_waited_for_and_has_lost_nothing(backend):
    result = restart(3)
    assert (result.lost, result.violations, result.faults) == ([], [], [])
    assert result.writes > 100
    assert result.statuses[503] > 0  # and each of them said when to come back
