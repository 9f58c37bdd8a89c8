"""Proofs of payment: commands in, views out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, Self

from msgspec import Struct, field

from nexus.kernel.ids import FileId, ProjectId, ProofId
from nexus.kernel.money import Money
from nexus.kernel.text import Line, Text
from nexus.sales.domain.proof import ProofOfPayment


class RecordProof(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing has to be said: a tick is enough. Today unless dated, in the shop's currency."""

    received_on: date | None = field(default=None, name="pop_received_date")
    amount: Decimal | Money | None = None
    reference: Line = ""
    note: Text = ""
    file_id: FileId | None = None


class _Project(Protocol):
    @property
    def status(self) -> str: ...

    @property
    def status_label(self) -> str: ...

    @property
    def pop_received(self) -> bool: ...

    @property
    def pop_received_on(self) -> date | None: ...

    @property
    def pop_deadline_on(self) -> date | None: ...


class ProofView(Struct, frozen=True, kw_only=True):
    """The proof, and what it did to its project: the first of a project counts."""

    id: ProofId
    version: int
    project_id: ProjectId
    received_on: date = field(name="date")
    amount: Money | None
    reference: str
    note: str
    file_id: FileId | None
    recorded_at: datetime
    recorded_by: str
    pop_received: bool
    pop_received_on: date | None = field(name="pop_received_date")
    pop_deadline_on: date | None = field(name="pop_deadline")
    status: str
    status_label: str

    @classmethod
    def of(cls, proof: ProofOfPayment, project: _Project) -> Self:
        return cls(
            id=proof.id,
            version=proof.version,
            project_id=proof.project_id,
            received_on=proof.received_on,
            amount=proof.amount,
            reference=proof.reference,
            note=proof.note,
            file_id=proof.file_id,
            recorded_at=proof.recorded_at,
            recorded_by=proof.recorded_by,
            pop_received=project.pop_received,
            pop_received_on=project.pop_received_on,
            pop_deadline_on=project.pop_deadline_on,
            status=project.status,
            status_label=project.status_label,
        )


class ProofRow(Struct, frozen=True, kw_only=True):
    id: ProofId
    version: int
    project_id: ProjectId
    received_on: date = field(name="date")
    amount: Money | None
    reference: str
    note: str
    file_id: FileId | None
    recorded_at: datetime
    recorded_by: str
