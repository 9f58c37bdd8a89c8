"""The templates of all pages, and what they draw: icons and marks."""

from functools import cache
from typing import Any

from markupsafe import Markup

from nexus.platform.web import assets
from nexus.platform.web.formats import code, initials, paragraphs
from nexus.platform.web.words import mid, say, say_many, wording

# Modules whose pages are in nexus/<module>/adapters/templates.
WITH_PAGES = (
    *("accounts", "settings", "customers", "workflows", "projects", "tasks", "inventory"),
    *("products", "documents", "sales", "analytics", "integrations"),
)


def icon(name: str) -> Markup:
    """Draw one of the icons that frontend/icons.txt lists."""
    if f"i-{name}" not in assets.icons():
        raise LookupError(f"frontend/icons.txt does not list '{name}'.")
    drawn = '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"></use></svg>'
    return Markup(drawn).format(assets.address("sprite"), name)


def mark(name: str) -> Markup:
    """Draw one of our own marks (frontend/glyphs.svg)."""
    if f"s-{name}" not in assets.icons():
        raise LookupError(f"frontend/glyphs.svg draws no '{name}'.")
    drawn = '<svg class="mark" aria-hidden="true"><use href="{}#s-{}"></use></svg>'
    return Markup(drawn).format(assets.address("sprite"), name)


@cache
def environment() -> Any:
    """Return the templates of the platform, of the app, and of every module with pages.

    Jinja costs a start a tenth of a second, so it is imported for the first page.
    """
    from jinja2 import (  # noqa: PLC0415
        ChoiceLoader,
        Environment,
        PackageLoader,
        StrictUndefined,
    )

    loaders = [PackageLoader("nexus.platform"), PackageLoader("nexus.app")]
    for module in WITH_PAGES:
        try:
            loaders.append(PackageLoader(f"nexus.{module}.adapters"))
        except (ValueError, ModuleNotFoundError):  # no pages yet, or no such module
            continue
    made = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    translating: Any = made
    translating.install_gettext_callables(say, say_many, newstyle=True)
    made.filters |= {"code": code, "initials": initials, "paragraphs": paragraphs}
    # For a text that the program keeps in a variable: `_` would take it for safe HTML.
    made.filters |= {"say": say, "mid": mid, "worded": lambda name: say(wording(name))}
    made.globals |= {"icon": icon, "mark": mark, "asset": assets.address}
    return made
