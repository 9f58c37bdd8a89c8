"""Somebody at a browser, who acts by the role and the name of what they see."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.app.servers import PASSWORD
from tests.browser.looking import WIDE, Eye

PATIENCE = 15_000


def way_in(said: str) -> str:
    """Return the address of the first set-up, which the server prints at its first start."""
    found = re.search(r"http\S+/setup\?code=\S+", said)
    assert found, said
    return found[0]


@contextmanager
def somebody(
    chromium: Browser, url: str, size: tuple[int, int] = WIDE, errors: tuple[str, ...] = ()
) -> Iterator["Hand"]:
    """Come with a browser of one's own; what fails in it fails the test.

    `errors` are words of what the browser is meant to complain about, such as an answer of 422.
    """
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    eye = Eye(context.new_page(), url)
    try:
        yield Hand(eye.page, url)
        faults = [it for it in eye.faults if not any(word in it for word in errors)]
        assert not faults, "\n".join(faults)
    finally:
        context.close()


def starting(name: str) -> re.Pattern[str]:
    """What is called so, whatever keys or counts stand behind its name."""
    return re.compile(rf"^\W*{name}", re.IGNORECASE)


def figure(text: str) -> re.Pattern[str]:
    """A sum as the shop's country writes it: 17 250.00 is shown as 17 250,00."""
    whole, _, cents = text.partition(".")
    parts = r"\W?".join(re.findall(r"\d{1,3}(?=(?:\d{3})*$)", whole.replace(" ", "")))
    return re.compile(rf"(?<![\d]){parts}" + (rf"[,.]{cents}" if cents else "") + r"(?!\d)")


class Hand:
    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.url + path)

    def log_in(self, username: str, password: str = PASSWORD) -> None:
        self.go("/login")
        self.write("User name or e-mail", username)
        self.write("Password", password)
        self.press("Log in")
        expect(self.page.get_by_role("navigation", name="Main")).to_be_visible()

    def menu(self, name: str) -> None:
        """Go to a page by the main menu."""
        menu = self.page.get_by_role("navigation", name="Main")
        menu.get_by_role("link", name=starting(name)).first.click()

    def tab(self, name: str, of: str) -> None:
        self.page.get_by_role("navigation", name=of).get_by_role(
            "link", name=starting(name)
        ).click()

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=starting(name)).first.click()

    def follow(self, name: str, within: Locator | None = None) -> None:
        (within or self.main).get_by_role("link", name=starting(name)).first.click()

    def write(self, name: str, text: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("textbox", name=starting(name)).first.fill(text)

    def pick(self, name: str, text: str, within: Locator | None = None) -> None:
        """Choose of a list that is closed."""
        (within or self.page).get_by_label(starting(name)).first.select_option(label=text)

    def choose(self, name: str, text: str, within: Locator | None = None) -> None:
        """Take one of many: by typing into what searches, or of the list while it is short."""
        combobox = (within or self.page).get_by_role("combobox", name=starting(name)).first
        if combobox.evaluate("(it) => it.matches('select')"):
            combobox.select_option(label=text)
            return
        combobox.fill(text)
        option = self.page.get_by_role("option", name=re.compile(re.escape(text))).first
        option.click()
        expect(combobox).to_have_value(re.compile(re.escape(text)))

    def tick(self, name: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("checkbox", name=starting(name)).first.check()

    def open(self, name: str, within: Locator | None = None) -> None:
        """Open what is folded away."""
        (within or self.page).locator("summary", has_text=re.compile(name)).first.click()

    def sees(self, *said: str | re.Pattern[str], within: Locator | None = None) -> None:
        for it in said:
            expect(within or self.main).to_contain_text(it)

    def is_at(self, title: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def is_told(self, said: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("status").filter(has_text=said).first).to_be_visible()

    def part(self, title: str) -> Locator:
        """What stands below a heading."""
        heading = self.page.get_by_role("heading", name=title, exact=True)
        return self.main.locator("section", has=heading)

    def row(self, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        return (within or self.main).get_by_role("row", name=name).first

    def fact(self, name: str, within: Locator | None = None) -> Any:
        """Return what stands behind a term."""
        terms = (within or self.main).get_by_role("term")
        term = terms.filter(has_text=re.compile(rf"^\s*{name}\s*$")).first
        return term.locator("xpath=following-sibling::dd[1]")
