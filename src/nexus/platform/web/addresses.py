"""What the address of a page says: filters, and the views of a list that people keep."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from litestar import Request
from msgspec import Struct

from nexus.kernel.actor import Actor

# Where one is in a list, and what asks for the list itself, is not what one looks at.
PASSING = ("cursor", "limit", "total", "view")
WHOLE = "view=all"  # the list as it is, for who has it open with a view of theirs

Pairs = list[tuple[str, str]]


class SavedView(Struct, frozen=True, kw_only=True):
    """What a list is searched, filtered and sorted by, with a name."""

    id: str
    name: str
    query: str
    is_own: bool = True
    is_shared: bool = False
    is_default: bool = False


class Keeper(Protocol):
    """Knows the views of a list that somebody keeps, and those that are shared."""

    def of(self, actor: Actor, path: str) -> Sequence[SavedView]: ...


class Tab(Struct, frozen=True, kw_only=True):
    text: str
    href: str
    is_here: bool
    view: SavedView | None = None  # None: the list brings it


class Tabs(Struct, frozen=True, kw_only=True):
    """The views of a list; `query` is what the page shows, for a view to be made of it.

    `began` is the view of one's own that was chosen, and shows something else by now.
    """

    path: str
    query: str
    items: Sequence[Tab]
    began: SavedView | None = None

    @property
    def here(self) -> SavedView | None:
        return next((it.view for it in self.items if it.is_here and it.view), None)

    @property
    def is_new(self) -> bool:
        """Tell whether the page shows what no view does."""
        said = sorted(parse_qsl(self.query))
        return bool(said) and all(sorted(_pairs(it.href)) != said for it in self.items)


def place_of(request: Request[Any, Any, Any]) -> str:
    return request.url.path.rstrip("/") or "/"


def tabs(
    request: Request[Any, Any, Any],
    saved: Sequence[SavedView],
    brought: Sequence[tuple[str, str]],
) -> Tabs:
    """Put the views that a list brings, (text, query), before those that are kept."""
    path = place_of(request)
    now = _lasting(request.query_params.multi_items())
    same = next((it.id for it in saved if sorted(parse_qsl(it.query)) == sorted(now)), "")
    fitting = [query for _, query in brought if set(parse_qsl(query)) <= set(now)]
    best = max(fitting, key=lambda query: len(parse_qsl(query)), default=None)
    whole = WHOLE if any(it.is_default for it in saved) else ""
    items = [
        Tab(text=text, href=_address(path, query or whole), is_here=not same and query == best)
        for text, query in brought
    ]
    items += [
        Tab(text=it.name, href=_of_view(path, it), is_here=it.id == same, view=it) for it in saved
    ]
    chosen = request.query_params.get("view")
    began = next((it for it in saved if it.id == chosen and it.is_own and it.id != same), None)
    return Tabs(path=path, query=urlencode(now), items=items, began=began)


def opening(request: Request[Any, Any, Any], saved: Sequence[SavedView]) -> str | None:
    """Return where to go from a list without filters, if it opens with a view."""
    first = next((it for it in saved if it.is_default and it.query), None)
    return None if first is None else _of_view(place_of(request), first)


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _of_view(path: str, view: SavedView) -> str:
    """Return the address of a view, which says that it is one: its filters may be changed there."""
    return f"{_address(path, view.query)}{'&' if view.query else '?'}view={view.id}"


def _pairs(address: str) -> Pairs:
    return _lasting(parse_qsl(address.partition("?")[2]))


def _lasting(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Return what is looked at, in an order that does not depend on how it was said."""
    said = [(name, value) for name, value in pairs if name not in PASSING and value != ""]
    return sorted(said, key=itemgetter(0))


def with_query_of(request: Request[Any, Any, Any]) -> Callable[..., str]:
    def with_query(**changes: Any) -> str:
        """Return the address with other filters; None takes one away, a page begins anew."""
        said = [
            (name, value)
            for name, value in request.query_params.multi_items()
            if name not in changes and name != "cursor" and value != ""
        ]
        for name, value in changes.items():
            values = value if isinstance(value, list | tuple) else [value]
            said += [(name, str(it)) for it in values if it is not None and it != ""]
        return _address(request.url.path, urlencode(said))

    return with_query


def kept_query_of(request: Request[Any, Any, Any]) -> Callable[..., Pairs]:
    def kept_query(*but: str) -> Pairs:
        """Return what else the address says, for a form that adds to it."""
        said = request.query_params.multi_items()
        return [(name, value) for name, value in said if name not in but]

    return kept_query
