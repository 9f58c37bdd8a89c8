"""Reusable orders of work: named stages, each with a responsible station.

Source: backend modules specification, section 3. A workflow is a template only: a project copies
its stages, so a change here never alters a job that is under way.
"""

from nexus.workflows.answers import WorkflowAnswers
from nexus.workflows.domain import StagePlan
from nexus.workflows.messages import (
    PERMISSIONS,
    ChangeWorkflow,
    CopyWorkflow,
    CreateWorkflow,
    ListWorkflows,
    StageView,
    WorkflowRow,
    WorkflowView,
)
from nexus.workflows.service import WorkflowService

__all__ = [
    "PERMISSIONS",
    "ChangeWorkflow",
    "CopyWorkflow",
    "CreateWorkflow",
    "ListWorkflows",
    "StagePlan",
    "StageView",
    "WorkflowAnswers",
    "WorkflowRow",
    "WorkflowService",
    "WorkflowView",
]
