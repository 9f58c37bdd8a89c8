"""How the elements of an electronic invoice are written down."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from nexus.sales.domain.reckoning import digits_of

# What XML cannot hold, whatever it is written as.
NO_SIGNS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Node = tuple[str, dict[str, str], tuple[Any, ...]]


def node(tag: str, *inside: Any, **attributes: str) -> Node | None:
    """Return an element of text or of elements; None if there is nothing to put inside."""
    parts = tuple(part for part in inside if part is not None and part != "")
    return (tag, attributes, parts) if parts else None


def document(root: Node, names: dict[str, str]) -> bytes:
    """Write it; `names` are the namespaces by their prefixes, the default one by an empty one."""
    # A large library, for who asks for the file.
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415

    nsmap: Any = {prefix or None: name for prefix, name in names.items()}

    def clark(tag: str) -> str:
        prefix, _, local = tag.rpartition(":")
        return f"{{{names[prefix]}}}{local}"

    def fill(element: Any, parts: tuple[Any, ...]) -> None:
        for part in parts:
            if isinstance(part, str):
                element.text = NO_SIGNS.sub("", part)
            else:
                tag, attributes, inside = part
                fill(etree.SubElement(element, clark(tag), attributes), inside)

    tag, attributes, inside = root
    made = etree.Element(clark(tag), attributes, nsmap=nsmap)
    fill(made, inside)
    said: bytes = etree.tostring(made, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return said


def amount(value: Decimal, currency: str) -> str:
    return f"{value:.{digits_of(currency)}f}"


def number(value: Decimal) -> str:
    """Return it with no more digits than it needs."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def day(on: date) -> str:
    return f"{on:%Y%m%d}"
