"""The service over fakes, with hands on the clock and on the settings."""

from datetime import timedelta

import msgspec

from nexus.kernel.ids import (
    EmployeeId,
    ProjectId,
    StationId,
    TimeLogId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.tasks import (
    LogTime,
    TaskService,
)

from tests.conftest import NOW
from tests.tasks.fakes import FakeDirectory, FakeProjects, FakeSettings, FakeStore, FakeTerms

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PROJECT, OTHER = ProjectId(new_id()), ProjectId(new_id())
SAW, STRANGER = StationId(new_id()), StationId(new_id())
BEN = EmployeeId(new_id())


class World:
    """The service over fakes, with hands on the clock and on the settings."""

    def __init__(self) -> None:
        self.now = NOW
        self.store, self.projects = FakeStore(), FakeProjects(PROJECT, OTHER)
        self.settings = FakeSettings("Check the blade", "Cut")
        self.directory = FakeDirectory(SAW, BEN)
        self.service = TaskService(
            unit_of_work=self.store,
            reading=self.store,
            directory=self.directory,
            projects=self.projects,
            settings=self.settings,
            clock=lambda: self.now,
        )

    def split(self) -> None:
        self.settings.rules = FakeTerms(time_overlap="split")

    def rate(self, log_id: TimeLogId) -> Money | None:
        return self.store.logs.get(log_id).hourly_rate

    def logged(self) -> list[timedelta]:
        return [log.duration for log in self.store.logs.rows.values()]


def only(actor, *scopes):
    return msgspec.structs.replace(actor, scopes=frozenset(scopes))


def hours_ago(ago, hours=1.0, **more):
    return LogTime(started_at=NOW - ago * HOUR, duration=hours * HOUR, **more)
