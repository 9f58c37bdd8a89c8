"""A content is what its bytes say, whatever its name says; what is none of ours is refused."""

import io
from contextlib import closing

import pytest

from nexus.documents.adapters.files import inspect
from nexus.documents.domain import (
    ALLOWED,
    Limits,
    Nature,
    Purpose,
    check_nature,
    check_size,
)
from nexus.kernel.errors import Invalid, TooLarge
from nexus.platform.uploads import Received

from tests.documents import samples


def nature(content):
    with closing(Received()) as upload:
        upload.write(content)
        return inspect(upload)


def dxf(version):
    return samples.dxf(version)


def binary_dxf():
    import ezdxf  # noqa: PLC0415 (most tests need none)

    out = io.BytesIO()
    ezdxf.new("R2010").write(out, fmt="bin")
    return out.getvalue()


def heif(brand):
    return b"\0\0\0\x18ftyp" + brand + b"\0" * 100


STL = b"made by hand".ljust(80) + (2).to_bytes(4, "little") + b"\0" * 100
GOOD = {
    "png": (samples.png(), "image/png"),
    "jpeg": (samples.picture("JPEG"), "image/jpeg"),
    "progressive jpeg": (samples.picture("JPEG", progressive=True), "image/jpeg"),
    "gif": (samples.picture("GIF"), "image/gif"),
    "webp": (samples.picture("WEBP"), "image/webp"),
    "bmp": (samples.picture("BMP"), "image/bmp"),
    "tiff": (samples.picture("TIFF"), "image/tiff"),
    "heic": (heif(b"heic"), "image/heic"),
    "avif": (heif(b"avif"), "image/avif"),
    "pdf": (samples.pdf(), "application/pdf"),
    "svg": (samples.SVG, "image/svg+xml"),
    "svg with a public doctype": (
        b'<?xml version="1.0"?>\n<!-- made -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
        b' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + samples.SVG,
        "image/svg+xml",
    ),
    "binary dxf": (binary_dxf(), "image/vnd.dxf"),
    "dxf with a comment": (b"999\r\nmade\r\n  0\r\nSECTION\r\n  2\r\nHEADER\r\n", "image/vnd.dxf"),
    "dwg": (b"AC1032\0\0\0\0" + b"\x01" * 90, "image/vnd.dwg"),
    "step": (b"ISO-10303-21;\nHEADER;\n", "model/step"),
    "stl": (STL, "model/stl"),
    "stl in words": (b"solid part\n facet normal 0 0 1\n", "model/stl"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "application/postscript"),
    "rtf": (b"{\\rtf1 hello}", "application/rtf"),
    "fdx": (b'<?xml version="1.0"?><FinalDraft Version="4"/>', "application/x-fdx"),
    "xlsx": (samples.xlsx(), ALLOWED[Purpose.IMPORT][2]),
    "3mf": (samples.archive(**{"3D/3dmodel.model": b"<model/>"}), "model/3mf"),
    "ods": (
        samples.archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    "text": (b"INT. SHOP - DAY\n\nAnn sands a board.\n", "text/plain"),
    "text of windows": ("Stückliste für Müller\n".encode("cp1252"), "text/plain"),
    "text of dos": (b"G0 X1\r\nM30\r\n\x1a", "text/plain"),
    "text in utf-16": ("Böden\n".encode("utf-16"), "text/plain"),
    "csv": (b"name;price\nSaw;12,50\n", "text/csv"),
    "csv with commas": ("\ufeffname,price\nSaw,12.50\n".encode(), "text/csv"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_content_is_known_by_itself(name):
    content, media_type = GOOD[name]
    found = nature(content)
    assert (found.media_type, found.fault) == (media_type, "")


@pytest.mark.parametrize("version", ["R12", "R2000", "R2004", "R2007", "R2010", "R2013", "R2018"])
def test_drawings_of_all_ages_are_taken(version):
    assert nature(dxf(version)).media_type == "image/vnd.dxf"


HOSTILE = {
    "program": (samples.EXE, "a program"),
    "linux program": (b"\x7fELF" + b"\0" * 60, "a program"),
    "web page": (samples.HTML, "a web page"),
    "web page after a blank": (b"\n\n  <html><body>", "a web page"),
    "web page in text": (b"hello\n<script>alert(1)</script>", "a web page"),
    "php": (b"notes\n<?php system('id'); ?>", "a web page"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "a script"),
    "xml": (b"<?xml version='1.0'?><invoice/>", "XML"),
    "xhtml": (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "a web page"),
    "archive": (samples.archive(a=b"x"), "an archive"),
    "archive with a page": (samples.archive(**{"index.html": b"x"}), "an archive"),
    "macros": (
        samples.archive(**{"xl/workbook.xml": b"x", "xl/vbaProject.bin": b"x"}),
        "a document with macros",
    ),
    "film": (heif(b"isom"), "a film or a sound"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "of an Office older"),
    "noise": (bytes(range(256)) * 4, "of no kind"),
    "gzip": (b"\x1f\x8b\x08\0" + b"\0" * 50, "This file is"),
    "half a sign of utf-16": (b"\xff\xfea", "This file is"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_what_is_none_of_ours_is_refused_in_words(name, purpose):
    content, called = HOSTILE[name]
    with pytest.raises(Invalid, match=called) as told:
        check_nature(purpose, nature(content))
    assert told.value.field == "file"


BROKEN = {
    "png": samples.png(400, 300)[:-40],
    "jpeg": samples.picture("JPEG", 400, 300)[:-40],
    "webp": samples.picture("WEBP", 400, 300)[:-40],
    "pdf": samples.pdf()[:-40],
    "xlsx": samples.xlsx()[:-40],
}


@pytest.mark.parametrize("name", BROKEN)
def test_half_a_content_is_refused(name):
    assert "not whole" in nature(BROKEN[name]).fault


@pytest.mark.parametrize("name", ["zip_bomb", "many_entries"])
def test_an_archive_that_would_burst_is_refused(name):
    assert "beyond all measure" in nature(getattr(samples, name)()).fault


def test_a_list_of_entries_beyond_measure_is_not_read():
    end = bytearray(samples.xlsx())
    at = end.rfind(b"PK\x05\x06")
    end[at + 12 : at + 16] = (10**9).to_bytes(4, "little")
    assert "beyond all measure" in nature(bytes(end)).fault


def test_entities_are_refused():
    assert "DOCTYPE" in nature(samples.SVG_BOMB).fault


def test_an_endless_comment_is_not_read_to_its_end():
    assert nature(b"<!--" + b"x" * 3_000_000 + b"-->" + samples.SVG).called == "markup"


def test_pixels_are_told_without_opening_the_picture():
    found = nature(samples.huge_png())
    assert (found.width, found.height) == (60_000, 60_000)
    found = nature(samples.picture("JPEG", 640, 480))
    assert (found.width, found.height) == (640, 480)
    assert nature(samples.picture("GIF", 64, 48)).width == 64


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff\xd9", b"\xff\xd8\xff" + b"\xff" * 500 + b"\xd9"]
)
def test_a_jpeg_that_tells_no_size_has_none(content):
    assert nature(content).width == 0


def test_a_logo_is_no_larger_than_a_paper_bears():
    with pytest.raises(Invalid, match="4,000 pixels"):
        check_nature(Purpose.LOGO, nature(samples.huge_png()))
    assert check_nature(Purpose.LOGO, nature(samples.png())) == "image/png"


@pytest.mark.parametrize(
    ("purpose", "name", "taken"),
    [
        (Purpose.PHOTO, "png", True),
        (Purpose.PHOTO, "pdf", False),
        (Purpose.PHOTO, "svg", False),
        (Purpose.LOGO, "svg", True),
        (Purpose.LOGO, "tiff", False),
        (Purpose.CERTIFICATE, "pdf", True),
        (Purpose.CERTIFICATE, "xlsx", False),
        (Purpose.IMPORT, "csv", True),
        (Purpose.IMPORT, "png", False),
        (Purpose.DESIGN, "step", True),
        (Purpose.DESIGN, "xlsx", False),
        (Purpose.DOCUMENT, "xlsx", True),
        (Purpose.PROOF_OF_PAYMENT, "jpeg", True),
        (Purpose.PROOF_OF_PAYMENT, "binary dxf", False),
    ],
)
def test_each_purpose_has_its_kinds(purpose, name, taken):
    found = nature(GOOD[name][0])
    if taken:
        assert check_nature(purpose, found) == GOOD[name][1]
    else:
        with pytest.raises(Invalid, match="is one of"):
            check_nature(purpose, found)


def test_sizes_have_their_limits():
    limits = Limits(file=100, image=50)
    check_size(Purpose.DESIGN, 100, limits)
    check_size(Purpose.PHOTO, 50, limits)
    for purpose, size in ((Purpose.DESIGN, 101), (Purpose.PHOTO, 51), (Purpose.LOGO, 51)):
        with pytest.raises(TooLarge):
            check_size(purpose, size, limits)
    with pytest.raises(Invalid, match="empty"):
        check_size(Purpose.DESIGN, 0, limits)


def test_what_is_of_no_kind_is_said_so():
    with pytest.raises(Invalid, match="of no kind that is known here"):
        check_nature(Purpose.PHOTO, Nature())
