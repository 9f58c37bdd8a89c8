"""Invoices, deposit invoices and credit notes on paper."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from nexus.platform.letterhead import common
from nexus.platform.typesetting import (
    Fact,
    Inside,
    Lead,
    Part,
    Picture,
    Row,
    Sheet,
    Stamp,
    Sum,
    Taxes,
)
from nexus.sales.adapters.files.cii import cii
from nexus.sales.adapters.files.girocode import girocode
from nexus.sales.adapters.files.letterhead import (
    bank,
    buyer,
    invoice_word,
    words_of,
)
from nexus.sales.adapters.files.lines import cells, columns, has_rates, sums, tax_table, worth
from nexus.sales.adapters.files.words import Words
from nexus.sales.domain import Kind, LineKind, PaymentKind, Status
from nexus.sales.domain.einvoice import REASONS, Category
from nexus.sales.messages import LineView, PaymentView, SaleView
from nexus.sales.messages.papers import SaleSheet

XML_NAME = "factur-x.xml"
LAW = {
    Category.EXEMPT: "exempt",
    Category.REVERSE_CHARGE: "reverse_charge",
    Category.OUTSIDE: "outside",
}
# As domain/deposit.py writes it.
DEDUCTS = re.compile(r"Less deposit (?P<number>.+) dated (?P<on>\d{4}-\d\d-\d\d)")
STAMPS: dict[Status, tuple[str, Literal["ok", "warn", "bad"]]] = {
    Status.PAID: ("paid", "ok"),
    Status.PARTIALLY_PAID: ("partially_paid", "warn"),
    Status.CANCELLED: ("cancelled", "bad"),
}


def sale_sheet(paper: SaleSheet) -> Sheet:
    sale, words = paper.sale, words_of(paper.head)
    kind = words(_kind(paper))
    number = sale.number or words("draft")
    title = words("running", kind=kind, number=number)
    return Sheet(
        title=title,
        subject=kind,
        heading=kind,
        running=title,
        customer=buyer(words("bill_to"), sale.customer, words, paper.head.country),
        facts=_facts(sale, words),
        lead=_lead(paper, words),
        columns=columns(sale.lines, sale, words),
        rows=[_row(line, sale, words) for line in _items(sale)],
        sums=[*_sums(sale, words), *(_settled(sale, words) if paper.is_stamped else [])],
        taxes=_taxes(sale, words),
        parts=list(_parts(paper, words)),
        watermark=words("draft") if sale.number is None else None,
        stamp=_stamp(paper, words),
        qr=_code(paper, words),
        files=[_inside(paper, title)] if paper.is_electronic else [],
        **common(paper.head, words, sale.seller),
    )


def _kind(paper: SaleSheet) -> str:
    if paper.sale.kind in (Kind.DEPOSIT, Kind.CREDIT_NOTE):
        return paper.sale.kind.value
    seller = paper.sale.seller
    number = paper.head.sender.tax_number if seller is None else seller.tax_number
    return invoice_word(paper.head.country, number)


def _facts(sale: SaleView, words: Words) -> Sequence[Fact]:
    facts = [Fact(words("number"), sale.number or "", "strong")]
    if sale.issue_date:
        facts.append(Fact(words("date"), words.day(sale.issue_date)))
    if sale.due_date and sale.kind is not Kind.CREDIT_NOTE:
        facts.append(Fact(words("due"), words.day(sale.due_date)))
    if sale.corrects_number and sale.corrects_issued_on:
        on = words.day(sale.corrects_issued_on)
        of = words("corrects_of", number=sale.corrects_number, date=on)
        facts.append(Fact(words("corrects"), of))
    facts.append(Fact(words("reference"), sale.reference))
    return [fact for fact in facts if fact.value]


def _lead(paper: SaleSheet, words: Words) -> Lead:
    sale = paper.sale
    if sale.kind is Kind.CREDIT_NOTE:
        return Lead(label=words("amount_credited"), amount=words.money(sale.total))
    due = sale.open if paper.is_stamped else sale.total
    note = ""
    if sale.due_date and due.minor > 0:
        note = words("by_day", date=words.day(sale.due_date))
    elif sale.number:
        note = words("nothing_due")
    return Lead(label=words("amount_due"), amount=words.money(due), note=note)


def _items(sale: SaleView) -> Sequence[LineView]:
    return [line for line in sale.lines if line.kind is not LineKind.DEPOSIT_DEDUCTION]


def _deposits(sale: SaleView) -> Sequence[LineView]:
    return [line for line in sale.lines if line.kind is LineKind.DEPOSIT_DEDUCTION]


def _row(line: LineView, sale: SaleView, words: Words) -> Row:
    counted = line.kind is not LineKind.AMOUNT
    return Row(cells(line, sale, words, rates=has_rates(sale.lines), counted=counted))


def _sums(sale: SaleView, words: Words) -> Iterator[Sum]:
    """Tell of the work first, then of what was billed before, then of what is due."""
    deposits, items = _deposits(sale), _items(sale)
    yield from sums(items, sale, words)
    if deposits:
        yield Sum(words("total"), words.money(worth(items, sale.currency)), "sum")
        for line in deposits:
            part = words("of_which", tax=words.tax, amount=words.money(-line.tax_amount))
            yield Sum(f"{_deduction(line, words)}, {part}", words.money(line.total))
    is_note = sale.kind is Kind.CREDIT_NOTE
    yield Sum(
        words("amount_credited" if is_note else "total_due"), words.money(sale.total), "total"
    )


def _deduction(line: LineView, words: Words) -> str:
    """Say in the reader's language which deposit is deducted."""
    if (said := DEDUCTS.fullmatch(line.description)) is None:
        return line.description
    on = words.day(date.fromisoformat(said["on"]))
    return words("less_deposit", number=said["number"], date=on)


def _settled(sale: SaleView, words: Words) -> Iterator[Sum]:
    """Tell what was paid since, and what is left."""
    if not sale.payments:
        return
    for row in sale.payments:
        label = words(_payment_word(row), date=words.day(row.date))
        yield Sum(label, words.money(row.credited - row.amount))
    yield Sum(words("balance_due"), words.money(sale.open), "total")


def _payment_word(row: PaymentView) -> str:
    if row.kind is PaymentKind.PAYMENT:
        return "paid_on"
    return "credited_on" if row.kind is PaymentKind.CREDIT_NOTE else "given_back"


def _taxes(sale: SaleView, words: Words) -> Taxes | None:
    """Sum up the taxes by rate, if the sums above do not say it all."""
    return tax_table(sale, words) if has_rates(sale.lines) or _deposits(sale) else None


def _parts(paper: SaleSheet, words: Words) -> Iterator[Part]:
    sale = paper.sale
    if sale.kind is Kind.CREDIT_NOTE:
        if sale.reason:
            yield Part(title=words("reason"), text=sale.reason)
    elif rows := bank(paper.head, words, sale.number or ""):
        yield Part(title=words("how_to_pay"), rows=rows)
    if law := _law(paper, words):
        yield Part(title=words.tax, text=law)
    if sale.notes:
        yield Part(title=words("notes"), text=sale.notes)


def _law(paper: SaleSheet, words: Words) -> str:
    """Return why there is no tax, in the words that the law asks for."""
    groups = paper.bill.groups if paper.bill else ()
    return "\n".join(words(LAW[it.category]) for it in groups if it.category in REASONS)


def _stamp(paper: SaleSheet, words: Words) -> Stamp | None:
    sale = paper.sale
    if sale.number is None:
        return Stamp(words("draft"))
    if paper.is_stamped and sale.status in STAMPS and sale.kind is not Kind.CREDIT_NOTE:
        word, tone = STAMPS[sale.status]
        return Stamp(words(word), tone)
    return None


def _code(paper: SaleSheet, words: Words) -> Picture | None:
    sale, sender = paper.sale, paper.head.sender
    due = sale.open if paper.is_stamped else sale.total
    if sale.number is None or sale.kind is Kind.CREDIT_NOTE:
        return None
    svg = girocode(sender.company_name, sender.iban, sender.bic, due, sale.number)
    return None if svg is None else Picture(svg=svg, label=words("scan_to_pay"))


def _inside(paper: SaleSheet, title: str) -> Inside:
    assert paper.bill is not None
    return Inside(name=XML_NAME, text=cii(paper.bill).decode(), about=title)
