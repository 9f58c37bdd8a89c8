"""The use cases over fakes: who may, what is kept, what is let go."""

from datetime import timedelta

import msgspec
import pytest

from nexus.documents import DocumentAnswers, DocumentService, FileDeleted, FileStored
from nexus.documents.domain import Gone, Kind, Limits, Purpose, Seal
from nexus.documents.messages import (
    AttachFile,
    ChangeFile,
    ChangeFileLink,
    ShareFile,
    UploadFile,
    UploadVersion,
)
from nexus.documents.ports import Pictures
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale, TooLarge
from nexus.kernel.files import StoreFull
from nexus.kernel.ids import FileId, UserId, new_id

from tests.conftest import NOW
from tests.documents.fakes import (
    FakeFiles,
    FakeReading,
    FakeRender,
    FakeStore,
    FakeThings,
    FakeUnitOfWork,
    FakeUpload,
    as_text,
)


class Bench:
    """The service, and what it leans on."""

    def __init__(self, limits=None):
        self.files, self.store, self.render = FakeFiles(), FakeStore(), FakeRender()
        self.things, self.now = FakeThings(), NOW
        self.service = DocumentService(
            unit_of_work=lambda actor: FakeUnitOfWork(self.files),
            reading=lambda shop_id: FakeReading(self.files),
            store=self.store,
            inspect=as_text,
            render=self.render,
            things=self.things,
            limits=limits or Limits(),
            seal=Seal("secret"),
            clock=lambda: self.now,
        )

    def upload(self, actor, content=b"1", **wish):
        command = UploadFile(**wish)
        blob = self.service.keep(actor, command, FakeUpload(content))
        return self.service.create(actor, command, blob)

    def version(self, actor, file_id, content):
        wish = UploadVersion()
        blob = self.service.keep_version(actor, file_id, wish, FakeUpload(content))
        return self.service.add_version(actor, file_id, wish, blob)


@pytest.fixture
def bench():
    return Bench()


def may(actor, *scopes):
    return msgspec.structs.replace(actor, scopes=frozenset(scopes), user_id=UserId(new_id()))


def test_an_upload_is_kept_named_and_told(bench, actor):
    file = bench.upload(actor, b"abc", name="part.nc")
    assert list(bench.store.contents.values()) == [b"abc"]
    [event] = bench.files.events
    assert (type(event), event.file_id, event.number) == (FileStored, file.id, 1)
    assert [it.key for it in bench.files.all[file.id].versions] == list(bench.store.contents)
    assert all(key.startswith(f"{actor.shop_id}/files/") for key in bench.store.contents)


def test_an_upload_needs_the_permission(bench, actor):
    with pytest.raises(NotAllowed):
        bench.upload(may(actor, "files.read"))
    assert not bench.store.contents


@pytest.mark.parametrize("size", [0, 101])
def test_an_upload_of_the_wrong_size_is_not_stored(actor, size):
    bench = Bench(Limits(file=100))
    with pytest.raises(Invalid if size == 0 else TooLarge):
        bench.upload(actor, b"x" * size)
    assert not bench.store.contents


def test_a_full_disk_is_told_and_nothing_is_named(bench, actor):
    bench.store.broken = StoreFull(28, "full")
    with pytest.raises(StoreFull):
        bench.upload(actor)
    assert not bench.files.all


def test_a_shop_has_the_room_that_it_was_given(actor):
    bench = Bench(Limits(shop=5))
    bench.upload(actor, b"123")
    with pytest.raises(Refused, match="GB already"):
        bench.upload(actor, b"456")
    assert len(bench.store.contents) == 1
    bench.upload(actor, b"45")


def test_a_file_is_attached_as_it_is_uploaded(bench, actor):
    thing = new_id()
    with pytest.raises(NotFound, match="no such project"):
        bench.upload(actor, kind=Kind.PROJECT, thing_id=thing)
    assert not bench.store.contents
    bench.things.there.add(("project", thing))
    file = bench.upload(actor, kind=Kind.PROJECT, thing_id=thing)
    assert [(it.kind, it.thing_id) for it in file.links] == [("project", thing)]


def test_a_kind_without_an_id_is_nothing(bench, actor):
    with pytest.raises(Invalid):
        bench.upload(actor, kind=Kind.PROJECT)


def test_who_may_not_see_a_thing_attaches_nothing_to_it(bench, actor):
    thing = new_id()
    bench.things.there.add(("sale", thing))
    worker = may(actor, "files.read", "files.write")
    with pytest.raises(NotFound, match="no such sale"):
        bench.upload(worker, kind=Kind.SALE, thing_id=thing)
    file = bench.upload(worker)
    with pytest.raises(NotFound, match="no such sale"):
        bench.service.attach(worker, file.id, AttachFile(kind=Kind.SALE, thing_id=thing))


def test_a_file_of_a_thing_that_one_may_not_see_is_not_there(bench, actor):
    thing = new_id()
    bench.things.there.add(("sale", thing))
    file = bench.upload(actor, kind=Kind.SALE, thing_id=thing)
    worker = may(actor, "files.read", "files.write", "files.manage")
    with pytest.raises(NotFound):
        bench.service.change(worker, file.id, ChangeFile(name="mine"))
    seller = may(actor, "files.write", "sales.read")
    assert bench.service.change(seller, file.id, ChangeFile(name="ours")).name == "ours"


def test_proofs_of_payment_are_for_who_sees_sales(bench, actor):
    file = bench.upload(actor, purpose=Purpose.PROOF_OF_PAYMENT)
    worker = may(actor, "files.write")
    with pytest.raises(NotFound):
        bench.service.archive(worker, file.id)


def test_a_further_version_counts(bench, actor):
    file = bench.upload(actor, b"1")
    changed = bench.version(actor, file.id, b"2")
    assert (changed.current, changed.size) == (2, 1)
    with pytest.raises(Refused, match="counts already"):
        bench.version(actor, file.id, b"2")
    assert len(bench.store.contents) == 2
    back = bench.service.bring_back(actor, file.id, 1)
    assert (back.current, back.sha256) == (3, file.sha256)
    assert len(bench.store.contents) == 2


def test_a_version_of_what_is_not_there_is_not_stored(bench, actor):
    with pytest.raises(NotFound):
        bench.version(actor, FileId(new_id()), b"2")
    assert not bench.store.contents


def test_a_change_of_another_version_is_stale(bench, actor):
    file = bench.upload(actor)
    bench.service.change(actor, file.id, ChangeFile(tags=["steel"]), file.version)
    for change in (bench.service.archive, bench.service.restore, bench.service.delete):
        with pytest.raises(Stale):
            change(actor, file.id, file.version)


def test_what_is_deleted_leaves_nothing_behind(bench, actor):
    file = bench.upload(actor, b"1")
    bench.version(actor, file.id, b"2")
    bench.service.preview(actor, file.id)
    bench.service.delete(actor, file.id)
    event = bench.files.events[-1]
    assert isinstance(event, FileDeleted)
    bench.service.clear(actor, event)
    bench.service.clear(actor, event)  # at least once
    assert not bench.store.contents


def test_deleting_and_sharing_need_more_than_writing(bench, actor):
    file = bench.upload(actor)
    worker = may(actor, "files.read", "files.write")
    for refused in (
        lambda: bench.service.delete(worker, file.id),
        lambda: bench.service.share(worker, file.id, ShareFile()),
        lambda: bench.service.shares(worker, file.id),
    ):
        with pytest.raises(NotAllowed, match=r"files\.manage"):
            refused()


def test_an_attachment_is_changed_and_taken_off(bench, actor):
    thing = new_id()
    bench.things.there.add(("project", thing))
    file = bench.upload(actor)
    wish = AttachFile(kind=Kind.PROJECT, thing_id=thing)
    [link] = bench.service.attach(actor, file.id, wish).links
    news = ChangeFileLink(notes="for the laser", visible_to_customer=True)
    [changed] = bench.service.change_link(actor, file.id, link.id, news).links
    assert (changed.notes, changed.visible_to_customer) == ("for the laser", True)
    version = bench.files.all[file.id].version
    bench.service.change_link(actor, file.id, link.id, ChangeFileLink())
    assert bench.files.all[file.id].version == version
    assert bench.service.detach(actor, file.id, link.id).links == []


def test_who_may_not_see_the_thing_takes_nothing_off_it(bench, actor):
    sale, project = new_id(), new_id()
    bench.things.there |= {("sale", sale), ("project", project)}
    file = bench.upload(actor, kind=Kind.SALE, thing_id=sale)
    bench.service.attach(actor, file.id, AttachFile(kind=Kind.PROJECT, thing_id=project))
    of_sale = next(it for it in bench.files.all[file.id].links if it.kind is Kind.SALE)
    worker = may(actor, "files.write", "projects.read")
    with pytest.raises(NotFound, match="not attached"):
        bench.service.detach(worker, file.id, of_sale.id)
    shown = bench.service.change(worker, file.id, ChangeFile(name="both"))
    assert [it.kind for it in shown.links] == ["project"]


def test_a_shared_version_is_read_by_its_address_while_it_is_open(bench, actor):
    file = bench.upload(actor, b"first")
    share = bench.service.share(actor, file.id, ShareFile(hours=2))
    bench.version(actor, file.id, b"second")
    token = share.url.rpartition("/")[2]
    content = bench.service.shared(token)
    assert b"".join(bench.service.read(content)) == b"first"
    bench.now += timedelta(hours=2)
    with pytest.raises(Gone):
        bench.service.shared(token)


def test_a_revoked_address_leads_nowhere(bench, actor):
    file = bench.upload(actor)
    share = bench.service.share(actor, file.id, ShareFile())
    bench.service.revoke(actor, file.id, share.id)
    with pytest.raises(Gone):
        bench.service.shared(share.url.rpartition("/")[2])


def test_pictures_are_made_once(bench, actor):
    file = bench.upload(actor)
    bench.service.render(actor, file.id, 1)
    bench.service.render(actor, file.id, 1)
    shown = bench.service.thumbnail(actor, file.id)
    assert b"".join(bench.service.read(shown)) == b"small"
    shown = bench.service.preview(actor, file.id)
    assert (b"".join(bench.service.read(shown)), shown.size) == (b"large", 5)
    assert bench.render.asked == 1


def test_two_that_make_a_picture_at_once_both_show_it(bench, actor):
    file = bench.upload(actor)
    [version] = bench.files.all[file.id].versions
    bench.store.contents[f"{version.key}.preview"] = b"large"
    assert bench.service.preview(actor, file.id).size == 5


def test_what_has_no_picture_says_so_every_time(bench, actor):
    bench.render.gives = Pictures()
    file = bench.upload(actor)
    for look in (bench.service.preview, bench.service.thumbnail):
        with pytest.raises(NotFound, match="no preview"):
            look(actor, file.id)
    assert bench.render.asked == 1


def as_pdf(bench, actor, pages, content=b"1"):
    """Put a file in that is a PDF of so many pages."""
    file = bench.upload(actor, content)
    for version in bench.files.all[file.id].versions:
        version.media_type = "application/pdf"
    bench.render.gives = bench.render.gives._replace(pages=pages)
    return file


def test_a_page_of_a_pdf_is_drawn_when_it_is_looked_at_and_once(bench, actor):
    file = as_pdf(bench, actor, 3)
    assert bench.service.pages(actor, file.id) == 3
    assert bench.render.asked == 1
    for _ in range(2):
        shown = bench.service.preview(actor, file.id, 3)
        assert b"".join(bench.service.read(shown)) == b"large"
    assert bench.render.asked == 2
    for page in (0, -1, 4, 201):
        with pytest.raises(NotFound, match="no such page"):
            bench.service.preview(actor, file.id, page)
    assert bench.render.asked == 2


def test_of_very_many_pages_the_first_two_hundred_are_shown(bench, actor):
    file = as_pdf(bench, actor, 5000)
    assert bench.service.pages(actor, file.id) == 200
    assert bench.service.preview(actor, file.id, 200).size == 5
    with pytest.raises(NotFound):
        bench.service.preview(actor, file.id, 201)


def test_a_page_that_cannot_be_drawn_is_not_tried_again(bench, actor):
    file = as_pdf(bench, actor, 3)
    bench.service.preview(actor, file.id)
    bench.render.gives = Pictures()
    for _ in range(2):
        with pytest.raises(NotFound, match="no preview"):
            bench.service.preview(actor, file.id, 2)
    assert bench.render.asked == 2


def test_what_is_no_pdf_has_no_pages(bench, actor):
    file = bench.upload(actor)
    assert bench.service.pages(actor, file.id) == 0
    assert bench.render.asked == 0
    with pytest.raises(NotFound):
        bench.service.preview(actor, file.id, 2)


def test_a_pdf_that_was_shown_before_pages_were_counted_is_counted(bench, actor):
    file = as_pdf(bench, actor, 3)
    bench.service.preview(actor, file.id)
    [version] = bench.files.all[file.id].versions
    version.pages = None
    assert bench.service.pages(actor, file.id) == 3
    bench.render.gives = Pictures()
    version.pages = None
    assert [bench.service.pages(actor, file.id) for _ in range(2)] == [0, 0]
    assert bench.render.asked == 3


def test_pages_go_with_their_file(bench, actor):
    file = as_pdf(bench, actor, 3)
    for page in (1, 2, 3):
        bench.service.preview(actor, file.id, page)
    assert len(bench.store.contents) == 5
    bench.now += timedelta(days=2)
    bench.service.sweep(actor)
    assert len(bench.store.contents) == 5
    bench.service.delete(actor, file.id)
    bench.service.clear(actor, bench.files.events[-1])
    assert bench.store.contents == {}


def test_pictures_of_what_is_gone_are_not_made(bench, actor):
    bench.service.render(actor, FileId(new_id()), 1)
    assert bench.render.asked == 0


def test_a_lost_content_is_told(bench, actor):
    file = bench.upload(actor)
    bench.store.contents.clear()
    content = bench.service.content(actor, file.id)
    with pytest.raises(NotFound, match="lost"):
        bench.service.read(content)


def test_a_sweep_takes_what_nobody_names(bench, actor):
    file = bench.upload(actor, b"kept")
    bench.service.preview(actor, file.id)
    kept = dict(bench.store.contents)
    lost = f"{actor.shop_id}/files/{new_id()}"
    others = {f"{actor.shop_id}/papers/1": b"sales'", f"{new_id()}/files/1": b"another shop's"}
    bench.store.contents |= {lost: b"12345", f"{lost}.preview": b"1", f"{lost}.ab.part": b"1"}
    bench.store.contents |= others
    assert bench.service.sweep(actor).contents == 0  # it may be on its way
    bench.now += timedelta(days=1, minutes=1)
    told = bench.service.sweep(actor, dry_run=True)
    assert (told.contents, told.size) == (3, 7)
    assert len(bench.store.contents) == len(kept) + 5
    assert bench.service.sweep(actor) == told
    assert bench.store.contents == kept | others
    assert bench.service.sweep(actor).contents == 0


def test_a_content_that_was_never_named_is_forgotten(bench, actor):
    blob = bench.service.keep(actor, UploadFile(), FakeUpload())
    bench.service.forget(blob)
    bench.service.forget(blob)
    assert not bench.store.contents


def test_neighbours_are_told_what_there_is(bench, actor):
    answers = DocumentAnswers(lambda shop_id: FakeReading(bench.files))
    thing = new_id()
    bench.things.there.add(("project", thing))
    file = bench.upload(actor, b"abc", kind=Kind.PROJECT, thing_id=thing)
    assert answers.has_file(actor.shop_id, file.id)
    assert not answers.has_file(actor.shop_id, FileId(new_id()))
    assert answers.files(actor.shop_id, [file.id])[file.id].size == 3
    assert [it.id for it in answers.of(actor.shop_id, "project", thing)] == [file.id]
    assert answers.of(actor.shop_id, "ghost", thing) == []
    bench.service.archive(actor, file.id)
    assert not answers.has_file(actor.shop_id, file.id)


def test_a_blob_says_what_was_found_out_on_the_way(bench, actor):
    blob = bench.service.keep(actor, UploadFile(name="../x.nc"), FakeUpload(b"abc"))
    assert (blob.size, blob.media_type, blob.original_name) == (3, "text/plain", "x.nc")
