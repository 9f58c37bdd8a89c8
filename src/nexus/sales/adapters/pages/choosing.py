"""What a customer chooses of a quote, from the controls of a form."""

from collections.abc import Sequence
from typing import Any

from nexus.platform.web.forms import Form


def chosen(sent: Form, lines: Sequence[Any]) -> Form:
    """Return the form with a choice for every line of the quote.

    Options are ticked by `option`, of a choice one is picked by `choice-<its first line>`, and how
    many by `quantity-<line>`. What the form does not show stays as it is suggested.
    """
    again = Form(fault=sent.fault)
    again.said = dict(sent.said)
    if not sent["shown"]:
        return again
    picked = {it for name in sent.said if name.startswith("choice-") for it in sent.all(name)}
    for at, line in enumerate(lines):
        name, id = f"choices[{at}].", str(line.id)
        again.said[f"{name}line_id"] = [id]
        if line.group:
            if id in picked:
                again.said[f"{name}chosen"] = ["on"]
        elif line.is_optional:
            again.said[f"{name}chosen"] = ["on" if sent.has("option", id) else ""]
        if line.is_quantity_open and sent[f"quantity-{id}"].strip():
            again.said[f"{name}quantity"] = [sent[f"quantity-{id}"]]
    return again
