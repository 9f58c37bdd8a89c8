"""Take a picture of every page, light, dark and on a phone: make shots

    python -m tools.screenshots [path ...]

The pictures lie in `build/shots`. The shop is the one of the browser tests, made for this and
thrown away.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.looking import DARK, LIGHT, PHONE, SETTLED, WIDE, launch
from tests.browser.stage import Stage, staged

OUT = Path(__file__).parents[1] / "build" / "shots"
LOOKS = {"light": (LIGHT, WIDE), "dark": (DARK, WIDE), "phone": (LIGHT, PHONE)}


def main(wanted: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="nexus-shots-") as folder,
        staged(Path(folder)) as stage,
        sync_playwright() as playwright,
        launch(playwright) as browser,
    ):
        taken = take(stage, browser, wanted)
    print(f"{taken} pictures are in {OUT}")


def take(stage: Stage, browser: Browser, wanted: list[str]) -> int:
    taken = 0
    for look, (theme, (width, height)) in LOOKS.items():
        for is_public in (False, True):
            context = browser.new_context(
                storage_state=None if is_public else stage.state(),
                viewport={"width": width, "height": height},
                color_scheme=theme,
                reduced_motion="reduce",
            )
            page = context.new_page()
            for name, path in stage.pages.items():
                if (name in stage.public) is not is_public or (wanted and path not in wanted):
                    continue
                page.goto(stage.url + path)
                page.evaluate("document.fonts.ready")
                page.evaluate(SETTLED)
                page.screenshot(path=OUT / f"{named(name)}-{look}.png", full_page=look != "phone")
                taken += 1
            context.close()
    return taken


def named(template: str) -> str:
    """Return a file's name for a page: its template, since ids are others each time."""
    return re.sub(r"[^a-z0-9]+", "-", template.lower()).strip("-") or "hub"


if __name__ == "__main__":
    main(sys.argv[1:])
