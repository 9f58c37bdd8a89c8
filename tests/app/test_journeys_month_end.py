"""An owner's month end, over HTTP through everything: what leaks, what is owed, what it came to.

Journey 11. Every figure of a report is reckoned again from what the lists of the API say.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, median
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.app.figures import Thing, amounts, everything, hours, told, zar
from tests.app.people import Person, Shop, World
from tests.sales.einvoice_rules import faults_of_cii, faults_of_ubl

HOME = ZoneInfo("Africa/Johannesburg")
CENT, TENTH = Decimal("0.01"), Decimal("0.1")
LINE = {"description": "Cut parts", "quantity": "100", "unit_price": "10"}


@pytest.fixture
def world(engine: Any) -> Iterator[World]:
    world = World(engine)
    with world.client:
        yield world


@pytest.fixture
def shop(world: World) -> Shop:
    shop = world.shop("Kestrel & Daughters", "laser")
    shop.admin.patch("/api/settings", hourly_rate=zar("350"))
    return shop


@pytest.fixture
def manager(shop: Shop) -> Person:
    return shop.manager


@pytest.fixture
def customer(manager: Person) -> str:
    id: str = manager.post("/api/customers", name="ABC Manufacturing")["id"]
    return id


@pytest.fixture
def ann(shop: Shop) -> Person:
    return shop.operator("Ann")


def a_job(manager: Person, customer: str, name: str, **more: Any) -> str:
    id: str = manager.post("/api/projects", name=name, customer_id=customer, **more)["id"]
    return id


def invoiced(manager: Person, **wish: Any) -> Thing:
    draft = manager.post("/api/sales", **wish)
    issued: Thing = manager.post(f"/api/sales/{draft['id']}/issue")
    return issued


def worked(manager: Person, who: Person, job: str, duration: str, **task: Any) -> None:
    id = manager.post(f"/api/projects/{job}/tasks", title="Sand again", **task)["id"]
    who.post(f"/api/tasks/{id}/log_time", duration=duration)
    manager.post(f"/api/tasks/{id}/complete")


def completed(manager: Person, job: str) -> None:
    manager.post(f"/api/projects/{job}/status", status="approved")
    manager.post(f"/api/projects/{job}/start")
    manager.post(f"/api/projects/{job}/complete", skip_reason="Made in one go.")


def test_what_leaks_is_listed_and_invoicing_empties_the_list(
    world: World, manager: Person, customer: str, ann: Person
) -> None:
    """J11.1: forty jobs, of which three leak."""
    for n in range(37):
        fine = a_job(manager, customer, f"Fine {n}")
        invoiced(manager, project_id=fine, lines=[LINE])
    delivered = a_job(manager, customer, "Delivered in part")
    deliver_and_invoice_forty(manager, delivered)
    forgotten = a_job(manager, customer, "Forgotten", estimated_price=zar("900"))
    completed(manager, forgotten)
    reworked = a_job(manager, customer, "Reworked")
    invoiced(manager, project_id=reworked, lines=[LINE])
    world.pass_by(days=1)
    worked(manager, ann, reworked, "PT3H")

    seen = manager.get("/api/sales/unbilled")
    assert {
        it["project_name"]: [(part["kind"], *told(part, "amount")) for part in it["parts"]]
        for it in seen["projects"]
    } == {
        "Delivered in part": [("order", "600.00")],
        "Forgotten": [("never_invoiced", "900.00")],
        "Reworked": [("time", "1050.00")],  # 3 h x R 350
    }
    assert seen["amounts"] == [zar("2550.00")]
    for job in (delivered, forgotten, reworked):
        draft = manager.post(f"/api/projects/{job}/invoice-unbilled")
        manager.post(f"/api/sales/{draft['id']}/issue")
    assert manager.get("/api/sales/unbilled")["projects"] == []


def deliver_and_invoice_forty(manager: Person, job: str) -> None:
    """Of a hundred."""
    order = manager.post("/api/sales", project_id=job, lines=[LINE])
    part = {"sale_line_id": order["lines"][0]["id"], "quantity": "40"}
    delivery = manager.post("/api/deliveries", sale_id=order["id"], lines=[part])
    manager.post(f"/api/deliveries/{delivery['id']}/deliver")
    bill = manager.post(f"/api/sales/{order['id']}/progress", delivered=True)
    assert told(manager.post(f"/api/sales/{bill['id']}/issue"), "total") == ["460.00"]
    [line] = manager.get(f"/api/sales/{order['id']}/progress")["lines"]
    assert [line[it] for it in ("ordered", "delivered", "invoiced", "left")] == [
        "100",
        "40",
        "40",
        "60",
    ]


@pytest.mark.parametrize(
    ("rounding", "tax", "total"), [("line", "4.50", "34.59"), ("document", "4.51", "34.60")]
)
def test_tax_is_rounded_as_the_shop_says(
    shop: Shop, manager: Person, customer: str, rounding: str, tax: str, total: str
) -> None:
    """J11.2: three lines of R 10.03, as drafted, as issued and as credited."""
    shop.admin.patch("/api/settings", tax_rounding=rounding)
    lines = [{"description": f"Part {n}", "unit_price": "10.03"} for n in range(3)]
    sale = invoiced(manager, customer_id=customer, lines=lines)
    note = manager.post(f"/api/sales/{sale['id']}/credit-notes", reason="All of it")
    for paper in (sale, note):
        assert told(paper, "tax", "total") == [tax, total]
        sums = [amounts(paper["lines"], name) for name in ("net", "tax_amount", "total")]
        assert sums == [Decimal("30.09"), Decimal(tax), Decimal(total)]


def test_a_line_is_credited_and_what_is_paid_over_pays_the_next(
    manager: Person, customer: str
) -> None:
    """J11.3."""
    lines = [LINE, {"description": "Bending", "unit_price": "200"}]
    sale = invoiced(manager, customer_id=customer, lines=lines)
    assert told(sale, "total") == ["1380.00"]
    credit = {"reason": "Bent wrongly", "lines": [{"line_id": sale["lines"][1]["id"]}]}
    note = manager.post(f"/api/sales/{sale['id']}/credit-notes", **credit)
    assert (note["number"], told(note, "subtotal", "tax", "total")) == (
        "CN-2025-001",
        ["200.00", "30.00", "230.00"],
    )
    kept = manager.get(f"/api/sales/{sale['id']}")
    assert kept["lines"] == sale["lines"]
    assert told(kept, "total", "credited", "open") == ["1380.00", "230.00", "1150.00"]

    over = manager.post(f"/api/sales/{sale['id']}/payments", amount="1250", method="eft")
    assert (over["status"], told(over["payments"][-1], "credited")) == ("paid", ["100.00"])
    following = invoiced(manager, customer_id=customer, lines=[LINE])
    applied = manager.post(f"/api/sales/{following['id']}/apply-credit")
    assert (applied["status"], told(applied, "open")) == ("partially_paid", ["1050.00"])
    [balance] = manager.get(f"/api/customers/{customer}/balance")["balances"]
    assert told(balance, "billed", "credited", "open", "credit") == [
        "2530.00",
        "230.00",
        "1050.00",
        "0.00",
    ]
    statement = manager.get(f"/api/customers/{customer}/statement")["statements"][0]
    assert told(statement, "closing") == ["1050.00"]


def test_an_invoice_for_a_customer_in_the_union_is_an_electronic_one(
    shop: Shop, manager: Person
) -> None:
    """J11.4: as UBL and as CII it passes the schemas and the rules of EN 16931."""
    shop.admin.patch(
        "/api/settings",
        company_name="Kestrel Fabrication",
        address=["12 Foundry Road", "Johannesburg 2001"],
        tax_number="4000000000",
        bank_details="Example Bank\nAccount 000 000 000",
    )
    buyer = manager.post("/api/customers", name="Turm GmbH", tax_number="DE123456788")["id"]
    place = {"kind": "billing", "lines": ["Turmweg 1"], "city": "Hamburg", "country": "DE"}
    manager.post(f"/api/customers/{buyer}/addresses", **place)
    lines = [LINE | {"tax": "zero"}, {"description": "Setting up", "unit_price": "10.03"}]
    sale = invoiced(manager, customer_id=buyer, lines=lines, discount_percent="10")
    path = f"/api/sales/{sale['id']}"
    assert manager.get(f"{path}/einvoice-check") == {
        "valid": True,
        "profile": "EN 16931",
        "missing": [],
    }
    ubl, cii, pdf = (manager.ask("GET", f"{path}/{kind}") for kind in ("ubl", "cii", "pdf"))
    assert faults_of_ubl(ubl.content) == []
    assert faults_of_cii(cii.content) == []
    total = sale["total"]["amount"].encode()
    assert total in ubl.content
    assert total in cii.content
    assert b"factur-x.xml" in pdf.content


# Step 7: the reports, reckoned again from raw data


@pytest.fixture
def month(world: World, shop: Shop, manager: Person, ann: Person) -> None:
    """Jobs of three customers that took their time, on stock that has its cost."""
    steel = manager.post(
        "/api/inventory/items", name="Steel", unit_cost="41.37", opening_quantity="60"
    )["id"]
    powder = manager.post(
        "/api/inventory/items", name="Powder", unit="kg", unit_cost="145", opening_quantity="18.4"
    )["id"]
    work = [("PT2H", "PT2H5M"), ("PT1H30M", "PT50M"), ("PT40M", "PT40M"), ("PT3H", "PT3H31M")]
    for n, (planned, spent) in enumerate(work):
        customer = manager.post("/api/customers", name=f"Customer {n % 3}")["id"]
        due = str(date(2025, 10, 29 + n % 2))
        job = a_job(manager, customer, f"Job {n}", due_date=due)
        world.pass_by(days=n, hours=7)
        worked(manager, ann, job, spent, planned=planned)
        for item, quantity in ((steel, f"{3 + n}"), (powder, f"0.{n}35")):
            used = {"kind": "usage", "quantity": quantity, "project_id": job}
            manager.post(f"/api/inventory/items/{item}/movements", **used)
        manager.post(f"/api/projects/{job}/expenses", description="Freight", amount=f"{n}.37")
        completed(manager, job)
        lines = [LINE | {"unit_price": f"1{n}.07"}]
        sale = invoiced(manager, project_id=job, lines=lines)
        manager.post(f"/api/sales/{sale['id']}/payments", amount=f"{n + 1}00", method="eft")
    manager.post(f"/api/sales/{sale['id']}/credit-notes", reason="One bent", amount="11.56")


def percent(part: Decimal, whole: Decimal, step: Decimal) -> str:
    return str((part * 100 / whole).quantize(step, ROUND_HALF_UP))


@pytest.mark.usefixtures("month")
def test_lead_times_are_those_of_the_projects(manager: Person) -> None:
    done = jobs(manager)
    days = [(its_day(it["completion_date"]) - day_at_home(it["created_at"])).days for it in done]
    late = [it["completion_date"] > it["due_date"] for it in done]
    [told] = manager.get("/api/analytics/projects/lead_time")["items"]
    assert (told["completed"], told["longest_days"]) == (4, max(days))
    assert Decimal(told["mean_days"]) == tenth(mean(days))
    assert Decimal(told["median_days"]) == tenth(median(days))
    assert (told["late"], told["on_time"]) == (sum(late), len(late) - sum(late))


@pytest.mark.usefixtures("month")
def test_efficiency_is_planned_against_worked_minutes(manager: Person) -> None:
    rows = {it["project_id"]: it for it in manager.get("/api/analytics/efficiency")["items"]}
    assert len(rows) == 4
    for job in jobs(manager):
        tasks = everything(manager, f"/api/projects/{job['id']}/tasks")
        planned = sum(hours(it["planned"]) for it in tasks if it["planned"])
        spent = sum(hours(it["time_spent"]) for it in tasks if it["planned"])
        row = rows[job["id"]]
        assert (row["planned_minutes"], row["worked_minutes"]) == (planned * 60, spent * 60)
        assert row["variance_percent"] == percent(spent - planned, planned, CENT)
        assert row["efficiency_percent"] == percent(planned, spent, CENT)


@pytest.mark.usefixtures("month")
def test_the_stock_is_worth_what_its_movements_brought_and_took(manager: Person) -> None:
    told = manager.get("/api/analytics/inventory")
    moved = everything(manager, "/api/inventory/movements")
    items = everything(manager, "/api/inventory/items")
    value = Decimal(told["value_cost"]["amount"])
    assert value == amounts(moved, "value") == amounts(items, "stock_value")
    for (
        it
    ) in items:  # moving average: no item strays from on-hand x cost by more than a cent a move
        worth = Decimal(it["on_hand"]) * Decimal(it["unit_cost"])
        assert abs(Decimal(it["stock_value"]["amount"]) - worth) <= CENT * len(moved)
    overview = manager.get("/api/analytics/overview")
    assert overview["stock_value_cost"] == told["value_cost"]


@pytest.mark.usefixtures("month")
def test_customers_brought_what_they_were_invoiced(manager: Person) -> None:
    rows = manager.get("/api/analytics/customers")["items"]
    sales = everything(manager, "/api/sales")
    for row in rows:
        mine = [it for it in sales if it["customer_id"] == row["customer_id"]]
        assert Decimal(row["revenue_price"]["amount"]) == net_of(mine)
        assert Decimal(row["owed_price"]["amount"]) == amounts(mine, "open")
        its = [it for it in jobs(manager) if it["customer_id"] == row["customer_id"]]
        assert (row["projects"], row["completed"]) == (len(its), len(its))
        check_what_jobs_took(manager, row, its)
    assert sum(Decimal(it["revenue_price"]["amount"]) for it in rows) == net_of(sales)
    months = manager.get("/api/analytics/sales")["items"]
    assert amounts(months, "net_price") == net_of(sales)
    assert amounts(months, "paid_price") == amounts(sales, "paid")


def check_what_jobs_took(manager: Person, row: Thing, its: list[Thing]) -> None:
    logs = [log for it in its for log in everything(manager, "/api/time-logs", project_id=it["id"])]
    worked = sum((hours(it["duration"]) for it in logs), Decimal(0))
    assert Decimal(row["hours"]) == cents(worked)
    cost = cents(worked * 350)
    for it in its:
        cost -= amounts(
            everything(manager, "/api/inventory/movements", project_id=it["id"]), "value"
        )
        cost += amounts(everything(manager, f"/api/projects/{it['id']}/expenses"), "cost")
    assert Decimal(row["cost"]["amount"]) == cost
    revenue = Decimal(row["revenue_price"]["amount"])
    assert row["margin_percent"] == percent(revenue - cost, revenue, TENTH)


@pytest.mark.usefixtures("month")
def test_each_job_cost_its_hours_its_material_and_its_expenses(manager: Person) -> None:
    for job in jobs(manager):
        path = f"/api/projects/{job['id']}"
        logs = everything(manager, "/api/time-logs", project_id=job["id"])
        labour = cents(sum(hours(it["duration"]) for it in logs) * 350)
        material = -amounts(
            everything(manager, "/api/inventory/movements", project_id=job["id"]), "value"
        )
        outside = amounts(everything(manager, f"{path}/expenses"), "cost")
        revenue = net_of(everything(manager, f"{path}/sales"))
        costing = manager.get(f"{path}/costing")
        parts = {
            it["category"]: Decimal(it["actual_cost"]["amount"]) for it in costing["by_category"]
        }
        wanted = {"labour": labour, "material": material, "outside": outside}
        assert parts == {name: cost for name, cost in wanted.items() if cost}
        cost = sum(wanted.values())
        assert Decimal(costing["actual_cost"]["amount"]) == cost
        assert Decimal(costing["price"]["amount"]) == revenue
        assert costing["margin_percent"] == percent(revenue - cost, revenue, TENTH)


def jobs(manager: Person) -> list[Thing]:
    listed = everything(manager, "/api/projects", status="completed")
    return [manager.get(f"/api/projects/{it['id']}") for it in listed]


def net_of(sales: list[Thing]) -> Decimal:
    """What was billed without tax, less what was credited."""
    notes = [it for it in sales if it["kind"] == "credit_note"]
    bills = [it for it in sales if it["kind"] != "credit_note" and it["status"] != "draft"]
    net = [amounts(some, "total") - amounts(some, "tax") for some in (bills, notes)]
    return net[0] - net[1]


def its_day(text: str) -> date:
    return date.fromisoformat(text)


def day_at_home(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(HOME).date()


def tenth(value: float) -> Decimal:
    return Decimal(str(value)).quantize(TENTH, ROUND_HALF_UP)


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
