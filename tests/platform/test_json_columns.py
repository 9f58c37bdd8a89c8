"""Values of several parts go into one column and come back as they were."""

from enum import StrEnum

import msgspec
import pytest
import sqlalchemy as sa

from nexus.platform.columns import Json


class Colour(StrEnum):
    RED = "red"


class Word(msgspec.Struct, frozen=True):
    one: str
    many: str


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (tuple[str, ...], ("a", "ü")),
        (dict[Colour, Word], {Colour.RED: Word("Job", "Jobs")}),
        (dict[str, bool], {}),
        (tuple[str, ...], None),
    ],
)
def test_a_value_comes_back_as_it_went(engine, kind, value):
    column = sa.literal(value, Json(kind))
    with engine.connect() as connection:
        assert connection.execute(sa.select(column)).scalar_one() == value
