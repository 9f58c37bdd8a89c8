"""An import, step by step: receive, map, rehearse, apply, undo.

A list is taken in as a whole or not at all, but for the rows that are at fault: all of it is one
transaction, in which each thing is a part that may fail by itself. A dry run is the same, rolled
back at its end, so what it tells is what will be.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import msgspec

from nexus.integrations.domain import (
    LARGEST_FILE,
    MOST_COLUMNS,
    TOLD,
    ImportJob,
    Line,
    Outcome,
    Result,
    Status,
    Thing,
    checked,
    fitted,
    guessed,
    header_of,
    lines_of,
    signature,
    titles_of,
)
from nexus.integrations.messages import (
    ImportRow,
    ImportRowView,
    ImportView,
    ListImportRows,
    ListImports,
    MapColumns,
    ReceiveImport,
    ThingView,
    UseMapping,
)
from nexus.integrations.ports import (
    ImportsReading,
    ImportsUnitOfWork,
    Settings,
    Sheet,
    Sheets,
    Upload,
)
from nexus.integrations.service.desks import Desk
from nexus.integrations.service.reading import Reader
from nexus.integrations.service.remembering import IMPORT, remember
from nexus.integrations.service.running import Progress, Run, counts_of, take_back, unseen
from nexus.kernel.actor import Actor, Door
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Invalid, Refused, TooLarge
from nexus.kernel.files import FileStore
from nexus.kernel.ids import ImportId, ShopId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy

KEPT = timedelta(days=30)  # a file, to be corrected and looked into
PREVIEWED = 10  # rows
SHOWN = 100  # signs of a cell in the preview


class _Rehearsed(Exception):
    """Ends a dry run, so that nothing of it is kept."""

    def __init__(self, results: Sequence[Result]) -> None:
        super().__init__()
        self.results = results


class ImportService:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], ImportsUnitOfWork],
        reading: Callable[[ShopId], ImportsReading],
        desks: Sequence[Desk],
        settings: Settings,
        store: FileStore,
        sheets: Sheets,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._desks: Mapping[str, Desk] = {desk.thing.name: desk for desk in desks}
        self._settings = settings
        self._store = store
        self._sheets = sheets
        self._clock = clock

    def things(self, actor: Actor) -> Page[ThingView]:
        """Return what can be imported, with the fields of each."""
        actor.require(IMPORT)
        return Page(items=[ThingView.of(desk.thing) for desk in self._desks.values()])

    def page(self, actor: Actor, wish: ListImports) -> Page[ImportRow]:
        actor.require(IMPORT)
        with self._reading(actor.shop_id) as look:
            return look.page(wish)

    def one(self, actor: Actor, id: ImportId) -> ImportView:
        actor.require(IMPORT)
        with self._reading(actor.shop_id) as look:
            job = look.job(id)
            return ImportView.of(job, self._desk(job.thing).thing)

    def rows(self, actor: Actor, id: ImportId, wish: ListImportRows) -> Page[ImportRowView]:
        actor.require(IMPORT)
        with self._reading(actor.shop_id) as look:
            found = look.rows(id, wish)
            if not found.items:
                look.job(id)  # none of an import that is there, or NotFound
            return found

    # A list comes in

    def keep(self, actor: Actor, wish: ReceiveImport, upload: Upload) -> ImportJob:
        """Read a list and keep its file; what it is to be is guessed, or as it was the last time.

        This is slow and needs no transaction; `receive` then names what is kept.
        """
        desk = self._allowed(actor, wish.thing)
        if upload.size > LARGEST_FILE:
            raise TooLarge("A list has at most 10 MB. Please import it in parts.", "file")
        content = b"".join(upload.chunks())
        sheet = self._sheets.read(content)
        job = self._job(actor, desk.thing, sheet, wish, upload)
        self._store.put(job.file_key, [content])
        return job

    def receive(self, actor: Actor, job: ImportJob) -> ImportView:
        actor.require(IMPORT)
        with self._unit_of_work(actor) as uow:
            uow.jobs.add(job)
            return ImportView.of(job, self._desk(job.thing).thing)

    def forget(self, job: ImportJob) -> None:
        """Let go of a file that nobody names."""
        self._store.remove(job.file_key)

    def map(
        self, actor: Actor, id: ImportId, wish: MapColumns, version: int | None = None
    ) -> ImportView:
        """Say what the columns hold. The next list with this header is taken for the same."""
        actor.require(IMPORT)
        with self._unit_of_work(actor) as uow:
            job = uow.jobs.get(id).expect(version)
            thing = self._desk(job.thing).thing
            mapping = checked(wish.mapping, job.columns, thing)
            job.map(mapping)
            remember(uow, job)
            return ImportView.of(job, thing)

    def use(
        self, actor: Actor, id: ImportId, wish: UseMapping, version: int | None = None
    ) -> ImportView:
        """Take the columns for what was remembered of another list's that are called the same."""
        actor.require(IMPORT)
        with self._unit_of_work(actor) as uow:
            job = uow.jobs.get(id).expect(version)
            thing = self._desk(job.thing).thing
            known = uow.mappings.get(wish.mapping_id)
            if known.thing != job.thing:
                raise Refused("That is remembered of another kind of list.")
            job.map(fitted(known.mapping, job.columns, thing))
            return ImportView.of(job, thing)

    # It is taken in

    def rehearse(
        self, actor: Actor, id: ImportId, version: int | None = None, progress: Progress = unseen
    ) -> ImportView:
        """Do all of it and keep nothing, but what became of each row."""
        desk, lines = self._opened(actor, id)
        try:
            with self._unit_of_work(_importing(actor)) as uow:
                job = uow.jobs.get(id).expect(version)
                job.check_open()
                raise _Rehearsed(self._take_in(uow, actor, desk, job, lines, progress))
        except _Rehearsed as done:
            results = done.results
        with self._unit_of_work(actor) as uow:
            job = uow.jobs.get(id).expect(version)
            job.check(counts_of(results))
            uow.results.keep(id, results)
            return ImportView.of(job, desk.thing, results)

    def apply(
        self, actor: Actor, id: ImportId, version: int | None = None, progress: Progress = unseen
    ) -> ImportView:
        """Take the list in. What was applied already is told again, and nothing is done."""
        desk, lines = self._opened(actor, id)
        with self._unit_of_work(_importing(actor)) as uow:
            job = uow.jobs.get(id)
            if job.status is Status.APPLIED:
                return ImportView.of(job, desk.thing, uow.results.of(id))
            job.expect(version)
            job.check_open()
            results = self._take_in(uow, actor, desk, job, lines, progress)
            job.apply(counts_of(results), self._clock())
            uow.results.keep(id, results)
            return ImportView.of(job, desk.thing, results)

    def undo(self, actor: Actor, id: ImportId, version: int | None = None) -> ImportView:
        """Take back what was new and put right what was changed, but for what changed since."""
        actor.require(IMPORT)
        importing = _importing(actor)
        with self._unit_of_work(importing) as uow:
            job = uow.jobs.get(id).expect(version)
            desk = self._allowed(actor, job.thing)
            job.check_applied()
            left = 0
            for result in reversed(uow.results.of(id)):
                if reason := take_back(uow, importing, desk, result):
                    uow.results.leave(id, result.number, reason)
                    left += 1
            job.undo(left, self._clock())
            return ImportView.of(job, desk.thing, uow.results.of(id))

    def errors(self, actor: Actor, id: ImportId) -> bytes:
        """Return the rows at fault as they came, with the reasons, to correct and send again."""
        with self._reading(actor.shop_id) as look:
            job, results = look.job(id), look.results(id)
        _, lines = self._opened(actor, id)
        wrong = {it.number: it for it in results if it.outcome is Outcome.ERROR}
        count = len(job.columns)
        rows = [[*job.columns, *TOLD]]
        for line in lines:
            if (result := wrong.get(line.number)) is not None:
                cells = [*line.cells, *[""] * count][:count]
                columns = "; ".join(filter(None, (it.column for it in result.problems)))
                reasons = " ".join(it.reason for it in result.problems)
                rows.append([*cells, str(line.number), columns, reasons])
        return self._sheets.write(rows)

    def sweep(self, actor: Actor) -> int:
        """Let go of the files of a month ago; what became of their rows stays known."""
        actor.require(IMPORT)
        before = self._clock() - KEPT
        old = [
            stored.key
            for stored in self._store.under(f"{actor.shop_id}/imports")
            if stored.stored_at < before
        ]
        for key in old:
            self._store.remove(key)
        return len(old)

    # How it is done

    def _job(
        self, actor: Actor, thing: Thing, sheet: Sheet, wish: ReceiveImport, upload: Upload
    ) -> ImportJob:
        header = header_of(sheet.records, thing)
        titles = titles_of(sheet.records[header])
        lines = lines_of(sheet.records, header)
        with self._reading(actor.shop_id) as look:
            known = look.mapping(thing.name, signature(titles))
        id = ImportId(new_id())
        name = "".join(sign for sign in wish.file_name if sign.isprintable())
        return ImportJob(
            shop_id=actor.shop_id,
            id=id,
            thing=thing.name,
            file_name=tidy(name)[:200],
            file_key=f"{actor.shop_id}/imports/{id}",
            size=upload.size,
            sha256=upload.sha256,
            format=sheet.format,
            encoding=sheet.encoding,
            delimiter=sheet.delimiter,
            header_row=header + 1,
            columns=titles,
            preview=[
                [_shown(cell) for cell in it.cells[:MOST_COLUMNS]] for it in lines[:PREVIEWED]
            ],
            row_count=len(lines),
            mapping={it: known.get(it) for it in titles} if known else guessed(titles, thing),
            created_at=self._clock(),
            created_by=actor.label,
        )

    def _take_in(
        self,
        uow: ImportsUnitOfWork,
        actor: Actor,
        desk: Desk,
        job: ImportJob,
        lines: Sequence[Line],
        progress: Progress,
    ) -> list[Result]:
        terms = self._settings.terms(actor.shop_id)
        reader = Reader(desk, job.mapping, terms.currency)
        for scope in {its.scope for its in reader.fields if its.scope}:
            actor.require(scope)
        if missing := [it for it in desk.thing.fields if it.is_needed and it not in reader.fields]:
            message = phrase(
                "No column is known to hold the %(field)s. Say which one does.",
                field=phrase(missing[0].name),
            )
            raise Refused(message, missing=[it.name for it in missing])
        return Run(uow, _importing(actor), desk, reader).take_in(lines, progress)

    def _opened(self, actor: Actor, id: ImportId) -> tuple[Desk, Sequence[Line]]:
        """Return the rows of the file, which is read before any transaction that writes."""
        actor.require(IMPORT)
        with self._reading(actor.shop_id) as look:
            job = look.job(id)
        desk = self._allowed(actor, job.thing)
        try:
            content = b"".join(self._store.read(job.file_key))
        except FileNotFoundError as error:
            raise Refused("The file is no longer kept. Please send it again.") from error
        return desk, lines_of(self._sheets.read(content).records, job.header_row - 1)

    def _allowed(self, actor: Actor, name: str) -> Desk:
        """Return the desk of a thing, if the actor may do there what an import does."""
        actor.require(IMPORT)
        desk = self._desk(name)
        for scope in desk.thing.scopes:
            actor.require(scope)
        return desk

    def _desk(self, name: str) -> Desk:
        if name not in self._desks:
            known = ", ".join(self._desks)
            raise Invalid(
                phrase("This cannot be imported. Choose one of: %(known)s.", known=known), "thing"
            )
        return self._desks[name]


def _importing(actor: Actor) -> Actor:
    return msgspec.structs.replace(actor, door=Door.IMPORT)


def _shown(cell: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in cell[:SHOWN])
