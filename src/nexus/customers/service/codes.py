"""Who gets which code: the next of the shop's series, or the one that a customer brings."""

from collections.abc import Callable
from datetime import datetime

from nexus.customers.domain import Customer
from nexus.customers.ports import CustomersUnitOfWork, Terms
from nexus.kernel.clock import day_of
from nexus.kernel.errors import Refused
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy

SERIES = "customer"


class CodeTaken(Refused):
    def __init__(self, code: str) -> None:
        said = phrase("There is a customer %(code)s already.", code=code)
        super().__init__(said, errors={"code": said})


class Codes:
    def __init__(self, uow: CustomersUnitOfWork, terms: Terms, at: datetime) -> None:
        self._uow = uow
        self._pattern = terms.numbering[SERIES]
        today = day_of(at, terms.timezone)
        self._words = {"year": f"{today:%Y}", "month": f"{today:%m}"}

    def next(self) -> str:
        """Return the next code that nobody has: the series may have been another one before."""
        while self._uow.customers.has_code(code := self._uow.number(self._pattern, **self._words)):
            pass
        return code

    def next_many(self, count: int, is_taken: Callable[[str], bool]) -> list[str]:
        """Return as many codes, in order."""
        codes: list[str] = []
        while missing := count - len(codes):
            given = self._uow.numbers(self._pattern, missing, **self._words)
            codes += [code for code in given if not is_taken(code)]
        return codes

    def own(self, code: str, but: Customer | None = None) -> str:
        """Return the code that the customer brings, or refuse it if somebody has it."""
        code = tidy(code)
        if self._uow.customers.has_code(code, but):
            raise CodeTaken(code)
        self.keep(code)
        return code

    def keep(self, code: str) -> None:
        """Let the series go on after a code that came from outside."""
        self._uow.numbered(self._pattern, code, **self._words)
