"""Forms of many rows of which only some are filled: a count sheet, a delivery."""

from collections.abc import Callable
from typing import Any, TypeVar

from litestar import Response

from nexus.kernel.errors import Invalid
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Show, status_of

C = TypeVar("C")


def attempt_rows(
    show: Show,
    sent: Form,
    rows: tuple[str, str],
    kind: type[C],
    act: Callable[[C], Any],
    *,
    again: Callable[[Form, int], Response[Any]],
    then: Callable[[Any], str],
    said: str,
) -> Response[Any]:
    """Do what the filled rows want. `rows` names the list, and the field that makes a row count.

    A row that is left empty is not sent, so what is wrong is told of a later place than the one
    it stands in; it is put back to where it was typed.
    """
    name, key = rows
    filled, places = _filled(sent, name, key)
    try:
        if not places:
            raise Invalid("Fill in one row at least.", f"{name}[0].{key}")
        made = act(filled.read(kind, show.formats))
    except ON_FORM as error:
        wrong = filled.wrong(error)
        shown = Form(fault=wrong.fault)
        shown.said = sent.said
        shown.errors = {_back(field, name, places): it for field, it in wrong.errors.items()}
        return again(shown, status_of(error))
    return show.go(then(made), said)


def _filled(sent: Form, name: str, key: str) -> tuple[Form, list[int]]:
    """Return the form without its empty rows, and where the others stood."""
    count = sent.count(name)
    places = [n for n in range(count) if sent[f"{name}[{n}].{key}"].strip()]
    only = Form()
    only.said = {it: said for it, said in sent.said.items() if not it.startswith(f"{name}[")}
    for now, was in enumerate(places):
        for field, said in sent.said.items():
            if field.startswith(f"{name}[{was}]."):
                only.said[field.replace(f"[{was}]", f"[{now}]", 1)] = said
    return only, places


def _back(field: str, name: str, places: list[int]) -> str:
    for now, was in enumerate(places):
        if field.startswith(f"{name}[{now}]"):
            return field.replace(f"[{now}]", f"[{was}]", 1)
    return field
