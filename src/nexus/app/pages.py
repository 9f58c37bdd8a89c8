"""Templates of the app's own pages. Imported when the first page is asked for."""

import re
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

BOLD, CODE = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"`(.+?)`")


def render(template: str, **words: Any) -> str:
    return _jinja.get_template(template).render(words)


def prose(text: str) -> Markup:
    """Render what our descriptions use of Markdown: paragraphs, points, bold, code."""
    parts = []
    for block in text.strip().split("\n\n"):
        if block.startswith("* "):
            points = re.split(r"^\* ", block, flags=re.M)[1:]
            inner = Markup("").join(
                Markup("<li>{}</li>").format(_inline(point)) for point in points
            )
            parts.append(Markup("<ul>{}</ul>").format(inner))
        else:
            parts.append(Markup("<p>{}</p>").format(_inline(block)))
    return Markup("\n").join(parts)


def _inline(text: str) -> Markup:
    safe = str(escape(" ".join(text.split())))
    return Markup(CODE.sub(r"<code>\1</code>", BOLD.sub(r"<strong>\1</strong>", safe)))


def pretty(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def words(schema: dict[str, Any]) -> str:
    """Say in a few words what a parameter takes."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    if "enum" in schema:
        return " · ".join(map(str, schema["enum"]))
    kind = schema.get("format") or schema.get("type", "anything")
    if "anyOf" in schema:
        kind = " or ".join(words(part) for part in schema["anyOf"])
    if schema.get("type") == "array":
        kind = f"list of {words(schema['items'])}"
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        kind = f"{kind} {least} to {most}"
    elif "maxLength" in schema:
        kind = f"{kind}, {schema['maxLength']} signs at most"
    default = schema.get("default")
    return f"{kind}, else {default}" if default not in (None, "") else str(kind)


_jinja = Environment(
    loader=PackageLoader("nexus.app"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_jinja.filters |= {"prose": prose, "pretty": pretty, "words": words}
