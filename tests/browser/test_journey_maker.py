"""Journey 7: a template with its bill, a commission made of it, what it cost, and a craft fair.

What the journey gives to a program is asked over REST; what people do there is done in a browser.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.acting import Hand, figure, somebody
from tests.browser.looking import PHONE
from tests.browser.trades import Trades, today

pytestmark = pytest.mark.slow

STAGES = ("Design", "Milling", "Assembly", "Finishing")
PLANNED = dict(zip(STAGES, ("PT2H", "PT5H", "PT4H", "PT3H"), strict=True))
WORKED = dict(zip(STAGES, ("PT2H", "PT5H30M", "PT4H30M", "PT3H30M"), strict=True))


class Rest(NamedTuple):
    client: httpx.Client

    def get(self, path: str, **params: Any) -> Any:
        return self.client.get(path, params=params).raise_for_status().json()

    def post(self, path: str, **said: Any) -> Any:
        answer = self.client.post(path, json=said)
        assert answer.is_success, (path, answer.text)
        return answer.json()


@pytest.fixture(scope="module")
def rest(trades: Trades) -> Iterator[Rest]:
    with trades.rest("river") as client:
        yield Rest(client)


@pytest.fixture(scope="module")
def stock(rest: Rest) -> dict[str, str]:
    """60 board feet of oak and 5 litres of finish, bought at R 95 and R 320."""
    oak = {"unit": "bdft", "unit_cost": "95", "opening_quantity": "60"}
    finish = {"kind": "consumable", "unit": "l", "unit_cost": "320", "opening_quantity": "5"}
    made = {"Oak": oak, "Finish": finish}
    return {
        name: rest.post("/api/inventory/items", name=name, **wish)["id"]
        for name, wish in made.items()
    }


@pytest.fixture(scope="module")
def customer(rest: Rest) -> str:
    return str(rest.post("/api/customers", name="M. Naidoo", kind="person")["id"])


@pytest.fixture(scope="module")
def template(rest: Rest, stock: dict[str, str]) -> Any:
    """J7.1: the river table, what it is made of, on what, and how long it takes."""
    [found] = rest.get("/api/workflows", search="commission")["items"]
    workflow = rest.get(f"/api/workflows/{found['id']}")
    bandsaw = rest.post("/api/inventory/equipment", name="Bandsaw")["id"]
    tasks = [
        {
            "title": f"{stage['name']} of the table",
            "planned": PLANNED[stage["name"]],
            "workflow_stage_id": stage["id"],
        }
        for stage in workflow["stages"]
    ]
    return rest.post(
        "/api/products/templates/",
        name="River Table",
        unit_price="12000.00",
        workflow_id=workflow["id"],
        bom=[
            {"item_id": stock["Oak"], "quantity": "18.5", "waste_factor": "1.15"},
            {"item_id": stock["Finish"], "quantity": "0.6", "waste_factor": "1.05"},
        ],
        equipment=[{"equipment_id": bandsaw, "is_exclusive": True}],
        tasks=tasks,
    )


@pytest.fixture
def maker(trades: Trades, chromium: Browser) -> Iterator[Hand]:
    asks_why = ("409",)  # what the browser says of a form that comes back
    with somebody(chromium, trades.url, errors=asks_why) as maker:
        maker.log_in("river-manager")
        yield maker


def test_a_commission_from_template_to_margin(
    trades: Trades,
    chromium: Browser,
    maker: Hand,
    rest: Rest,
    template: Any,
    stock: dict[str, str],
    customer: str,
    tmp_path: Path,
) -> None:
    job = a_commission_begins(maker, rest)
    the_plan_is_shown(maker)
    link = a_quote_is_sent(maker)
    with somebody(chromium, trades.url, PHONE) as naidoo:
        the_quote_is_accepted(naidoo, link)
    the_deposit_is_paid(maker, job)
    it_is_made(rest, job, stock)
    the_cost_is_shown(maker, job)
    the_rest_is_invoiced_and_paid(maker, job)
    sketch = tmp_path / "sketch.txt"
    sketch.write_text("Live edge to the river.")
    it_becomes_a_template(maker, rest, job, template, sketch)
    the_sums_of_the_customer_agree(rest, customer, job)


def a_commission_begins(maker: Hand, rest: Rest) -> Any:
    """J7.2."""
    maker.menu("Products")
    maker.follow("River Table")
    maker.sees(figure("2021.13"), within=maker.row("Oak"))
    maker.sees(figure("201.60"), within=maker.row("Finish"))
    maker.follow("Make a commission of it")
    maker.write("Name", "River Table for M. Naidoo")
    maker.choose("Customer", "M. Naidoo")
    maker.write("Estimated price", "12000")
    maker.press("Create commission")
    maker.is_at("River Table for M. Naidoo")
    stages = maker.page.get_by_role("list", name="Stages").get_by_role("listitem")
    expect(stages).to_have_text([re.compile(name) for name in STAGES])
    [job] = rest.get("/api/projects", search="River Table for")["items"]
    return job


def the_plan_is_shown(maker: Hand) -> None:
    maker.tab("Money", of="Commission")
    maker.sees(figure("4900.00"), within=maker.row("Labour"))
    maker.sees(figure("2222.73"), within=maker.row("Material"))
    maker.sees(figure("7122.73"), within=maker.row("Cost"))
    expect(maker.fact("Margin planned")).to_have_text(figure("40.6"))
    materials = maker.page.get_by_role("table", name="Material, planned and used")
    maker.sees(figure("21.275"), figure("2021.13"), within=maker.row("Oak", materials))
    maker.sees(figure("0.63"), figure("201.60"), within=maker.row("Finish", materials))
    maker.tab("Tasks", of="Commission")
    for name, hours in zip(STAGES, ("2:00", "5:00", "4:00", "3:00"), strict=True):
        maker.sees(hours, within=maker.row(f"{name} of the table"))


def a_quote_is_sent(maker: Hand) -> str:
    """J7.3."""
    maker.tab("Money", of="Commission")
    maker.follow("New quote")
    maker.open("From Products")
    maker.choose("Product", "River Table")
    maker.press("Add it")
    added = maker.page.get_by_role("group", name="Line 1")
    expect(added.get_by_role("textbox", name="Description")).to_have_value("River Table")
    expect(added.get_by_role("textbox", name="Price each")).to_have_value(figure("12000"))
    maker.open("Deposit, discount, terms, notes")
    maker.write("Deposit to start", "50")
    expect(maker.fact(r"Tax 15\W% on .*")).to_have_text(figure("1800.00"))
    expect(maker.fact("Total, tax included")).to_have_text(figure("13800.00"))
    expect(maker.fact("Deposit to start")).to_have_text(figure("6900.00"))
    maker.press("Check and send")
    maker.press("Send for")
    return maker.page.get_by_role("textbox", name="Link").input_value()


def the_quote_is_accepted(naidoo: Hand, link: str) -> None:
    naidoo.go(link)
    expect(naidoo.fact("Total, tax included")).to_have_text(figure("13800.00"))
    naidoo.write("Your full name", "M. Naidoo")
    naidoo.tick("I agree")
    naidoo.press("Accept for")
    naidoo.is_told("Accepted. Thank you, M. Naidoo.")


def money_of(maker: Hand, job: Any) -> None:
    maker.go(f"/projects/{job['code']}")
    maker.tab("Money", of="Commission")


def invoice_of(maker: Hand, job: Any, total: str) -> None:
    """Go to the document of a commission that comes to so much."""
    money_of(maker, job)
    invoices = maker.part("Invoices").get_by_role("listitem")
    maker.follow("", within=invoices.filter(has_text=figure(total)))


def the_deposit_is_paid(maker: Hand, job: Any) -> None:
    invoice_of(maker, job, "6900.00")
    maker.is_at("Deposit for M. Naidoo")
    maker.follow("Check and issue")
    maker.press("Issue for")
    maker.sees(re.compile(r"DEP-\d{4}-001"))
    pays(maker, "6900.00")
    maker.sees("Paid")


def pays(maker: Hand, amount: str) -> None:
    maker.follow("Record payment")
    maker.write("Amount", amount, within=maker.dialog)
    maker.press("Record it", within=maker.dialog)
    expect(maker.dialog).to_have_count(0)


def it_is_made(rest: Rest, job: Any, stock: dict[str, str]) -> None:
    """J7.4: through all stages, with the hours and the material that it took."""
    path = f"/api/projects/{job['id']}"
    tasks = {it["title"].split()[0]: it["id"] for it in rest.get(f"{path}/tasks")["items"]}
    rest.post(f"{path}/start/")
    for item, quantity in (("Oak", "21.275"), ("Finish", "0.63")):
        used = {"kind": "usage", "quantity": quantity, "project_id": job["id"]}
        rest.post(f"/api/inventory/items/{stock[item]}/movements", **used)
    for stage in STAGES:
        maker = rest.post("/api/employees", name=f"Maker of {stage}")["id"]
        worked = {"duration": WORKED[stage], "employee_id": maker}
        rest.post(f"/api/tasks/{tasks[stage]}/log_time/", **worked)
        rest.post(f"/api/tasks/{tasks[stage]}/complete/")
        if stage != STAGES[-1]:
            rest.post(f"{path}/move_stage/", direction="next")


def the_cost_is_shown(maker: Hand, job: Any) -> None:
    money_of(maker, job)
    labour = maker.row("Labour")
    maker.sees(figure("4900.00"), figure("5425.00"), figure("525.00"), within=labour)
    cost = maker.row("Cost")
    maker.sees(figure("7122.73"), figure("7647.73"), within=cost)
    expect(maker.fact("Price")).to_have_text(figure("12000.00"))
    expect(maker.fact("Margin now")).to_have_text(figure("36.3"))
    expect(maker.fact("Hours worked")).to_have_text(re.compile("15,5.* of 14"))
    maker.tab("Time", of="Commission")
    expect(maker.fact("Together")).to_have_text("15:30")


def the_rest_is_invoiced_and_paid(maker: Hand, job: Any) -> None:
    """J7.5."""
    invoice_of(maker, job, "13800.00")
    maker.is_at("Invoice for M. Naidoo")
    maker.follow("Check and issue")
    deduct = maker.page.get_by_role("checkbox", name="Deduct deposits that were paid")
    expect(deduct).to_be_checked()
    maker.press("Issue for")
    maker.sees(re.compile(r"INV-\d{4}-001"))
    maker.sees(figure("12000.00"), within=maker.row("River Table"))
    less = maker.row(re.compile(rf"Less deposit DEP-\d{{4}}-001 dated {today()}"))
    maker.sees(figure("6000.00"), within=less)
    expect(maker.fact("Total").first).to_have_text(figure("6900.00"))
    expect(maker.fact("Open")).to_have_text(figure("6900.00"))
    pays(maker, "5000")
    maker.sees("Partially paid")
    expect(maker.fact("Open")).to_have_text(figure("1900.00"))
    pays(maker, "1900")
    expect(maker.fact("Open")).to_have_text(figure("0.00"))
    maker.sees("Paid")


def it_becomes_a_template(maker: Hand, rest: Rest, job: Any, template: Any, sketch: Path) -> None:
    """J7.6."""
    path = f"/api/projects/{job['id']}"
    parts = ("", "/plan", "/tasks", "/costing")
    maker.go(f"/projects/{job['code']}")
    maker.press("Finish and complete")
    maker.sees("There are open tasks.")  # those that each station begins with
    maker.write("Reason", "Done with the others.")
    maker.press("Go on")
    maker.sees("Completed")
    maker.tab("Files", of="Commission")
    with maker.page.expect_file_chooser() as chooser:
        maker.main.get_by_text("Choose files or drop them here").click()
    chooser.value.set_files(sketch)
    expect(maker.main.get_by_role("link", name="sketch.txt", exact=True)).to_be_visible()
    maker.press("More actions")
    maker.follow("Make it a product")
    before = [rest.get(f"{path}{part}") for part in parts]
    maker.write("Name", "River Table II")
    maker.pick("Materials", "As used")
    maker.pick("Hours", "As it took")
    maker.tick("sketch.txt")
    maker.press("Make the product")
    maker.is_at("River Table II")
    expect(maker.row("Oak").get_by_role("cell").first).to_have_text(figure("21.275"))
    expect(maker.fact("Planned cost")).to_have_text(figure("7647.73"))
    maker.sees(figure("36.3"))
    expect(maker.part("Design").get_by_role("link", name="sketch.txt", exact=True)).to_be_visible()
    assert [rest.get(f"{path}{part}") for part in parts] == before
    sales = rest.get(f"/api/products/templates/{template['id']}/sales", total="true")
    assert (sales["total"], sales["items"][0]["status"]) == (1, "paid")


def the_sums_of_the_customer_agree(rest: Rest, customer: str, job: Any) -> None:
    """J7.8."""
    path = f"/api/projects/{job['id']}"
    refused = rest.client.patch(path, json={"final_price": {"amount": "1", "currency": "ZAR"}})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["final_price"])
    [balance] = rest.get(f"/api/customers/{customer}/balance")["balances"]
    sales = rest.get(f"/api/customers/{customer}/sales")["items"]
    for told, name in (("billed", "total"), ("paid", "paid"), ("open", "open")):
        cents = sum(round(float(it[name]["amount"]) * 100) for it in sales)
        assert round(float(balance[told]["amount"]) * 100) == cents, name


def test_boards_are_sold_at_a_craft_fair(maker: Hand, rest: Rest, stock: dict[str, str]) -> None:
    """J7.7."""
    oak = {"item_id": stock["Oak"], "quantity": "2", "waste_factor": "1.1"}
    rest.post("/api/products/templates", name="Oak board", unit_price="450.00", bom=[oak])
    rest.post("/api/customers", name="Craft fair", kind="person")
    before = on_hand(rest, stock["Oak"])
    maker.menu("Invoices")
    maker.follow("New Invoice")
    maker.choose("Customer", "Craft fair")
    maker.open("From Products")
    maker.choose("Product", "Oak board")
    maker.press("Add it")
    line = maker.page.get_by_role("group", name="Line 1")
    expect(line.get_by_role("textbox", name="Price each")).to_have_value("450")
    maker.write("Quantity", "3", within=line)
    maker.open("Discount and tax of the whole")
    maker.write("Discount", "10", within=whole(maker))
    expect(maker.fact("Before discount")).to_have_text(figure("1350.00"))
    expect(maker.fact("Discount")).to_have_text(figure("135.00"))
    expect(maker.fact(r"Tax 15\W% on .*")).to_have_text(figure("182.25"))
    expect(maker.fact("Total, tax included")).to_have_text(figure("1397.25"))
    maker.press("Check and issue")
    maker.press("Issue for")
    maker.follow("Record payment")
    maker.pick("How", "Cash", within=maker.dialog)
    maker.press("Record it", within=maker.dialog)
    expect(maker.fact("Open")).to_have_text(figure("0.00"))
    maker.sees("Paid", "Cash")

    assert on_hand(rest, stock["Oak"]) == before
    maker.press("More actions")
    maker.follow("Take from stock")
    maker.sees("Oak", figure("6.6"))
    maker.press("Take")
    maker.is_told(re.compile("."))
    assert on_hand(rest, stock["Oak"]) == pytest.approx(before - 6.6)


def whole(maker: Hand) -> Locator:
    return maker.main.locator("details", has_text="Discount and tax of the whole")


def on_hand(rest: Rest, item: str) -> float:
    return float(rest.get(f"/api/inventory/items/{item}")["on_hand"])
