"""Views of lists that people keep: what a list is searched, filtered and sorted by, with a name."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import SavedViewId, UserId
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key, tidy

PATH = re.compile(r"(?:/[a-z0-9_-]+)+")
LONGEST_PATH, LONGEST_NAME, LONGEST_QUERY = 120, 60, 1000
MOST_VIEWS = 50  # of one person, on one list
# Where one is in a list, and what is told of it, is not what one looks at.
PASSING = ("cursor", "limit", "total")


@dataclass(eq=False, kw_only=True)
class SavedView(Aggregate):
    """Belongs to who keeps it; the others see it as well once it is shared."""

    id: SavedViewId
    user_id: UserId
    path: str
    name: str
    query: str = ""
    is_shared: bool = False
    is_default: bool = False  # the list opens with it, for who keeps it
    position: int = 1

    def __post_init__(self) -> None:
        if not PATH.fullmatch(self.path) or len(self.path) > LONGEST_PATH:
            raise Invalid("A view is of a list, such as /projects.", "path")
        self._tidy()

    def change(self, *, name: str, query: str, is_shared: bool, position: int) -> None:
        self.name, self.query, self.is_shared, self.position = name, query, is_shared, position
        self._tidy()
        self._changed()

    def open_first(self, is_first: bool) -> None:
        """Let the list open with this view, or no longer."""
        if is_first != self.is_default:
            self.is_default = is_first
            self._changed()

    def is_like(self, other: "SavedView") -> bool:
        """Tell whether both would stand under one name in one list."""
        return self.id != other.id and self.path == other.path and key(self.name) == key(other.name)

    def _tidy(self) -> None:
        self.name, self.query = tidy(self.name), tidy_query(self.query)
        if not self.name:
            raise Invalid("A view has a name.", "name")
        if len(self.name) > LONGEST_NAME:
            raise Invalid(
                phrase("A name of a view has at most %(most)s signs.", most=LONGEST_NAME), "name"
            )
        if len(self.query) > LONGEST_QUERY:
            raise Invalid("These are too many filters for a view.", "query")
        if not 1 <= self.position <= MOST_VIEWS:
            raise Invalid(
                phrase("A place is a number from 1 to %(most)s.", most=MOST_VIEWS), "position"
            )


def tidy_query(query: str) -> str:
    """Return the query of an address without what is only passing."""
    said = parse_qsl(query.lstrip("?"))
    return urlencode([(name, value) for name, value in said if name not in PASSING])
