"""A list of customers comes in: read, matched, rehearsed or applied, and reported row by row."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from nexus.customers.domain import (
    Checks,
    Customer,
    Entry,
    Group,
    Known,
    Layout,
    Match,
    Matcher,
    Problem,
    Row,
    entry_of,
    layout_of,
)
from nexus.customers.messages import (
    ColumnView,
    ImportCustomers,
    ImportReport,
    Outcome,
    ProblemView,
    RowOutcome,
)
from nexus.customers.ports import CustomersUnitOfWork, Reach, Settings, Sheet, Sheets, Terms
from nexus.customers.service.codes import Codes
from nexus.kernel.actor import Actor, Door
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import ShopId
from nexus.kernel.phrase import phrase
from nexus.kernel.text import code_key

LARGEST_FILE = 10 * 1024 * 1024  # bytes
MOST_ROWS = 50_000
STEP = 100  # rows between two words of progress

Progress = Callable[[int, int], None]
Newcomer = tuple[Group, Customer]


def unseen(done: int, rows: int) -> None:
    """Let nobody watch."""


class _Rehearsed(Exception):
    """Ends a dry run, so that nothing of it is kept."""


@dataclass
class _Run:
    """What is known of the rows so far."""

    entries: Sequence[Entry]
    groups: Sequence[Group] = ()
    outcomes: dict[int, RowOutcome] = field(default_factory=dict)

    def fail(self, entry: Entry, problems: Iterable[Problem]) -> None:
        views = [ProblemView(**vars(problem)) for problem in problems]
        self.outcomes[entry.number] = RowOutcome(
            row=entry.number, outcome=Outcome.ERROR, name=entry.name, problems=views
        )

    def tell(self, group: Group, outcome: Outcome, code: str, note: str = "") -> None:
        """Tell of all rows of a group. The first makes a customer, the others change it."""
        for n, entry in enumerate(group.entries):
            again = outcome is Outcome.NEW and n > 0
            said = note or _note(group, entry, code)
            self.outcomes[entry.number] = RowOutcome(
                row=entry.number,
                outcome=Outcome.UPDATED if again else outcome,
                name=entry.name,
                code=code,
                note=said,
            )


class Importer:
    def __init__(
        self,
        unit_of_work: Callable[[Actor], CustomersUnitOfWork],
        settings: Settings,
        reach: Reach,
        sheets: Sheets,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._settings = settings
        self._reach = reach
        self._sheets = sheets
        self._clock = clock

    def run(
        self, actor: Actor, content: bytes, wish: ImportCustomers, progress: Progress = unseen
    ) -> ImportReport:
        sheet, layout = self._open(content, wish)
        terms = self._settings.terms(actor.shop_id)
        # All that takes long comes before the transaction, for which other writers wait.
        run = _Run(self._entries(layout, terms, progress))
        importing = msgspec.structs.replace(actor, door=Door.IMPORT)
        try:
            with self._unit_of_work(importing) as uow:
                known = list(uow.customers.known())
                self._match(known, run, wish)
                fresh = self._apply(uow, run, actor.shop_id)
                if not wish.dry_run:
                    taken = {it.keys[Match.CODE] for it in known}
                    self._admit(uow, fresh, Codes(uow, terms, self._clock()), taken)
                for group, customer in fresh:
                    run.tell(group, Outcome.NEW, customer.code or group.code)
                if wish.dry_run:
                    raise _Rehearsed
        except _Rehearsed:
            pass
        progress(len(layout.rows), len(layout.rows))
        return _report(sheet, layout, run, wish)

    def errors(self, actor: Actor, content: bytes, wish: ImportCustomers) -> bytes:
        rehearsal = msgspec.structs.replace(wish, dry_run=True)
        report = self.run(actor, content, rehearsal)
        _, layout = self._open(content, wish)
        wrong = {it.row: it for it in report.outcomes if it.outcome is Outcome.ERROR}
        titles = [*(column.title for column in layout.columns), "Row", "Column", "Problem"]
        count = len(layout.columns)
        rows = [_wrong(row, count, wrong[row.number]) for row in layout.rows if row.number in wrong]
        return self._sheets.write([titles, *rows])

    def _open(self, content: bytes, wish: ImportCustomers) -> tuple[Sheet, Layout]:
        if len(content) > LARGEST_FILE:
            raise Invalid("A list has at most 10 MB. Please import it in parts.", "file")
        sheet = self._sheets.read(content)
        layout = layout_of(sheet.records, wish.mapping)
        if len(layout.rows) > MOST_ROWS:
            raise Invalid(
                phrase("A list has at most %(most)s rows. Import it in parts.", most=MOST_ROWS),
                "file",
            )
        return sheet, layout

    def _entries(self, layout: Layout, terms: Terms, progress: Progress) -> Sequence[Entry]:
        checks = Checks(
            email=self._reach.email,
            phone=lambda typed: self._reach.phone(typed, terms.country),
            country=self._reach.country,
        )
        entries = []
        for done, row in enumerate(layout.rows):
            if done % STEP == 0:
                progress(done, len(layout.rows))
            entries.append(entry_of(row, layout.columns, checks))
        return entries

    def _match(self, known: Sequence[Known], run: _Run, wish: ImportCustomers) -> None:
        matcher = Matcher(known, wish.match)
        for entry in run.entries:
            if entry.problems:
                run.fail(entry, entry.problems)
        for entry in matcher.in_order(it for it in run.entries if not it.problems):
            try:
                matcher.place(entry)
            except Invalid as error:
                run.fail(entry, [Problem("", None, entry.code, str(error))])
        run.groups = matcher.groups

    def _apply(self, uow: CustomersUnitOfWork, run: _Run, shop_id: ShopId) -> list[Newcomer]:
        """Let the known customers know what is said of them; return those that are new."""
        present = uow.customers.many([g.known.id for g in run.groups if g.known is not None])
        fresh: list[Newcomer] = []
        for group in run.groups:
            try:
                if group.known is not None:
                    _meet(run, group, group.known, present[group.known.id])
                else:
                    customer = Customer.new(shop_id, "", self._clock(), group.facts)
                    group.apply(customer)
                    fresh.append((group, customer))
            except (Invalid, Refused) as error:
                for entry in group.entries:
                    run.fail(entry, [Problem("", None, "", str(error))])
        return fresh

    def _admit(
        self, uow: CustomersUnitOfWork, fresh: Sequence[Newcomer], codes: Codes, taken: set[str]
    ) -> None:
        """Give the new customers their codes: first those that bring one, then the others."""
        for group, customer in fresh:
            if group.code:
                customer.code = group.code
                codes.keep(group.code)
                taken.add(code_key(group.code))
        unnamed = [customer for group, customer in fresh if not group.code]
        given = codes.next_many(len(unnamed), lambda code: code_key(code) in taken)
        for customer, code in zip(unnamed, given, strict=True):
            customer.code = code
        for _, customer in fresh:
            uow.customers.add(customer)


def _meet(run: _Run, group: Group, known: Known, customer: Customer) -> None:
    if known.merged_into:
        note = f"{known.code} was merged into {known.merged_into}, so it stays as it is."
        run.tell(group, Outcome.UNCHANGED, known.code, note)
    elif known.is_archived:
        raise Refused(
            phrase("This is %(code)s, which is archived. Restore it first.", code=known.code)
        )
    else:
        is_news = group.apply(customer)
        run.tell(group, Outcome.UPDATED if is_news else Outcome.UNCHANGED, known.code)


def _note(group: Group, entry: Entry, code: str) -> str:
    """Say what somebody who looks over the list would like to know of a row."""
    said = []
    if entry is not group.entries[0]:
        said.append(f"The same customer as in row {group.entries[0].number}.")
    if code and entry.code and code_key(entry.code) != code_key(code):
        said.append(f"It is known as {code} and keeps that code.")
    return " ".join(said)


def _wrong(row: Row, columns: int, outcome: RowOutcome) -> list[str]:
    """Return the row as it came, with what is wrong with it behind its last column."""
    cells = [*row.cells, *[""] * (columns - len(row.cells))][:columns]
    titles = "; ".join(filter(None, (it.column for it in outcome.problems)))
    return [*cells, str(row.number), titles, " ".join(it.reason for it in outcome.problems)]


def _report(sheet: Sheet, layout: Layout, run: _Run, wish: ImportCustomers) -> ImportReport:
    outcomes = [run.outcomes[entry.number] for entry in run.entries]
    counts = Counter(it.outcome for it in outcomes)
    return ImportReport(
        dry_run=wish.dry_run,
        match=wish.match,
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        header_row=layout.header_row,
        columns=[ColumnView(column=it.title, field=it.field) for it in layout.columns],
        rows=len(outcomes),
        new=counts[Outcome.NEW],
        updated=counts[Outcome.UPDATED],
        unchanged=counts[Outcome.UNCHANGED],
        errors=counts[Outcome.ERROR],
        outcomes=outcomes,
    )
