"""Codes of suppliers, orders and equipment: the next of the shop's series, or one's own."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from nexus.kernel.errors import Refused
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy
from nexus.kernel.uow import UnitOfWork


class CodeTaken(Refused):
    def __init__(self, code: str) -> None:
        said = phrase("There is a %(code)s already.", code=code)
        super().__init__(said, errors={"code": said})


class Numbered(Protocol):
    @property
    def numbering(self) -> Mapping[str, str]: ...


class Codes:
    """`is_taken` tells of codes that somebody has, in whatever spelling."""

    def __init__(
        self,
        uow: UnitOfWork,
        terms: Numbered,
        series: str,
        today: date,
        is_taken: Callable[[str], bool],
    ) -> None:
        self._uow = uow
        self._pattern = terms.numbering[series]
        dated = "{year}" in self._pattern or "{month}" in self._pattern
        self._words = {"year": f"{today:%Y}", "month": f"{today:%m}"} if dated else {}
        self._is_taken = is_taken

    def next(self) -> str:
        """Return the next code that nobody has: the series may have been another one before."""
        while self._is_taken(code := self._uow.number(self._pattern, **self._words)):
            pass
        return code

    def own(self, code: str) -> str:
        """Return the code that was wished for, or refuse it if somebody has it."""
        code = tidy(code)
        if self._is_taken(code):
            raise CodeTaken(code)
        self._uow.numbered(self._pattern, code, **self._words)
        return code
