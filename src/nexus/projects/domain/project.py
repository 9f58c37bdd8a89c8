"""A job for a customer, from the first request to its end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self
from uuid import UUID

from msgspec import UNSET

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.events import Event
from nexus.kernel.ids import (
    CustomerId,
    EmployeeId,
    ProductId,
    ProjectId,
    StageInstanceId,
    WorkflowId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text
from nexus.projects.domain.details import Details, Priority
from nexus.projects.domain.events import (
    PaymentProven,
    PlannedWork,
    ProjectCompleted,
    ProjectCreated,
    ProjectDeleted,
    ProjectPlanned,
    ProjectStarted,
    ProjectStatusChanged,
    StageEntered,
)
from nexus.projects.domain.stages import Stage, Stages, StageSource, Step
from nexus.projects.domain.status import REOPENINGS, Lifecycle, Status, WrongMove, moves


class Kind(StrEnum):
    JOB = "job"
    INTERNAL = "internal"  # the shop's own: maintenance, training, meetings; never ends


@dataclass(eq=False, kw_only=True)
class TeamMember:
    """`role` is a word for what this person does here; it gives no rights."""

    id: UUID
    employee_id: EmployeeId
    role: str = ""


@dataclass(eq=False, kw_only=True)
class Project(Aggregate):
    """Whatever changes the status returns the events that tell of it."""

    id: ProjectId
    code: str
    name: str
    created_at: datetime
    kind: Kind = Kind.JOB
    customer_id: CustomerId | None = None
    workflow_id: WorkflowId | None = None
    product_template_id: ProductId | None = None
    description: str = ""
    status: Status = Status.REQUEST
    status_reason: str = ""
    held_from: Status | None = None
    priority: Priority = Priority.NORMAL
    manager_id: EmployeeId | None = None
    quote_on: date | None = None
    approval_on: date | None = None
    due_on: date | None = None
    completion_on: date | None = None
    started_at: datetime | None = None
    estimated_price: Money | None = None
    estimated_cost: Money | None = None
    material_type: str | None = None
    material_thickness: Decimal | None = None
    material_quantity_sheets: int | None = None
    parts_quantity: int | None = None
    estimated_cut_time: int | None = None
    drawing_creation_time: int | None = None
    number_of_bins: int | None = None
    scheduled_cut_on: date | None = None
    pop_received: bool = False
    pop_received_on: date | None = None
    pop_deadline_on: date | None = None
    client_notified: bool = False
    client_notified_on: date | None = None
    stages: list[Stage] = field(default_factory=list)
    team: list[TeamMember] = field(default_factory=list)

    @property
    def allowed(self) -> tuple[Status, ...]:
        """Return the statuses it may have next; the shop's own work keeps the one it has."""
        return allowed(self.kind, self.status, self.held_from)

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    @property
    def is_draft(self) -> bool:
        return self.kind is Kind.JOB and self.status.lifecycle is Lifecycle.DRAFT

    def begun_with(self, details: Details, today: date) -> Self:
        """Write down the first details, which are no change yet."""
        self.amend(details, today)
        self.version = 1
        return self

    def created(self, at: datetime) -> ProjectCreated:
        return ProjectCreated(
            shop_id=self.shop_id, happened_at=at, project_id=self.id, customer_id=self.customer_id
        )

    def planned(
        self, product_id: ProductId, tasks: Sequence[PlannedWork], at: datetime
    ) -> ProjectPlanned:
        return ProjectPlanned(
            shop_id=self.shop_id,
            happened_at=at,
            project_id=self.id,
            product_id=product_id,
            tasks=tasks,
        )

    def deleted(self, at: datetime) -> ProjectDeleted:
        return ProjectDeleted(shop_id=self.shop_id, happened_at=at, project_id=self.id)

    def amend(self, details: Details, today: date) -> None:
        """Write down what the details give, and leave the rest."""
        given = {
            name: value for name in AMENDABLE if (value := getattr(details, name)) is not UNSET
        }
        for name, value in given.items():
            setattr(self, name, TIDY[name](value) if name in TIDY and value else value)
        if "client_notified" in given:
            told = self.client_notified_on or today
            self.client_notified_on = told if self.client_notified else None
        if given:
            self._changed()

    def plan(self, workflow_id: WorkflowId | None, sources: Sequence[StageSource]) -> None:
        """Take over the stages of a workflow; none may have been worked yet."""
        if not Stages(self.stages).untouched or not self.is_open:
            raise Refused("The work has begun, so its stages stay as they are.")
        self.workflow_id = workflow_id
        self.stages = [Stage.copied(source, place) for place, source in enumerate(sources, start=1)]
        self._changed()

    def start(self, at: datetime, today: date) -> list[Event]:
        """Begin the work, and with it the first stage."""
        if self.status in (Status.ON_HOLD, Status.COMPLETED, Status.CANCELLED):
            raise WrongMove(self.status, Status.IN_PROGRESS, self.allowed)
        return self.become(Status.IN_PROGRESS, at, today)

    def resume(self, at: datetime, today: date) -> list[Event]:
        """Go on from where it was held."""
        if self.held_from is None:
            raise Refused(
                phrase(
                    "This project is not on hold, it is “%(label)s”.",
                    label=phrase(self.status.label),
                ),
                allowed=[status.value for status in self.allowed],
            )
        return self.become(self.held_from, at, today)

    def reopen(self, at: datetime, today: date, reason: str) -> list[Event]:
        """Take up again what was completed, or what was cancelled."""
        if self.is_open:
            raise Refused(
                phrase("This project is open; it is “%(label)s”.", label=phrase(self.status.label)),
                allowed=[status.value for status in self.allowed],
            )
        return self.become(self.allowed[0], at, today, reason)

    def become(
        self, to: Status, at: datetime, today: date, reason: str = "", skip_reason: str = ""
    ) -> list[Event]:
        """Go along an arrow. What was closed is reopened for a reason only.

        To complete closes the stage in progress; stages that wait need a `skip_reason`.
        """
        if to not in self.allowed:
            raise WrongMove(self.status, to, self.allowed)
        reopens = (self.status, to) in REOPENINGS
        if reopens and not tidy(reason):
            raise Invalid("Please say why it is taken up again.", "reason")
        if to is Status.COMPLETED:
            Stages(self.stages).close(at, skip_reason)
        before, self.status, self.status_reason = self.status, to, tidy(reason)
        self.held_from = before if to is Status.ON_HOLD else None
        self._date(to, today)
        self._changed()
        return [self._moved(before, at), *self._followed(at)]

    def move_stage(
        self, stage_id: StageInstanceId | None, step: Step | None, at: datetime, reason: str = ""
    ) -> list[Event]:
        """Go to a stage, to the next one or to the one before; past the last is the end."""
        if self.status is not Status.IN_PROGRESS:
            raise Refused(
                phrase(
                    "Stages move while a project is in progress; this one is “%(label)s”.",
                    label=phrase(self.status.label),
                ),
                allowed=[status.value for status in self.allowed],
            )
        stages = Stages(self.stages)
        entered = stages.move(stages.target(stage_id, step), at, reason)
        self._changed()
        return self._entered(entered, at)

    @property
    def is_at_its_end(self) -> bool:
        """Tell whether no stage is in progress and none waits."""
        return all(stage.status.has_ended for stage in self.stages)

    def check_it_may_go(self) -> None:
        if not self.is_draft:
            raise Refused(
                phrase(
                    "A project that is “%(label)s” is not deleted. Cancel it instead.",
                    label=phrase(self.status.label),
                ),
                allowed=[status.value for status in self.allowed],
            )

    def note_quote(self, on: date) -> None:
        """Note the first day that it was quoted on."""
        if self.quote_on is None:
            self.quote_on = on
            self._changed()

    def approve(self, on: date, price: Money) -> None:
        """Take over what an accepted quote says. The work is released by the proof of payment,
        so the status stays (rulings 6 to 8); a price that somebody wrote down stays, too."""
        if self.approval_on is None or self.estimated_price is None:
            self.approval_on = self.approval_on or on
            self.estimated_price = self.estimated_price or price
            self._changed()

    def prove_payment(self, on: date, days: int, at: datetime) -> list[Event]:
        """Note the proof of payment, once; a job that was not yet approved is so now (L-068)."""
        if self.kind is Kind.INTERNAL:
            raise Refused("Nobody pays for the shop's own work.")
        if self.pop_received:
            return []
        self.pop_received, self.pop_received_on = True, on
        self.pop_deadline_on = on + timedelta(days=days)
        self._changed()
        proven = PaymentProven(
            shop_id=self.shop_id,
            happened_at=at,
            project_id=self.id,
            received_on=on,
            deadline_on=self.pop_deadline_on,
        )
        if self.held_from is not None and self.held_from.lifecycle is Lifecycle.DRAFT:
            self.held_from = Status.APPROVED  # it is held as before, and comes back approved
            self._date(Status.APPROVED, on)
        return [*(self.become(Status.APPROVED, at, on) if self.is_draft else ()), proven]

    def form(self, roles: Sequence[tuple[EmployeeId, str]]) -> None:
        """Let the team be these people, with a word for each one's part."""
        if len({employee_id for employee_id, _ in roles}) != len(roles):
            raise Invalid("A person is once in a team.", "team")
        mine = {member.employee_id: member for member in self.team}
        self.team = []
        for employee_id, role in roles:
            member = mine.get(employee_id) or TeamMember(id=new_id(), employee_id=employee_id)
            member.role = tidy(role)
            self.team.append(member)
        self._changed()

    def join(self, employee_id: EmployeeId, role: str) -> None:
        """Add a person, or give one who is here another part."""
        others = [(it.employee_id, it.role) for it in self.team if it.employee_id != employee_id]
        self.form([*others, (employee_id, role)])

    def leave(self, employee_id: EmployeeId) -> None:
        if employee_id not in {member.employee_id for member in self.team}:
            raise NotFound("This person is not in the team.")
        self.form([(it.employee_id, it.role) for it in self.team if it.employee_id != employee_id])

    def repoint(self, customer_id: CustomerId) -> None:
        """Belong to another customer: two records turned out to be one."""
        self.customer_id = customer_id
        self._changed()

    def _date(self, status: Status, today: date) -> None:
        if status is Status.QUOTE_APPROVAL:
            self.quote_on = self.quote_on or today
        if status is Status.APPROVED:
            self.approval_on = self.approval_on or today
        self.completion_on = today if status is Status.COMPLETED else None

    def _moved(self, before: Status, at: datetime) -> Event:
        return ProjectStatusChanged(
            shop_id=self.shop_id,
            happened_at=at,
            project_id=self.id,
            before=before,
            after=self.status,
            reason=self.status_reason,
        )

    def _followed(self, at: datetime) -> list[Event]:
        """Tell what came of the new status."""
        if self.status is Status.COMPLETED:
            return [self._completed(at)]
        if self.status is not Status.IN_PROGRESS:
            return []
        entered = self._entered(Stages(self.stages).begin(at), at)
        if self.started_at is not None:
            return entered
        self.started_at = at
        started = ProjectStarted(shop_id=self.shop_id, happened_at=at, project_id=self.id)
        return [started, *entered]

    def _completed(self, at: datetime) -> Event:
        assert self.completion_on is not None
        return ProjectCompleted(
            shop_id=self.shop_id,
            happened_at=at,
            project_id=self.id,
            completed_on=self.completion_on,
        )

    def _entered(self, stage: Stage | None, at: datetime) -> list[Event]:
        if stage is None:
            return []
        return [
            StageEntered(
                shop_id=self.shop_id,
                happened_at=at,
                project_id=self.id,
                stage_id=stage.id,
                station_id=stage.station_id,
            )
        ]


def allowed(kind: Kind, status: Status, held_from: Status | None) -> tuple[Status, ...]:
    return moves(status, held_from) if kind is Kind.JOB else ()


AMENDABLE = Details.__struct_fields__
TIDY: dict[str, Callable[[str], str]] = {
    "name": tidy,
    "description": tidy_text,
    "material_type": tidy,
}
