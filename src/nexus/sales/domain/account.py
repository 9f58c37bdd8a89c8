"""A customer's account: what was owed and when, from the invoices and what was paid on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from nexus.kernel.clock import day_of
from nexus.kernel.ids import SaleId
from nexus.sales.domain.payment import CREDIT, PaymentKind
from nexus.sales.domain.sale import Kind, Sale

SIZES = (30, 60, 90)  # days since it was due


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One thing that changed what a customer owes; above zero it became more."""

    on: date
    kind: str
    minor: int
    number: str = ""
    reference: str = ""
    sale_id: SaleId | None = None

    @property
    def order(self) -> tuple[date, int, str]:
        """Of one day, what was billed comes before what was paid."""
        return self.on, 0 if self.minor >= 0 else 1, self.number


def postings(sales: Iterable[Sale], zone: str) -> list[Posting]:
    """Return what invoices, credit notes and payments did. Credit that is used moves nothing."""
    made = []
    for sale in sales:
        made += _of_papers(sale, zone)
        for row in sale.payments:
            if row.kind is PaymentKind.CREDIT_NOTE or row.method == CREDIT:
                continue
            made.append(
                Posting(
                    on=row.paid_on,
                    kind=row.kind.value,
                    minor=-row.amount_minor,
                    number=sale.number or "",
                    reference=row.reference,
                    sale_id=sale.id,
                )
            )
    return made


def _of_papers(sale: Sale, zone: str) -> list[Posting]:
    if sale.issued_on is None:
        return []
    sign = -1 if sale.kind is Kind.CREDIT_NOTE else 1

    def posted(on: date, kind: str, minor: int) -> Posting:
        number, reference = sale.number or "", sale.corrects_number or sale.reference
        return Posting(
            on=on, kind=kind, minor=minor, number=number, reference=reference, sale_id=sale.id
        )

    made = [posted(sale.issued_on, sale.kind.value, sign * sale.total_minor)]
    if sale.cancelled_at is not None:
        day = max(day_of(sale.cancelled_at, zone), sale.issued_on)
        made.append(posted(day, "cancelled", -sign * sale.total_minor))
    return made


def open_on(sale: Sale, day: date, zone: str) -> int:
    """Return what was open of an invoice at the end of a day."""
    if sale.kind is Kind.CREDIT_NOTE or sale.issued_on is None or sale.issued_on > day:
        return 0
    if sale.cancelled_at is not None and day_of(sale.cancelled_at, zone) <= day:
        return 0
    return sale.total_minor - sum(it.applied_minor for it in sale.payments if it.paid_on <= day)


def ages(sales: Iterable[Sale], day: date, zone: str) -> Sequence[int]:
    """Return what was open by age: not due yet, up to 30, 60, 90 days late, and older."""
    sums = [0] * (len(SIZES) + 2)
    for sale in sales:
        if (minor := open_on(sale, day, zone)) and sale.due_on is not None:
            late = (day - sale.due_on).days
            at = 0 if late <= 0 else 1 + sum(late > size for size in SIZES)
            sums[at] += minor
    return sums
