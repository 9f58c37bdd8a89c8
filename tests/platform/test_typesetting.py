"""Papers: the same bytes every time, whatever the text; and whole under PDF/A."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from tools.characters import CHARACTERS, characters

from nexus.platform.typesetting import (
    BREAK,
    UNKNOWN,
    Column,
    Fact,
    Inside,
    Lead,
    Party,
    Picture,
    Row,
    Sheet,
    Sum,
    Typesetter,
    Untypeset,
    framed,
    shown,
    with_metadata,
)

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def a_sheet(lines: int = 2, **more: Any) -> Sheet:
    rows = [Row([[f"Bracket {at}", "Less 10 %"], ["200"], [f"R {at},50"]]) for at in range(lines)]
    parts: dict[str, Any] = {
        "title": "Invoice INV-2026-001",
        "subject": "Invoice",
        "author": "Bench & Co",
        "lang": "en",
        "region": "ZA",
        "heading": "Invoice",
        "running": "Invoice INV-2026-001",
        "pages": "Page {page} of {pages}",
        "seller": Party(name="Bench & Co", lines=["12 Foundry Road"]),
        "customer": Party(label="Bill to", name="Oak & Sons", lines=["1 Long Street"]),
        "facts": [Fact("Number", "INV-2026-001", "strong"), Fact("Project", "JB-1", "code")],
        "lead": Lead(label="Amount due", amount="R 15 000,00"),
        "columns": [Column("Description", "start", wide=True), Column("Quantity"), Column("Sum")],
        "rows": rows,
        "sums": [Sum("Total", "R 15 000,00", "total")],
    }
    return Sheet(**parts | more)


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def test_the_same_sheet_gives_the_same_bytes(typesetter: Typesetter) -> None:
    assert typesetter.pdf(a_sheet(), AT) == Typesetter().pdf(a_sheet(), AT)


def test_a_paper_is_tagged_and_says_its_title_language_and_standards(
    typesetter: Typesetter,
) -> None:
    reader = PdfReader(io.BytesIO(typesetter.pdf(a_sheet(), AT)))
    root = reader.root_object
    said = root["/Metadata"].get_data().decode()  # type: ignore[attr-defined]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-ZA"
    assert reader.metadata is not None
    assert reader.metadata.title == "Invoice INV-2026-001"
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in said


def test_lines_break_over_pages_under_a_repeated_head(typesetter: Typesetter) -> None:
    pages = pypdfium2.PdfDocument(typesetter.pdf(a_sheet(lines=70), AT))
    texts = [page.get_textpage().get_text_bounded() for page in pages]
    assert len(texts) == 4
    assert all("Description" in text for text in texts[:3])
    assert all(f"Page {at} of 4" in text for at, text in enumerate(texts, start=1))
    assert all(f"Bracket {at}\r\n" in "".join(texts) for at in range(70))


HOSTILE = [
    "#panic()",
    '#read("/etc/passwd")',
    "$x$ [a] {b} \\ \" ' ` <a> @b *c* _d_ // /* */ = h - i + j",
    "{page} {pages}",
    "עברית العربية \N{RIGHT-TO-LEFT OVERRIDE}abc",
    "Ελλάδα Привет Ł ő ş ẞ ﬁ 中文 한국어 😀 👨\N{ZERO WIDTH JOINER}👩 🇿🇦",
    "e\N{COMBINING ACUTE ACCENT}\N{COMBINING DIAERESIS}" + "\N{COMBINING GRAVE ACCENT}" * 50,
    "x" * 2000,
    "中" * 2000,
    "\ue000 \ufffe \U0010ffff \N{ZERO WIDTH NO-BREAK SPACE} \x01\x1b\x7f\x85",
    "\n\n\r\n\t \N{LINE SEPARATOR}x\N{PARAGRAPH SEPARATOR}",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_read_and_never_run(typesetter: Typesetter, text: str) -> None:
    sheet = a_sheet(
        title=text or "x",
        running=text,
        customer=Party(name=text, lines=[text], more=[text]),
        facts=[Fact(text, text, "code")],
        rows=[Row([[text, text], [text[:50]], ["1"]])],
        footer=[text[:200]],
        watermark=text[:20],
        intro=text,
    )
    said = text_of(typesetter.pdf(sheet, AT))
    if text == HOSTILE[0]:
        assert said.count("#panic()") >= 6


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_breaks_a_paper(text: str) -> None:
    sheet = a_sheet(customer=Party(name=text), facts=[Fact("a", text, "code")])
    assert TYPESETTER.pdf(sheet, AT).startswith(b"%PDF")


TYPESETTER = Typesetter()


def test_a_sign_that_no_font_has_is_replaced_where_it_can_be_seen() -> None:
    assert shown("Li 李 & Sons") == f"Li {UNKNOWN} & Sons"


def test_a_word_that_fits_is_left_alone_and_a_longer_one_may_be_broken() -> None:
    assert BREAK not in shown("orders.department@kestrel.co.za")
    assert shown("x" * 40).replace(BREAK, "") == "x" * 40
    assert BREAK in shown("x" * 40)


def test_the_list_of_characters_is_what_the_fonts_have() -> None:
    assert CHARACTERS.read_text() == characters()


def test_a_paper_too_slow_is_told_in_words_and_the_next_is_made() -> None:
    hasty = Typesetter(patience=0)
    with pytest.raises(Untypeset, match="not ready in time"):
        hasty.pdf(a_sheet(), AT)
    hasty._patience = 20
    assert hasty.pdf(a_sheet(), AT)


def test_a_paper_that_cannot_be_made_is_told_in_words(typesetter: Typesetter) -> None:
    with pytest.raises(Untypeset, match="could not be made"):
        typesetter.pdf(a_sheet(logo="<svg"), AT)


def test_many_at_once_get_a_paper_each(typesetter: Typesetter) -> None:
    with ThreadPoolExecutor(8) as threads:
        sheets = [a_sheet(customer=Party(name=f"Customer {at}")) for at in range(24)]
        made = list(threads.map(lambda sheet: typesetter.pdf(sheet, AT), sheets))
    assert all(f"Customer {at}" in text_of(pdf) for at, pdf in enumerate(made))


def test_pictures_and_files_are_inside(typesetter: Typesetter) -> None:
    png = io.BytesIO()
    Image.new("RGBA", (40, 20), "teal").save(png, "PNG")
    logo = framed(png.getvalue(), "image/png", 40, 20)
    sheet = a_sheet(
        logo=logo,
        qr=Picture(svg=logo, label="Scan to pay"),
        files=[Inside(name="factur-x.xml", text="<a>#1</a>", about="Invoice data")],
    )
    reader = PdfReader(io.BytesIO(typesetter.pdf(sheet, AT)))
    assert reader.attachments == {"factur-x.xml": [b"<a>#1</a>"]}
    assert len(reader.pages[0].images) >= 1


def test_metadata_is_added_without_touching_what_is_there(typesetter: Typesetter) -> None:
    before = typesetter.pdf(a_sheet(), AT)
    after = with_metadata(before, "<rdf:li>schema</rdf:li>", '<x:y xmlns:x="z">1</x:y>')
    assert after.startswith(before)
    reader = PdfReader(io.BytesIO(after), strict=True)
    said = reader.root_object["/Metadata"].get_data().decode()  # type: ignore[attr-defined]
    assert "<rdf:li>schema</rdf:li></rdf:Bag></pdfaExtension:schemas>" in said
    assert said.endswith('<?xpacket end="r"?>')
    assert text_of(after) == text_of(before)


def test_an_invoice_of_thirty_lines_takes_no_time(
    typesetter: Typesetter, record_property: Any
) -> None:
    took = []
    for at in range(8):
        begun = time.perf_counter()
        typesetter.pdf(a_sheet(30, heading=f"Invoice {at}"), AT)
        took.append(time.perf_counter() - begun)
    record_property("paper_of_30_lines_ms", round(min(took) * 1000, 1))
    assert min(took) < 0.5  # on a machine with nothing else to do, 12 to 17 ms
