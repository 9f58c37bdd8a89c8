"""The layout of somebody's list: where its header is, and what its columns hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from nexus.integrations.domain.things import Thing
from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key, tidy

DEEPEST_HEADER = 20  # rows above it are a title, a date, a logo's leftovers
MOST_COLUMNS = 200
MOST_ROWS = 5_000  # in one transaction, for which on SQLite other writers wait
LARGEST_FILE = 10 * 1024 * 1024  # bytes
LONGEST_CELL = 20_000  # signs, the longest text that any field takes
LONGEST_TITLE = 200
TOLD = ("Row", "Column", "Problem")  # behind the rows at fault

Records = Sequence[Sequence[str]]
Columns = Mapping[str, str | None]


@dataclass(frozen=True)
class Line:
    """A row with its texts by title; `number` is the one that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


def header_of(records: Records, thing: Thing) -> int:
    """Return the place of the first row that names the most fields."""
    top = list(enumerate(records[:DEEPEST_HEADER]))
    filled = [at for at, cells in top if any(cell.strip() for cell in cells)]
    if not filled:
        raise Invalid("The file is empty.", "file")

    def named(at: int) -> tuple[int, int]:
        return len({thing.guess(cell[:LONGEST_TITLE]) for cell in records[at]} - {None}), -at

    return max(filled, key=named)


def titles_of(cells: Sequence[str]) -> list[str]:
    """Name each column once; one without a title is called by its place."""
    if len(cells) > MOST_COLUMNS:
        raise Invalid(phrase("A list has at most %(most)s columns.", most=MOST_COLUMNS), "file")
    titles: list[str] = []
    for place, cell in enumerate(cells, start=1):
        plain = "".join(sign for sign in cell if sign.isprintable() or sign.isspace())
        title = wish = tidy(plain)[:LONGEST_TITLE] or f"Column {place}"
        count = 1
        while title in titles:
            count += 1
            title = f"{wish} ({count})"
        titles.append(title)
    return titles


def lines_of(records: Records, header: int) -> list[Line]:
    """Return the rows below the header that say anything."""
    body = enumerate(records[header + 1 :], start=header + 2)
    lines = [Line(n, tuple(cells)) for n, cells in body if any(cell.strip() for cell in cells)]
    if len(lines) > MOST_ROWS:
        raise Invalid(
            phrase("A list has at most %(most)s rows. Import it in parts.", most=MOST_ROWS), "file"
        )
    return lines


def guessed(titles: Sequence[str], thing: Thing) -> dict[str, str | None]:
    """Return the field of each column; a field is taken from one column only."""
    mapping: dict[str, str | None] = {}
    for title in titles:
        field = thing.guess(title)
        mapping[title] = None if field in mapping.values() else field
    return mapping


def fitted(known: Columns, titles: Sequence[str], thing: Thing) -> dict[str, str | None]:
    """Return what is known of another list's columns, of those here that are called the same.

    The others are guessed, as far as their fields are not taken yet.
    """
    alike = {key(title): field for title, field in known.items()}
    said = {title: alike[key(title)] for title in titles if key(title) in alike}
    taken = set(said.values())
    for title, field in guessed([it for it in titles if it not in said], thing).items():
        said[title] = None if field in taken else field
    return checked(_once(said), titles, thing)


def _once(mapping: Columns) -> dict[str, str | None]:
    """Leave a field to the first of two columns, where their titles differ in case alone."""
    fields = list(mapping.values())
    return {
        title: field if fields.index(field) == at else None
        for at, (title, field) in enumerate(mapping.items())
    }


def checked(mapping: Columns, titles: Sequence[str], thing: Thing) -> dict[str, str | None]:
    """Return the whole mapping, of the columns in order; Invalid if it names what is not there."""
    if unknown := [title for title in mapping if title not in titles]:
        raise Invalid(
            phrase("The list has no column “%(unknown)s”.", unknown=unknown[0]), "mapping"
        )
    taken = [name for name in mapping.values() if name is not None]
    for name in taken:
        thing.field(name)
        if taken.count(name) > 1:
            raise Invalid(phrase("Two columns would be “%(name)s”.", name=name), "mapping")
    return {title: mapping.get(title) for title in titles}


def signature(titles: Sequence[str]) -> str:
    """Return what the next list with the same header is recognised by.

    The rows that were at fault come again with the columns that told so.
    """
    own = titles[: -len(TOLD)] if tuple(titles[-len(TOLD) :]) == TOLD else titles
    return sha256("\n".join(own).encode()).hexdigest()
