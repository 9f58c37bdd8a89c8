"""The table of lines and the sums below it, as quotes and sales share them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from nexus.kernel.money import Money
from nexus.platform.typesetting import Column, Sum, Taxes
from nexus.sales.adapters.files.letterhead import Priced, described, price, quantity
from nexus.sales.adapters.files.words import Words
from nexus.sales.messages import TaxView

Cells = Sequence[Sequence[str]]


class Billed(Priced, Protocol):
    @property
    def tax(self) -> str: ...

    @property
    def tax_percent(self) -> Decimal: ...

    @property
    def amount(self) -> Money: ...

    @property
    def net(self) -> Money: ...

    @property
    def tax_amount(self) -> Money: ...


class Reckoned(Protocol):
    """A document, as its sums are written."""

    @property
    def currency(self) -> str: ...

    @property
    def prices_include_tax(self) -> bool: ...

    @property
    def taxes(self) -> Sequence[TaxView]: ...


def has_rates(lines: Sequence[Billed]) -> bool:
    return len({(line.tax, line.tax_percent) for line in lines}) > 1


def columns(lines: Sequence[Billed], document: Reckoned, words: Words) -> Sequence[Column]:
    with_tax = "amount_with" if document.prices_include_tax else "amount"
    return [
        Column(words("description"), "start", wide=True),
        Column(words("quantity")),
        Column(words("price")),
        *([Column(words.tax)] if has_rates(lines) else []),
        Column(words(with_tax, tax=words.tax)),
    ]


def cells(
    line: Billed, document: Reckoned, words: Words, *more: str, rates: bool, counted: bool = True
) -> Cells:
    """Return a line's cells; what is not counted by pieces has neither quantity nor price."""
    return [
        described(line, words, document.currency, *more),
        [quantity(line, words) if counted else ""],
        [price(line, words, document.currency) if counted else ""],
        *([[words.percent(line.tax_percent)]] if rates else []),
        [words.amount(line.amount)],
    ]


def sums(lines: Sequence[Billed], document: Reckoned, words: Words) -> Iterator[Sum]:
    """Tell how the lines come to net and tax; the last sum is the caller's."""
    currency = document.currency
    net = added([line.net for line in lines], currency)
    tax = added([line.tax_amount for line in lines], currency)
    shown = added([line.amount for line in lines], currency)
    off = (net + tax if document.prices_include_tax else net) - shown
    if off.minor:
        of = "subtotal_with" if document.prices_include_tax else "subtotal"
        yield Sum(words(of, tax=words.tax), words.money(shown))
        yield Sum(words("discount"), words.money(off))
    yield Sum(words("net"), words.money(net))
    for rate in sorted({line.tax_percent for line in lines}, reverse=True):
        its = [line.tax_amount for line in lines if line.tax_percent == rate]
        label = words("tax_rate", tax=words.tax, percent=words.percent(rate))
        yield Sum(label, words.money(added(its, currency)))


def worth(lines: Sequence[Billed], currency: str) -> Money:
    return added([part for line in lines for part in (line.net, line.tax_amount)], currency)


def tax_table(document: Reckoned, words: Words) -> Taxes:
    heads = [words.tax, words("net"), words.tax, words("total")]
    return Taxes(heads=heads, rows=[_tax_row(tax, words) for tax in document.taxes])


def added(parts: Sequence[Money], currency: str) -> Money:
    return Money(sum((part.amount for part in parts), Decimal(0)), currency)


def _tax_row(tax: TaxView, words: Words) -> Sequence[str]:
    amounts = (tax.net, tax.amount, tax.net + tax.amount)
    return [words.percent(tax.percent), *(words.money(amount) for amount in amounts)]
