"""Sentences with figures and names in them, which another language may say in its own order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Self

Value = str | int | Decimal | date | None


class Phrase(str):
    """A sentence in English that knows what it was made of.

    A value that is a phrase itself, such as the name of a state, is said in the other language,
    too; names that people gave stay as they are.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, values: Mapping[str, Value]) -> Self:
        written = {name: plain(value) for name, value in values.items()}
        phrase = super().__new__(cls, template % written if values else template)
        phrase.template, phrase.values = template, values
        return phrase


def phrase(template: str, /, **values: Value) -> Phrase:
    """Fill in a sentence: `phrase("At most %(most)s tags.", most=20)`."""
    return Phrase(template, values)


def either(options: Sequence[Value]) -> Value:
    """Name one or the other; nothing if there are none."""
    return reduce(lambda some, it: phrase("%(some)s or %(it)s", some=some, it=it), options or [""])


def together(sentences: Iterable[str]) -> Value:
    """Say one sentence after the other."""
    return reduce(lambda said, it: phrase("%(said)s %(it)s", said=said, it=it), sentences)


def plain(value: Value) -> str:
    """Write a value as English does."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,f}" if isinstance(value, Decimal) else str(value or "")
