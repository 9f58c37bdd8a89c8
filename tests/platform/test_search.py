"""Search: what is written is found by any part of it, and no other shop finds it."""

from dataclasses import dataclass
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import registry

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.ids import new_id
from nexus.kernel.text import key
from nexus.platform.columns import key_column
from nexus.platform.search import Word, found, ids_found
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlUnitOfWork


@dataclass(eq=False, kw_only=True)
class Tool(Aggregate):
    id: UUID
    search_key: str

    def rename(self, name):
        self.search_key = key(name)
        self._changed()


mapping = registry()
tool = sa.Table(
    "tool",
    mapping.metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    key_column("search"),
)
mapping.map_imperatively(Tool, tool, version_id_col=tool.c.version, version_id_generator=False)


@pytest.fixture(scope="module")
def tools(engine):
    mapping.metadata.create_all(engine)
    yield
    mapping.metadata.drop_all(engine)


@pytest.fixture
def shelf(tools, database, a_shop):
    return Shelf(database, a_shop)


class Shelf:
    def __init__(self, database, shop):
        self.database, self.shop = database, shop

    def put(self, name):
        new = Tool(shop_id=self.shop.id, id=new_id(), search_key=key(name))
        with SqlUnitOfWork(self.database, self.shop.actor) as uow:
            uow.session.add(new)
        return new.id

    def change(self, id, change):
        with SqlUnitOfWork(self.database, self.shop.actor) as uow:
            change(uow.session, uow.session.get(Tool, (self.shop.id, id)))

    def find(self, search):
        query = sa.select(tool.c.search_key).where(
            tool.c.shop_id == self.shop.id, found(self.shop.id, tool, search)
        )
        with SqlReading(self.database, self.shop.id) as look:
            rows = sorted(look.connection.scalars(query))
            assert rows == sorted(look.connection.scalars(*self.by_slots(search)))
            return rows

    def by_slots(self, search):
        """Ask the same by a statement that could be kept."""
        texts = key(search).split()
        words = [Word.of(f"word_{n}", text) for n, text in enumerate(texts)]
        mine = sa.select(tool.c.search_key).where(tool.c.shop_id == self.shop.id)
        if words:
            mine = mine.where(tool.c.id.in_(ids_found(self.shop.id, tool, words)))
        values = [word.values(text) for word, text in zip(words, texts, strict=True)]
        return mine, {name: value for each in values for name, value in each.items()}


@pytest.mark.parametrize(
    "search", ["band", "ndsa", "SAW", "bandsäw", "saw band", "0042", "BS-00", "w", "ba", "  saw  "]
)
def test_a_thing_is_found_by_any_part_of_its_text(shelf, search):
    shelf.put("Bandsaw BS-0042")
    shelf.put("Router")
    assert shelf.find(search) == ["bandsaw bs-0042"]


@pytest.mark.parametrize(
    "search", ["bandsaws", "saw router", "x", "%", "_", '"', "'", "*", "(", "OR"]
)
def test_what_is_not_in_the_text_finds_nothing(shelf, search):
    shelf.put("Bandsaw BS-0042")
    assert shelf.find(search) == []


def test_no_words_find_everything(shelf):
    shelf.put("Bandsaw")
    assert shelf.find(" ") == ["bandsaw"]


def test_a_new_name_is_found_and_the_old_one_is_not(shelf):
    id = shelf.put("Bandsaw")
    shelf.change(id, lambda session, saw: saw.rename("Jigsaw"))
    assert (shelf.find("jigsaw"), shelf.find("bandsaw")) == (["jigsaw"], [])


def test_what_is_gone_is_not_found(shelf):
    id = shelf.put("Bandsaw")
    shelf.change(id, lambda session, saw: session.delete(saw))
    assert shelf.find("bandsaw") == []


def test_another_shop_does_not_find_it(shelf, database, another_shop):
    shelf.put("Bandsaw")
    assert Shelf(database, another_shop).find("bandsaw") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("aäß %_\"'*(-0x", min_size=1, max_size=12), st.data())
def test_every_part_of_a_word_finds_it(shelf, name, data):
    shelf.put(name)
    for word in key(name).split():
        start = data.draw(st.integers(0, len(word) - 1))
        part = word[start : data.draw(st.integers(start + 1, len(word)))]
        assert key(name) in shelf.find(part)
