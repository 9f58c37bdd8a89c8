"""Reading a body: all that is wrong is told at once, and an empty one may be enough."""

from typing import Annotated

import msgspec
import pytest
from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import EmployeeId, new_id
from nexus.platform.http import MOST_FAULTS, Malformed, decode


class Stage(Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1)]
    place: int = 0


class Plan(Struct, forbid_unknown_fields=True):
    name: str
    stages: Annotated[list[Stage], Meta(max_length=100)] | UnsetType = UNSET
    first: Stage | None = None
    words: dict[str, Stage] = {}
    by: EmployeeId | None = None


class Even(Struct):
    number: int

    def __post_init__(self):
        if self.number % 2:
            raise Invalid("This is odd.", "number")


def faults(kind, given):
    with pytest.raises(Malformed) as refused:
        decode(msgspec.json.encode(given), kind)
    return refused.value.fields


def test_every_wrong_part_is_named_by_its_path_at_once():
    given = {
        "stages": [{"name": 1}, {"name": "Cut"}, {"name": "", "place": "x", "colour": 1}, {}, 7],
        "first": {"place": 1},
        "words": {"job": {"name": 2}},
        "by": "nobody",
        "more": 1,
    }
    assert set(faults(Plan, given)) == {
        "name",
        "more",
        "stages[0].name",
        "stages[2].name",
        "stages[2].place",
        "stages[2].colour",
        "stages[3].name",
        "stages[4]",
        "first.name",
        "words[job].name",
        "by",
    }


def test_what_is_right_but_too_much_is_named_as_a_whole():
    told = faults(Plan, {"name": "A", "stages": [{"name": "Cut"}] * 101})
    assert set(told) == {"stages"}


def test_a_whole_number_with_a_point_is_no_fault_beside_another():
    told = faults(Plan, {"name": 1, "stages": [{"name": "Cut", "place": 2.0}]})
    assert set(told) == {"name"}


def test_very_many_faults_are_not_all_told():
    assert len(faults(Plan, {"name": "A", "stages": [{}] * 5000})) == MOST_FAULTS


def test_what_the_parts_say_of_themselves_is_told_beside_the_rest():
    class Pair(Struct):
        one: Even
        other: Even
        name: str = ""

    told = faults(Pair, {"one": {"number": "x"}, "other": {"number": 3}, "name": 1})
    assert set(told) == {"one.number", "other.number", "name"}


def test_of_several_kinds_the_one_that_was_meant_is_told():
    told = faults(Plan, {"name": "A", "first": {"name": "Cut", "place": "2"}, "by": str(new_id())})
    assert set(told) == {"first.place"}


@pytest.mark.parametrize("opening", [b"[", b'{"name":[', b'{"name":"A","words":{"a":[', b'{"a":'])
@pytest.mark.parametrize("depth", [500, 2000, 100_000])
def test_what_is_nested_without_end_is_refused(opening, depth):
    with pytest.raises(Malformed):
        decode(opening * depth, Plan)
    closing = {b"[": b"]", b"{": b"}"}
    close = b"".join(closing[bytes([sign])] for sign in reversed(opening) if sign in b"[{")
    with pytest.raises(Malformed):
        decode(opening * depth + b"1" + close * depth, Plan)
