"""Proofs of payment: what a customer showed before the money was in the books."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid
from nexus.kernel.events import Event
from nexus.kernel.ids import FileId, ProjectId, ProofId
from nexus.kernel.money import Money
from nexus.kernel.text import tidy, tidy_text
from nexus.sales.domain.payment import EARLIEST
from nexus.sales.domain.reckoning import LARGEST_TOTAL


class ProofOfPaymentRecorded(Event, frozen=True, kw_only=True):
    """The first proof for a project; `received_on` is the day in the shop's zone."""

    project_id: ProjectId
    proof_id: ProofId
    received_on: date
    amount: Money | None

    @property
    def about(self) -> UUID:
        return self.project_id


@dataclass(eq=False, kw_only=True)
class ProofOfPayment(Aggregate):
    """Kept as it came. It is no payment: the invoice is paid when the money is recorded."""

    id: ProofId
    project_id: ProjectId
    received_on: date
    amount: Money | None = None
    file_id: FileId | None = None
    reference: str = ""
    note: str = ""
    recorded_at: datetime
    recorded_by: str

    def __post_init__(self) -> None:
        self.reference, self.note = tidy(self.reference), tidy_text(self.note)
        if self.amount is not None and not 0 < self.amount.minor <= LARGEST_TOTAL:
            raise Invalid("An amount is above zero, and not beyond all measure.", "amount")

    def check(self, today: date) -> None:
        if not EARLIEST <= self.received_on <= today:
            raise Invalid("A proof of payment has been received by now.", "pop_received_date")

    @property
    def says_something(self) -> bool:
        """Tell whether it is more than a tick in a box."""
        return bool(self.amount or self.file_id or self.reference or self.note)

    def is_like(self, other: "ProofOfPayment") -> bool:
        """Tell whether it shows the same as another: told twice, it is kept once."""
        mine, its = ((it.amount, it.file_id, it.reference, it.note) for it in (self, other))
        return mine == its

    def tell(self) -> Event:
        return ProofOfPaymentRecorded(
            shop_id=self.shop_id,
            happened_at=self.recorded_at,
            project_id=self.project_id,
            proof_id=self.id,
            received_on=self.received_on,
            amount=self.amount,
        )
