"""What all templates keep to."""

import re
from pathlib import Path

import pytest

import nexus
from nexus.platform.web.templates import environment

NO_LITERAL = re.compile(r"(?<![\w.])n?_\(\s*(?![\"'\s])")
NAMES = [it for it in environment().list_templates() if it.endswith(".html")]


@pytest.mark.parametrize("name", NAMES)
def test_only_what_stands_in_a_template_is_translated_as_html(name):
    """`_` of a variable would be taken for safe HTML, whoever typed it: that is `| say`."""
    source, _, _ = environment().loader.get_source(environment(), name)
    assert not NO_LITERAL.findall(source)


def test_a_class_that_a_template_gives_is_known_to_styles_or_scripts():
    """Of those that are written out; what a condition adds is left to the eye."""
    root = Path(nexus.__file__).parent
    sheets = [*(root.parents[1] / "frontend/css").rglob("*.css"), root / "app/static/docs.css"]
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", "".join(it.read_text() for it in sheets)))
    scripts = (root.parents[1] / "frontend/js").rglob("*.js")
    known |= set(re.findall(r"[\w-]+", "".join(it.read_text() for it in scripts)))
    given = {
        (name, path.name)
        for path in root.rglob("templates/**/*.html")
        for names in re.findall(r'class="([^"{}]*)"', path.read_text())
        for name in names.split()
    }
    assert {it for it in given if it[0] not in known} == set()
