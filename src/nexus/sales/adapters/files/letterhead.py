"""What all papers have in common: who they are from, how they look, what they call their lines."""

import io
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from nexus.kernel.money import Money
from nexus.platform.typesetting import Fact, Party, framed
from nexus.sales.adapters.files.words import TAX_INVOICE, Words
from nexus.sales.domain.einvoice import is_vat_id
from nexus.sales.domain.reckoning import digits_of
from nexus.sales.messages.papers import Letterhead

LOGO = (720, 240)  # pixels: twice as sharp as a printer needs at this size


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


def common(head: Letterhead, words: Words, seller: Any = None) -> dict[str, Any]:
    """Return the parts of a sheet that do not depend on what it is about.

    `seller` is the copy that an issued document has; the sender as of today otherwise.
    """
    sender = head.sender
    name = seller.name if seller is not None else sender.company_name
    of = seller if seller is not None else sender
    numbers = [
        f"{words('registration')} {of.registration_number}" if of.registration_number else "",
        tax_number(of.tax_number, head.country, words),
    ]
    picture = None if head.logo is None else logo(head.logo)
    shown = "" if picture is None else name  # the picture says it otherwise, or not at all
    contact = [of.phone, of.email, sender.website.removeprefix("https://")]
    return {
        "author": name,
        "lang": words.language,
        "region": words.locale.territory or head.country,
        "size": words.size,
        "seller": Party(
            name=name, lines=[line for line in (shown, *of.address, numbers[1]) if line]
        ),
        "footer": [part for part in (*contact, numbers[0]) if part],
        "pages": words("page", page="{page}", pages="{pages}"),
        "logo": picture,
    }


def buyer(label: str, customer: Buyer, words: Words, home: str) -> Party:
    country = words.locale.territories.get(customer.country, customer.country)
    abroad = [country] if customer.country and customer.country != home else []
    more = [f"{words('customer')} {customer.code}"] if customer.code else []
    more.append(tax_number(customer.tax_number, customer.country, words))
    lines = [*customer.address, *abroad]
    return Party(label=label, name=customer.name, lines=lines, more=[it for it in more if it])


def tax_number(number: str, country: str, words: Words) -> str:
    word = "vat_number" if is_vat_id(number, country) else "tax_number"
    return f"{words(word, tax=words.tax)} {number}" if number else ""


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


@lru_cache(maxsize=20)  # one for each shop that prints just now
def logo(content: bytes) -> str | None:
    """Return the picture as the design takes it; None if it is none.

    It is drawn anew, so nothing travels along with it, and no larger than a paper shows.
    """
    from PIL import Image  # noqa: PLC0415  # only for who prints

    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP", "GIF"]) as picture:
            picture.thumbnail(LOGO)
            drawn = picture.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return framed(out.getvalue(), "image/png", *drawn.size)
