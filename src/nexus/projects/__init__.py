"""Jobs for customers: their status, stages, notes and team.

Source: backend modules specification, section 4.
"""

from nexus.projects.answers import ProjectAnswers
from nexus.projects.domain import (
    PaymentProven,
    ProjectCompleted,
    ProjectCreated,
    ProjectDeleted,
    ProjectStarted,
    ProjectStatusChanged,
    StageEntered,
    Status,
)
from nexus.projects.messages import (
    PERMISSIONS,
    AddNote,
    ChangeNote,
    ChangeProject,
    ChangeStatus,
    CreateProject,
    FormTeam,
    ListNotes,
    ListProjects,
    Member,
    MoveStage,
    NoteView,
    ProjectRow,
    ProjectView,
    StageView,
    TeamView,
)
from nexus.projects.service import ProjectService

__all__ = [
    "PERMISSIONS",
    "AddNote",
    "ChangeNote",
    "ChangeProject",
    "ChangeStatus",
    "CreateProject",
    "FormTeam",
    "ListNotes",
    "ListProjects",
    "Member",
    "MoveStage",
    "NoteView",
    "PaymentProven",
    "ProjectAnswers",
    "ProjectCompleted",
    "ProjectCreated",
    "ProjectDeleted",
    "ProjectRow",
    "ProjectService",
    "ProjectStarted",
    "ProjectStatusChanged",
    "ProjectView",
    "StageEntered",
    "StageView",
    "Status",
    "TeamView",
]
