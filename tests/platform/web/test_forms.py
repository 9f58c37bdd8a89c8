"""What is typed into a form becomes a command, or is told field by field."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

import pytest
from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.money import Money
from nexus.platform.web.formats import Formats
from nexus.platform.web.forms import Form, Unreadable, _kinder, length

HERE = Formats("de-DE", "Europe/Berlin", "EUR")


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=1)]
    quantity: Decimal = Decimal(1)
    price: Decimal


class Order(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=10)]
    note: str = ""
    code: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    size: Size = Size.SMALL
    count: int | None = None
    price: Money | None = None
    due_on: date | None = None
    starts_at: datetime | None = None
    takes: timedelta | UnsetType | None = UNSET
    customer_id: UUID | None = None
    urgent: bool = False
    tags: list[str] = []
    lines: list[Line] = []


def read(**said):
    return Form(said.items()).read(Order, HERE)


def wrong(**said):
    with pytest.raises(Unreadable) as error:
        read(**said)
    return error.value.errors


def test_fields_are_read_as_people_here_write_them():
    id = uuid4()
    order = read(
        name="Gate",
        size="large",
        count="1.200",
        price="1.234,50",
        due_on="2026-03-02",
        starts_at="2026-03-02T08:00",
        takes="1:30",
        customer_id=str(id),
        urgent="on",
        _csrf="x",
        unknown="y",
    )
    assert (order.count, order.price) == (1200, Money.of(123450, "EUR"))
    assert (order.size, order.due_on, order.urgent) == (Size.LARGE, date(2026, 3, 2), True)
    assert order.starts_at.isoformat() == "2026-03-02T08:00:00+01:00"
    assert (order.takes, order.customer_id) == (timedelta(minutes=90), id)


def test_a_list_of_words_is_typed_with_commas_or_chosen():
    assert read(name="Gate", tags=" VIP, wholesale ,").tags == ["VIP", "wholesale"]
    chosen = Form([("name", "Gate"), ("tags", "VIP"), ("tags", "wholesale")])
    assert chosen.read(Order, HERE).tags == ["VIP", "wholesale"]
    assert chosen["tags"] == "VIP, wholesale"


def test_what_has_no_parts_is_not_dropped_when_parts_come():
    with pytest.raises(Unreadable) as error:
        Form([("name", "Gate"), ("note[0].text", "x")]).read(Order, HERE)
    assert error.value.errors == {"note": "This has no parts."}


def test_what_is_left_empty_is_not_said():
    order = read(name="Gate", code="", count="", price=" ", due_on="", customer_id="", note="")
    assert (order.code, order.count, order.price, order.note) == (UNSET, None, None, "")


def test_a_field_that_the_form_calls_needed_is_not_left_empty():
    class Change(Struct, frozen=True, kw_only=True):
        name: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
        count: int | UnsetType = UNSET
        note: str = ""

    def change(*said):
        return Form(said).read(Change, HERE)

    assert change(("name", ""), ("count", "")) == Change()
    with pytest.raises(Unreadable) as error:
        change(("_needed", "name"), ("name", " "), ("_needed", "count"), ("count", ""))
    assert error.value.errors == {"name": "This is needed.", "count": "This is needed."}
    assert change(("_needed", "name"), ("note", "x")).note == "x"  # not on this form
    assert change(("_needed", "name"), ("name", "Gate")).name == "Gate"
    assert change(("_needed", "else"), ("else", "")) == Change()  # of another command


def test_an_empty_field_clears_what_may_be_empty():
    assert read(name="Gate", takes="").takes is None


def test_lines_are_read_by_their_numbers_and_blank_ones_left_out():
    form = Form(
        {
            "name": "Gate",
            "lines[2].text": "Weld",
            "lines[2].price": "12,5",
            "lines[0].text": "Cut",
            "lines[0].price": "3",
            "lines[0].quantity": "2",
            "lines[1].text": "",
            "lines[1].price": "",
            "lines[1].quantity": "1",
        }.items()
    )
    assert form.count("lines") == 3
    order = form.read(Order, HERE)
    assert [(it.text, it.price) for it in order.lines] == [
        ("Cut", Decimal(3)),
        ("Weld", Decimal("12.5")),
    ]


def test_everything_wrong_is_told_at_once_by_its_field():
    errors = wrong(
        **{"name": "", "count": "1,5", "price": "x", "due_on": "soon", "size": "huge"},
        **{"lines[0].text": "Cut", "lines[0].price": ""},
    )
    assert errors["name"] == "This is needed."
    assert errors["count"] == "Write a whole number."
    assert errors["price"] == "Write a number, such as 12.50."
    assert errors["lines[0].price"] == "This is needed."


def test_what_the_decoder_finds_is_told_in_kind_words():
    assert wrong(name="x" * 11) == {"name": "At most 10 signs."}
    assert wrong(name="Gate", due_on="soon") == {"due_on": "Write a day, such as 2026-03-02."}
    assert wrong(name="Gate", size="huge") == {"size": "Choose one of the list."}
    assert wrong(name="Gate", customer_id="7") == {"customer_id": "Choose one of the list."}
    assert wrong(name="Gate", starts_at="noon") == {"starts_at": "Write a day and a time."}


@pytest.mark.parametrize("name", ["lines[99999].text", "lines[0]", "lines[0][0].x"])
def test_a_hostile_name_of_a_field_makes_no_line(name):
    with pytest.raises(Unreadable) as error:
        Form([("name", "Gate"), ("count", "x"), (name, "x")]).read(Order, HERE)
    assert "count" in error.value.errors


@pytest.mark.parametrize("name", ["[", ".", "a[-1]", "__class__", "nothing"])
def test_what_is_no_field_is_nothing(name):
    assert Form([("name", "Gate"), (name, "x")]).read(Order, HERE).name == "Gate"


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1:30", 90),
        ("1h 30", 90),
        ("1h30m", 90),
        ("1,5 h", 90),
        ("90 min", 90),
        ("90", 90),
        ("2h", 120),
    ],
)
def test_a_length_of_work_is_typed_in_many_ways(typed, minutes):
    assert length(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["", "soon", "1:75", "-5", "1:2:3"])
def test_what_is_no_length_is_refused(typed):
    with pytest.raises(ValueError, match="how long"):
        length(typed)


def test_a_form_is_filled_with_a_thing_and_reads_back_the_same():
    order = read(
        **{"name": "Gate", "price": "1.234,50", "takes": "1:30", "urgent": "on", "size": "large"},
        **{"lines[0].text": "Cut", "lines[0].price": "0,5"},
    )
    form = Form.of(order, HERE)
    assert (form["price"], form["takes"], form["lines[0].price"]) == ("1.234,5", "1:30", "0,5")
    assert form.read(Order, HERE) == order


def test_errors_of_a_use_case_stand_at_their_field_and_nothing_typed_is_lost():
    form = Form([("name", "Gate")])
    again = form.wrong(Invalid("No such code.", "code"))
    assert (again.error("code"), again["name"], again.is_wrong) == ("No such code.", "Gate", True)
    assert form.wrong(Refused("Not now.")).fault == "Not now."
    assert not form.is_wrong


@pytest.mark.parametrize(
    ("decoder", "told"),
    [
        ("Expected 'str' of length <= 1200.", "At most 1,200 signs."),
        ("Expected 'array' of length <= 20.", "At most 20 of them."),
        ("Expected 'int' >= 1.", "This is 1 at least."),
        ("Expected 'int' <= 365.", "This is 365 at most."),
        ("Expected 'str' matching regex '^x$'.", "There are signs in it that do not belong there."),
        ("Something else.", "Something else."),
    ],
)
def test_what_a_decoder_says_is_put_in_words(decoder, told):
    assert _kinder(decoder) == told
