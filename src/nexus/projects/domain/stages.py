"""The stages of one job: copied from its workflow, so that nobody else's change reaches them.

At most one stage is in progress. What lies before it is done, or skipped for a reason that is
kept; what lies after it waits. Source: backend modules specification, sections 3 and 4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import StageId, StageInstanceId, StationId, new_id
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy


class StageStatus(StrEnum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @property
    def has_ended(self) -> bool:
        return self in (StageStatus.DONE, StageStatus.SKIPPED)


class Step(StrEnum):
    """A move without a name: to the stage after this one, or to the one before."""

    NEXT = "next"
    BACK = "back"


class OpenStages(Refused):
    """Stages would be left out without a word."""

    def __init__(self, stages: Sequence["Stage"], what: str) -> None:
        names = ", ".join(stage.name for stage in stages)
        super().__init__(
            phrase("%(names)s would be skipped. %(what)s", names=names, what=what),
            stages=[{"id": str(stage.id), "name": stage.name} for stage in stages],
        )


class StageSource(Protocol):
    """What a job takes over from a stage of a workflow."""

    @property
    def id(self) -> StageId: ...

    @property
    def name(self) -> str: ...

    @property
    def station_id(self) -> StationId | None: ...


@dataclass(eq=False, kw_only=True)
class Stage:
    """`position` counts from 1. `started_at` and `ended_at` are of the last time it was worked."""

    id: StageInstanceId
    workflow_stage_id: StageId | None
    name: str
    position: int
    station_id: StationId | None = None
    status: StageStatus = StageStatus.PENDING
    started_at: datetime | None = None
    ended_at: datetime | None = None
    skip_reason: str = ""

    @classmethod
    def copied(cls, source: StageSource, position: int) -> Self:
        return cls(
            id=StageInstanceId(new_id()),
            workflow_stage_id=source.id,
            name=source.name,
            position=position,
            station_id=source.station_id,
        )

    def enter(self, at: datetime) -> None:
        self.status, self.started_at, self.ended_at = StageStatus.IN_PROGRESS, at, None
        self.skip_reason = ""

    def finish(self, at: datetime) -> None:
        self.status, self.ended_at = StageStatus.DONE, at

    def skip(self, at: datetime, reason: str) -> None:
        self.status, self.ended_at, self.skip_reason = StageStatus.SKIPPED, at, reason

    def wait(self) -> None:
        """Be as if it had not been worked: the job went back before it."""
        self.status, self.started_at, self.ended_at = StageStatus.PENDING, None, None
        self.skip_reason = ""


class Stages:
    """The stages in order, and the moves along them."""

    def __init__(self, stages: Iterable[Stage]) -> None:
        self._all = sorted(stages, key=lambda stage: stage.position)

    @property
    def current(self) -> Stage | None:
        return next((it for it in self._all if it.status is StageStatus.IN_PROGRESS), None)

    @property
    def pending(self) -> list[Stage]:
        return [it for it in self._all if it.status is StageStatus.PENDING]

    @property
    def untouched(self) -> bool:
        return len(self.pending) == len(self._all)

    def begin(self, at: datetime) -> Stage | None:
        """Enter the first stage that waits, unless one is in progress; tell which was entered."""
        if self.current is not None or not self.pending:
            return None
        self.pending[0].enter(at)
        return self.current

    def target(self, id: StageInstanceId | None, step: Step | None) -> Stage | None:
        """Find where a move leads; None is the end, past the last stage."""
        if not self._all:
            raise Refused("This project has no stages.")
        if id is not None:
            found = next((stage for stage in self._all if stage.id == id), None)
            if found is None:
                raise Invalid("This project has no such stage.", "stage_id")
            return found
        return self._before() if step is Step.BACK else self._after()

    def move(self, to: Stage | None, at: datetime, reason: str) -> Stage | None:
        """Leave the stage in progress for another one, or for the end; tell which was entered."""
        if to is not None and to is self.current:
            raise Refused(phrase("%(name)s is in progress already.", name=to.name))
        if to is None or to.position > self._place:
            self._skip(
                [it for it in self.pending if to is None or it.position < to.position],
                at,
                reason,
                "Give a reason for that.",
            )
            if self.current is not None:
                self.current.finish(at)
        if to is None:
            return None
        for stage in self._all[to.position :]:
            stage.wait()
        to.enter(at)
        return to

    def close(self, at: datetime, skip_reason: str) -> None:
        """End the stage in progress; those that wait are skipped, for a reason."""
        said = phrase("Give a skip_reason to complete without them.")
        self._skip(self.pending, at, skip_reason, said)
        if self.current is not None:
            self.current.finish(at)

    def _skip(self, stages: list[Stage], at: datetime, reason: str, what: str) -> None:
        if stages and not tidy(reason):
            raise OpenStages(stages, what)
        for stage in stages:
            stage.skip(at, tidy(reason))

    def _after(self) -> Stage | None:
        if self.current is None and not self.pending:
            raise Refused("The last stage is done. Complete the project, or go back to a stage.")
        return self._all[self._place] if self._place < len(self._all) else None

    def _before(self) -> Stage:
        before = self._place - 1 if self.current is not None else self._place
        if before < 1:
            raise Refused("There is no stage before this one.")
        return self._all[before - 1]

    @property
    def _place(self) -> int:
        """Return the position of the stage in progress, or of the last one that has ended."""
        if self.current is not None:
            return self.current.position
        return max((it.position for it in self._all if it.status.has_ended), default=0)
