"""What papers about sales have in common: whom they are for, what they call their lines."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

from nexus.kernel.money import Money
from nexus.kernel.papers import Letterhead
from nexus.platform.letterhead import tax_number
from nexus.platform.typesetting import Fact, Party
from nexus.sales.adapters.files.words import TAX_INVOICE, Words
from nexus.sales.domain.reckoning import digits_of


class Priced(Protocol):
    """A line, as its cells are written."""

    @property
    def description(self) -> str: ...

    @property
    def quantity(self) -> Decimal: ...

    @property
    def unit(self) -> str: ...

    @property
    def unit_price(self) -> Decimal: ...

    @property
    def discount_percent(self) -> Decimal | None: ...

    @property
    def discount_amount(self) -> Decimal | None: ...


class Buyer(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def code(self) -> str: ...

    @property
    def address(self) -> Sequence[str]: ...

    @property
    def country(self) -> str: ...

    @property
    def tax_number(self) -> str: ...


def words_of(head: Letterhead) -> Words:
    return Words(head.language, head.locale, head.country)


def buyer(label: str, customer: Buyer, words: Words, home: str) -> Party:
    country = words.locale.territories.get(customer.country, customer.country)
    abroad = [country] if customer.country and customer.country != home else []
    more = [f"{words('customer')} {customer.code}"] if customer.code else []
    more.append(tax_number(customer.tax_number, customer.country, words))
    lines = [*customer.address, *abroad]
    return Party(label=label, name=customer.name, lines=lines, more=[it for it in more if it])


def described(line: Priced, words: Words, currency: str, *more: str) -> Sequence[str]:
    """Return what a line is for, its details and its discount small below it."""
    first, _, rest = line.description.partition("\n")
    notes = [rest, *more]
    if line.discount_percent:
        notes.append(words("less_percent", percent=words.percent(line.discount_percent)))
    elif line.discount_amount:
        off = Money(line.discount_amount, currency)
        notes.append(words("less_amount", amount=words.money(off)))
    return [first, *filter(None, notes)]


def quantity(line: Any, words: Words) -> str:
    shown = words.number(line.quantity)
    return f"{shown}\N{NO-BREAK SPACE}{line.unit}" if line.unit else shown


def price(line: Priced, words: Words, currency: str) -> str:
    return words.number(line.unit_price, least=digits_of(currency))


def bank(head: Letterhead, words: Words, number: str) -> Sequence[Fact]:
    sender = head.sender
    if not (sender.bank_details or sender.iban):
        return []
    spaced = " ".join(sender.iban[at : at + 4] for at in range(0, len(sender.iban), 4))
    rows = [
        Fact(words("bank"), sender.bank_details),
        Fact(words("iban"), spaced, "code"),
        Fact(words("bic"), sender.bic, "code"),
        Fact(words("pay_reference"), number, "code"),
    ]
    return [row for row in rows if row.value]


def invoice_word(country: str, tax_number: str) -> str:
    return "tax_invoice" if country in TAX_INVOICE and tax_number else "invoice"
