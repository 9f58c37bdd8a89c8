"""One server for all browser tests of a process, and a browser for each of their files."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.looking import launch
from tests.browser.stage import Stage, staged
from tests.browser.trades import Trades, trading

expect.set_options(timeout=20_000)  # much else may run beside


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture(scope="session")
def trades(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trades]:
    with trading(tmp_path_factory.mktemp("trades")) as trades:
        yield trades


@pytest.fixture(scope="module")  # not longer: while it runs, no other test can use asyncio
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, launch(playwright) as browser:
        yield browser
