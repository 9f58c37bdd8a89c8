"""Statements of account on paper: what was charged and received, and what is open."""

from collections.abc import Iterator, Sequence

from nexus.kernel.money import Money
from nexus.platform.letterhead import common
from nexus.platform.typesetting import Column, Fact, Lead, Part, Row, Sheet, Taxes
from nexus.sales.adapters.files.letterhead import bank, buyer, words_of
from nexus.sales.adapters.files.words import Words
from nexus.sales.messages.papers import StatementSheet
from nexus.sales.messages.statements import (
    Ageing,
    CurrencyStatement,
    StatementEntry,
    StatementView,
)


def statement_sheet(paper: StatementSheet) -> Sheet:
    view, words = paper.statement, words_of(paper.head)
    kind = words("statement")
    accounts = _accounts(view)
    title = words("running", kind=kind, number=view.customer.code)
    return Sheet(
        title=title,
        subject=kind,
        heading=kind,
        running=title,
        customer=buyer(words("bill_to"), view.customer, words, paper.head.country),
        facts=_facts(view, words),
        lead=_lead(view, accounts, words),
        columns=[
            Column(words("date"), "start"),
            Column(words("entry"), "start", wide=True),
            Column(words("charged")),
            Column(words("received")),
            Column(words("balance")),
        ],
        rows=[row for it in accounts for row in _rows(it, view, words, named=len(accounts) > 1)],
        taxes=_ages(accounts, words),
        parts=list(_parts(paper, accounts, words)),
        **common(paper.head, words),
    )


def _accounts(view: StatementView) -> Sequence[CurrencyStatement]:
    """Return the currencies with something in them; the first one if there is nothing at all."""
    used = [it for it in view.statements if it.entries or it.opening.minor or it.closing.minor]
    return used or list(view.statements[:1])


def _facts(view: StatementView, words: Words) -> Sequence[Fact]:
    days = f"{words.day(view.from_day)} \N{EN DASH} {words.day(view.to_day)}"
    return [Fact(words("period"), days)]


def _lead(view: StatementView, accounts: Sequence[CurrencyStatement], words: Words) -> Lead:
    """One figure for each currency; a balance below zero is in the customer's favour."""
    owed = [it.closing for it in accounts]
    ours = all(it.minor >= 0 for it in owed)
    shown = [it if ours or len(owed) > 1 else -it for it in owed]
    return Lead(
        label=words("balance_due" if ours or len(owed) > 1 else "credit_balance"),
        amount="  ·  ".join(map(words.money, shown)),
        note=words("as_of", date=words.day(view.to_day)),
    )


def _rows(
    account: CurrencyStatement, view: StatementView, words: Words, *, named: bool
) -> Iterator[Row]:
    if named:
        yield Row([[account.currency]], "group")
    yield _sum(words("opening"), words.day(view.from_day), account.opening, words)
    for entry in account.entries:
        yield Row(_cells(entry, words))
    yield _sum(words("closing"), words.day(view.to_day), account.closing, words)


def _sum(label: str, day: str, balance: Money, words: Words) -> Row:
    return Row([[day], [label], [""], [""], [words.amount(balance)]])


def _cells(entry: StatementEntry, words: Words) -> Sequence[Sequence[str]]:
    named = [words(f"entry_{entry.kind}"), entry.number]
    about = [" ".join(part for part in named if part)]
    if entry.reference:
        about.append(entry.reference)
    charged = words.amount(entry.amount) if entry.amount.minor > 0 else ""
    received = words.amount(-entry.amount) if entry.amount.minor <= 0 else ""
    return [[words.day(entry.date)], about, [charged], [received], [words.amount(entry.balance)]]


def _ages(accounts: Sequence[CurrencyStatement], words: Words) -> Taxes | None:
    """Sum up what is open by age, if anything is."""
    parts = [(it.currency, _parts_of(it.ageing)) for it in accounts]
    if not any(part.minor for _, its in parts for part in its):
        return None
    heads = [
        words("open_by_age"),
        words("not_due"),
        *("0\N{EN DASH}30", "31\N{EN DASH}60", "61\N{EN DASH}90"),
        words("days_over", days="90"),
        words("in_hand"),
    ]
    return Taxes(heads=heads, rows=[[code, *map(words.amount, its)] for code, its in parts])


def _parts_of(ageing: Ageing) -> Sequence[Money]:
    it = ageing
    return (it.not_due, it.to_30, it.to_60, it.to_90, it.over_90, it.in_hand)


def _parts(
    paper: StatementSheet, accounts: Sequence[CurrencyStatement], words: Words
) -> Iterator[Part]:
    if any(it.closing.minor > 0 for it in accounts):
        code = paper.statement.customer.code
        if rows := bank(paper.head, words, code):
            yield Part(title=words("how_to_pay"), rows=rows)
