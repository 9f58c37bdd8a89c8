"""Every language says all that the program says, and fills in the same figures and names."""

import re
from decimal import Decimal

import pytest
from babel.messages.pofile import read_po
from tools.messages import merged, said, written

from nexus.customers.service.codes import CodeTaken
from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase
from nexus.platform.web.forms import Form
from nexus.platform.web.templates import environment
from nexus.platform.web.words import FOLDER, catalogue, languages, later, mid, say, speaking

FIELDS = re.compile(r"%\(\w+\)[sd]|\{\w+[^}]*\}|</?\w+[^>]*>")
LANGUAGES = [it for it in languages() if it != "en"]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def messages():
    return said()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_are_those_of_the_program(messages, language):
    """`python -m tools.messages` brings them up to date."""
    for module, its in messages.items():
        path = FOLDER / language / f"{module}.po"
        assert path.read_bytes() == written(merged(language, module, its)), path
    assert {it.stem for it in (FOLDER / language).iterdir()} == messages.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated_and_no_field_is_lost(language):
    for path in (FOLDER / language).glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id:
                    continue
                many = isinstance(message.id, tuple | list)
                wanted = sorted(FIELDS.findall(message.id[1] if many else message.id))
                for text in message.string if many else (message.string,):
                    assert text, (path.stem, message.id)
                    told = sorted(FIELDS.findall(text))
                    assert told == wanted or (many and set(told) <= set(wanted)), message.id


def test_a_text_that_is_marked_for_later_is_said_where_it_is_shown():
    marked = later("Save")
    assert marked == "Save"
    for language in LANGUAGES:
        with speaking(language):
            assert say(marked) == catalogue(language).gettext("Save")
    assert say("") == ""


def test_a_noun_within_a_sentence_is_small_but_not_in_german():
    assert mid("Customers") == "customers"
    with speaking("de"):
        assert mid("Kunden") == "Kunden"


def test_a_refusal_with_figures_in_it_is_said_in_the_language_of_the_page():
    said = phrase("A list has at most %(most)s rows. Import it in parts.", most=5000)
    move = phrase("“%(name)s”", name=phrase("In progress"))
    assert say(said) == "A list has at most 5,000 rows. Import it in parts."
    with speaking("de"):
        assert say(said) == "Eine Liste hat höchstens 5.000 Zeilen. Importieren Sie sie in Teilen."
        assert say(move) == "“In Arbeit”"
        assert say(phrase("This is more than %(most)s.", most=Decimal("2.50"))).endswith("2,50.")
        form = Form().wrong(Invalid(said, "file"))
        assert form.error("file").startswith("Eine Liste")
        assert "Kunden CU-1" in say(CodeTaken("CU-1").message)
    assert str(CodeTaken("CU-1")) == "There is a customer CU-1 already."


def test_names_of_fields_in_the_log_and_of_columns_that_go_out_are_translated():
    worded = environment().filters["worded"]
    assert worded("unit_price") == "Unit price"
    with speaking("de"):
        assert (worded("unit_price"), worded("customer_id")) == ("Stückpreis", "Kunde (ID)")
        assert worded("stock_movement") == "Lagerbewegung"
