"""What Nexus does by itself from time to time, in every shop. Doing it twice does no harm."""

from dataclasses import dataclass
from datetime import timedelta

from nexus.accounts import Entrance
from nexus.analytics import AnalyticsService
from nexus.app.worker import Timer
from nexus.documents import DocumentService
from nexus.integrations import ImportService
from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.ids import ShopId
from nexus.tasks import StopForgotten, TaskService

KEPT = timedelta(days=30)  # an ended session, for whoever wants to know where it was


@dataclass(frozen=True)
class Housekeeping:
    entrance: Entrance
    documents: DocumentService
    imports: ImportService
    tasks: TaskService
    analytics: AnalyticsService
    clock: Clock

    def timers(self) -> list[Timer]:
        return [
            Timer("forgotten clocks", timedelta(minutes=5), self.stop_clocks),
            Timer("old sessions", timedelta(hours=1), self.forget_sessions),
            Timer("unnamed contents", timedelta(hours=12), self.sweep_files),
            Timer("figures of now", timedelta(minutes=2), self.count_now),
            Timer("figures of months", timedelta(hours=1), self.count_months),
            Timer("imported lists", timedelta(hours=12), self.sweep_imports),
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

    def sweep_imports(self) -> None:
        """Let go of lists that came in long ago; each shop for itself."""
        for shop in self.entrance.every_shop():
            actor = Actor.system(shop.id, "data.import", label="System (Imported lists)")
            self.imports.sweep(actor)

    def count_now(self) -> None:
        """Count what the overview shows, in the shops where that takes its time."""
        for shop in self.entrance.every_shop():
            self.analytics.keep_figures_of_now(_counting(shop.id))

    def count_months(self) -> None:
        """Count the months that are over anew, in the shops where there is much in them."""
        for shop in self.entrance.every_shop():
            self.analytics.keep_figures_of_months(_counting(shop.id))

    def forget_sessions(self) -> None:
        self.entrance.forget(self.clock() - KEPT)


def _counting(shop_id: ShopId) -> Actor:
    return Actor.system(shop_id, "analytics.read", label="System (Figures)")
