"""Issue "Staff hub", Shows 6: in the pseudo-language, every text of the program is in brackets."""

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest

from tests.browser.data import texts, tidy
from tests.browser.looking import told
from tests.browser.stage import Stage

pytestmark = pytest.mark.slow

PSEUDO = {"nexus-language": "en-XA"}
READ_OUT = ("title", "aria-label", "placeholder", "alt", "data-confirm", "data-title", "label")
CODE = ("script", "style", "code", "kbd", "template", "ins", "del")  # these show what was changed
MANY = 40  # options: countries, currencies, time zones, languages
MARKED = re.compile(r"⟦[^⟦⟧]*⟧|^[^⟦⟧]*⟧|⟦[^⟦⟧]*$")  # a part may stand in another element
DISGUISED = re.compile(r"[^aceinouyACEINOUY]*[áçéíñóúýÁÇÉÍÑÓÚÝ][^aceinouyACEINOUY]*")
BETWEEN = re.compile(r"\s*[·,:;–—→×/|()\[\]…&+=%#\"'\n]\s*|\s[-x]\s")  # noqa: RUF001
# Figures with their unit, dates, codes, addresses: what formats make, and no catalogue holds.
FIGURE = re.compile(
    r"([+-−]?[\d.,  ]+\s?)?"  # noqa: RUF001
    r"(|h|m|s|min|d|R|%|kg|g|mm|cm|m²|m³|l|pcs|each|kB|MB|px|v\d+|[A-Z]{1,4}|[A-Z]{1,4}[-\d]+\w*)"
)
DATED = re.compile(
    r"(\w+ )?\d{1,2} \w{3,9}( \d{2,4})?( at)?( \d\d?:\d\d)?|\d\d?:\d\d(:\d\d)?|\w+ \d{4}"
    r"|\w+, \d+ \w+ \d{4}, \d\d:\d\d:\d\d [\w ]+"
    r"|(in )?\d+ (second|minute|hour|day|week|month|year)s?( ago)?"
)
FOR_BUILDERS = {"/ui"}
PATTERN = re.compile(r"[\w-]*\{.*\}[\w-]*")  # of numbers: INV-{year}-{n:3}
CODED = re.compile(r"\b[A-Z]{1,5}(-[\dA-Z]+)+\b")
HASH = re.compile(r"[0-9a-f]{6,64}|[\w/-]{36,}\.pdf")
NAMES = {"browser", "Nexus", "API", "CSV", "Excel", "PDF", "XML", "UBL", "CII", "DXF", "Ctrl K"}
NAMES |= {"English", "Deutsch"}  # a language is called as those who speak it do


def shown(page: Any) -> Iterator[str]:
    """Give every text that somebody sees or hears on a page."""
    for element in page.iter():
        if not isinstance(element.tag, str) or _is_of_many(element):
            continue
        if element.tag not in CODE and element.text:
            yield element.text
        if element.tail and element.getparent().tag not in CODE:
            yield element.tail
        yield from (element.get(name) for name in READ_OUT if element.get(name))


def _is_of_many(element: Any) -> bool:
    return element.tag == "option" and len(element.getparent()) > MANY


def untold(text: str, data: frozenset[str]) -> str:
    """Return what of a text is neither translated, nor data, nor a figure."""
    rest = text
    while (less := MARKED.sub("\n", rest)) != rest:
        rest = less
    rest = tidy(rest) if "\n" not in rest else rest
    left = [it for part in rest.split("\n") if (it := _left(tidy(part), data))]
    return " … ".join(left)


def _left(text: str, data: frozenset[str]) -> str:
    if " · " in text:
        return " ".join(it for part in text.split(" · ") if (it := _left(tidy(part), data)))
    if not re.search(r"[A-Za-z]{2}", text) or _known(text, data):
        return ""
    parts = [tidy(part) for part in BETWEEN.split(CODED.sub(",", text))]
    return " ".join(part for part in parts if part and not _known(part, data))


def _known(text: str, data: frozenset[str]) -> bool:
    return (
        not re.search(r"[A-Za-z]{2}", text)
        or text in data
        or text in NAMES
        or text.lower() in _lowered(data)
        or any(it.fullmatch(text) for it in (FIGURE, PATTERN, DISGUISED, HASH))
        or DATED.fullmatch(text) is not None
    )


_LOWERED: dict[int, frozenset[str]] = {}


def _lowered(data: frozenset[str]) -> frozenset[str]:
    """Return the names of things as they stand within a sentence."""
    if id(data) not in _LOWERED:
        _LOWERED[id(data)] = frozenset(it.lower() for it in data if it[:1].isupper())
    return _LOWERED[id(data)]


def test_every_text_is_translated(stage: Stage, record_property: Any):
    data = texts(stage.database)
    faults, read = [], 0
    with stage.web() as web:
        for name, value in PSEUDO.items():
            web.cookies.set(name, value)
        for name, path in stage.addresses.items():
            answer = web.get(path)
            if (
                name in stage.public | FOR_BUILDERS
                or "text/html" not in answer.headers["content-type"]
            ):
                continue
            for text in shown(lxml.html.document_fromstring(answer.text or "<p></p>")):
                read += 1
                if left := untold(text, data):
                    faults.append(f"{path}: not translated: {left!r} in {tidy(text)!r}")
    record_property("texts in the pseudo-language", read)
    assert not faults, told(faults)
