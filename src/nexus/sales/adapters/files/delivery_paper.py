"""Delivery notes: what goes with the goods. They tell of things, not of money."""

from collections.abc import Sequence

from nexus.platform.letterhead import common
from nexus.platform.typesetting import Column, Fact, Part, Party, Row, Sheet, Stamp
from nexus.sales.adapters.files.letterhead import quantity, words_of
from nexus.sales.adapters.files.words import Words
from nexus.sales.domain.delivery import DeliveryStatus
from nexus.sales.messages.deliveries import DeliveryLineView, DeliveryView
from nexus.sales.messages.papers import DeliverySheet


def delivery_sheet(paper: DeliverySheet) -> Sheet:
    delivery, words = paper.delivery, words_of(paper.head)
    title = words("running", kind=words("delivery"), number=delivery.number)
    return Sheet(
        title=title,
        subject=words("delivery"),
        heading=words("delivery"),
        running=title,
        customer=_to(delivery, words),
        facts=_facts(paper, words),
        columns=[
            Column("", "start"),
            Column(words("description"), "start", wide=True),
            Column(words("quantity")),
        ],
        rows=[_row(line, words) for line in delivery.lines],
        parts=[Part(title=words("notes"), text=delivery.notes)] if delivery.notes else [],
        signs=[words("handed_over"), words("taken_by")],
        stamp=_stamp(delivery, words),
        **common(paper.head, words),
    )


def _to(delivery: DeliveryView, words: Words) -> Party:
    more = [f"{words('recipient')} {delivery.recipient}"] if delivery.recipient else []
    return Party(
        label=words("deliver_to"), name=delivery.customer_name, lines=delivery.address, more=more
    )


def _facts(paper: DeliverySheet, words: Words) -> Sequence[Fact]:
    delivery = paper.delivery
    facts = [Fact(words("number"), delivery.number, "strong")]
    if delivery.delivered_on:
        facts.append(Fact(words("date"), words.day(delivery.delivered_on)))
    facts.append(Fact(words("carrier"), delivery.carrier))
    facts.append(Fact(words("tracking"), delivery.tracking, "code"))
    return [fact for fact in facts if fact.value]


def _row(line: DeliveryLineView, words: Words) -> Row:
    first, _, rest = line.description.partition("\n")
    return Row([[str(line.position)], [first, rest] if rest else [first], [quantity(line, words)]])


def _stamp(delivery: DeliveryView, words: Words) -> Stamp | None:
    if delivery.status is DeliveryStatus.CANCELLED:
        return Stamp(words("cancelled"), "bad")
    return None
