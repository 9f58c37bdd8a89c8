"""A purchase order: what was asked of a supplier, and what has come in of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from nexus.inventory.domain.purchase_events import (
    Fact,
    GoodsReceived,
    PurchaseCancelled,
    PurchaseOrdered,
    ReceiptUndone,
)
from nexus.inventory.domain.purchase_parts import (
    LARGEST_TOTAL,
    PurchaseLine,
    Receipt,
    shown,
    to_minor,
    worth,
)
from nexus.inventory.domain.suppliers import check_currency
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.events import Event
from nexus.kernel.ids import PurchaseLineId, PurchaseOrderId, ReceiptId, SupplierId
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text

MOST_LINES = 200
EARLIEST = date(2000, 1, 1)
ALWAYS_CHANGING = frozenset(("expected_on",))  # of a line that is on its way


class OrderStatus(StrEnum):
    """Always a consequence: of sending, of what came in, of closing. Nobody sets it."""

    DRAFT = "draft"
    ORDERED = "ordered"
    PARTIALLY_RECEIVED = "partially_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


SPOKEN_LABELS = {it: it.replace("_", " ") for it in OrderStatus}  # within a sentence
WAITING = (OrderStatus.ORDERED, OrderStatus.PARTIALLY_RECEIVED)
MOVES: Mapping[OrderStatus, Sequence[str]] = {
    OrderStatus.DRAFT: ("order", "cancel"),
    OrderStatus.ORDERED: ("receive", "cancel"),
    OrderStatus.PARTIALLY_RECEIVED: ("receive", "close"),
    OrderStatus.RECEIVED: ("close",),
    OrderStatus.CLOSED: ("reopen",),
    OrderStatus.CANCELLED: (),
}


class WrongOrderStatus(Refused):
    def __init__(self, order: "PurchaseOrder", said: str) -> None:
        allowed = list(MOVES[order.status])
        super().__init__(
            phrase(
                "Order %(number)s is %(is_now)s. %(said)s",
                number=order.number,
                is_now=phrase(SPOKEN_LABELS[order.status]),
                said=said,
            ),
            allowed=allowed,
        )


@dataclass(eq=False, kw_only=True)
class PurchaseOrder(Aggregate):
    """Amounts are in minor units of `currency`, the supplier's. `expected_on` is the first day
    on which something open is expected. Each change of status returns what it tells."""

    id: PurchaseOrderId
    number: str
    supplier_id: SupplierId
    currency: str
    status: OrderStatus = OrderStatus.DRAFT
    created_at: datetime
    created_by: str
    reference: str = ""
    notes: str = ""
    tax_by_document: bool = False
    subtotal_minor: int = 0
    tax_minor: int = 0
    total_minor: int = 0
    expected_on: date | None = None
    sent_on: date | None = None
    ordered_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    lines: list[PurchaseLine] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tidy()

    @property
    def warnings(self) -> list[str]:
        """Say where more came in than was ordered."""
        return [
            f"Line {line.position}: {shown(line.received)} of {shown(line.quantity)} came in, "
            f"{shown(line.over)} more than ordered."
            for line in self.lines
            if line.over
        ]

    # A draft

    def change(self, changes: Mapping[str, object]) -> None:
        """Change the head: what it refers to is news at any time, all else of a draft only."""
        if changes.keys() - {"reference", "notes"}:
            self.check_draft()
        for name, value in changes.items():
            setattr(self, name, value)
        self._tidy()
        self._count()
        self._changed()

    def put_lines(self, lines: Sequence[PurchaseLine]) -> None:
        """Let the lines be these, in this order."""
        self.check_draft()
        self.lines[:] = lines
        self._count()
        self._changed()

    def add_line(self, line: PurchaseLine) -> None:
        self.put_lines([*self.lines, line])

    def change_line(self, line_id: PurchaseLineId, changes: Mapping[str, object]) -> None:
        """Change what is named; once ordered, only when it is expected."""
        line = self.line(line_id)
        if self.status not in WAITING or changes.keys() - ALWAYS_CHANGING:
            self.check_draft()
        position = changes.get("position")
        for name, value in changes.items():
            setattr(line, name, value)
        line.check()
        if isinstance(position, int):
            self.lines.remove(line)
            self.lines.insert(max(position, 1) - 1, line)
        self._count()
        self._changed()

    def remove_line(self, line_id: PurchaseLineId) -> None:
        line = self.line(line_id)
        self.put_lines([it for it in self.lines if it is not line])

    def line(self, line_id: PurchaseLineId) -> PurchaseLine:
        for line in self.lines:
            if line.id == line_id:
                return line
        raise NotFound("There is no such line.")

    def check_draft(self) -> None:
        if self.status is not OrderStatus.DRAFT:
            raise WrongOrderStatus(self, phrase("What was ordered stays as it is."))

    # On its way

    def order(
        self,
        sent_on: date,
        today: date,
        at: datetime,
        expected: Callable[[PurchaseLine], date | None] = lambda line: None,
    ) -> list[Event]:
        """Send it. `expected` tells when a line comes of which nobody said so."""
        if self.status is not OrderStatus.DRAFT:
            raise WrongOrderStatus(self, phrase("A draft is ordered, once."))
        if not self.lines:
            raise Refused("An order needs at least one line.")
        if not EARLIEST <= sent_on <= today:
            raise Invalid("An order is sent today or earlier.", "sent_on")
        self.sent_on, self.ordered_at = sent_on, at
        for line in self.lines:
            line.expected_on = line.expected_on or expected(line)
        self._settle()
        return [PurchaseOrdered(**self._fact(at))]

    def cancel(self, reason: str, at: datetime) -> list[Event]:
        """Call the whole off, as long as nothing came."""
        if self.status not in (OrderStatus.DRAFT, OrderStatus.ORDERED):
            raise WrongOrderStatus(self, phrase("An order is cancelled before anything came in."))
        if not (why := tidy(reason)):
            raise Invalid("Please say why.", "reason")
        self.cancelled_at, self.cancel_reason = at, why
        self._settle()
        return [PurchaseCancelled(**self._fact(at), reason=why)]

    def close(self, at: datetime) -> None:
        """Await nothing more; what did not come is not on order any longer."""
        if self.status not in (OrderStatus.PARTIALLY_RECEIVED, OrderStatus.RECEIVED):
            raise WrongOrderStatus(self, phrase("An order is closed after something came in."))
        self.closed_at = at
        self._settle()

    def reopen(self) -> None:
        if self.status is not OrderStatus.CLOSED:
            raise WrongOrderStatus(self, phrase("Only a closed order is opened again."))
        self.closed_at = None
        self._settle()

    # What comes in

    def check_receivable(self, received_on: date, today: date) -> None:
        if self.status not in WAITING:
            raise WrongOrderStatus(self, phrase("Goods come in on an order that is on its way."))
        if not EARLIEST <= received_on <= today:
            raise Invalid("Goods are received once they are there.", "received_on")

    def receive(self, receipt: Receipt, today: date, at: datetime) -> list[Event]:
        self.check_receivable(receipt.received_on, today)
        if not receipt.lines:
            raise Invalid("Say what came in.", "lines")
        for its in receipt.lines:
            self.line(its.line_id).received += its.quantity
        self.receipts.append(receipt)
        self._settle()
        is_complete = self.status is OrderStatus.RECEIVED
        told = GoodsReceived(**self._fact(at), receipt_id=receipt.id, is_complete=is_complete)
        return [told]

    def receipt_to_undo(self, receipt_id: ReceiptId) -> Receipt:
        if self.status in (OrderStatus.CLOSED, OrderStatus.CANCELLED):
            raise WrongOrderStatus(self, phrase("A receipt is undone on an open order."))
        for receipt in self.receipts:
            if receipt.id == receipt_id:
                if receipt.undone_at is not None:
                    raise Refused("This receipt has been undone already.")
                return receipt
        raise NotFound("There is no such receipt.")

    def undo(self, receipt: Receipt, reason: str, at: datetime) -> list[Event]:
        """Take a receipt back that was entered by mistake. It stays to be seen."""
        if not (why := tidy(reason)):
            raise Invalid("Please say why.", "reason")
        receipt.undone_at, receipt.undo_reason = at, why
        for its in receipt.lines:
            self.line(its.line_id).received -= its.quantity
        self._settle()
        return [ReceiptUndone(**self._fact(at), receipt_id=receipt.id, reason=why)]

    def _tidy(self) -> None:
        self.reference, self.notes = tidy(self.reference), tidy_text(self.notes)
        check_currency(self.currency)

    def _count(self) -> None:
        """Number the lines and reckon anew: a line is rounded once, then its tax."""
        if len(self.lines) > MOST_LINES:
            raise Invalid(phrase("An order has at most %(most)s lines.", most=MOST_LINES), "lines")
        one = Decimal(1)
        for position, line in enumerate(self.lines, start=1):
            at, line.position = "unit_cost", position
            net = worth(line.quantity, line.unit_cost, one, self.currency, at)
            line.net_minor = net.minor
            line.tax_minor = to_minor(net.minor * Fraction(line.tax_percent) / 100, at)
        self.subtotal_minor = sum(line.net_minor for line in self.lines)
        self.tax_minor = self._tax()
        self.total_minor = self.subtotal_minor + self.tax_minor
        if self.total_minor > LARGEST_TOTAL:
            raise Invalid("That is too large an amount.", "lines")
        self._expect()

    def _tax(self) -> int:
        if not self.tax_by_document:
            return sum(line.tax_minor for line in self.lines)
        nets: dict[tuple[str, Decimal], int] = {}
        for line in self.lines:
            rate = line.tax, line.tax_percent
            nets[rate] = nets.get(rate, 0) + line.net_minor
        return sum(
            to_minor(net * Fraction(percent) / 100, "lines") for (_, percent), net in nets.items()
        )

    def _expect(self) -> None:
        days = [line.expected_on for line in self.lines if line.expected_on and line.open]
        self.expected_on = min(days, default=None)

    def _settle(self) -> None:
        """Let the status follow."""
        if self.cancelled_at is not None:
            self.status = OrderStatus.CANCELLED
        elif self.closed_at is not None:
            self.status = OrderStatus.CLOSED
        elif self.ordered_at is None:
            self.status = OrderStatus.DRAFT
        elif not any(line.received for line in self.lines):
            self.status = OrderStatus.ORDERED
        elif any(line.open for line in self.lines):
            self.status = OrderStatus.PARTIALLY_RECEIVED
        else:
            self.status = OrderStatus.RECEIVED
        self._expect()
        self._changed()

    def _fact(self, at: datetime) -> Fact:
        return {
            "shop_id": self.shop_id,
            "happened_at": at,
            "order_id": self.id,
            "supplier_id": self.supplier_id,
            "number": self.number,
        }
