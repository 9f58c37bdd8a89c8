"""Invariants as code: what must hold in any shop's data, asked by `nexus verify` and by tests.

A module offers its own in its container as `CHECKS`; the queries live in its db adapter.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import sqlalchemy as sa

from nexus.kernel.ids import ShopId


class Check(NamedTuple):
    """`name` is the promise in words; `violations` yields a sentence for each breach."""

    name: str
    violations: Callable[[sa.Connection, ShopId], Iterable[str]]
