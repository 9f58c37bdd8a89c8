"""Credit notes: they take back what an invoice said, line by line, and never more than is left.

A credit note is a sale of its own, with the tax percents, currency and way of pricing of the
invoice. Its lines are fixed: their sums are shares of the invoice's, and the last share takes the
remainder, so that what is credited in parts comes to the invoice to the cent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.exact import rounded
from nexus.kernel.ids import PaymentId, SaleId, SaleLineId, new_id
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import tidy
from nexus.sales.domain.document import LineKind, SaleLine
from nexus.sales.domain.payment import Payment, PaymentKind
from nexus.sales.domain.reckoning import digits_of, measured, to_minor
from nexus.sales.domain.sale import Kind, Sale, Status, WrongStatus

BY_NOTE = "credit_note"  # the method of what a credit note settles


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to credit of a line: a quantity, an amount with its tax, or all that is left."""

    line_id: SaleLineId
    quantity: Decimal | None = None
    amount_minor: int | None = None


@dataclass(kw_only=True)
class Left:
    """What is left of a line, after the credit notes before."""

    line: SaleLine
    quantity: Decimal
    net: int
    tax: int

    @property
    def total(self) -> int:
        return self.net + self.tax

    def take(self, other: SaleLine) -> None:
        if other.kind is not LineKind.AMOUNT:
            self.quantity -= other.quantity
        self.net -= other.net_minor
        self.tax -= other.tax_minor


def what_is_left(invoice: Sale, notes: Iterable[Sale]) -> dict[SaleLineId, Left]:
    """Return what is left of each line of the invoice."""
    left = {
        line.id: Left(line=line, quantity=line.quantity, net=line.net_minor, tax=line.tax_minor)
        for line in invoice.lines
    }
    for line in (line for note in notes for line in note.lines):
        if line.corrects_line_id is not None:
            left[line.corrects_line_id].take(line)
    return left


def check_creditable(invoice: Sale) -> None:
    if invoice.kind not in (Kind.INVOICE, Kind.DEPOSIT):
        raise WrongStatus("Only an invoice is corrected by a credit note.")
    if invoice.status is Status.DRAFT:
        raise WrongStatus("A draft is changed, not credited.", allowed=["change", "delete"])
    if invoice.status is Status.CANCELLED:
        raise WrongStatus(
            phrase(
                "Invoice %(number)s has been cancelled: nothing is due on it.",
                number=invoice.number,
            )
        )
    if invoice.deducted_minor:
        raise WrongStatus("An invoice deducts this deposit. Cancel or credit that one first.")


def credit_note(
    invoice: Sale,
    notes: Sequence[Sale],
    wanted: Sequence[Wanted],
    *,
    amount_minor: int | None = None,
    reason: str,
    at: datetime,
) -> Sale:
    """Return the note, not issued yet. With neither lines nor an amount it is for all the rest."""
    check_creditable(invoice)
    if not (why := tidy(reason)):
        raise Invalid("Please say why.", "reason")
    note = _blank(invoice, why, at)
    left = what_is_left(invoice, notes)
    most = sum(it.total for it in left.values())
    if most <= 0:
        raise Refused(
            phrase("Invoice %(number)s has been credited to the last cent.", number=invoice.number)
        )
    if amount_minor is not None:
        lines = _by_amount(left, amount_minor, invoice)
    elif wanted:
        lines = [_part(left, it, at, invoice) for at, it in enumerate(wanted)]
    else:
        lines = [_rest(it, invoice) for it in left.values() if it.net or it.tax]
    total = sum(it.net_minor + it.tax_minor for it in lines)
    if total > most:
        raise _too_much(most, invoice, None)
    if total <= 0:
        raise Refused("Nothing is left of what you chose.")
    note.put_lines(lines)
    return note


def settle(invoice: Sale, note: Sale, at: datetime, today: date) -> Payment:
    """Let an issued note settle its invoice; what is beyond the open amount is over."""
    row = Payment(
        id=PaymentId(new_id()),
        kind=PaymentKind.CREDIT_NOTE,
        paid_on=note.issued_on or today,
        amount_minor=note.total_minor,
        over_minor=max(note.total_minor - invoice.open_minor, 0),
        method=BY_NOTE,
        reference=note.number or "",
        note=note.reason,
        recorded_at=at,
    )
    invoice.settle_by_note(row)
    return row


def _too_much(most: int, invoice: Sale, field: str | None) -> Refused | Invalid:
    left = invoice.money(most)
    return Refused(
        phrase(
            "Only %(amount)s %(currency)s is left of it to credit.",
            amount=left.amount,
            currency=left.currency,
        ),
        field=field,
    )


def _blank(invoice: Sale, reason: str, at: datetime) -> Sale:
    return Sale(
        id=SaleId(new_id()),
        shop_id=invoice.shop_id,
        kind=Kind.CREDIT_NOTE,
        customer_id=invoice.customer_id,
        project_id=invoice.project_id,
        created_at=at,
        terms_days=0,
        currency=invoice.currency,
        prices_include_tax=invoice.prices_include_tax,
        tax_rounding=invoice.tax_rounding,
        reference=invoice.reference,
        corrects_id=invoice.id,
        corrects_number=invoice.number or "",
        corrects_issued_on=invoice.issued_on,
        reason=reason,
    )


def _part(left: dict[SaleLineId, Left], wish: Wanted, at: int, invoice: Sale) -> SaleLine:
    """Return what is wished of one line, and take it off what is left."""
    if (its := left.get(wish.line_id)) is None:
        raise Invalid("There is no such line on the invoice.", f"lines[{at}].line_id")
    if its.net == its.tax == 0:
        raise Refused("Nothing is left of that line.", field=f"lines[{at}].line_id")
    if wish.amount_minor is not None:
        field = f"lines[{at}].amount"
        if wish.amount_minor <= 0:
            raise Invalid("An amount is above zero.", field)
        if wish.amount_minor > its.total:
            raise _too_much(max(its.total, 0), invoice, field)
        made = _of_amount(its, wish.amount_minor, invoice)
    elif wish.quantity is not None:
        made = _of_quantity(its, wish.quantity, f"lines[{at}].quantity", invoice)
    else:
        made = _rest(its, invoice)
    left[wish.line_id].take(made)
    return made


def _by_amount(left: dict[SaleLineId, Left], minor: int, invoice: Sale) -> list[SaleLine]:
    """Share an amount, tax included, over what is left of the lines."""
    if minor <= 0:
        raise Invalid("An amount is above zero.", "amount")
    most = sum(it.total for it in left.values())
    if most > 0 and minor > most:
        raise _too_much(most, invoice, "amount")
    if minor == most:
        return [_rest(it, invoice) for it in left.values() if it.net or it.tax]
    chosen = [it for it in left.values() if it.total > 0]
    if not chosen:
        return []
    shares = Money.of(minor, invoice.currency).split([it.total for it in chosen])
    return [
        _of_amount(its, share.minor, invoice)
        for its, share in zip(chosen, shares, strict=True)
        if share.minor
    ]


def _of_amount(its: Left, minor: int, invoice: Sale) -> SaleLine:
    """Credit a sum, and no quantity. Tax is taken out of it at the line's percent."""
    if minor == its.total:
        net, tax = its.net, its.tax
    else:
        rate = Fraction(its.line.tax_percent)
        tax = to_minor(minor * rate / (100 + rate))
        tax = min(max(tax, minor - its.net), its.tax)
        net = minor - tax
    return _line(its, Decimal(1), net, tax, invoice, LineKind.AMOUNT)


def _of_quantity(its: Left, wished: Decimal, field: str, invoice: Sale) -> SaleLine:
    quantity = measured(wished, field)
    if quantity <= 0:
        raise Invalid("A quantity is above zero.", field)
    if quantity > its.quantity:
        raise Refused(
            phrase("Only %(quantity)s is left of that line.", quantity=its.quantity.normalize()),
            field=field,
        )
    if quantity == its.quantity:
        return _rest(its, invoice)
    share = Fraction(quantity) / Fraction(its.line.quantity)
    rate = Fraction(its.line.tax_percent)
    if invoice.prices_include_tax:
        total = min(to_minor((its.line.net_minor + its.line.tax_minor) * share), its.total)
        tax = min(max(to_minor(total * rate / (100 + rate)), total - its.net), its.tax)
        return _line(its, quantity, total - tax, tax, invoice)
    net = min(to_minor(its.line.net_minor * share), its.net)
    return _line(its, quantity, net, min(to_minor(net * rate / 100), its.tax), invoice)


def _rest(its: Left, invoice: Sale) -> SaleLine:
    """Credit all that is left of a line; without any quantity it is a sum for its own sake."""
    if its.line.is_fixed or its.quantity > 0:  # a deducted deposit comes back as a whole
        return _line(its, its.quantity, its.net, its.tax, invoice)
    return _line(its, Decimal(1), its.net, its.tax, invoice, LineKind.AMOUNT)


def _line(
    its: Left, quantity: Decimal, net: int, tax: int, invoice: Sale, kind: LineKind | None = None
) -> SaleLine:
    """Tell the price as it was after all discounts: what the quantity comes to, by one."""
    amount = net + tax if invoice.prices_include_tax else net
    each = Fraction(amount, 10 ** digits_of(invoice.currency)) / Fraction(quantity)
    return replace(
        its.line,
        id=SaleLineId(new_id()),
        kind=kind or its.line.kind,
        quantity=quantity,
        unit="" if kind is LineKind.AMOUNT else its.line.unit,
        unit_price=abs(rounded(each, DIGITS)),
        discount_percent=None,
        discount_amount=None,
        corrects_line_id=its.line.id,
        listed_minor=amount,
        amount_minor=amount,
        net_minor=net,
        tax_minor=tax,
    )
