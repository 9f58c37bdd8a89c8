"""Papers: what leaves the shop. One that was kept is given out byte for byte for ever."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from nexus.kernel.ids import PaperId, ShopId


class PaperKind(StrEnum):
    QUOTE = "quote"
    DEPOSIT = "deposit"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DELIVERY = "delivery"


@dataclass(eq=False, kw_only=True)
class Paper:
    """Where the bytes of a paper lie. Written once and never changed.

    `subject_id` is what it is of: a sale, a quote, a delivery. `name` is how it is called when it
    is saved, without an ending.
    """

    shop_id: ShopId
    id: PaperId
    kind: PaperKind
    subject_id: UUID
    language: str
    name: str
    key: str
    size: int
    sha256: str
    created_at: datetime
