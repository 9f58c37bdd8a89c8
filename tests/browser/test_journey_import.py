"""Journey 12, steps 1 and 2: a new owner sets the shop up and brings the customers in as a list."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.app.servers import serving
from tests.browser.acting import Hand, somebody, way_in

pytestmark = pytest.mark.slow

PASSWORD = "odd horses paint fences"
COLUMNS = ("Firm", "E-mail", "Where we met")
KNOWN, NEW = 3, 490
NAMELESS, WRONG = 4, 3  # rows at fault


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The program as it comes: nobody is in it."""
    home = tmp_path_factory.mktemp("day-one") / "home"
    with serving(home, environment="test", requests_per_minute=10**9) as server:
        yield server


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    """500 rows: three customers who are known by their e-mail, and seven rows that will not do."""
    firms = [[f"Company {n:03}", f"buyer{n}@example.com", "Cape Town"] for n in range(KNOWN + NEW)]
    firms[100:100] = [["", f"nobody{n}@example.com", ""] for n in range(NAMELESS)]
    firms += [[f"Wrong {n}", "no address", ""] for n in range(WRONG)]
    file = tmp_path / "customers.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([COLUMNS, *firms])
    return file


def test_day_one(server: Any, chromium: Browser, customers: Path) -> None:
    refused = ("422",)  # what the browser says of a form that comes back
    with somebody(chromium, server.url, errors=refused) as owner:
        the_shop_is_set_up(owner, server)
        what_they_make_is_called_a_job(owner)
        three_customers_are_known(server)
        the_list_is_sent(owner, customers)
        its_columns_are_told(owner)
        what_would_become_of_it_is_shown(owner)
        it_is_taken_over(owner)
        nothing_is_new_the_second_time(owner, customers)
        one_of_them_has_a_job(server)
        it_is_taken_back_but_for_that_one(owner)


def the_shop_is_set_up(owner: Hand, server: Any) -> None:
    """J12.1."""
    assert httpx.get(f"{server.url}/api/health", timeout=20).is_success
    for password in ("admin", "password", "nexus"):
        said = {"username": "admin", "password": password}
        assert httpx.post(f"{server.url}/api/auth/login", json=said, timeout=20).is_client_error

    owner.go(way_in(server.said))
    owner.tick("Laser cutting")
    owner.tick("Powder coating")
    owner.write("Shop name", "Kestrel & Daughters")
    owner.pick("Country", "South Africa")
    owner.write("Your name", "Mary Gray")
    owner.write("E-mail", "mary@kestrel.example")
    owner.write("User name", "mary")
    owner.write("Password", "password")
    owner.press("Open the shop")
    expect(owner.page.get_by_role("alert")).to_be_visible()
    owner.write("Password", PASSWORD)
    owner.press("Open the shop")
    expect(owner.page.get_by_role("heading", name="First steps")).to_be_visible()


def what_they_make_is_called_a_job(owner: Hand) -> None:
    owner.menu("Settings")
    expect(owner.page.get_by_role("combobox", name="Time zone")).to_have_value(
        re.compile("Africa/Johannesburg")
    )
    owner.tab("Words", of="Settings")
    row = owner.row(re.compile("^Project "))
    boxes = row.get_by_role("textbox")
    boxes.first.fill("Job")
    boxes.last.fill("Jobs")
    owner.press("Save settings")
    owner.is_told("Saved.")
    owner.menu("Jobs")
    owner.is_at("Jobs")


def asking(server: Any) -> httpx.Client:
    headers = {"authorization": server.login("mary", PASSWORD)}
    return httpx.Client(base_url=server.url, headers=headers, timeout=20)


def three_customers_are_known(server: Any) -> None:
    with asking(server) as rest:
        for n in range(KNOWN):
            old = {"name": f"Old {n}", "email": f"buyer{n}@example.com"}
            rest.post("/api/customers", json=old).raise_for_status()


def the_list_is_sent(owner: Hand, list: Path) -> None:
    """J12.2."""
    owner.menu("Import")
    owner.page.get_by_role("radio", name="Clients").check()
    with owner.page.expect_file_chooser() as chooser:
        owner.main.get_by_text("Choose a list or drop it here").click()
    chooser.value.set_files(list)
    owner.press("Look at its columns")
    owner.is_at("What do the columns hold?")


def its_columns_are_told(owner: Hand) -> None:
    taken = {name: owner.page.get_by_label(f"What {name} is taken for") for name in COLUMNS}
    expect(taken["E-mail"].locator("option:checked")).to_have_text("E-mail")  # guessed
    taken["Firm"].select_option(label="Name *")
    taken["Where we met"].select_option(label="Leave it out")
    owner.press("Look what would become of it")


def counts(owner: Hand, **rows: int) -> None:
    tabs = owner.page.get_by_role("navigation", name="What became of the rows")
    for name, count in rows.items():
        tab = tabs.get_by_role("link", name=re.compile(f"^{name.replace('_', ' ')}"))
        expect(tab).to_have_text(re.compile(rf"\b{count}$"))


def what_would_become_of_it_is_shown(owner: Hand) -> None:
    owner.sees("Looked at, not taken over")
    counts(owner, All_rows=500, New=NEW, Changed=KNOWN, At_fault=NAMELESS + WRONG)
    owner.tab("At fault", of="What became of the rows")
    rows = owner.page.get_by_role("table", name="Rows of the list").locator("tbody tr")
    expect(rows).to_have_count(NAMELESS + WRONG)
    nameless, wrong = rows.first, rows.last
    expect(nameless.get_by_role("cell").first).to_have_text("102")  # as the file counts
    owner.sees("Firm", within=nameless)
    expect(wrong.get_by_role("cell").first).to_have_text("501")
    owner.sees("E-mail", "no address", within=wrong)
    with owner.page.expect_download() as file:
        owner.follow("Rows at fault as a file")
    with file.value.path().open() as lines:
        assert len([*csv.reader(lines)]) == 1 + NAMELESS + WRONG


def it_is_taken_over(owner: Hand) -> None:
    owner.press("Take over 493 rows")
    owner.sees("Taken over")
    owner.menu("Clients")
    owner.sees("493 Clients")


def nothing_is_new_the_second_time(owner: Hand, list: Path) -> None:
    the_list_is_sent(owner, list)
    owner.press("Look what would become of it")  # its columns are known by now
    counts(owner, New=0, Changed=0, As_they_were=NEW + KNOWN, At_fault=NAMELESS + WRONG)
    owner.sees("Every row that says something new is at fault.")
    expect(owner.page.get_by_role("button", name="Take over")).to_have_count(0)


def one_of_them_has_a_job(server: Any) -> None:
    with asking(server) as rest:
        found = rest.get("/api/customers", params={"search": "Company 300"}).json()["items"]
        needed = next(it["id"] for it in found if it["name"] == "Company 300")
        job = {"name": "Gate", "customer_id": needed}
        rest.post("/api/projects", json=job).raise_for_status()


def it_is_taken_back_but_for_that_one(owner: Hand) -> None:
    owner.menu("Import")
    rows = owner.page.get_by_role("table", name="Imports").get_by_role("row")
    owner.follow("customers.csv", within=rows.filter(has_text=re.compile("Taken over")))
    owner.press("Take it back")
    owner.press("Yes, do it", within=owner.dialog)
    owner.sees("Taken back. 1 thing was changed or is needed since, and is left as it is.")
    owner.tab("Left", of="What became of the rows")
    owner.sees("Company 300")
    owner.menu("Clients")
    owner.sees("Company 300", "Old 0", "Old 1", "Old 2", "4 Clients")
