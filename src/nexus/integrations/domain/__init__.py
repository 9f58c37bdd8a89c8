"""Imports: what can be imported, how a list is read, and what became of it."""

from nexus.integrations.domain.job import (
    ImportJob,
    Outcome,
    Problem,
    RememberedMapping,
    Result,
    Status,
)
from nexus.integrations.domain.sheet import (
    LARGEST_FILE,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    TOLD,
    Line,
    checked,
    fitted,
    guessed,
    header_of,
    lines_of,
    signature,
    titles_of,
)
from nexus.integrations.domain.things import Field, Kind, Thing, key_of, read

__all__ = [
    "LARGEST_FILE",
    "LONGEST_CELL",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "TOLD",
    "Field",
    "ImportJob",
    "Kind",
    "Line",
    "Outcome",
    "Problem",
    "RememberedMapping",
    "Result",
    "Status",
    "Thing",
    "checked",
    "fitted",
    "guessed",
    "header_of",
    "key_of",
    "lines_of",
    "read",
    "signature",
    "titles_of",
]
