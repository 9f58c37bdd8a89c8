"""Names, versions, attachments and links: what is true of files."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.documents.domain import (
    Address,
    Author,
    Blob,
    File,
    Gone,
    Kind,
    Purpose,
    Role,
    Seal,
    ascii_of,
    clean,
    fitting,
    tidy_tags,
)
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import LinkId, ShopId, new_id

from tests.conftest import NOW

ANN = Author(label="Ann")
SHOP = ShopId(new_id())


def a_blob(content="1", media_type="text/plain", name="part.txt"):
    return Blob(
        key=f"{SHOP}/files/{new_id()}",
        size=len(content),
        sha256=content.rjust(64, "0"),
        media_type=media_type,
        original_name=name,
    )


def a_file(purpose=Purpose.DESIGN, **more):
    return File.new(SHOP, purpose, a_blob(), ANN, NOW, **more)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("part.dxf", "part.dxf"),
        ("../../etc/passwd", "passwd"),
        ("/absolute/part.dxf", "part.dxf"),
        ("C:\\shop\\part.dxf", "part.dxf"),
        ("a\0b.dxf", "a b.dxf"),
        ("two\nlines.dxf", "two lines.dxf"),
        ("CON", "_CON"),
        ("con.dxf", "_con.dxf"),
        ("Lpt1.txt", "_Lpt1.txt"),
        ("console.txt", "console.txt"),
        ("\u202egnp.exe", "gnp.exe"),
        ("zero\u200bwidth.dxf", "zerowidth.dxf"),
        ("what?*.dxf", "what__.dxf"),
        ('"quoted".dxf', "_quoted_.dxf"),
        (".hidden", "hidden"),
        ("dots...", "dots"),
        ("  spaces   in  it .dxf", "spaces in it .dxf"),
        ("..", "file"),
        ("", "file"),
        ("\ud800", "file"),
        ("\U0001f527 bench.dxf", "\U0001f527 bench.dxf"),
        ("Bo\u0308den.dxf", "B\u00f6den.dxf"),
    ],
)
def test_a_name_is_cleaned_and_kept_for_people(given, shown):
    assert clean(given) == shown


def test_a_long_name_keeps_its_ending_and_its_last_sign_whole():
    name = clean("ä" * 300 + ".dxf")
    assert len(name.encode()) <= 255
    assert name.endswith("ä.dxf")
    assert len(clean("x" * 300 + "." + "y" * 300).encode()) == 255


@given(st.text(max_size=400))
def test_whatever_it_is_called_the_name_is_one(text):
    name = clean(text)
    assert name
    assert name == name.strip()
    assert len(name.encode()) <= 255
    assert not set(name) & set('/\\\0\r\n<>:"|?*\u202e')
    assert clean(name) == name
    assert ascii_of(name).isascii()
    assert '"' not in ascii_of(name)


@pytest.mark.parametrize(
    ("name", "media_type", "fits"),
    [
        ("page.html", "text/plain", "page.html.txt"),
        ("run.bat", "text/plain", "run.bat.txt"),
        ("photo.exe", "image/png", "photo.exe.png"),
        ("logo.svg", "image/svg+xml", "logo.svg"),
        ("logo.svg", "image/png", "logo.svg.png"),
        ("part.nc", "text/plain", "part.nc"),
        ("part.js", "model/step", "part.js.bin"),
    ],
)
def test_what_a_system_would_run_is_called_what_it_is(name, media_type, fits):
    assert fitting(name, media_type) == fits


def test_a_new_file_has_its_first_version():
    file = a_file(name="Bracket.dxf", tags=["Steel", "steel", " two  words "], note=" first ")
    assert (file.name, file.current, file.version) == ("Bracket.dxf", 1, 1)
    assert file.tags == ("Steel", "two words")
    assert (file.newest.number, file.newest.note, file.newest.uploaded_by) == (1, "first", "Ann")


def test_a_file_without_a_name_is_called_as_it_was_sent():
    assert a_file().name == "part.txt"


def test_the_newest_version_counts_and_the_others_stay():
    file = a_file()
    file.add(a_blob("2"), ANN, NOW)
    assert (file.current, [it.number for it in file.versions]) == (2, [1, 2])
    file.bring_back(1, ANN, NOW)
    assert file.current == 3
    assert file.newest.key == file.numbered(1).key
    assert file.newest.note == "Version 1 again"
    assert file.version == 3


def test_the_same_content_is_no_new_version():
    file = a_file()
    with pytest.raises(Refused, match="counts already"):
        file.add(a_blob("1"), ANN, NOW)
    with pytest.raises(Refused, match="counts already"):
        file.bring_back(1, ANN, NOW)
    with pytest.raises(NotFound):
        file.bring_back(7, ANN, NOW)


def test_what_is_archived_takes_no_more():
    file = a_file()
    share = file.share(ANN, NOW, NOW + timedelta(hours=1), None, "")
    file.archive(NOW)
    assert share.revoked_at == NOW
    version = file.version
    file.archive(NOW)
    assert file.version == version
    with pytest.raises(Refused, match="archived"):
        file.add(a_blob("2"), ANN, NOW)
    with pytest.raises(Refused, match="archived"):
        file.share(ANN, NOW, NOW + timedelta(hours=1), None, "")
    file.restore()
    file.add(a_blob("2"), ANN, NOW)


def test_a_file_is_attached_once_in_each_role():
    file, thing = a_file(), new_id()
    link = file.attach(Kind.PROJECT, thing, NOW)
    assert link.role is Role.DESIGN  # as its purpose is
    with pytest.raises(Refused, match="attached there already"):
        file.attach(Kind.PROJECT, thing, NOW)
    file.attach(Kind.PROJECT, thing, NOW, role=Role.PHOTO)
    file.relink(link.id, notes=" for the laser ", position=3)
    assert (link.notes, link.position, link.role) == ("for the laser", 3, Role.DESIGN)
    file.detach(link.id)
    assert [it.role for it in file.links] == [Role.PHOTO]
    with pytest.raises(NotFound):
        file.detach(link.id)


def test_a_share_is_open_until_its_time_or_its_end():
    file = a_file()
    share = file.share(ANN, NOW, NOW + timedelta(hours=1), None, "for Bo")
    assert share.is_open(NOW + timedelta(minutes=59))
    assert not share.is_open(NOW + timedelta(hours=1))
    file.revoke(share.id, NOW)
    assert not share.is_open(NOW)
    version = file.version
    file.revoke(share.id, NOW)
    assert file.version == version
    with pytest.raises(NotFound):
        file.revoke(LinkId(new_id()), NOW)


@pytest.mark.parametrize("hours", [0, -1, 7 * 24 + 1])
def test_a_share_is_good_for_seven_days_at_most(hours):
    with pytest.raises(Invalid, match="seven days"):
        a_file().share(ANN, NOW, NOW + timedelta(hours=hours), None, "")


def test_there_are_not_too_many_open_shares():
    file = a_file()
    for _ in range(100):
        share = file.share(ANN, NOW, NOW + timedelta(hours=1), None, "")
    with pytest.raises(Refused, match="Revoke one"):
        file.share(ANN, NOW, NOW + timedelta(hours=1), None, "")
    file.revoke(share.id, NOW)
    file.share(ANN, NOW, NOW + timedelta(hours=1), None, "")


def test_tags_have_their_limit():
    with pytest.raises(Invalid):
        tidy_tags([str(n) for n in range(21)])


AN_ADDRESS = Address(SHOP, LinkId(new_id()), NOW + timedelta(days=1))


def test_an_address_is_read_as_it_was_written():
    seal = Seal("secret")
    assert seal.read(seal.write(AN_ADDRESS)) == AN_ADDRESS


@given(st.binary(max_size=120) | st.text(max_size=120).map(str.encode))
def test_nobody_makes_an_address_up(token):
    with pytest.raises(Gone):
        Seal("secret").read(token.decode("latin-1"))


@given(st.integers(0, 95), st.sampled_from("Aa0_-"))
def test_a_bent_address_is_none(at, sign):
    seal = Seal("secret")
    token = seal.write(AN_ADDRESS)
    bent = token[:at] + sign + token[at + 1 :]
    if bent != token:
        with pytest.raises(Gone):
            seal.read(bent)


def test_an_address_of_another_program_is_none():
    with pytest.raises(Gone):
        Seal("another").read(Seal("secret").write(AN_ADDRESS))
