"""What needs no form: done at once, and told where one was."""

from collections.abc import Callable
from typing import Any

from litestar import Response

from nexus.kernel.errors import NexusError
from nexus.platform.web.pages import Show


def done(show: Show, act: Callable[[], Any], said: str, to: str = "") -> Response[Any]:
    """Do it, and lead back, or to another page, which tells what came of it."""
    try:
        act()
    except NexusError as error:
        return show.go(to, str(error), "bad") if to else show.back(str(error), "bad")
    return show.go(to, said) if to else show.back(said)
