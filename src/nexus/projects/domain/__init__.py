"""A job, its status, its stages, its notes and its team: what they are and what may happen."""

from nexus.projects.domain.budget import (
    Budget,
    BudgetLine,
    BudgetStatus,
    Category,
    Expense,
    ExpenseStatus,
)
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
from nexus.projects.domain.notes import Note
from nexus.projects.domain.products import Plan, PlannedMaterial, ProductLine
from nexus.projects.domain.project import Kind, Project, TeamMember
from nexus.projects.domain.stages import (
    OpenStages,
    Stage,
    Stages,
    StageSource,
    StageStatus,
    Step,
)
from nexus.projects.domain.status import Lifecycle, Status, WrongMove

__all__ = [
    "Budget",
    "BudgetLine",
    "BudgetStatus",
    "Category",
    "Details",
    "Expense",
    "ExpenseStatus",
    "Kind",
    "Lifecycle",
    "Note",
    "OpenStages",
    "PaymentProven",
    "Plan",
    "PlannedMaterial",
    "PlannedWork",
    "Priority",
    "ProductLine",
    "Project",
    "ProjectCompleted",
    "ProjectCreated",
    "ProjectDeleted",
    "ProjectPlanned",
    "ProjectStarted",
    "ProjectStatusChanged",
    "Stage",
    "StageEntered",
    "StageSource",
    "StageStatus",
    "Stages",
    "Status",
    "Step",
    "TeamMember",
    "WrongMove",
]
