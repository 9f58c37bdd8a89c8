"""Files in both databases: as they were, seen by who may, counted once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from nexus.documents.adapters.db import (
    SqlDocumentsReading,
    SqlDocumentsUnitOfWork,
    loose_links,
    lost_contents,
    lost_versions,
    unlike_their_version,
)
from nexus.documents.domain import Author, Blob, File, Kind, Purpose, Role
from nexus.documents.messages import ListFiles, ListLinked
from nexus.documents.ports import Eyes
from nexus.kernel.errors import NotFound, Refused
from nexus.kernel.ids import FileId, LinkId, UserId, new_id
from nexus.platform.activity import entries
from nexus.platform.checks import snapshot
from nexus.platform.db import metadata

from tests.conftest import NOW
from tests.documents.fakes import FakeStore

ALL = Eyes(frozenset(Kind), frozenset(Purpose), None)
ANN = Author(label="Ann")


@pytest.fixture
def uow(database, a_shop):
    return lambda: SqlDocumentsUnitOfWork(database, a_shop.actor)


@pytest.fixture
def look(database, a_shop):
    with SqlDocumentsReading(database, a_shop.id) as look:
        yield look


def a_blob(size=10, media_type="text/plain", name="part.nc"):
    key = f"{new_id()}/files/{new_id()}"
    return Blob(
        key=key, size=size, sha256=f"{size:064x}", media_type=media_type, original_name=name
    )


def stored(uow, a_shop, purpose=Purpose.DESIGN, author=ANN, **more):
    with uow() as work:
        file = File.new(a_shop.id, purpose, a_blob(), author, NOW, **more)
        work.files.add(file)
    return file


def test_a_file_is_kept_as_it_was(uow, a_shop, database):
    thing = new_id()
    file = stored(uow, a_shop, name="Küche.nc", tags=("Steel", "3 mm"), description="x\ny")
    with uow() as work:
        kept = work.files.get(file.id)
        kept.add(a_blob(20, "image/png"), ANN, NOW, "thinner")
        kept.attach(Kind.PROJECT, thing, NOW, notes="n", position=3)
        kept.share(ANN, NOW, NOW + timedelta(hours=1), 1, "for Bo")
    with SqlDocumentsReading(database, a_shop.id) as look:
        view = look.one(file.id, ALL)
        [share] = look.shares(file.id, ALL)
    assert (view.name, view.current, view.version) == ("Küche.nc", 2, 4)
    assert list(view.tags) == ["Steel", "3 mm"]
    assert (view.media_type, view.size) == ("image/png", 20)
    assert [(it.number, it.note) for it in view.versions] == [(2, "thinner"), (1, "")]
    assert [(it.thing_id, it.role, it.position) for it in view.links] == [(thing, Role.DESIGN, 3)]
    assert (share.number, share.note, share.version) == (1, "for Bo", 4)


def test_changes_are_in_the_activity_log(uow, a_shop, engine):
    file = stored(uow, a_shop)
    with uow() as work:
        work.files.get(file.id).add(a_blob(20), ANN, NOW)
    query = sa.select(entries.c.entity_type, entries.c.action).where(
        entries.c.shop_id == a_shop.id,
        (entries.c.entity_id == file.id) | (entries.c.part_of_id == file.id),
    )
    with snapshot(engine, a_shop.id) as connection:
        told = {tuple(row) for row in connection.execute(query)}
    assert told >= {("file", "created"), ("file_version", "created"), ("file", "updated")}


def test_a_picture_is_nobodys_change(uow, a_shop, database):
    file = stored(uow, a_shop)
    with uow() as work:
        work.rendered(file.newest.id, NOW, "image/webp", None, 7)
    with SqlDocumentsReading(database, a_shop.id) as look:
        content = look.content(file.id, None, ALL)
    assert (content.preview_type, content.thumbnail_type) == ("image/webp", None)
    assert (content.rendered_at, content.pages) == (NOW, 7)


def test_a_shared_version_is_found_while_it_is_open(uow, a_shop, database):
    file = stored(uow, a_shop)
    with uow() as work:
        share = work.files.get(file.id).share(ANN, NOW, NOW + timedelta(hours=1), None, "")

    def found(at, id=share.id):
        with SqlDocumentsReading(database, a_shop.id) as look:
            return look.shared(id, at)

    assert found(NOW).key == file.newest.key
    assert found(NOW + timedelta(hours=1)) is None
    assert found(NOW, LinkId(new_id())) is None
    with uow() as work:
        work.files.get(file.id).revoke(share.id, NOW)
    assert found(NOW) is None


def test_what_counts_once_takes_its_room_once(uow, a_shop, database):
    file = stored(uow, a_shop)
    with uow() as work:
        kept = work.files.get(file.id)
        kept.add(a_blob(20), ANN, NOW)
        kept.bring_back(1, ANN, NOW)
    with SqlDocumentsReading(database, a_shop.id) as look:
        assert look.used() == 30
        assert len(set(look.keys())) == 2
    with uow() as work:
        assert work.files.used() == 30


def seen(database, a_shop, eyes, **wish):
    with SqlDocumentsReading(database, a_shop.id) as look:
        return {it.id for it in look.page(ListFiles(limit=100, **wish), eyes).items}


def test_one_sees_what_hangs_on_what_one_sees(uow, a_shop, database):
    me = UserId(a_shop.add("accounts_user", username=f"u{new_id().hex}"))
    free, of_sale, of_both, mine = (
        stored(uow, a_shop, author=Author(label="x", user_id=user)).id
        for user in (None, None, None, me)
    )
    proof = stored(uow, a_shop, Purpose.PROOF_OF_PAYMENT).id
    with uow() as work:
        for id in (of_sale, of_both, mine):
            work.files.get(id).attach(Kind.SALE, new_id(), NOW)
        work.files.get(of_both).attach(Kind.PROJECT, new_id(), NOW)
    others = frozenset(Purpose) - {Purpose.PROOF_OF_PAYMENT}
    assert seen(database, a_shop, ALL) == {free, of_sale, of_both, mine, proof}
    nothing = Eyes(frozenset(), others, None)
    assert seen(database, a_shop, nothing) == {free}
    worker = Eyes(frozenset({Kind.PROJECT}), others, me)
    assert seen(database, a_shop, worker) == {free, of_both, mine}
    with SqlDocumentsReading(database, a_shop.id) as look:
        for id in (of_sale, proof, FileId(new_id())):
            for ask in (look.one, look.versions, look.shares):
                with pytest.raises(NotFound):
                    ask(id, worker)
            with pytest.raises(NotFound):
                look.content(id, None, worker)
        assert [it.kind for it in look.one(of_both, worker).links] == ["project"]


def test_a_list_is_one_statement(uow, a_shop, database, statements):
    stored(uow, a_shop)
    statements.clear()
    few = Eyes(frozenset({Kind.PROJECT}), frozenset({Purpose.DESIGN}), UserId(new_id()))
    wish = ListFiles(
        search="part", kind=Kind.PROJECT, tag="x", media_type="image", total=True, role=Role.DESIGN
    )
    with SqlDocumentsReading(database, a_shop.id) as look:
        look.page(wish, few)
        assert len(statements) == 1
        look.linked(ListLinked(kind=Kind.SALE, thing_id=new_id(), search="part", total=True), few)
        assert len(statements) == 2


def test_files_of_a_thing_come_in_their_order(uow, a_shop, database):
    thing = new_id()
    with uow() as work:
        for name, position in (("b", 2), ("a", 1), ("c", 1)):
            file = File.new(a_shop.id, Purpose.PHOTO, a_blob(), ANN, NOW, name=name)
            file.attach(Kind.TASK, thing, NOW, position=position)
            work.files.add(file)
    with SqlDocumentsReading(database, a_shop.id) as look:
        names = [it.name for it in look.cards_of(Kind.TASK, thing)]
        wish = ListLinked(kind=Kind.TASK, thing_id=thing)
        assert [it.name for it in look.linked(wish, ALL).items] == names
    assert names[2] == "b"


def test_two_that_attach_the_same_do_it_once(uow, a_shop):
    file, thing = stored(uow, a_shop), new_id()
    with pytest.raises(Refused), uow() as work:
        kept = work.files.get(file.id)
        kept.attach(Kind.TASK, thing, NOW)
        link = kept.attach(Kind.TASK, thing, NOW, role=Role.PHOTO)
        link.role = Role.DESIGN  # as a twin would have


def test_what_something_needs_is_not_deleted(uow, a_shop):
    file, other = stored(uow, a_shop), stored(uow, a_shop)
    a_shop.add("documents_share", file_id=other.id, version_id=file.newest.id)
    with pytest.raises(Refused, match="still needs this file"), uow() as work:
        work.files.remove(work.files.get(file.id))
    file = stored(uow, a_shop)
    with uow() as work:
        work.files.get(file.id).share(ANN, NOW, NOW + timedelta(hours=1), None, "")
        work.files.get(file.id).attach(Kind.TASK, new_id(), NOW)
    with uow() as work:
        work.files.remove(work.files.get(file.id))
    with pytest.raises(NotFound), uow() as work:
        work.files.get(file.id)


def test_lost_versions_are_told(uow, a_shop, engine):
    file = stored(uow, a_shop)

    def told():
        with snapshot(engine, a_shop.id) as connection:
            return [
                *lost_versions(connection, a_shop.id),
                *unlike_their_version(connection, a_shop.id),
            ]

    assert told() == []
    table = metadata.tables["documents_file"]
    for values, breaches in (({"size": 7}, 1), ({"current": 2}, 2 - 1)):
        with uow() as work:
            mine = (table.c.shop_id == a_shop.id) & (table.c.id == file.id)
            work.session.execute(sa.update(table).where(mine).values(**values))
        assert len(told()) == breaches


class Nothing:
    def has(self, shop_id, kind, thing_id):
        return False


def test_lost_and_altered_contents_are_told(uow, a_shop, engine):
    store = FakeStore()
    file = stored(uow, a_shop)
    [key] = {it.key for it in file.versions}

    def told(deep=False):
        with snapshot(engine, a_shop.id) as connection:
            return [*lost_contents(store, deep=deep)(connection, a_shop.id)]

    assert "is lost" in told()[0]
    store.contents[key] = b"short"
    assert "was altered" in told()[0]
    store.contents[key] = b"0123456789"
    assert told() == []
    assert "was altered" in told(deep=True)[0]


def test_a_file_that_hangs_on_nothing_is_told(uow, a_shop, engine):
    file = stored(uow, a_shop)
    with uow() as work:
        work.files.get(file.id).attach(Kind.STOCK_ITEM, new_id(), NOW)
    with snapshot(engine, a_shop.id) as connection:
        [told] = loose_links(Nothing())(connection, a_shop.id)
    assert "stock item" in told
