"""The words of the trade: what a task can be, with the labels that people read."""

from enum import StrEnum


class Status(StrEnum):
    TODO = "todo"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"

    @property
    def label(self) -> str:
        return {"todo": "To do"}.get(self.value, self.value.replace("_", " ").capitalize())


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class ActivityType(StrEnum):
    PRODUCTION = "production"
    MAINTENANCE = "maintenance"
    TRAINING = "training"
    MEETING = "meeting"
    QUALITY = "quality"
    DESIGN = "design"
    DELIVERY = "delivery"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {"quality": "Quality check"}.get(self.value, self.value.capitalize())


class Source(StrEnum):
    """Where a time log came from."""

    TIMER = "timer"
    MANUAL = "manual"

    @property
    def label(self) -> str:
        return {"timer": "Timer", "manual": "By hand"}[self.value]
