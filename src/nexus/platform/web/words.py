"""The languages of pages: gettext catalogues, and which of them is spoken at the moment."""

import gettext
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal

from nexus.kernel.phrase import Phrase, Value, plain

FOLDER = Path(__file__).parents[1] / "locale"
PSEUDO = "en-XA"  # every text in brackets and accents, to find what nobody translated
ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")

_spoken: ContextVar[gettext.NullTranslations] = ContextVar("nexus_spoken")
ENGLISH = gettext.NullTranslations()


class Pseudo(gettext.NullTranslations):
    """Speaks English in disguise; what stands in braces or percent signs stays readable."""

    def gettext(self, message: str) -> str:
        parts = message.replace("%(", "\0%(").split("\0")
        told = "".join(
            f"{part[: part.find(')') + 2]}{part[part.find(')') + 2 :].translate(ACCENTS)}"
            if part.startswith("%(")
            else part.translate(ACCENTS)
            for part in parts
        )
        return f"⟦{told}⟧"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)


@cache
def languages() -> tuple[str, ...]:
    return ("en", *sorted({path.parent.name for path in FOLDER.glob("*/*.po")}))


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the texts of a language; English, which the program is written in, needs none."""
    if language == PSEUDO:
        return Pseudo()
    if language not in languages() or language == "en":
        return ENGLISH
    found = gettext.GNUTranslations(_compiled([*(FOLDER / language).glob("*.po")]))
    found.add_fallback(ENGLISH)
    return found


def _compiled(paths: Sequence[Path]) -> BytesIO:
    """Make one catalogue of those of all modules; the reader is heavy, for who needs it."""
    pofile, mofile = (import_module(f"babel.messages.{it}") for it in ("pofile", "mofile"))
    whole = None
    for path in sorted(paths):
        with path.open("rb") as source:
            read = pofile.read_po(source, locale=path.parent.name)
        whole = whole or read
        for message in read if whole is not read else ():
            whole.add(message.id, message.string)
    compiled = BytesIO()
    mofile.write_mo(compiled, whole)  # its head tells the language
    compiled.seek(0)
    return compiled


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let everything said within be in this language."""
    token = _spoken.set(catalogue(language))
    try:
        yield
    finally:
        _spoken.reset(token)


def say(message: str) -> str:
    if not message:
        return ""
    spoken = _spoken.get(ENGLISH)
    if isinstance(message, Phrase) and message.values:
        values = {name: _said(value) for name, value in message.values.items()}
        return spoken.gettext(message.template) % values
    return spoken.gettext(message)


def _said(value: Value) -> str:
    if isinstance(value, Phrase):
        return say(value)
    language = _spoken.get(ENGLISH).info().get("language")
    if isinstance(value, str | None) or language is None:
        return plain(value)
    if isinstance(value, date):
        return format_date(value, "medium", locale=language)
    digits = len(plain(value).partition(".")[2])
    shape = f"#,##0.{'0' * digits}".rstrip(".")
    written: str = format_decimal(value, format=shape, locale=language)
    return written


def mid(noun: str) -> str:
    """Return a word that stands in the middle of a sentence; German keeps its nouns great."""
    return noun if _spoken.get(ENGLISH).info().get("language") == "de" else noun.lower()


def wording(name: str) -> str:
    """Return how people read the name of a field or of a kind, in English."""
    return name.replace("_", " ").capitalize()


def later(message: str) -> str:
    """Mark a text for the catalogues that is said where it is shown, and not here."""
    return message


def say_many(one: str, many: str, count: int) -> str:
    return _spoken.get(ENGLISH).ngettext(one, many, count)
