"""What crosses the module's border: commands in, views out.

Dates are named as the seeds name them on the wire, and end in `_on` in code.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType, field

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import (
    CustomerId,
    EmployeeId,
    NoteId,
    ProductId,
    ProjectId,
    StageId,
    StageInstanceId,
    StationId,
    UserId,
    WorkflowId,
)
from nexus.kernel.sight import Cost, Price
from nexus.kernel.text import Line, Name, Text
from nexus.projects.domain import (
    Details,
    Kind,
    Lifecycle,
    Note,
    Priority,
    StageStatus,
    Status,
    Step,
)

MOST_MEMBERS = 200

Sort = Literal[
    "name",
    "-name",
    "code",
    "-code",
    "due_date",
    "-due_date",
    "created_at",
    "-created_at",
    "status",
    "-status",
    "customer",
    "-customer",
]
NoteSort = Literal["created_at", "-created_at"]
NoteText = Annotated[Text, Meta(min_length=1)]


class CreateProject(Details, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without `workflow_id` the shop's default workflow is taken; null takes none.

    With `product_template_id` it begins with so many of a product: its workflow, tasks, materials
    and price are copied, where nothing else is given.
    """

    name: Name
    customer_id: CustomerId
    workflow_id: WorkflowId | UnsetType | None = UNSET
    product_template_id: ProductId | None = None
    product_quantity: Decimal = Decimal(1)


class ChangeProject(Details, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another workflow is chosen until the first stage begins."""

    workflow_id: WorkflowId | UnsetType | None = UNSET


class ChangeStatus(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`skip_reason` says why a project is completed over stages or tasks that are open."""

    status: Status
    reason: Line = ""
    skip_reason: Line = ""


class Because(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Line = ""


class Complete(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    skip_reason: Line = ""


class MoveStage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stage, or a direction. `reason` is needed when stages in between are skipped.

    `complete` completes the project if the move led past its last stage.
    """

    stage_id: StageInstanceId | None = None
    direction: Step | None = None
    reason: Line = ""
    complete: bool = False

    def __post_init__(self) -> None:
        if (self.stage_id is None) == (self.direction is None):
            raise Invalid("Give the stage to go to, or a direction.", "stage_id")


class AddNote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An internal note is never shown to the customer."""

    text: NoteText
    is_internal: bool = True


class ChangeNote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: NoteText | UnsetType = UNSET
    is_internal: bool | UnsetType = UNSET


class Member(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`role` is a word such as `draughtsman`; it gives no rights."""

    employee_id: EmployeeId
    role: Line = ""


class FormTeam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    members: Annotated[list[Member], Meta(max_length=MOST_MEMBERS)]


class ListProjects(Struct, frozen=True, kw_only=True):
    """`expiring`: the proof of payment or the job is due within three days.

    `product_id`: those that make so many of this product.
    """

    status: Sequence[Status] = ()
    lifecycle: Lifecycle | None = None
    kind: Kind = Kind.JOB
    customer_id: CustomerId | None = None
    workflow_id: WorkflowId | None = None
    manager_id: EmployeeId | None = None
    product_id: ProductId | None = None
    on_hold: bool | None = None
    expiring: bool = False
    overdue: bool = False
    due_before: date | None = None
    due_after: date | None = None
    search: str | None = None
    sort: Sort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListNotes(Struct, frozen=True, kw_only=True):
    is_internal: bool | None = None
    sort: NoteSort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ProjectRow(Struct, frozen=True, kw_only=True):
    """A project in a list: what a line of it shows."""

    id: ProjectId
    version: int
    code: str
    name: str
    kind: Kind
    customer_id: CustomerId | None
    customer_code: str | None
    customer_name: str | None
    status: Status
    status_label: str
    held_from: Status | None = None
    lifecycle: Lifecycle
    priority: Priority
    stage_id: StageInstanceId | None
    stage_name: str | None
    manager_id: EmployeeId | None
    manager_name: str | None = None
    due_on: date | None = field(name="due_date")
    pop_deadline_on: date | None = field(name="pop_deadline")
    created_at: datetime
    started_at: datetime | None = None
    material_type: str | None = None
    material_thickness: Decimal | None = None
    parts_quantity: int | None = None
    estimated_price: Price = UNSET


class StageView(Struct, frozen=True, kw_only=True):
    id: StageInstanceId
    workflow_stage_id: StageId | None
    name: str
    position: int
    station_id: StationId | None
    status: StageStatus
    status_label: str
    started_at: datetime | None
    ended_at: datetime | None
    skip_reason: str


class ProjectView(Struct, frozen=True, kw_only=True):
    """`quoted_price` and `final_price` are what sales knows; nobody types them here."""

    id: ProjectId
    version: int
    code: str
    name: str
    description: str
    kind: Kind
    customer_id: CustomerId | None
    customer_code: str | None
    customer_name: str | None
    workflow_id: WorkflowId | None
    workflow_name: str | None
    product_template_id: ProductId | None
    status: Status
    status_label: str
    status_reason: str
    lifecycle: Lifecycle
    allowed: Sequence[Status]
    held_from: Status | None
    priority: Priority
    priority_label: str
    manager_id: EmployeeId | None
    manager_name: str | None
    quote_on: date | None = field(name="quote_date")
    approval_on: date | None = field(name="approval_date")
    due_on: date | None = field(name="due_date")
    completion_on: date | None = field(name="completion_date")
    created_at: datetime
    started_at: datetime | None
    estimated_price: Price = UNSET
    estimated_cost: Cost = UNSET
    quoted_price: Price = None
    final_price: Price = None
    material_type: str | None
    material_thickness: Decimal | None
    material_quantity_sheets: int | None
    parts_quantity: int | None
    estimated_cut_time: int | None
    drawing_creation_time: int | None
    number_of_bins: int | None
    scheduled_cut_on: date | None = field(name="scheduled_cut_date")
    pop_received: bool
    pop_received_on: date | None = field(name="pop_received_date")
    pop_deadline_on: date | None = field(name="pop_deadline")
    client_notified: bool
    client_notified_on: date | None = field(name="client_notified_date")
    current_stage_id: StageInstanceId | None
    stages: Sequence[StageView]


class JobToBill(Struct, frozen=True, kw_only=True):
    """For sales, which looks for what was not billed."""

    id: ProjectId
    code: str
    name: str
    customer_id: CustomerId | None
    is_completed: bool
    estimated_price: Price = None


class StatusView(Struct, frozen=True, kw_only=True):
    """A status, and the moves that lead on from it.

    From `on_hold` a project comes back to the status that it was held from.
    """

    code: Status
    label: str
    lifecycle: Lifecycle
    allowed: Sequence[Status]


class NoteView(Struct, frozen=True, kw_only=True):
    id: NoteId
    version: int
    project_id: ProjectId
    text: str
    is_internal: bool
    author_id: UserId | None
    author: str
    created_at: datetime
    edited_at: datetime | None

    @classmethod
    def of(cls, note: Note) -> Self:
        return cls(
            id=note.id,
            version=note.version,
            project_id=note.project_id,
            text=note.text,
            is_internal=note.is_internal,
            author_id=note.author_id,
            author=note.author,
            created_at=note.created_at,
            edited_at=note.edited_at,
        )


class MemberView(Struct, frozen=True, kw_only=True):
    employee_id: EmployeeId
    name: str
    role: str


class TeamView(Struct, frozen=True, kw_only=True):
    """`version` is the project's."""

    project_id: ProjectId
    version: int
    items: Sequence[MemberView]
