"""What all templates keep to."""

import re

import pytest

from nexus.platform.web.templates import environment

NO_LITERAL = re.compile(r"(?<![\w.])n?_\(\s*(?![\"'\s])")
NAMES = [it for it in environment().list_templates() if it.endswith(".html")]


@pytest.mark.parametrize("name", NAMES)
def test_only_what_stands_in_a_template_is_translated_as_html(name):
    """`_` of a variable would be taken for safe HTML, whoever typed it: that is `| say`."""
    source, _, _ = environment().loader.get_source(environment(), name)
    assert not NO_LITERAL.findall(source)
