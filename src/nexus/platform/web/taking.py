"""How a page takes a file: by a plain form, or one after the other by a script.

A form comes back with what is wrong; a script is told in plain words, and goes on with the next.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, runtime_checkable
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, TooLarge
from nexus.kernel.ids import FileId
from nexus.platform.uploads import Received
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Show, status_of

T = TypeVar("T")
REFUSALS = (*ON_FORM, TooLarge)


@runtime_checkable  # the framework looks whether it hands over what is asked for
class Enclosing(Protocol):
    """Files what came with a form, and does what the form wants: both or neither."""

    def take(
        self,
        actor: Actor,
        received: Received,
        kind: str,
        thing_id: UUID,
        act: Callable[[FileId | None], T],
    ) -> T:
        """Attach the file to a thing and act with its id; with None if no file came."""


Enclosed = NamedDependency[Enclosing]


def said_with(received: Received) -> Form:
    """Return what a form said beside its file."""
    return Form((name, it) for name, values in received.fields.items() for it in values)


def check_chosen(received: Received) -> None:
    """Refuse a form that was sent before a file was chosen."""
    if not received.name and not received.size:
        raise Invalid("Choose a file first.", "file")


def refused(show: Show, error: Exception, form: Form, again: Callable[..., Any]) -> Response[Any]:
    """Tell what is wrong with an upload: a script in plain words, a person on the page."""
    wrong = form.wrong(error)
    if not show.is_part:
        told: Response[Any] = again(form=wrong, status=status_of(error))
        return told
    words = " ".join(map(show.say, wrong.errors.values())) or show.say(wrong.fault)
    return Response(words, status_code=status_of(error), media_type="text/plain")
