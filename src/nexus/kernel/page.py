"""A page of a list."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")

LONGEST_PAGE = 200


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """`next` is the cursor of the page after this one, or None on the last.

    `total` counts what the filters leave, over all pages; None unless it was asked for.
    """

    items: list[T]
    next: str | None = None
    total: int | None = None
