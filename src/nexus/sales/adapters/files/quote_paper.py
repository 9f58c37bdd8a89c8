"""Quotes on paper: what is offered, what may be chosen, until when."""

from collections.abc import Iterator, Sequence
from typing import Literal

from nexus.kernel.clock import day_of
from nexus.platform.letterhead import common
from nexus.platform.typesetting import Fact, Lead, Part, Row, Sheet, Stamp, Sum
from nexus.sales.adapters.files.letterhead import buyer, words_of
from nexus.sales.adapters.files.lines import cells, columns, has_rates, sums, tax_table
from nexus.sales.adapters.files.words import Words
from nexus.sales.domain.quote import QuoteStatus
from nexus.sales.messages.papers import QuoteSheet
from nexus.sales.messages.quote_views import QuoteLineView, QuoteView

STAMPS: dict[QuoteStatus, tuple[str, Literal["ok", "warn", "bad", "plain"]]] = {
    QuoteStatus.ACCEPTED: ("accepted", "ok"),
    QuoteStatus.REJECTED: ("rejected", "bad"),
    QuoteStatus.EXPIRED: ("expired", "warn"),
    QuoteStatus.SUPERSEDED: ("superseded", "plain"),
    QuoteStatus.WITHDRAWN: ("withdrawn", "bad"),
}


def quote_sheet(paper: QuoteSheet) -> Sheet:
    quote, words = paper.quote, words_of(paper.head)
    chosen = [line for line in quote.lines if line.is_chosen]
    title = words("running", kind=words("quote"), number=quote.number)
    is_draft = quote.status is QuoteStatus.DRAFT
    return Sheet(
        title=title,
        subject=words("quote"),
        heading=words("quote"),
        running=title,
        customer=buyer(words("quote_to"), quote.customer, words, paper.head.country),
        facts=_facts(paper, words),
        lead=_lead(quote, words),
        intro=quote.message,
        columns=columns(quote.lines, quote, words),
        rows=[_row(line, quote, words) for line in quote.lines],
        sums=[
            *sums(chosen, quote, words),
            Sum(words("total_offer"), words.money(quote.total), "total"),
        ],
        taxes=tax_table(quote, words) if has_rates(chosen) else None,
        parts=list(_parts(paper, words)),
        signs=[] if is_draft or paper.is_stamped else [words("sign_quote")],
        watermark=words("draft") if is_draft else None,
        stamp=_stamp(paper, words),
        **common(paper.head, words, quote.seller),
    )


def _facts(paper: QuoteSheet, words: Words) -> Sequence[Fact]:
    quote = paper.quote
    on = day_of(quote.sent_at or quote.created_at, paper.head.timezone)
    facts = [Fact(words("number"), quote.number, "strong")]
    if quote.revision > 1:
        facts.append(Fact(words("revision"), str(quote.revision)))
    facts.append(Fact(words("date"), words.day(on)))
    facts.append(Fact(words("valid_until"), words.day(quote.valid_until)))
    facts.append(Fact(words("reference"), quote.reference))
    return [fact for fact in facts if fact.value]


def _lead(quote: QuoteView, words: Words) -> Lead:
    return Lead(
        label=words("with_tax", tax=words.tax) if quote.tax.minor else words("total_offer"),
        amount=words.money(quote.total),
        note=words("until_day", date=words.day(quote.valid_until)),
    )


def _row(line: QuoteLineView, quote: QuoteView, words: Words) -> Row:
    notes = []
    if line.group:
        notes.append(words("option_of", group=line.group))
    elif line.is_optional:
        notes.append(words("optional"))
    if not line.is_chosen:
        notes.append(words("not_chosen"))
    said = cells(line, quote, words, ", ".join(notes), rates=has_rates(quote.lines))
    return Row(said, "item" if line.is_chosen else "aside")


def _parts(paper: QuoteSheet, words: Words) -> Iterator[Part]:
    quote = paper.quote
    if paper.is_stamped and quote.acceptance:
        on = words.day(day_of(quote.acceptance.accepted_at, paper.head.timezone))
        said = words("accepted_by", name=quote.acceptance.name, date=on)
        yield Part(title=words("accepted"), text=said)
    if quote.deposit and quote.deposit.minor:
        yield Part(title=words("deposit_wished"), text=words.money(quote.deposit))
    if quote.terms:
        yield Part(title=words("terms"), text=quote.terms)


def _stamp(paper: QuoteSheet, words: Words) -> Stamp | None:
    status = paper.quote.status
    if status is QuoteStatus.DRAFT:
        return Stamp(words("draft"))
    if paper.is_stamped and status in STAMPS:
        word, tone = STAMPS[status]
        return Stamp(words(word), tone)
    return None
