"""Somebody without a pointer: gets everywhere by Tab, and always sees where they are."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 140
HAS_FOCUS = "(it) => it === document.activeElement"
# The focus shows by an outline, on the element itself or on what frames it. The parts of a date
# are the browser's own: it alone knows which of them has the focus.
UNSEEN = """() => {
  const it = document.activeElement;
  if (!it || it === document.body || it.matches("main, [role=alert]")) return "";
  const frames = [it, it.closest("label, .affix, .combo, .field"), it.closest("article, li, tr")];
  const seen = it.matches("[type^=date]") || frames.filter(Boolean).some((frame) => {
    const style = getComputedStyle(frame);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  });
  const box = it.getBoundingClientRect();
  const there = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return seen && there ? "" : `${there ? "shows no focus" : "is out of sight"}: ${it.outerHTML}`;
}"""


@dataclass
class Keys:
    page: Page
    unseen: set[str] = field(default_factory=set)
    stops: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, role: Any, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        """Go on by Tab until what is called so has the focus."""
        wanted = (within or self.page).get_by_role(role, name=name).first
        expect(wanted).to_be_attached()
        for _ in range(MOST_TABS):
            if wanted.evaluate(HAS_FOCUS):
                return wanted
            self.press("Tab")
            self._look()
        raise AssertionError(f"Tab never comes to the {role} '{name}' on {self.page.url}")

    def _look(self) -> None:
        self.stops += 1
        if fault := self.page.evaluate(UNSEEN):
            self.unseen.add(f"{self.page.url}: {fault[:300]}")

    def type(self, role: Any, name: str | re.Pattern[str], text: str) -> None:
        self.to(role, name)
        self.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, name: str, text: str) -> None:
        """Type into what searches, and take what is found."""
        combobox = self.to("combobox", re.compile(f"^{name}"))
        if combobox.evaluate("(it) => it.matches('select')"):
            self.page.keyboard.type(text)
            return
        self.page.keyboard.type(text)
        option = self.page.get_by_role("option", name=re.compile(re.escape(text))).first
        expect(option).to_be_visible()
        self.press("ArrowDown", "Enter")
        expect(combobox).to_have_value(re.compile(re.escape(text)))

    def do(self, role: Any, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        self.to(role, name, within)
        self.press("Enter")
