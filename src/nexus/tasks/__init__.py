"""Fine-grained work on projects, and the one place where worked time is recorded.

Source: backend modules specification, section 5 and rules 2 and 4 of section 12.
"""

from nexus.tasks.answers import TaskAnswers
from nexus.tasks.domain import (
    TaskBlocked,
    TaskCompleted,
    TaskReopened,
    TaskStarted,
    TaskUnblocked,
    TimeLogged,
    TimerStarted,
)
from nexus.tasks.messages import (
    PERMISSIONS,
    AskTotals,
    ChangeTask,
    CorrectTime,
    CreateActivity,
    CreateTask,
    ListTasks,
    ListTimeLogs,
    LogTime,
    MonthOfWork,
    StartTimer,
    StopForgotten,
    TaskRow,
    TaskView,
    TimeLogView,
    TimerView,
    WhoseTimer,
)
from nexus.tasks.service import TaskService

__all__ = [
    "PERMISSIONS",
    "AskTotals",
    "ChangeTask",
    "CorrectTime",
    "CreateActivity",
    "CreateTask",
    "ListTasks",
    "ListTimeLogs",
    "LogTime",
    "MonthOfWork",
    "StartTimer",
    "StopForgotten",
    "TaskAnswers",
    "TaskBlocked",
    "TaskCompleted",
    "TaskReopened",
    "TaskRow",
    "TaskService",
    "TaskStarted",
    "TaskUnblocked",
    "TaskView",
    "TimeLogView",
    "TimeLogged",
    "TimerStarted",
    "TimerView",
    "WhoseTimer",
]
