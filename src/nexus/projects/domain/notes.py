"""What people write down about a job."""

from dataclasses import dataclass
from datetime import datetime

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, NotAllowed
from nexus.kernel.ids import NoteId, ProjectId, UserId
from nexus.kernel.text import tidy_text


@dataclass(eq=False, kw_only=True)
class Note(Aggregate):
    """`is_internal`: the customer never sees it. Who wrote it is kept by name as well."""

    id: NoteId
    project_id: ProjectId
    text: str
    author_id: UserId | None
    author: str
    created_at: datetime
    edited_at: datetime | None = None
    is_internal: bool = True

    def written_by(self, user_id: UserId | None) -> "Note":
        """Return the note if it is this person's own."""
        if user_id is None or user_id != self.author_id:
            raise NotAllowed("A note is changed by the person who wrote it.")
        return self

    def edit(self, text: str, at: datetime) -> None:
        self.text, self.edited_at = worded(text), at
        self._changed()

    def show(self, is_internal: bool, at: datetime) -> None:
        self.is_internal, self.edited_at = is_internal, at
        self._changed()


def worded(text: str) -> str:
    if not (said := tidy_text(text)):
        raise Invalid("A note says something.", "text")
    return said
