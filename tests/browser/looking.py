"""Looking at pages with a real browser, and what it finds to be wrong there."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request
from tools.browser import NO_CHROMIUM, chromium, package

WIDE, PHONE, TALL = (1440, 900), (390, 844), 2400
LIGHT: Literal["light"] = "light"
DARK: Literal["dark"] = "dark"
# What Chromium asks the world by itself is none of a test's business.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},  # off by itself, though it is of WCAG 2.2
    "resultTypes": ["violations"],
    "iframes": False,
}
# Of what scrolls, the last target in sight is cut off.
SCROLLED = AXE | {"rules": {"target-size": {"enabled": False}}}
LOOK = """async ([options, within]) => {
  const found = await axe.run(within ?? document, options);
  return found.violations.map((it) =>
    `${it.id}: ${it.help}: `
    + it.nodes.slice(0, 4).map((node) => node.html.slice(0, 220)).join(" | ")
    + ` (${(it.nodes[0].any[0] ?? it.nodes[0].all[0] ?? it.nodes[0].none[0])?.message ?? ""})`);
}"""
LISTEN = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
MOST_LOADED = 200_000  # bytes, compressed
LOADED = """() => performance.getEntriesByType("resource")
  .filter((it) => /\\.(js|css)$/.test(new URL(it.name).pathname))
  .reduce((sum, it) => sum + it.encodedBodySize, 0)"""
SETTLED = """() => new Promise((then) => {
  const done = () => requestAnimationFrame(() => requestAnimationFrame(then));
  const ends = document.getAnimations()
    .filter((it) => it.effect.getComputedTiming().endTime < 2000);
  Promise.allSettled(ends.map((it) => it.finished)).then(done);
})"""
SIDEWAYS = """() => {
  const root = document.scrollingElement, over = root.scrollWidth - root.clientWidth;
  if (over < 1) return "";
  const wide = [...document.querySelectorAll("body *")]
    .filter((it) => it.getBoundingClientRect().right > root.clientWidth + 1);
  return `${over} px, by ${wide.slice(-1)[0]?.outerHTML.slice(0, 160)}`;
}"""
HIDDEN = """() => [...document.querySelectorAll("dialog[id]:not([open]), [popover][id]")]
  .map((it) => [it.id, it.matches("dialog") ? "dialog" : "popover", it.outerHTML.length])"""
OPEN = """(id) => {
  const it = document.getElementById(id);
  it.matches("dialog") ? it.showModal() : it.showPopover();
  return it;
}"""
CLOSE = """(id) => {
  const it = document.getElementById(id);
  it.matches("dialog") ? it.close() : it.hidePopover();
}"""


@contextmanager
def launch(playwright: Playwright) -> Iterator[Browser]:
    path = chromium()
    assert path, NO_CHROMIUM
    browser = playwright.chromium.launch(executable_path=path, args=QUIET)
    yield browser
    browser.close()


@cache
def axe() -> str:
    return (package("axe-core") / "axe.min.js").read_text()


@dataclass
class Eye:
    """One page of a browser, and what went wrong on it."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)
    states: int = 0
    heaviest: int = 0  # of the pages, in bytes
    _at: str = ""

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.blame(f"script failed: {error}"))
        self.page.on("request", self._asked)

    def blame(self, *faults: str) -> None:
        self.faults += [f"{self._at}: {fault}" for fault in faults]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.blame(f"console: {message.text} {message.location.get('url', '')}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", "about:")):
            self.blame(f"asks a third party: {request.url}")

    def open(self, path: str) -> str:
        """Go there and return what the server sent."""
        self._at = path
        answer = self.page.goto(self.url + path)
        assert answer is not None
        if answer.status != 200:
            self.blame(f"answers {answer.status}")
        self.page.evaluate("document.fonts.ready")
        return answer.text()

    def see(self, theme: Literal["light", "dark"], size: tuple[int, int]) -> None:
        """Look at what is there in a theme and at a width."""
        name = f"{self._at.split(' [')[0]} [{theme} {size[0]}]"
        self._at = name
        self.page.emulate_media(color_scheme=theme)
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.evaluate(SETTLED)  # colours change in a transition, however short
        self._look()
        if over := self.page.evaluate(SIDEWAYS):
            self.blame(f"is wider than the window: {over}")

    def see_hidden(self, known: set[tuple[str, int]]) -> None:
        """Open each dialog and menu, and look at it; those that were seen elsewhere are `known`."""
        wide = self.page.viewport_size["width"] if self.page.viewport_size else WIDE[0]
        self.page.set_viewport_size({"width": wide, "height": TALL})  # nothing is scrolled away
        for id, kind, length in self.page.evaluate(HIDDEN):
            if (id, length) in known:
                continue
            known.add((id, length))
            before, self._at = self._at, f"{self._at} {kind} #{id}"
            opened = self.page.evaluate_handle(OPEN, id)
            self._look(opened)
            self.page.evaluate(CLOSE, id)
            self._at = before

    def _look(self, within: Any = None) -> None:
        self.states += 1
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(axe())
        scrolls = within is not None and within.evaluate(
            "(it) => [it, ...it.querySelectorAll('*')].some((one) =>"
            " one.scrollHeight > one.clientHeight && getComputedStyle(one).overflowY !== 'visible')"
        )
        self.blame(*self.page.evaluate(LOOK, [SCROLLED if scrolls else AXE, within]))

    def leave(self) -> None:
        """Tell what the page's policy refused, and how much it loaded."""
        self.blame(*(f"refused: {it}" for it in self.page.evaluate("window.__refused")))
        loaded = self.page.evaluate(LOADED)
        self.heaviest = max(self.heaviest, loaded)
        if loaded > MOST_LOADED:
            self.blame(f"loads {loaded} bytes of script and style")


@contextmanager
def looking(browser: Browser, url: str, state: Any, **more: Any) -> Iterator[Eye]:
    context = browser.new_context(storage_state=state, reduced_motion="reduce", **more)
    context.add_init_script(LISTEN)
    context.set_default_timeout(10_000)
    try:
        yield Eye(context.new_page(), url)
    finally:
        context.close()


def told(faults: list[str]) -> str:
    """Say each fault once, with how often it was found."""
    counted: dict[str, list[str]] = {}
    for fault in faults:
        at, _, what = fault.partition(": ")
        counted.setdefault(re.sub(r"f-[\w-]+|#[\w-]+", "…", what), []).append(at)
    lines = [f"{len(at)} x {what}\n      at {', '.join(at[:6])}" for what, at in counted.items()]
    return json.dumps(len(faults)) + " faults\n" + "\n".join(lines)
