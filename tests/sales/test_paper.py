"""What stands on the papers of sales, and inside of them."""

import io
import time
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from lxml import etree
from PIL import Image
from pypdf import PdfReader

from nexus.kernel.money import Money
from nexus.platform.letterhead import logo
from nexus.platform.typesetting import Typesetter
from nexus.platform.wording import catalogue
from nexus.sales.adapters.files import TypstPrinter
from nexus.sales.adapters.files.girocode import girocode
from nexus.sales.adapters.files.words import Words
from nexus.sales.domain import Kind, Sale
from nexus.sales.domain.credit_note import credit_note
from nexus.sales.domain.deposit import deduct, left_of
from nexus.sales.messages.papers import SaleSheet

from tests.sales.einvoice_rules import faults_of_cii
from tests.sales.paper_samples import (
    AT,
    GERMANY,
    PaperTerms,
    a_card,
    a_paper_sale,
    a_simple_sale,
    issued,
    sheet_of,
    sold,
)
from tests.sales.samples import a_payment

PRINTER = TypstPrinter(Typesetter())


def text_of(pdf: bytes) -> str:
    """Return what the paper says, with plain blanks, as somebody would copy it."""
    pages = pypdfium2.PdfDocument(pdf)
    said = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    return said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def printed(sheet: SaleSheet) -> str:
    return text_of(PRINTER.sale(sheet))


def an_invoice(**more: Any) -> Sale:
    return issued(a_simple_sale(**more), PaperTerms())


def test_an_invoice_says_who_bills_whom_for_what_and_until_when() -> None:
    said = printed(sheet_of(an_invoice()))
    for part in (
        "Tax invoice",
        "INV-2026-001",
        "Kestrel Fabrication (Pty) Ltd",
        "VAT no. 4000000000",
        "ABC Manufacturing",
        "VAT no. 4123456789",
        "Customer CL-0001",
        "PO 4711",
        "2 March 2026",
        "to be paid by 1 April 2026",
        "Custom metal brackets, mild steel 3 mm",
        "200 pc",
        "less 10%",
        "Example Bank, branch 000000",
        "Thank you for your order.",
        "Page 1 of 1",
    ):
        assert part in said, part


@pytest.mark.parametrize("included", [False, True])
@pytest.mark.parametrize("discount", [None, Decimal("3.5")])
def test_the_totals_are_those_of_the_api(included: bool, discount: Decimal | None) -> None:
    sheet = sheet_of(an_invoice(prices_include_tax=included, discount_percent=discount))
    said, words = printed(sheet), Words("en", "en-ZA", "ZA")
    view = sheet.sale
    for money in (view.total, view.tax, view.subtotal - view.discount):
        assert words.money(money).replace("\N{NO-BREAK SPACE}", " ") in said
    for line in view.lines:
        assert words.amount(line.amount).replace("\N{NO-BREAK SPACE}", " ") in said


def test_money_is_written_as_in_the_country() -> None:
    rand, euro = Money.of(1380000, "ZAR"), Money.of(-1380050, "EUR")
    assert Words("en", "en-ZA", "ZA").money(rand) == "R\xa013\xa0800,00"
    assert Words("de", "de-DE", "DE").money(euro) == "\N{MINUS SIGN}13.800,50\xa0€"
    assert Words("de", "en-ZA", "ZA").money(rand) == "13.800,00\xa0ZAR"
    assert Words("en", "en-US", "US").money(Money.of(5, "USD")) == "$0.05"
    assert Words("en", "en-ZA", "ZA").number(Decimal("1234.0045"), least=2) == "1\xa0234,0045"


def test_a_german_customer_reads_german_and_pays_by_a_scan() -> None:
    card = a_card("Süßmilch & Söhne", country="DE", tax_number="DE987654321")
    sale = a_paper_sale(
        sold("Pulverbeschichtung", 12.5, "48.40", unit="m2", tax_percent=Decimal(19)),
        sold("Fachbuch", 1, 20, tax="reduced", tax_percent=Decimal(7)),
        currency="EUR",
    )
    sheet = sheet_of(issued(sale, GERMANY, card, "RE-2026-0042"), GERMANY, language="de")
    pdf = PRINTER.sale(sheet)
    said = text_of(pdf)
    for part in ("Rechnung an", "zahlbar bis 1. April 2026", "12,5 m2", "MwSt. 19 %", "741,35 €"):
        assert part in said, part
    assert "Mit der Bank-App scannen" in said
    assert "USt-IdNr. DE123456788" in said
    assert PdfReader(io.BytesIO(pdf)).root_object["/Lang"] == "de-DE"


def test_every_word_is_there_in_every_language() -> None:
    said = catalogue(Words.own)
    assert {language: set(words) for language, words in said.items()} == {
        language: set(said["en"]) for language in said
    }


def test_a_draft_says_that_it_is_one_and_has_no_number() -> None:
    sheet = sheet_of(a_simple_sale())
    pdf = PRINTER.sale(sheet)
    assert "DRAFT" in text_of(pdf)
    assert "INV-" not in text_of(pdf)
    assert PdfReader(io.BytesIO(pdf)).attachments == {}


def test_a_stamped_copy_shows_what_was_paid_and_the_paper_itself_does_not() -> None:
    sale = an_invoice()
    sale.pay(a_payment(1000000), AT.date(), AT)
    said = printed(sheet_of(sale, is_stamped=True))
    assert "PARTLY PAID" in said
    assert "Paid on 2 March 2026" in said
    assert "R 7 117,75" in said
    sale.pay(a_payment(711775), AT.date(), AT)
    assert "PAID" in printed(sheet_of(sale, is_stamped=True))
    assert "PAID" not in printed(sheet_of(sale))


def test_a_deposit_is_deducted_under_the_full_sum() -> None:
    """J7: 13,800.00 in full, less 6,900.00 with 900.00 of tax, due 6,900.00."""
    deposit = issued(
        a_paper_sale(sold("Deposit", 1, 6900), kind=Kind.DEPOSIT, prices_include_tax=True),
        PaperTerms(),
        number="DEP-2026-001",
    )
    sale = a_paper_sale(sold("River table", 1, 12000))
    less = deduct(deposit, left_of(deposit, {}), 690000, sale)
    sale.put_lines([*sale.lines, *less])
    said = printed(sheet_of(issued(sale, PaperTerms())))
    for part in (
        "R 13 800,00",
        "Less deposit DEP-2026-001 of 2 March 2026, of which VAT R 900,00",
        "\N{MINUS SIGN}R 6 900,00",
        "Total due R 6 900,00",
    ):
        assert part in " ".join(said.split()), part


def test_a_credit_note_names_what_it_corrects_and_why() -> None:
    note = credit_note(an_invoice(), [], [], reason="Wrong steel", at=AT)
    said = printed(sheet_of(issued(note, PaperTerms(), number="CN-2026-001")))
    for part in ("Credit note", "INV-2026-001 of 2 March 2026", "Wrong steel", "Amount credited"):
        assert part in said, part
    assert "How to pay" not in said


def test_the_reason_for_no_tax_is_told() -> None:
    card = a_card(country="FR", tax_number="FR12345678901")
    line = sold("Milling", 10, 90, tax="reverse", tax_percent=Decimal(0))
    sale = issued(a_paper_sale(line, currency="EUR", card=card), GERMANY, card)
    assert "Steuerschuldnerschaft" in printed(sheet_of(sale, GERMANY))
    assert "Reverse charge" in printed(sheet_of(sale, GERMANY, language="en"))


def test_letter_paper_where_it_is_used() -> None:
    american = PaperTerms(country="US", locale="en-US")
    page = PdfReader(io.BytesIO(PRINTER.sale(sheet_of(a_simple_sale(), american)))).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (612, 792)
    page = PdfReader(io.BytesIO(PRINTER.sale(sheet_of(a_simple_sale())))).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_the_electronic_invoice_is_inside_as_factur_x() -> None:
    pdf = PRINTER.sale(sheet_of(an_invoice()))
    reader = PdfReader(io.BytesIO(pdf))
    (xml,) = reader.attachments["factur-x.xml"]
    assert faults_of_cii(xml) == []
    packet = reader.root_object["/Metadata"].get_data()  # type: ignore[attr-defined]
    said = etree.fromstring(packet)
    fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
    found = {it.tag.removeprefix(fx): it.text for it in said.iter(f"{fx}*")}
    assert found == {
        "DocumentFileName": "factur-x.xml",
        "DocumentType": "INVOICE",
        "Version": "1.0",
        "ConformanceLevel": "EN 16931",
    }
    (file,) = reader.root_object["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Alternative"


def test_what_misses_something_is_an_ordinary_paper() -> None:
    sale = issued(a_simple_sale(), PaperTerms(), a_card(country=""))
    assert PdfReader(io.BytesIO(PRINTER.sale(sheet_of(sale)))).attachments == {}


def test_a_logo_is_drawn_anew_and_rubbish_is_no_logo() -> None:
    wide = io.BytesIO()
    Image.new("RGB", (3000, 500), "teal").save(wide, "JPEG")
    svg = logo(wide.getvalue())
    assert svg is not None
    assert 'width="720" height="120"' in svg
    assert len(printed(sheet_of(an_invoice(), logo=wide.getvalue()))) > 500
    assert logo(b"<svg xmlns='http://www.w3.org/2000/svg'/>") is None
    assert logo(b"") is None
    assert "Kestrel" in printed(sheet_of(an_invoice(), logo=b"rubbish"))


def test_a_code_to_pay_by_is_for_euros_to_an_iban() -> None:
    iban, ten = "DE89370400440532013000", Money.of(1000, "EUR")
    svg = girocode("Bench & Co", iban, "", ten, "INV-1")
    assert svg is not None
    assert svg.startswith("<svg")
    assert girocode("Bench & Co", "", "", ten, "INV-1") is None
    assert girocode("Bench & Co", iban, "", Money.of(1000, "ZAR"), "INV-1") is None
    assert girocode("Bench & Co", iban, "", Money.of(0, "EUR"), "INV-1") is None


def test_the_same_sale_gives_the_same_bytes() -> None:
    sheet = sheet_of(an_invoice())
    assert PRINTER.sale(sheet) == TypstPrinter(Typesetter()).sale(sheet)


HOSTILE = '#read("x") $a$ [b] \\ " \N{HEBREW LETTER ALEF} 中 😀 \x07 ' + "W" * 1900


def test_no_text_of_a_shop_does_anything_but_be_read() -> None:
    firm = PaperTerms()
    firm.company.bank_details = firm.company.phone = HOSTILE
    card = a_card(HOSTILE, address=[HOSTILE], tax_number=HOSTILE)
    sale = a_paper_sale(sold(HOSTILE, unit="#x"), notes=HOSTILE, reference="#x $", card=card)
    said = printed(sheet_of(issued(sale, firm, card, "INV/#1"), firm))
    assert said.count('#read("x") $a$ [b] \\ "') >= 5


def test_thirty_lines_are_set_in_no_time(record_property: Any) -> None:
    took = []
    for at in range(6):
        lines = [sold(f"Part {n} of {at}", n + 1, "12.34", unit="pc") for n in range(30)]
        sheet = sheet_of(issued(a_paper_sale(*lines), PaperTerms()))
        begun = time.perf_counter()
        PRINTER.sale(sheet)
        took.append(time.perf_counter() - begun)
    record_property("invoice_of_30_lines_ms", round(min(took) * 1000, 1))
    assert min(took) < 0.5  # alone on its machine some 20 ms
