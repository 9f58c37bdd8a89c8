"""A sentence that was filled in reads as English, and knows what it was made of."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path

import nexus
from nexus.kernel.errors import Invalid, NexusError, Refused
from nexus.kernel.phrase import Phrase, either, phrase, together


def test_a_phrase_reads_as_english():
    said = phrase("At most %(most)s lines of %(size)s m.", most=1200, size=Decimal("2.50"))
    assert said == "At most 1,200 lines of 2.50 m."
    assert (said.template, said.values["most"]) == ("At most %(most)s lines of %(size)s m.", 1200)
    assert phrase("100 % of it.") == "100 % of it."
    assert phrase("On %(day)s by %(who)s.", day=date(2026, 3, 2), who=None) == "On 2026-03-02 by ."


def test_a_refusal_keeps_what_it_was_made_of_and_tells_it_in_english():
    error = Refused(phrase("At most %(most)s.", most=3))
    assert isinstance(error.message, Phrase)
    assert type(str(error)) is str
    assert str(Invalid(error.message, "tags")) == "At most 3."


def test_several_are_said_as_one():
    assert either(["a", "b", "c"]) == "a or b or c"
    assert either([]) == ""
    assert together(["It has sales.", "It has tasks."]) == "It has sales. It has tasks."


def kinds_of(error):
    return {it.__name__ for it in error.__subclasses__()}.union(
        *(kinds_of(it) for it in error.__subclasses__()), {error.__name__}
    )


def test_refusals_with_figures_are_phrases_so_that_pages_can_say_them_in_another_language():
    refusals, found = kinds_of(NexusError), []
    for path in Path(nexus.__file__).parent.rglob("*.py"):
        for it in ast.walk(ast.parse(path.read_text())):
            if not isinstance(it, ast.Call) or not it.args:
                continue
            name = getattr(it.func, "id", None)
            pieces = getattr(it.args[0], "values", ())
            words = [piece for piece in pieces if isinstance(piece, ast.Constant)]
            if name in refusals and any(any(map(str.isalpha, piece.value)) for piece in words):
                found.append((str(path), it.lineno))
    assert found == []
