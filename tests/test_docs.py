"""The reference pages say what the program does, and the settings are all explained."""

import re
from pathlib import Path

import msgspec
import pytest
from tools.reference import pages, settings

from nexus.platform.config import PREFIX, Config

ROOT = Path(__file__).parents[1]
PAGES = pages()


@pytest.mark.parametrize("name", list(PAGES))
def test_a_reference_page_is_up_to_date(name):
    kept = (ROOT / "docs" / name).read_text()
    assert kept == PAGES[name], "Run: python -m tools.reference"


def test_every_setting_is_explained_with_its_default():
    told = settings()
    fields = {PREFIX + field.name.upper(): field for field in msgspec.structs.fields(Config)}
    assert list(told) == list(fields)
    for name, (default, says) in told.items():
        own = fields[name].default
        assert default == ("" if own is None else str(own)), name
        assert says.endswith("."), name


LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")), ids=str
)
def test_links_lead_somewhere(page):
    for link in LINK.findall(page.read_text()):
        assert (page.parent / link).exists(), link
