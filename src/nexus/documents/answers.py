"""What the module tells its neighbours: reads only, in the asker's own transaction."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from nexus.documents.domain import Kind
from nexus.documents.messages import FileCard
from nexus.documents.ports import DocumentsReading
from nexus.kernel.ids import FileId, ShopId


class DocumentAnswers:
    def __init__(self, reading: Callable[[ShopId], DocumentsReading]) -> None:
        self._reading = reading

    def has_file(self, shop_id: ShopId, file_id: FileId) -> bool:
        """Tell whether there is such a file to point to: one that is not archived."""
        with self._reading(shop_id) as look:
            card = look.cards([file_id]).get(file_id)
            return card is not None and not card.is_archived

    def files(self, shop_id: ShopId, ids: Sequence[FileId]) -> Mapping[FileId, FileCard]:
        """Return what there is of these, archived or not."""
        with self._reading(shop_id) as look:
            return look.cards(ids)

    def of(self, shop_id: ShopId, kind: str, thing_id: UUID) -> Sequence[FileCard]:
        """Return the files of a thing in order; none of a kind that is none."""
        if kind not in set(Kind):
            return []
        with self._reading(shop_id) as look:
            return look.cards_of(Kind(kind), thing_id)
