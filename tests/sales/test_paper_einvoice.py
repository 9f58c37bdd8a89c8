"""Electronic invoices hold by the official rules, whatever was sold and however it was rounded."""

import os
import random
from decimal import Decimal
from typing import Any

import pytest

from nexus.kernel.ids import SaleId, SaleLineId, new_id
from nexus.kernel.money import Money
from nexus.kernel.papers import is_vat_id
from nexus.sales.adapters.files.cii import cii
from nexus.sales.adapters.files.ubl import ubl
from nexus.sales.domain import Kind, LineKind, Rounding, Sale, SaleLine
from nexus.sales.domain.credit_note import credit_note
from nexus.sales.domain.einvoice import Bill, Category, TypeCode, faults, unit_code

from tests.sales.einvoice_rules import faults_of_cii, faults_of_ubl
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

# The whole of it: NEXUS_INVOICES=1000 pytest tests/sales/test_paper_einvoice.py
INVOICES = int(os.environ.get("NEXUS_INVOICES", "50"))
GERMAN = a_card(country="DE", tax_number="DE987654321")
FRENCH = a_card(country="FR", tax_number="FR12345678901")


def bill_for(sale: Sale, terms: PaperTerms = GERMANY, card: Any = GERMAN) -> Bill:
    bill = sheet_of(issued(sale, terms, card), terms).bill
    assert bill is not None
    return bill


def check(bill: Bill) -> None:
    assert faults(bill) == []
    assert faults_of_cii(cii(bill)) == []
    assert faults_of_ubl(ubl(bill)) == []


def test_the_rules_catch_a_wrong_total() -> None:
    """So that their silence elsewhere means something."""
    bill = bill_for(a_simple_sale())
    wrong = cii(bill).replace(b"GrandTotalAmount>17117.75", b"GrandTotalAmount>17117.76")
    assert any("BR-CO-15" in fault for fault in faults_of_cii(wrong))
    wrong = ubl(bill).replace(b">17117.75</cbc:TaxInc", b">17117.76</cbc:TaxInc")
    assert any("BR-CO-15" in fault for fault in faults_of_ubl(wrong))
    assert faults_of_cii(cii(bill).replace(b"BuyerReference", b"BuyersReference"))


def nothing(tax: str) -> dict[str, Any]:
    return {"tax": tax, "tax_percent": Decimal(0)}


def test_an_invoice_of_a_shop_outside_of_the_union_is_valid() -> None:
    check(bill_for(a_simple_sale(), PaperTerms(), a_card()))


@pytest.mark.parametrize("tax", ["zero", "exempt", "reverse", "outside"])
def test_each_reason_for_no_tax_is_valid(tax: str) -> None:
    sale = a_paper_sale(sold("Milling", 3, "0.335", **nothing(tax)), currency="EUR")
    check(bill_for(sale, card=FRENCH))


def test_rates_and_reasons_may_be_mixed() -> None:
    sale = a_paper_sale(
        sold("Milling", 3, "0.335"),
        sold("Book", 1, 20, tax="reduced", tax_percent=Decimal(7)),
        sold("Another", 1, 20, tax="other", tax_percent=Decimal(15)),
        sold("Course", 1, 200, **nothing("exempt")),
        sold("Export", 1, 50, **nothing("zero")),
        currency="EUR",
        discount_percent=Decimal("2.5"),
    )
    bill = bill_for(sale)
    check(bill)
    assert [group.category for group in bill.groups] == ["S", "S", "E", "Z"]


def test_text_is_written_down_as_text() -> None:
    hostile = 'Cut <&> "x" \x0b\ufffe ]]> \N{GRINNING FACE}\nSecond line'
    sale = a_paper_sale(sold(hostile, unit="crate"), currency="EUR", notes=hostile)
    bill = bill_for(sale, card=a_card(hostile, country="DE"))
    check(bill)
    assert b"&lt;&amp;&gt;" in cii(bill)


def test_a_deducted_deposit_is_a_line_below_zero() -> None:
    deduction = SaleLine(
        id=SaleLineId(new_id()),
        kind=LineKind.DEPOSIT_DEDUCTION,
        description="Less deposit DEP-2026-001",
        quantity=Decimal(1),
        unit_price=Decimal(6900),
        tax="standard",
        tax_percent=Decimal(15),
        amount_minor=-690000,
        net_minor=-600000,
        tax_minor=-90000,
        deposit_id=SaleId(new_id()),
    )
    sale = a_paper_sale(sold("River table", 1, 12000), deduction)
    bill = bill_for(sale, PaperTerms(), a_card())
    check(bill)
    assert (bill.net, bill.tax, bill.total) == (Decimal(6000), Decimal(900), Decimal(6900))


def test_a_deposit_invoice_says_that_it_is_one() -> None:
    bill = bill_for(a_simple_sale(kind=Kind.DEPOSIT, prices_include_tax=True))
    check(bill)
    assert bill.type_code is TypeCode.PREPAYMENT


def test_a_credit_note_names_its_invoice() -> None:
    invoice = issued(a_simple_sale(discount_percent=Decimal(3)), PaperTerms())
    note = credit_note(invoice, [], [], reason="Returned", at=AT)
    bill = bill_for(note, PaperTerms(), a_card())
    check(bill)
    assert (bill.type_code, bill.corrects_number) == ("381", "INV-2026-001")
    assert Money(bill.total, "ZAR").minor == invoice.total_minor


def test_worked_examples_of_rounding_stay_as_they_are() -> None:
    lines = [("3", "0.335"), ("7", "1.115"), ("1", "2.675")]
    for rounding, tax in ((Rounding.LINE, "1.72"), (Rounding.DOCUMENT, "1.73")):
        sale = a_paper_sale(
            *(sold("x", n, each) for n, each in lines), tax_rounding=rounding, currency="EUR"
        )
        bill = bill_for(sale)
        check(bill)
        assert bill.tax == Decimal(tax)


def a_random_sale(chance: random.Random) -> Sale:
    def line() -> SaleLine:
        tax, percent = chance.choice(
            [("standard", "19"), ("reduced", "7"), ("zero", "0"), ("exempt", "0"), ("odd", "5.5")]
        )
        off: dict[str, Any] = {}
        if chance.random() < 0.25:
            off["discount_percent"] = Decimal(chance.randint(1, 10000)).scaleb(-2)
        return sold(
            chance.choice(["Bracket", "Coating\nRAL 7016", "Größe < 3 & mehr", "x" * 300]),
            Decimal(chance.randint(1, 10 ** chance.randint(1, 5))).scaleb(-chance.randint(0, 3)),
            Decimal(chance.randint(0, 10 ** chance.randint(1, 6))).scaleb(-chance.randint(0, 4)),
            unit=chance.choice(["", "pc", "h", "m2", "kg", "box"]),
            tax=tax,
            tax_percent=Decimal(percent),
            **off,
        )

    discount: dict[str, Any] = {}
    if chance.random() < 0.4:
        discount["discount_percent"] = Decimal(chance.randint(1, 5000)).scaleb(-2)
    currency = chance.choice(["EUR", "EUR", "ZAR", "JPY"])
    by_line = chance.random() < 0.5 and currency != "JPY"
    return a_paper_sale(
        *(line() for _ in range(chance.choice([1, 2, 3, 5, 8, 30]))),
        currency=currency,
        prices_include_tax=chance.random() < 0.4,
        tax_rounding=Rounding.LINE if by_line else Rounding.DOCUMENT,
        reference=chance.choice(["", "PO 4711"]),
        **discount,
    )


def test_random_invoices_break_no_rule_and_come_to_what_the_sale_does(
    record_property: Any,
) -> None:
    chance = random.Random(16931)
    for at in range(INVOICES):
        sale = issued(a_random_sale(chance), GERMANY, GERMAN)
        if at % 5 == 4 and sale.total_minor > 0:
            note = credit_note(sale, [], [], reason="Returned", at=AT)
            sale = issued(note, GERMANY, GERMAN)
        bill = sheet_of(sale, GERMANY).bill
        assert bill is not None
        check(bill)
        assert Money(bill.total, sale.currency) == sale.total
        assert Money(bill.tax, sale.currency).minor == sale.tax_minor
        assert bill.lines_total - bill.allowances == bill.net
        assert all(line.price >= 0 for line in bill.lines)
        assert all(line.allowance >= 0 for line in bill.lines)
        assert all(group.allowance >= 0 for group in bill.groups)
    record_property("einvoices_checked", INVOICES)


def test_what_is_missing_is_told_with_where_to_write_it() -> None:
    terms = PaperTerms()
    terms.company.tax_number = terms.company.registration_number = terms.company.company_name = ""
    terms.company.address = ()
    bill = bill_for(a_simple_sale(), terms, a_card(country=""))
    assert {fault.field for fault in faults(bill)} == {
        "settings.company_name",
        "settings.address",
        "settings.tax_number",
        "settings.registration_number",
        "customer.country",
    }


def test_a_reverse_charge_needs_the_customers_number() -> None:
    sale = a_paper_sale(sold("Milling", 1, 1, **nothing("reverse")), currency="EUR")
    assert {it.field for it in faults(bill_for(sale, card=a_card()))} == {"customer.tax_number"}


def test_three_digits_are_too_many() -> None:
    assert {it.field for it in faults(bill_for(a_simple_sale(currency="KWD")))} == {"currency"}


def test_rounding_many_lines_of_a_coarse_currency_goes_too_far() -> None:
    lines = [sold("x", 1, 3, tax_percent=Decimal(19)) for _ in range(9)]
    by_line = a_paper_sale(*lines, currency="JPY", tax_rounding=Rounding.LINE)
    bill = bill_for(by_line)
    assert {it.field for it in faults(bill)} == {"tax_rounding"}
    assert any("BR-CO-17" in fault or "BR-S-09" in fault for fault in faults_of_cii(cii(bill)))


def test_what_is_outside_of_tax_is_not_mixed() -> None:
    sale = a_paper_sale(sold("a"), sold("b", **nothing("outside")), currency="EUR")
    assert "lines" in {it.field for it in faults(bill_for(sale))}


def test_a_vat_number_begins_with_its_country() -> None:
    assert is_vat_id("DE 123.456-788", "DE")
    assert is_vat_id("EL123456789", "GR")
    assert not is_vat_id("4000000000", "ZA")
    assert not is_vat_id("", "")


def test_units_have_codes() -> None:
    assert (unit_code("H"), unit_code("m2"), unit_code("crate")) == ("HUR", "MTK", "C62")
    assert set(Category) == {"S", "Z", "E", "AE", "O"}
