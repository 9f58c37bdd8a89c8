"""Deliveries: what left the shop, on a note with a number of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.events import Event
from nexus.kernel.ids import (
    CustomerId,
    DeliveryId,
    DeliveryLineId,
    FileId,
    ProductId,
    ProjectId,
    QuoteId,
    SaleId,
    SaleLineId,
)
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text
from nexus.sales.domain.document import MOST_LINES
from nexus.sales.domain.payment import EARLIEST
from nexus.sales.domain.reckoning import measured


class DeliveryStatus(StrEnum):
    DRAFT = "draft"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


SPOKEN_LABELS = {it: it.replace("_", " ") for it in DeliveryStatus}  # within a sentence


class DeliveryMade(Event, frozen=True, kw_only=True):
    delivery_id: DeliveryId
    number: str
    customer_id: CustomerId
    project_id: ProjectId | None
    sale_id: SaleId | None
    delivered_on: date

    @property
    def about(self) -> UUID:
        return self.delivery_id


class DeliveryCancelled(Event, frozen=True, kw_only=True):
    delivery_id: DeliveryId
    number: str
    project_id: ProjectId | None
    reason: str

    @property
    def about(self) -> UUID:
        return self.delivery_id


@dataclass(eq=False, kw_only=True)
class DeliveryLine:
    id: DeliveryLineId
    position: int = 0
    description: str
    quantity: Decimal
    unit: str = ""
    product_template_id: ProductId | None = None
    sale_line_id: SaleLineId | None = None

    def __post_init__(self) -> None:
        self.description, self.unit = tidy_text(self.description), tidy(self.unit)
        if not self.description:
            raise Invalid("A line says what is delivered.", "description")
        self.quantity = measured(self.quantity, "quantity")
        if self.quantity <= 0:
            raise Invalid("A quantity is above zero.", "quantity")


@dataclass(eq=False, kw_only=True)
class Delivery(Aggregate):
    """It has its number from the start, which goes with the goods; so it is never deleted."""

    id: DeliveryId
    number: str
    number_series: str
    number_place: int
    status: DeliveryStatus = DeliveryStatus.DRAFT
    customer_id: CustomerId
    project_id: ProjectId | None = None
    sale_id: SaleId | None = None
    quote_id: QuoteId | None = None
    created_at: datetime
    customer_name: str = ""
    address: str = ""
    carrier: str = ""
    tracking: str = ""
    recipient: str = ""
    notes: str = ""
    delivered_on: date | None = None
    delivered_at: datetime | None = None
    signed_by: str = ""
    signature_file_id: FileId | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    lines: list[DeliveryLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.address, self.notes = tidy_text(self.address), tidy_text(self.notes)
        self.carrier, self.tracking = tidy(self.carrier), tidy(self.tracking)
        self.recipient, self.signed_by = tidy(self.recipient), tidy(self.signed_by)

    def put_lines(self, lines: Sequence[DeliveryLine]) -> None:
        self.check_draft()
        if len(lines) > MOST_LINES:
            raise Invalid(
                phrase("A delivery has at most %(most)s lines.", most=MOST_LINES), "lines"
            )
        self.lines[:] = lines
        for position, line in enumerate(self.lines, start=1):
            line.position = position

    def change(self, changes: Mapping[str, object]) -> None:
        self.check_draft()
        for name, value in changes.items():
            setattr(self, name, value)
        self.__post_init__()
        self._changed()

    def check_draft(self) -> None:
        if self.status is not DeliveryStatus.DRAFT:
            raise Refused(
                phrase(
                    "Delivery %(number)s is %(status)s and stays as it is.",
                    number=self.number,
                    status=phrase(SPOKEN_LABELS[self.status]),
                )
            )

    def deliver(
        self,
        on: date,
        today: date,
        at: datetime,
        *,
        recipient: str,
        signed_by: str,
        signature_file_id: FileId | None,
    ) -> list[Event]:
        """Note that it arrived, and who took it."""
        self.check_draft()
        if not self.lines:
            raise Refused("A delivery needs at least one line.")
        if not EARLIEST <= on <= today:
            raise Invalid("A delivery is noted once it has been made.", "delivered_on")
        self.status, self.delivered_on, self.delivered_at = DeliveryStatus.DELIVERED, on, at
        self.recipient = recipient or self.recipient
        self.signed_by, self.signature_file_id = signed_by, signature_file_id
        self.__post_init__()
        self._changed()
        return [
            DeliveryMade(
                shop_id=self.shop_id,
                happened_at=at,
                delivery_id=self.id,
                number=self.number,
                customer_id=self.customer_id,
                project_id=self.project_id,
                sale_id=self.sale_id,
                delivered_on=on,
            )
        ]

    def cancel(self, reason: str, at: datetime) -> list[Event]:
        """Take it back; it keeps its number, and delivers nothing."""
        if self.status is DeliveryStatus.CANCELLED:
            raise Refused(
                phrase("Delivery %(number)s has been cancelled already.", number=self.number)
            )
        if not (why := tidy(reason)):
            raise Invalid("Please say why.", "reason")
        self.status, self.cancelled_at, self.cancel_reason = DeliveryStatus.CANCELLED, at, why
        self._changed()
        return [
            DeliveryCancelled(
                shop_id=self.shop_id,
                happened_at=at,
                delivery_id=self.id,
                number=self.number,
                project_id=self.project_id,
                reason=why,
            )
        ]

    def follow(self, customer_id: CustomerId) -> None:
        """Belong to the customer that its own was merged into."""
        self.customer_id = customer_id
        self._changed()
