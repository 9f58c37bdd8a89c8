"""How each shop works: money, time, words, numbers, and the stations' standard tasks.

Source: backend modules specification, section 11.
"""

from nexus.settings.answers import SettingsAnswers
from nexus.settings.domain import ClosingDay, Concept, Feature, Series, TaxRate, Weekday, Word
from nexus.settings.messages import (
    PERMISSIONS,
    ChangeSettings,
    ChangeTaskTemplate,
    ChangeView,
    CreateTaskTemplate,
    FoundSettings,
    SavedViewView,
    SaveView,
    SettingsView,
    StandardTask,
    TaskTemplateView,
    Terms,
)
from nexus.settings.service import SettingsService, ViewService

__all__ = [
    "PERMISSIONS",
    "ChangeSettings",
    "ChangeTaskTemplate",
    "ChangeView",
    "ClosingDay",
    "Concept",
    "CreateTaskTemplate",
    "Feature",
    "FoundSettings",
    "SaveView",
    "SavedViewView",
    "Series",
    "SettingsAnswers",
    "SettingsService",
    "SettingsView",
    "StandardTask",
    "TaskTemplateView",
    "TaxRate",
    "Terms",
    "ViewService",
    "Weekday",
    "Word",
]
