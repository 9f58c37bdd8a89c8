"""What papers need from the world, in their own words."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from nexus.inventory.messages.papers import OrderSheet
from nexus.kernel.ids import FileId, ShopId
from nexus.kernel.papers import Sender


class PaperTerms(Protocol):
    @property
    def company(self) -> Sender: ...

    @property
    def country(self) -> str: ...

    @property
    def locale(self) -> str: ...

    @property
    def logo_file_id(self) -> FileId | None: ...

    @property
    def timezone(self) -> str: ...


class PaperSettings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> PaperTerms: ...


class PictureCard(Protocol):
    """Where the store has a picture; `key` changes with its content."""

    @property
    def key(self) -> str: ...


class Pictures(Protocol):
    """Answered by documents."""

    def files(self, shop_id: ShopId, ids: Sequence[FileId]) -> Mapping[FileId, PictureCard]: ...


class Printer(Protocol):
    def language(self, shop_locale: str) -> str:
        """Return the language of a paper: the shop's if we speak it."""

    def order(self, order: OrderSheet) -> bytes: ...
