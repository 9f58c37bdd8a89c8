"""What Nexus does by itself from time to time, in every shop. Doing it twice does no harm."""

from dataclasses import dataclass
from datetime import timedelta

from nexus.accounts import Entrance
from nexus.app.worker import Timer
from nexus.documents import DocumentService
from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.tasks import StopForgotten, TaskService

KEPT = timedelta(days=30)  # an ended session, for whoever wants to know where it was


@dataclass(frozen=True)
class Housekeeping:
    entrance: Entrance
    documents: DocumentService
    tasks: TaskService
    clock: Clock

    def timers(self) -> list[Timer]:
        return [
            Timer("forgotten clocks", timedelta(minutes=5), self.stop_clocks),
            Timer("old sessions", timedelta(hours=1), self.forget_sessions),
            Timer("unnamed contents", timedelta(hours=12), self.sweep_files),
        ]

    def stop_clocks(self) -> None:
        """Stop the clocks that ran into the night; each shop for itself."""
        for shop in self.entrance.every_shop():
            actor = Actor.system(shop.id, "tasks.correct", label="System (Forgotten clocks)")
            self.tasks.stop_forgotten(actor, StopForgotten())

    def sweep_files(self) -> None:
        """Let go of contents that nobody names; each shop for itself."""
        for shop in self.entrance.every_shop():
            actor = Actor.system(shop.id, "files.manage", label="System (Unnamed contents)")
            self.documents.sweep(actor)

    def forget_sessions(self) -> None:
        self.entrance.forget(self.clock() - KEPT)
