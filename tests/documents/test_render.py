"""Pictures of contents are made by a child, which a hostile content may kill and nothing else."""

import io
import time
from threading import Thread

import pytest

from nexus.documents.adapters.files import Renderer, renderer
from nexus.kernel.errors import Busy

from tests.documents import samples

NOTHING = (None, None, 0)


@pytest.fixture(scope="module")
def render():
    return Renderer()


def opened(picture):
    from PIL import Image  # noqa: PLC0415 (most tests need none)

    return Image.open(io.BytesIO(picture.content))


def test_a_photo_is_drawn_anew_and_smaller(render):
    preview, thumbnail, _ = render("image/png", [samples.png(3000, 2000)])
    assert (preview.media_type, opened(preview).size) == ("image/webp", (1600, 1067))
    assert (thumbnail.media_type, opened(thumbnail).size) == ("image/webp", (256, 171))


def test_a_photo_stands_upright_and_tells_nothing_of_its_place(render):
    from PIL import Image  # noqa: PLC0415 (see above)

    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "taken at home"
    preview, *_ = render("image/jpeg", [samples.picture("JPEG", 60, 40, exif=exif)])
    assert opened(preview).size == (40, 60)
    assert not opened(preview).getexif()
    assert b"taken at home" not in preview.content


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "BMP", "TIFF", "AVIF"])
def test_pictures_of_all_kinds_are_shown(render, kind):
    preview, *_ = render(f"image/{kind.lower()}", [samples.picture(kind)])
    assert opened(preview).size == (40, 30)


def test_the_first_page_of_a_pdf_is_shown(render):
    preview, thumbnail, _ = render("application/pdf", [samples.pdf(3)])
    assert opened(preview).width / opened(preview).height == pytest.approx(2 / 3, abs=0.01)
    assert max(opened(thumbnail).size) == 256


def test_any_page_of_a_pdf_is_shown_and_they_are_counted(render):
    preview, _, pages = render("application/pdf", [samples.pdf(3)], 2)
    assert opened(preview).width / opened(preview).height == pytest.approx(1 / 2, abs=0.01)
    assert pages == 3
    assert render("application/pdf", [samples.pdf(3)], 4) == NOTHING


def test_a_drawing_is_shown_by_its_lines(render):
    preview, *_ = render("image/vnd.dxf", [samples.dxf()])
    assert preview.media_type == "image/svg+xml"
    assert b"<path" in preview.content
    assert b"script" not in preview.content
    assert b"stroke: #000000" in preview.content  # dark on the white sheet


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("Häuser\r\nzwei".encode(), "Häuser\nzwei"),
        ("Häuser".encode("cp1252"), "Häuser"),
        ("Häuser".encode("utf-16"), "Häuser"),
        (b"x\n" * 500, "\n".join("x" * 100)),
    ],
)
def test_a_text_is_shown_by_its_first_lines(render, content, shown):
    preview, thumbnail, _ = render("text/plain", [content])
    assert preview == ("text/plain", shown.encode())
    assert thumbnail is None


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("image/png", samples.huge_png()),
        ("image/png", samples.png()[:70]),
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("image/jpeg", b"\xff\xd8\xff" + b"\0" * 1000 + b"\xff\xd9"),
        ("application/pdf", b"%PDF-1.7\n%%EOF"),
        ("application/pdf", samples.pdf()[:200]),
        ("image/vnd.dxf", b"  0\nSECTION\n  2\nENTITIES\n  0\nLINE\n"),
        ("image/vnd.dxf", b"nothing of the kind"),
    ],
)
def test_what_cannot_be_shown_has_no_picture(render, media_type, content):
    preview, thumbnail, _ = render(media_type, [content])
    assert preview is None or preview.media_type == "image/svg+xml"
    assert thumbnail is None or thumbnail.media_type == "image/svg+xml"


def test_what_is_none_of_ours_starts_no_child(render):
    assert render("application/x-msdownload", iter(())) == NOTHING


def test_a_drawing_that_never_ends_is_ended():
    began = time.monotonic()
    assert Renderer(patience=4)("image/vnd.dxf", [samples.dxf_bomb()]) == NOTHING
    assert time.monotonic() - began < 15


def test_a_child_that_sleeps_is_ended(monkeypatch, tmp_path):
    child = tmp_path / "sleeper.py"
    child.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(renderer, "CHILD", child)
    began = time.monotonic()
    assert Renderer(patience=0.3)("text/plain", [b"x"]) == NOTHING
    assert time.monotonic() - began < 15


@pytest.mark.parametrize(
    "body",
    [
        "raise SystemExit(3)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "print('not json')",
        'print(\'{"pictures": {}, "pages": -1}\')',
        'print(\'{"pictures": {}, "pages": 99999999999}\')',
        'print(\'{"pictures": {"preview": ["x", -5]}}\')',
        "import sys; sys.stdout.write('x' * 20_000_000)",
        "print('{\"pictures\": [1]}')",
        "x = [0] * 10**10",
    ],
)
def test_whatever_becomes_of_the_child_it_is_no_fault_of_ours(monkeypatch, tmp_path, body):
    child = tmp_path / "child.py"
    child.write_text(body)
    monkeypatch.setattr(renderer, "CHILD", child)
    assert Renderer(patience=5)("text/plain", [b"x"]) == NOTHING


def test_the_child_knows_no_secret_and_no_more_memory_than_it_may(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    confined = renderer.CHILD.read_text().partition('if __name__ == "__main__"')[0]
    child.write_text(
        confined + "\nimport os\nconfine()\ntry:\n    bytes(10**9)\n    said = 'room'\n"
        "except MemoryError:\n    said = 'full'\n"
        "try:\n    os.write(os.open('./written', os.O_CREAT | os.O_WRONLY), b'x')\n"
        "    said += ' written'\n"
        "except OSError:\n    said += ' refused'\n"
        "said = (said + str([n for n in os.environ if n.startswith('NEXUS')])).encode()\n"
        "print(json.dumps({'pictures': {'preview': ['text/plain', len(said)]}}))\n"
        "sys.stdout.flush(); sys.stdout.buffer.write(said)"
    )
    monkeypatch.setattr(renderer, "CHILD", child)
    monkeypatch.setenv("NEXUS_SECRET_KEY", "not to be told")
    monkeypatch.chdir(tmp_path)
    preview, *_ = Renderer()("text/plain", [b"x"])
    assert preview.content == b"full refused[]"


def test_a_third_at_a_time_is_asked_to_come_again(monkeypatch, tmp_path):
    child = tmp_path / "sleeper.py"
    child.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(renderer, "CHILD", child)
    render = Renderer(patience=1.0, turn=0.1)
    threads = [Thread(target=render, args=("text/plain", [b"x"])) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    with pytest.raises(Busy, match="being made"):
        render("text/plain", [b"x"])
    for thread in threads:
        thread.join()
    assert render("text/plain", [b"x"]) == NOTHING  # there is room again
