"""Reports over HTTP, each figure checked against the lists and things it is about."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import msgspec
import pytest

from nexus.kernel.sight import COSTS, PRICES

from tests.app.people import Shop, World, at

ZAR = "ZAR"


@pytest.fixture
def world(engine: Any) -> Iterator[World]:
    world = World(engine)
    with world.client:
        yield world


@pytest.fixture
def shop(world: World) -> Shop:
    world.now = at("2025-10-27T09:00")
    return world.shop("Bench & River", "maker")


@pytest.fixture
def manager(shop: Shop) -> Any:
    return shop.manager


def zar(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": ZAR}


def amount(money: dict[str, str]) -> str:
    return money["amount"]


@pytest.fixture
def job(shop: Shop, manager: Any) -> dict[str, Any]:
    """J7 in small: a price, planned and worked hours, material, an expense."""
    customer = manager.post("/api/customers", name="M. Naidoo", kind="person")
    made = manager.post(
        "/api/projects",
        name="River Table",
        customer_id=customer["id"],
        estimated_price=zar("12000"),
        workflow_id=None,
    )
    path = f"/api/projects/{made['id']}"
    task = manager.post(f"{path}/tasks", title="Build", planned="PT14H")
    manager.post(f"/api/tasks/{task['id']}/log_time", duration="PT15H30M", employee_id=ann(shop))
    oak = manager.post(
        "/api/inventory/items", name="Oak", kind="material", unit="bdft", unit_cost="95"
    )
    bought = {"kind": "purchase", "quantity": "100", "unit_cost": "95"}
    manager.post(f"/api/inventory/items/{oak['id']}/movements", **bought)
    used = {"kind": "usage", "quantity": "-21.275", "project_id": made["id"]}
    manager.post(f"/api/inventory/items/{oak['id']}/movements", **used)
    manager.post(f"{path}/expenses", description="Resin casting", amount="201.60")
    return made | {"customer": customer, "oak": oak, "task": task}


def ann(shop: Shop) -> str:
    """An employee who works at the shop's own rate, which is 350 an hour."""
    shop.admin.patch("/api/settings", hourly_rate=zar("350"))
    made: str = shop.admin.post("/api/employees", name="Ann")["id"]
    return made


def test_a_job_is_costed_to_the_cent(manager, job):
    """J7.4: 15.5 h x 350 = 5 425.00, oak 2 021.13, 201.60; margin 36.3 % of 12 000."""
    costing = manager.get(f"/api/projects/{job['id']}/costing")
    assert amount(costing["actual_cost"]) == "7647.73"
    assert amount(costing["price"]) == "12000.00"
    assert (costing["margin_percent"], costing["basis"]) == ("36.3", "estimated")
    assert (costing["worked_hours"], costing["planned_hours"]) == ("15.50", "14.00")
    parts = {it["category"]: it for it in costing["by_category"]}
    assert {name: amount(it["actual_cost"]) for name, it in parts.items()} == {
        "labour": "5425.00",
        "material": "2021.13",
        "outside": "201.60",
    }
    assert amount(parts["labour"]["planned_cost"]) == "4900.00"
    assert amount(parts["labour"]["variance_cost"]) == "-525.00"  # J7.4: +1.5 h
    assert amount(costing["profit_cost"]) == "4352.27"


def test_what_comes_back_to_stock_costs_the_job_nothing(manager, job):
    back = {"kind": "return", "quantity": "1.275", "project_id": job["id"]}
    manager.post(f"/api/inventory/items/{job['oak']['id']}/movements", **back)
    costing = manager.get(f"/api/projects/{job['id']}/costing")
    parts = {it["category"]: it for it in costing["by_category"]}
    assert amount(parts["material"]["actual_cost"]) == "1900.00"


def test_a_raise_of_wages_changes_no_cost_of_the_past(shop, manager, job):
    shop.admin.patch("/api/settings", hourly_rate=zar("500"))
    costing = manager.get(f"/api/projects/{job['id']}/costing")
    assert amount(costing["actual_cost"]) == "7647.73"


def test_a_list_of_jobs_says_what_each_says_itself(manager, job):
    listed = manager.get("/api/analytics/projects/costing", total="true")
    own = manager.get(f"/api/projects/{job['id']}/costing")
    mine = next(it for it in listed["items"] if it["project_id"] == job["id"])
    assert mine == {name: own[name] for name in mine}
    assert listed["total"] == len(listed["items"])


def test_what_was_invoiced_counts_once_it_is_all(manager, job):
    lines = [{"description": "Table", "unit_price": "12000"}]
    sale = manager.post("/api/sales", project_id=job["id"], lines=lines)
    manager.post(f"/api/sales/{sale['id']}/issue")
    costing = manager.get(f"/api/projects/{job['id']}/costing")
    assert (amount(costing["invoiced_price"]), costing["basis"]) == ("12000.00", "invoiced")
    note = manager.post(f"/api/sales/{sale['id']}/credit-notes", amount="1150", reason="Scratch")
    if note["status"] == "draft":
        manager.post(f"/api/sales/{note['id']}/issue")
    costing = manager.get(f"/api/projects/{job['id']}/costing")
    assert amount(costing["invoiced_price"]) == "11000.00"


def test_the_budget_forecast_of_a_film(manager, job):
    """J9.6: 60 000 planned; the formula is stated."""
    path = f"/api/projects/{job['id']}"
    lines = [
        {"category": "equipment", "description": "Camera", "unit_cost": "12000"},
        {"category": "labour", "description": "Crew", "unit_cost": "2500", "quantity": "12"},
        {"category": "outside", "description": "Post", "unit_cost": "18000"},
    ]
    answer = manager.ask("PUT", f"{path}/budget", json={"lines": lines})
    assert answer.status_code == 200, answer.text
    manager.post(f"{path}/expenses", description="Post", amount="500", status="committed")
    told = manager.get("/api/budget/forecast")
    assert (told["projects"], amount(told["budget_cost"])) == (1, "60000.00")
    assert amount(told["actual_cost"]) == "7647.73"
    assert amount(told["committed_cost"]) == "500.00"
    # Each category comes to its budget; material, which has none, to what it was.
    assert amount(told["forecast_cost"]) == "62021.13"
    assert "larger of its budget" in told["formula"]


# The overview


def test_every_number_of_the_overview_is_the_length_of_its_list(manager, job):
    told = manager.get("/api/analytics/overview")
    for name, figure in told.items():
        if not (isinstance(figure, dict) and "list" in figure):
            continue
        path, _, query = figure["list"].partition("?")
        joined = "&" if query else ""
        listed = manager.ask("GET", f"{path}?{query}{joined}total=true").json()
        assert listed["total"] == figure["count"], (name, figure, listed)
    assert told["recent_projects"][0]["name"] == "River Table"


def test_the_overview_tells_what_is_owed(world, manager, job):
    lines = [{"description": "Table", "unit_price": "1000"}]
    sale = manager.post("/api/sales", project_id=job["id"], lines=lines, terms_days=14)
    manager.post(f"/api/sales/{sale['id']}/issue")
    told = manager.get("/api/analytics/overview")
    assert (amount(told["owed_price"]), amount(told["overdue_price"])) == ("1150.00", "0.00")
    assert amount(told["invoiced_this_month_price"]) == "1000.00"
    assert amount(told["stock_value_cost"]) == "7478.87"
    world.now += timedelta(days=20)
    told = manager.get("/api/analytics/overview")
    assert amount(told["overdue_price"]) == "1150.00"
    assert told["overdue_invoices"]["count"] == 1
    aged = manager.get("/api/analytics/receivables")["items"]
    assert [(it["name"], amount(it["to_30_price"])) for it in aged] == [("M. Naidoo", "1150.00")]
    assert amount(aged[0]["not_due_price"]) == "0.00"


# Work


def finish(manager: Any, job: dict[str, Any]) -> None:
    path = f"/api/projects/{job['id']}"
    manager.post(f"{path}/status", status="approved")
    manager.post(f"{path}/start")
    manager.post(f"/api/tasks/{job['task']['id']}/start")
    manager.post(f"/api/tasks/{job['task']['id']}/complete")
    manager.post(f"{path}/complete", skip_reason="A test.")


def test_efficiency_and_production_of_what_was_completed(world, manager, job):
    """L-090 and L-091."""
    world.now += timedelta(days=3)
    finish(manager, job)
    rows = manager.get("/api/analytics/efficiency")["items"]
    assert [(it["planned_minutes"], it["worked_minutes"]) for it in rows] == [(840, 930)]
    assert (rows[0]["variance_minutes"], rows[0]["variance_percent"]) == (90, "10.71")
    assert rows[0]["efficiency_percent"] == "90.32"
    told = manager.get("/api/analytics/production")
    assert (told["hours"], told["logs"], told["completed_projects"]) == ("15.50", 1, 1)
    assert [(it["name"], it["hours"]) for it in told["by_employee"]] == [("Ann", "15.50")]
    lead = manager.get("/api/analytics/projects/lead_time")["items"]
    assert [(it["completed"], it["mean_days"], it["longest_days"]) for it in lead] == [
        (1, "3.0", 3)
    ]
    empty = manager.get("/api/analytics/production", **{"from": "2026-01-01"})
    assert (empty["hours"], empty["by_employee"]) == ("0.00", [])


def test_the_workload_is_what_waits(manager, job):
    told = manager.get("/api/analytics/workload")
    assert (told["unassigned"]["open_tasks"], told["unassigned"]["planned_hours"]) == (1, "14.00")
    assert told["unassigned"]["hours_left"] == "0.00"  # worked beyond its plan
    assert all(it["open_tasks"] == 0 for it in told["by_station"])


# Stock, customers, sales


def test_the_stock_report_adds_up(manager, job):
    """L-092, J11.7: the value is the sum over items."""
    told = manager.get("/api/analytics/inventory")
    items = manager.get("/api/inventory/items", limit=200)["items"]
    assert told["items"] == len(items)
    kinds = {it["kind"]: it["movements"] for it in told["flows"]}
    assert kinds["usage"] == 1
    assert told["last_movements"][0]["quantity"].startswith("-21.275")
    by_category = sum(float(amount(it["value_cost"])) for it in told["by_category"])
    assert f"{by_category:.2f}" == amount(told["value_cost"])


def test_customers_by_what_they_brought(manager, job):
    lines = [{"description": "Table", "unit_price": "1000"}]
    sale = manager.post("/api/sales", project_id=job["id"], lines=lines)
    manager.post(f"/api/sales/{sale['id']}/issue")
    rows = manager.get("/api/analytics/customers")["items"]
    first = rows[0]
    assert (first["name"], first["projects"], first["active"]) == ("M. Naidoo", 1, 1)
    assert amount(first["revenue_price"]) == "1000.00"
    assert amount(first["owed_price"]) == "1150.00"
    months = manager.get("/api/analytics/sales")["items"]
    assert [(it["month"], amount(it["net_price"])) for it in months] == [("2025-10-01", "1000.00")]
    none = manager.get("/api/analytics/sales", to="2025-09-30")["items"]
    assert none == []


# Who sees what


def test_costs_are_hidden_from_who_may_not_see_them(shop, manager, job):
    viewer = shop.viewer
    shown = viewer.get(f"/api/projects/{job['id']}/costing")
    assert not any("cost" in name or "margin" in name for name in shown if name != "by_category")
    assert amount(shown["price"]) == "12000.00"
    assert "7647.73" not in msgspec.json.encode(shown).decode()
    shop.as_("operator").refused(403, "GET", "/api/analytics/overview")
    viewer.refused(403, "GET", "/api/analytics/export/sales")


def test_another_shop_sees_nothing_of_it(world, shop, manager, job):
    rival = world.shop("Rival", "maker").manager
    rival.refused(404, "GET", f"/api/projects/{job['id']}/costing")
    assert rival.get("/api/analytics/overview")["projects"]["count"] == 0
    assert rival.get("/api/analytics/projects/costing")["items"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [("from=2026-01-02&to=2026-01-01", 422), ("from=0001-01-01", 400), ("from=soon", 400)],
)
def test_a_senseless_period_is_refused(manager, query, status):
    manager.refused(status, "GET", f"/api/analytics/sales?{query}")


# Files

REPORTS = (
    *("lead-time", "efficiency", "production", "inventory", "customers", "sales"),
    *("workload", "receivables", "costing"),
)


@pytest.mark.parametrize("report", REPORTS)
def test_each_report_is_taken_away_as_csv_and_xlsx(manager, job, report):
    answer = manager.ask("GET", f"/api/analytics/export/{report}")
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    answer = manager.ask("GET", f"/api/analytics/export/{report}?format=xlsx")
    assert "xl/workbook.xml" in ZipFile(io.BytesIO(answer.content)).namelist()


def test_a_name_is_never_a_formula(manager, job):
    """reliability: formula injection in exports."""
    evil = "=cmd|' /C calc'!A0"
    manager.patch(f"/api/projects/{job['id']}", name=evil)
    answer = manager.ask("GET", "/api/analytics/export/costing")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows if "cmd" in row["name"]] == [f"'{evil}"]
    answer = manager.ask("GET", "/api/analytics/export/costing?format=xlsx")
    book = ZipFile(io.BytesIO(answer.content))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_an_unknown_report_is_not_there(manager):
    manager.refused(404, "GET", "/api/analytics/export/nothing")


def test_what_is_hidden_is_no_column(shop, manager, job):
    actor = manager.actor
    blind = msgspec.structs.replace(actor, scopes=actor.scopes - {COSTS, PRICES})
    shop.world.actors["blind"] = blind
    answer = shop.world.client.get("/api/analytics/export/costing", headers={"x-actor": "blind"})
    titles = answer.content.decode("utf-8-sig").splitlines()[0]
    assert "worked_hours" in titles
    assert not any(word in titles for word in ("cost", "price", "margin"))
