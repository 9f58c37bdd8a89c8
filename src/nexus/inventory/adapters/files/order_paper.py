"""Purchase orders on paper: what is asked of a supplier, at which price and by when."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from nexus.inventory.domain.purchasing import OrderStatus
from nexus.inventory.messages.papers import OrderSheet
from nexus.inventory.messages.purchasing import PurchaseLineView, PurchaseOrderView
from nexus.kernel.clock import day_of
from nexus.kernel.money import Money
from nexus.platform import wording
from nexus.platform.letterhead import common
from nexus.platform.typesetting import Column, Fact, Lead, Part, Party, Row, Sheet, Stamp, Sum
from nexus.platform.wording import digits_of


class Words(wording.Words):
    own: ClassVar[Path | None] = Path(__file__).parent / "words.toml"

    def unit(self, code: str) -> str:
        return self.said(f"unit_{code}", code)


def order_sheet(paper: OrderSheet) -> Sheet:
    order, head = paper.order, paper.head
    words = Words(head.language, head.locale, head.country)
    title = words("running", kind=words("order"), number=order.number)
    return Sheet(
        title=title,
        subject=words("order"),
        heading=words("order"),
        running=title,
        customer=_supplier(paper, words),
        facts=_facts(paper, words),
        lead=_lead(order, words),
        columns=_columns(order, words),
        rows=[_row(line, order, words) for line in order.lines],
        sums=list(_sums(order, words)),
        parts=list(_parts(paper, words)),
        watermark=words("draft") if order.status is OrderStatus.DRAFT else None,
        stamp=_stamp(order, words),
        **common(head, words),
    )


def _supplier(paper: OrderSheet, words: Words) -> Party:
    it = paper.supplier
    who = words("attention", name=it.contact_person) if it.contact_person else ""
    return Party(
        label=words("order_to"),
        name=it.name,
        lines=[line for line in it.address.splitlines() if line.strip()],
        more=[part for part in (who, it.phone, it.email) if part],
    )


def _facts(paper: OrderSheet, words: Words) -> Sequence[Fact]:
    order = paper.order
    sent_on = order.sent_on or day_of(paper.head.at, paper.head.timezone)
    facts = [
        Fact(words("number"), order.number, "strong"),
        Fact(words("date"), words.day(sent_on)),
        Fact(words("reference"), order.reference),
    ]
    if (on := _one_day(order)) is not None:
        facts.append(Fact(words("deliver_by"), words.day(on)))
    if (days := paper.supplier.terms_days) is not None:
        within = words("days_one" if days == 1 else "days", days=str(days))
        facts.append(Fact(words("pay_within"), within if days else words("at_once")))
    return [fact for fact in facts if fact.value]


def _one_day(order: PurchaseOrderView) -> date | None:
    """Return the day on which all is expected; None if there are several, or none for some."""
    days = {line.expected_on for line in order.lines}
    return days.pop() if len(days) == 1 else None


def _lead(order: PurchaseOrderView, words: Words) -> Lead | None:
    if not isinstance(order.total_cost, Money):
        return None
    on = _one_day(order)
    return Lead(
        label=words("with_tax", tax=words.tax) if _has_tax(order) else words("order_total"),
        amount=words.money(order.total_cost),
        note="" if on is None else words("by_day", date=words.day(on)),
    )


def _has_tax(order: PurchaseOrderView) -> bool:
    return isinstance(order.tax_cost, Money) and order.tax_cost.minor > 0


def _shows_costs(order: PurchaseOrderView) -> bool:
    return isinstance(order.total_cost, Money)


def _shows_codes(order: PurchaseOrderView) -> bool:
    return any(line.supplier_code for line in order.lines)


def _columns(order: PurchaseOrderView, words: Words) -> Sequence[Column]:
    return [
        *([Column(words("your_code"), "start")] if _shows_codes(order) else []),
        Column(words("description"), "start", wide=True),
        Column(words("quantity")),
        *([Column(words("price")), Column(words("amount"))] if _shows_costs(order) else []),
    ]


def _row(line: PurchaseLineView, order: PurchaseOrderView, words: Words) -> Row:
    first, _, rest = line.description.partition("\n")
    notes = [rest] if rest else []
    if line.expected_on and _one_day(order) is None:
        notes.append(words("line_by", date=words.day(line.expected_on)))
    quantity = words.number(line.quantity)
    unit = words.unit(line.unit)
    return Row(
        [
            *([[line.supplier_code]] if _shows_codes(order) else []),
            [first, *notes],
            [f"{quantity}\N{NO-BREAK SPACE}{unit}" if unit else quantity],
            *_costs(line, order.currency, words),
        ]
    )


def _costs(line: PurchaseLineView, currency: str, words: Words) -> Iterator[Sequence[str]]:
    if isinstance(line.unit_cost, Decimal) and isinstance(line.net_cost, Money):
        yield [words.number(line.unit_cost, least=digits_of(currency))]
        yield [words.amount(line.net_cost)]


def _sums(order: PurchaseOrderView, words: Words) -> Iterator[Sum]:
    """Tell the sums as they are kept: tax is not reckoned here a second time."""
    net, tax, total = order.net_cost, order.tax_cost, order.total_cost
    if not (isinstance(net, Money) and isinstance(tax, Money) and isinstance(total, Money)):
        return
    yield Sum(words("net"), words.money(net))
    if _has_tax(order):
        yield Sum(_tax_word(order, words), words.money(tax))
    yield Sum(words("total"), words.money(total), "total")


def _tax_word(order: PurchaseOrderView, words: Words) -> str:
    rates = {line.tax_percent for line in order.lines}
    if len(rates) > 1:
        return words.tax
    return words("tax_rate", tax=words.tax, percent=words.percent(rates.pop()))


def _parts(paper: OrderSheet, words: Words) -> Iterator[Part]:
    order, sender = paper.order, paper.head.sender
    if sender.address:
        place = "\n".join((sender.company_name, *sender.address))
        yield Part(title=words("deliver_to"), text=place)
    asked = words("please_quote", number=order.number)
    yield Part(title=words("notes"), text="\n".join(filter(None, (order.notes, asked))))


def _stamp(order: PurchaseOrderView, words: Words) -> Stamp | None:
    if order.status is OrderStatus.CANCELLED:
        return Stamp(words("cancelled"), "bad")
    return Stamp(words("draft")) if order.status is OrderStatus.DRAFT else None
