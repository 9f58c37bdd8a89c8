"""Boards: what a card that was moved says, and how it is answered."""

from collections.abc import Callable
from typing import Any

from litestar import Response

from nexus.platform.web.pages import Show


def moved(show: Show, act: Callable[[], Any], said: str = "") -> Response[Any]:
    """Answer a card that was moved.

    The board's script draws the board anew by itself, and tells what was refused; without it one
    comes back to the board, which tells.
    """
    if show.is_part:
        act()
        return Response("", status_code=204)
    return show.act(act, said)
