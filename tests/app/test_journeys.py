"""The worked examples of the product's acceptance list, over HTTP through everything.

The clock stands where the examples say; ids in brackets are those of the list.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.app.people import Shop, World, at


@pytest.fixture
def world(engine: Any) -> Iterator[World]:
    world = World(engine)
    with world.client:
        yield world


@pytest.fixture
def kestrel(world: World) -> Shop:
    return world.shop("Kestrel & Daughters", "laser")


def zar(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "ZAR"}


def check_what_all_have_in_common(shop: Shop, project: str, sale: str) -> None:
    """Each change is written down; a viewer looks only; for others there is nothing."""
    things = {f"/api/projects/{project}": "name", f"/api/sales/{sale}": "reference"}
    for path, field in things.items():
        log = shop.admin.get("/api/activity-log", entity_id=path.rpartition("/")[2])["items"]
        assert all(entry["actor"] and entry["at"].endswith("Z") for entry in log)
        assert any(c["before"] != c["after"] for entry in log for c in entry["changes"].values())
        shop.viewer.get(path)
        shop.viewer.refused(403, "PATCH", path, **{field: "mine"})
        stranger = shop.world.shop("Rival", "laser").admin
        stranger.refused(404, "GET", path)
        stranger.refused(404, "PATCH", path, **{field: "mine"})


def test_the_worked_example_from_enquiry_to_paid(world, kestrel):
    """L-107 to L-111, and journey 1."""
    manager = kestrel.manager
    abc = manager.post("/api/customers/", name="ABC Manufacturing", email="orders@abc.com")
    assert abc["code"] == "CL-0001"
    listed = manager.get("/api/customers/", search="abc", total="true")
    assert ([it["code"] for it in listed["items"]], listed["total"]) == (["CL-0001"], 1)

    job = manager.post("/api/projects/", name="Custom Metal Brackets", customer_id=abc["id"])
    path = f"/api/projects/{job['id']}"
    assert job["code"] == "JB-2025-10-CL0001-001"
    assert (job["status"], job["status_label"], job["lifecycle"]) == ("request", "Request", "draft")

    job = manager.patch(
        path,
        material_type="Mild Steel",
        material_thickness="3",
        material_quantity_sheets=50,
        parts_quantity=200,
        estimated_cut_time=120,
        estimated_price=zar("15000"),
    )
    job = manager.post(f"{path}/status", status="quote_approval")
    assert (job["status_label"], job["quote_date"]) == ("Quote & Approval", "2025-10-27")

    job = manager.post(f"{path}/pop/")
    assert job["status_label"] == "Approved (POP Received)"
    assert (job["pop_received"], job["pop_received_date"]) == (True, "2025-10-27")
    assert job["pop_deadline"] == "2025-11-06"
    assert manager.post(f"{path}/pop") == job  # a second time changes nothing
    job = manager.post(f"{path}/status", status="queued")
    assert job["status_label"] == "Queued (Scheduled for Cutting)"

    world.now = at("2025-10-28T08:00")
    john = kestrel.operator("John Smith")
    job = manager.post(f"{path}/start/")
    assert (job["status"], job["started_at"]) == ("in_progress", "2025-10-28T06:00:00Z")
    task = manager.post(f"{path}/tasks/", title="Cut brackets")["id"]
    world.now = at("2025-10-28T08:15")
    john.post(f"/api/tasks/{task}/start/")
    john.post(f"/api/tasks/{task}/timer/start")
    world.pass_by(minutes=125)
    john.post(f"/api/tasks/{task}/complete/")
    hours = manager.get("/api/time-totals", by="employee", project_id=job["id"])["items"]
    assert [(it["name"], seconds(it["time_spent"])) for it in hours] == [("John Smith", 125 * 60)]

    manager.refused(409, "POST", f"{path}/complete")  # stages wait
    job = manager.post(f"{path}/complete", skip_reason="Cut in one go.")
    assert (job["status_label"], job["completion_date"]) == ("Completed", "2025-10-28")

    line = {"description": "Custom Metal Brackets", "quantity": "200", "unit_price": "75"}
    line |= {"tax": "zero"}
    sale = manager.post("/api/sales/", project_id=job["id"], lines=[line])
    assert (sale["status"], sale["number"], sale["customer_id"]) == ("draft", None, abc["id"])
    at_sale = f"/api/sales/{sale['id']}"
    sale = manager.post(f"{at_sale}/issue/")
    assert (sale["number"], sale["status"]) == ("INV-2025-001", "issued")
    assert (sale["total"], sale["issue_date"]) == (zar("15000.00"), "2025-10-28")
    assert sale["seller"]["name"] == "Kestrel & Daughters"
    manager.refused(409, "PATCH", at_sale, notes="later")
    sale = manager.post(f"{at_sale}/payments/", amount="15000.00", method="eft")
    assert (sale["status"], sale["open"]) == ("paid", zar("0.00"))
    assert manager.get(path)["final_price"] == zar("15000.00")
    check_what_all_have_in_common(kestrel, job["id"], sale["id"])


def test_an_invoice_is_issued_in_few_statements(kestrel, statements):
    customer = kestrel.manager.post("/api/customers", name="ABC")["id"]
    lines = [{"description": "Cut", "unit_price": "1"}] * 5
    sale = kestrel.manager.post("/api/sales", customer_id=customer, lines=lines)["id"]
    statements.clear()
    kestrel.manager.post(f"/api/sales/{sale}/issue")
    assert len(statements) <= 11, statements


def test_a_commission_is_paid_in_parts_and_its_hours_add_up(world):
    """Journey 7, steps 3 to 5, 7 and 8."""
    shop = world.shop("River Table & Co", "maker")
    manager = shop.manager
    naidoo = manager.post("/api/customers", name="M. Naidoo")["id"]
    job = manager.post("/api/projects/", name="River Table", customer_id=naidoo)
    path = f"/api/projects/{job['id']}"
    job = manager.post(f"{path}/start/")
    for hours in ("PT2H", "PT5H30M", "PT4H30M", "PT3H30M"):
        task = manager.post(f"{path}/tasks/", title=f"For {hours}")["id"]
        maker = shop.operator(f"Maker of {hours}")
        maker.post(f"/api/tasks/{task}/log_time/", duration=hours, worked_on="2025-10-20")
        maker.post(f"/api/tasks/{task}/complete/")
        job = manager.post(f"{path}/move_stage/", direction="next")
    [spent] = manager.get("/api/time-totals", by="project", project_id=job["id"])["items"]
    assert seconds(spent["time_spent"]) == 15.5 * 3600

    line = {"description": "River Table", "unit_price": "12000.00"}
    sale = manager.post("/api/sales/", project_id=job["id"], lines=[line])
    at_sale = f"/api/sales/{sale['id']}"
    assert (sale["tax"], sale["total"]) == (zar("1800.00"), zar("13800.00"))
    manager.post(f"{at_sale}/issue")
    steps = (("6900", "partially_paid"), ("5000", "partially_paid"), ("1900", "paid"))
    for amount, status in steps:
        sale = manager.post(f"{at_sale}/payments", amount=amount, method="eft")
        assert sale["status"] == status

    boards = {"description": "Oak board", "quantity": "3", "unit_price": "450.00"}
    fair = manager.post("/api/sales", customer_id=naidoo, discount_percent="10", lines=[boards])
    assert (fair["subtotal"], fair["discount"]) == (zar("1350.00"), zar("135.00"))
    assert (fair["tax"], fair["total"]) == (zar("182.25"), zar("1397.25"))
    manager.post(f"/api/sales/{fair['id']}/issue")
    fair = manager.post(f"/api/sales/{fair['id']}/payments", amount="1397.25", method="cash")
    assert (fair["status"], fair["payment_method"]) == ("paid", "cash")

    balance = manager.get(f"/api/customers/{naidoo}/balance")["balances"][0]
    sales = manager.get(f"/api/customers/{naidoo}/sales/")["items"]
    assert sum(float(it["total"]["amount"]) for it in sales) == 15197.25
    assert (balance["billed"], balance["paid"]) == (zar("15197.25"), zar("15197.25"))
    refused = manager.refused(400, "PATCH", path, final_price=zar("1"))
    assert list(refused["errors"]) == ["final_price"]
    check_what_all_have_in_common(shop, job["id"], sale["id"])


def test_clocks_of_two_people_on_one_task_and_one_person_on_two(world, kestrel):
    """Journey 8, steps 2, 3, 5 and 6 [B-04]."""
    manager, ann, ben = kestrel.manager, kestrel.operator("Ann"), kestrel.operator("Ben")
    customer = manager.post("/api/customers", name="ABC")["id"]
    project = manager.post("/api/projects", name="Top", customer_id=customer)["id"]
    sand, oil = (
        manager.post(f"/api/projects/{project}/tasks", title=title)["id"]
        for title in ("Sand", "Oil")
    )
    ann.post(f"/api/tasks/{sand}/timer/start")
    world.pass_by(minutes=4)
    ben.post(f"/api/tasks/{sand}/timer/start")
    told = ann.refused(409, "POST", f"/api/tasks/{oil}/timer/start")
    assert "Sand" in told["detail"] or sand in str(told)

    world.pass_by(minutes=6)
    assert seconds(ann.post(f"/api/tasks/{sand}/timer/pause")["elapsed"]) == 10 * 60
    world.pass_by(minutes=6)
    ann.post(f"/api/tasks/{sand}/timer/resume")
    world.pass_by(minutes=5)
    [seen] = kestrel.manager.get("/api/timers", employee_id=ann.actor.employee_id)["items"]
    assert (seen["state"], seconds(seen["elapsed"])) == ("running", 15 * 60)
    stopped = ann.post(f"/api/tasks/{sand}/timer/stop")  # from whatever device
    assert seconds(stopped["elapsed"]) == 15 * 60

    world.now = at("2025-10-27T19:00")
    shift = at("2025-10-27T17:00").isoformat()
    assert manager.post("/api/timers/stop_forgotten", shift_ended_at=shift)["stopped"] == 1
    [late] = manager.get("/api/time-logs", auto_stopped="true")["items"]
    assert (late["employee_id"], late["ended_at"]) == (
        str(ben.actor.employee_id),
        "2025-10-27T15:00:00Z",
    )
    log = f"/api/time-logs/{late['id']}"
    ended = at("2025-10-27T12:00").isoformat()
    manager.refused(400, "PATCH", log, ended_at=ended)  # without a reason
    manager.patch(log, ended_at=ended, reason="He went home at noon.")
    entries = kestrel.admin.get("/api/activity-log", entity_id=late["id"])["items"]
    changed = [it["changes"]["ended_at"] for it in entries if it["action"] == "updated"]
    assert [(it["before"][:16], it["after"][:16]) for it in changed] == [
        ("2025-10-27T15:00", "2025-10-27T10:00")
    ]

    by_hand = ann.post(f"/api/tasks/{oil}/log_time", duration="PT45M")
    assert seconds(by_hand["time_spent"]) == 45 * 60
    day = {"started_at": at("2025-10-27T09:02").isoformat()}
    future = {"started_at": at("2025-10-28T09:00").isoformat(), "duration": "PT1H"}
    for wrong in ({"duration": "-PT5M"}, day | {"duration": "PT5M"}, future):
        answer = ann.ask("POST", f"/api/tasks/{oil}/log_time", json=wrong)
        assert answer.status_code in (409, 422), answer.text
        assert answer.json()["errors"], answer.text
    [total] = manager.get("/api/time-totals", by="project", project_id=project)["items"]
    logs = manager.get("/api/time-logs", project_id=project)["items"]
    assert seconds(total["time_spent"]) == sum(seconds(it["duration"]) for it in logs)


def test_a_shop_may_split_the_time_of_one_person_on_two_tasks(world, kestrel):
    kestrel.admin.patch("/api/settings", time_overlap="split")
    ann, manager = kestrel.operator("Ann"), kestrel.manager
    customer = manager.post("/api/customers", name="ABC")["id"]
    project = manager.post("/api/projects", name="Top", customer_id=customer)["id"]
    tasks = [manager.post(f"/api/projects/{project}/tasks", title=t)["id"] for t in "ab"]
    for task in tasks:
        ann.post(f"/api/tasks/{task}/timer/start")
    world.pass_by(minutes=60)
    for task in tasks:
        ann.post(f"/api/tasks/{task}/timer/stop")
    [total] = manager.get("/api/time-totals", by="employee", project_id=project)["items"]
    assert seconds(total["time_spent"]) == 60 * 60


@pytest.mark.parametrize(
    ("rounding", "tax", "total"), [("line", "4.50", "34.59"), ("document", "4.51", "34.60")]
)
def test_tax_is_rounded_as_the_shop_says(kestrel, rounding, tax, total):
    """Journey 11, step 2: three lines of 10.03 at 15 %."""
    kestrel.admin.patch("/api/settings", tax_rounding=rounding)
    customer = kestrel.manager.post("/api/customers", name="ABC")["id"]
    lines = [{"description": f"Part {n}", "unit_price": "10.03"} for n in range(3)]
    sale = kestrel.manager.post("/api/sales", customer_id=customer, lines=lines)
    assert (sale["tax"], sale["total"]) == (zar(tax), zar(total))
    sums = {
        name: sum(float(it[name]["amount"]) for it in sale["lines"])
        for name in ("net", "tax_amount")
    }
    assert round(sums["net"] + sums["tax_amount"], 2) == float(total)


def test_what_is_paid_over_pays_the_next_invoice(kestrel):
    """Journey 11, step 3."""
    manager = kestrel.manager
    customer = manager.post("/api/customers", name="ABC")["id"]
    lines = [{"description": "Cut", "unit_price": "100", "tax": "zero"}]
    first, second = (
        manager.post("/api/sales", customer_id=customer, lines=lines)["id"] for _ in "ab"
    )
    for sale in (first, second):
        manager.post(f"/api/sales/{sale}/issue")
    over = manager.post(f"/api/sales/{first}/payments", amount="200", method="eft")
    assert (over["status"], over["payments"][0]["credited"]) == ("paid", zar("100.00"))
    assert manager.post(f"/api/sales/{second}/apply-credit")["status"] == "paid"
    balance = manager.get(f"/api/customers/{customer}/balance")["balances"][0]
    assert (balance["credit"], balance["open"]) == (zar("0.00"), zar("0.00"))


def test_who_changed_a_price_is_told_with_before_and_after(world, kestrel):
    """Journey 11, step 6."""
    manager = kestrel.manager
    customer = manager.post("/api/customers", name="ABC")["id"]
    job = manager.post("/api/projects", name="Top", customer_id=customer)["id"]
    for day, price in (("2025-10-28", "100"), ("2025-10-29", "120"), ("2025-11-05", "90")):
        world.now = at(f"{day}T10:00")
        manager.patch(f"/api/projects/{job}", estimated_price=zar(price))
    asked = {"entity_id": job, "from": "2025-10-29T00:00:00Z", "to": "2025-11-01T00:00:00Z"}
    [entry] = kestrel.admin.get("/api/activity-log", **asked)["items"]
    assert entry["actor"] == "Manager"
    amounts = [it for name, it in entry["changes"].items() if "price" in name]
    assert [(money(it["before"]), money(it["after"])) for it in amounts] == [("100.00", "120.00")]
    table = kestrel.admin.ask("GET", "/api/activity-log/export", params=asked)
    assert (table.status_code, table.headers["content-type"].partition(";")[0]) == (200, "text/csv")
    assert len(table.text.strip().splitlines()) == 2
    kestrel.viewer.refused(403, "GET", "/api/activity-log")


def test_a_list_of_500_is_tried_and_taken_once(kestrel):
    """Journey 12, step 2: 7 bad rows, 3 that are there already by their e-mail."""
    admin = kestrel.admin
    for n in range(3):
        admin.post("/api/customers", name=f"Old {n}", email=f"buyer{n}@example.com")
    rows = [f"Company {n},buyer{n}@example.com" for n in range(493)]
    rows += [f",nobody{n}@example.com" for n in range(4)]
    rows += [f"Wrong {n},no address" for n in range(3)]
    body = "\n".join(["Name,E-mail", *rows]).encode()
    for dry, counts in (("true", (490, 3, 7)), ("false", (490, 3, 7)), ("false", (0, 0, 7))):
        answer = admin.ask(
            "POST",
            "/api/customers/import",
            params={"dry_run": dry, "match": "email"},
            content=body,
            headers={"content-type": "text/csv"},
        )
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["new"], told["updated"], told["errors"]) == counts, dry
    wrong = [it["problems"] for it in told["outcomes"] if it["outcome"] == "error"]
    assert len(wrong) == 7
    assert all(problems and problems[0]["reason"] for problems in wrong)


def test_activities_and_teams_as_a_calendar_wants_them(kestrel):
    """Journey 12, step 6 [N-018, N-024, N-025, N-027]."""
    manager, admin = kestrel.manager, kestrel.admin
    person = admin.post("/api/employees/", name="John Smith")["id"]
    assert manager.get("/api/activities/types/")["items"]
    labels = {it["code"]: it["label"] for it in manager.get("/api/activities/statuses/")["items"]}
    assert labels.keys() == {"todo", "in_progress", "blocked", "done"}
    made = manager.post(
        "/api/activities/",
        title="Service the laser",
        type="maintenance",
        start_time="2025-10-28T08:00:00Z",
        end_time="2025-10-28T10:00:00Z",
        assigned_to=person,
    )
    path = f"/api/activities/{made['id']}/"
    assert manager.get(path)["assigned_to"] == person
    changed = manager.patch(path, status="in_progress")
    assert (changed["status"], changed["status_label"]) == ("in_progress", labels["in_progress"])
    kestrel.viewer.refused(403, "DELETE", path)
    assert manager.ask("DELETE", path).status_code == 204
    manager.refused(404, "GET", path)

    customer = manager.post("/api/customers", name="ABC")["id"]
    job = manager.post("/api/projects", name="Top", customer_id=customer)["id"]
    team = f"/api/projects/{job}/team/"
    manager.post(team, employee_id=person, role="draughtsman")
    assert [it["name"] for it in manager.get(team)["items"]] == ["John Smith"]
    assert manager.ask("DELETE", f"{team}{person}/").status_code == 200
    assert manager.get(team)["items"] == []


def seconds(duration: str) -> float:
    return msgspec.convert(duration, timedelta, strict=False).total_seconds()


def money(told: Any) -> str:
    return told["amount"] if isinstance(told, dict) else str(told)
