"""How each shop works: money, time, words, numbers, and the stations' standard tasks.

Source: backend modules specification, section 11.
"""

from nexus.settings.answers import SettingsAnswers
from nexus.settings.domain import ClosingDay, Concept, Feature, Series, TaxRate, Weekday, Word
from nexus.settings.messages import (
    PERMISSIONS,
    ChangeSettings,
    ChangeTaskTemplate,
    CreateTaskTemplate,
    FoundSettings,
    SettingsView,
    StandardTask,
    TaskTemplateView,
    Terms,
)
from nexus.settings.service import SettingsService

__all__ = [
    "PERMISSIONS",
    "ChangeSettings",
    "ChangeTaskTemplate",
    "ClosingDay",
    "Concept",
    "CreateTaskTemplate",
    "Feature",
    "FoundSettings",
    "Series",
    "SettingsAnswers",
    "SettingsService",
    "SettingsView",
    "StandardTask",
    "TaskTemplateView",
    "TaxRate",
    "Terms",
    "Weekday",
    "Word",
]
