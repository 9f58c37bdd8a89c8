"""Jobs in money, to the cent, over HTTP through everything: from a quote to what is earned.

The clock begins at 2025-10-27; figures and steps are those of the product's journeys 6 and 7.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.app.figures import Thing, amounts, everything, hours, told, zar
from tests.app.people import Person, Shop, World

STAGES = ("Design", "Milling", "Assembly", "Finishing")
PLANNED = dict(zip(STAGES, ("PT2H", "PT5H", "PT4H", "PT3H"), strict=True))
WORKED = dict(zip(STAGES, ("PT2H", "PT5H30M", "PT4H30M", "PT3H30M"), strict=True))


@pytest.fixture
def world(engine: Any) -> Iterator[World]:
    world = World(engine)
    with world.client:
        yield world


@pytest.fixture
def shop(world: World) -> Shop:
    """A maker whose hour costs R 350."""
    shop = world.shop("Bench & River", "maker")
    shop.admin.patch("/api/settings", hourly_rate=zar("350"))
    return shop


@pytest.fixture
def manager(shop: Shop) -> Person:
    return shop.manager


@pytest.fixture
def customer(manager: Person) -> str:
    return named(manager, "M. Naidoo")


def named(manager: Person, name: str) -> str:
    id: str = manager.post("/api/customers", name=name)["id"]
    return id


# Journey 6


@pytest.fixture
def gate(manager: Person) -> Thing:
    """A job of a company whose buyer is Lindiwe Dube."""
    made: Thing = manager.post(
        "/api/projects", name="Gate", customer_id=named(manager, "ABC Manufacturing")
    )
    return made


@pytest.fixture
def quote(manager: Person, gate: Thing) -> Thing:
    """R 13 800.00 with tax, and R 690.00 more if it is bent."""
    made: Thing = manager.post(
        "/api/quotes",
        project_id=gate["id"],
        terms="Half before we begin.",
        deposit_percent="50",
        lines=[
            {"description": "Gate", "unit_price": "12000.00"},
            {"description": "Bend", "unit_price": "600.00", "is_optional": True},
        ],
    )
    return made


def sent(manager: Person, quote: Thing) -> str:
    path: str = manager.post(f"/api/quotes/{quote['id']}/send", link_days=30)["path"]
    return path


def test_a_customer_chooses_signs_and_pays_the_deposit(
    shop: Shop, manager: Person, gate: Thing, quote: Thing
) -> None:
    """J6.3 to J6.5."""
    link, buyer = sent(manager, quote), shop.somebody()
    shown = buyer.get(link)
    assert (shown["terms"], told(shown, "total")) == ("Half before we begin.", ["13800.00"])
    bend = {"line_id": shown["lines"][1]["id"], "chosen": True}
    assert told(buyer.post(f"{link}/preview", choices=[bend]), "total", "tax") == [
        "14490.00",
        "1890.00",
    ]
    signature = {"name": "Lindiwe Dube", "signature_text": "Lindiwe Dube", "agree": True}
    unsure = signature | {"agree": False}
    buyer.refused(422, "POST", f"{link}/accept", **unsure)
    assert buyer.get(link) == shown  # looking and asking changed nothing
    said = buyer.post(f"{link}/accept", choices=[bend], total="14490.00", **signature)
    assert (said["already"], said["quote"]["status"]) == (False, "accepted")
    check_what_was_agreed(manager, gate, quote)

    again = buyer.post(f"{link}/accept", total="14490.00", **signature)
    assert again == said | {"already": True, "message": "This quote has been accepted already."}
    kinds = [it["kind"] for it in everything(manager, "/api/sales")]
    assert sorted(kinds) == ["deposit", "invoice"]
    pay_the_deposit(manager, gate, quote)


def check_what_was_agreed(manager: Person, gate: Thing, quote: Thing) -> None:
    kept = manager.get(f"/api/quotes/{quote['id']}")
    yes = kept["acceptance"]
    assert (yes["name"], yes["signature_text"], yes["ip"]) == (
        "Lindiwe Dube",
        "Lindiwe Dube",
        "testclient",
    )
    assert (yes["accepted_at"], yes["date"]) == ("2025-10-27T07:00:00Z", "2025-10-27")
    assert [it["is_chosen"] for it in kept["lines"]] == [True, True]
    order = manager.get(f"/api/sales/{kept['sale_id']}")
    assert (order["status"], told(order, "total")) == ("draft", ["14490.00"])
    project = manager.get(f"/api/projects/{gate['id']}")
    assert (project["approval_date"], project["estimated_price"]) == ("2025-10-27", zar("12600.00"))


def pay_the_deposit(manager: Person, gate: Thing, quote: Thing) -> None:
    order = manager.get(f"/api/quotes/{quote['id']}")["sale_id"]
    [asked] = manager.get(f"/api/sales/{order}/deposits")["items"]
    assert (asked["status"], told(asked, "total")) == ("draft", ["7245.00"])
    manager.post(f"/api/sales/{asked['id']}/issue")
    paid = manager.post(f"/api/sales/{asked['id']}/payments", amount="7245.00", method="eft")
    assert (paid["status"], told(paid, "subtotal", "tax")) == ("paid", ["6300.00", "945.00"])
    after = manager.get(f"/api/sales/{order}/deposits")
    assert told(after, "total", "proposed", "due") == ["14490.00", "7245.00", "7245.00"]
    released = manager.post(f"/api/projects/{gate['id']}/pop")
    assert (released["status"], released["pop_deadline"]) == ("approved", "2025-11-06")


def test_an_expired_and_a_changed_quote_cannot_be_accepted(
    world: World, shop: Shop, manager: Person, quote: Thing
) -> None:
    """J6.5."""
    link, buyer = sent(manager, quote), shop.somebody()
    newer = manager.post(f"/api/quotes/{quote['id']}/revise")
    newer_link = sent(manager, newer)
    old = buyer.get(link)
    assert (old["can_accept"], old["newest_revision"]) == (False, 2)
    assert old["notice"] == "This quote has been changed. Please look at revision 2."
    buyer.refused(409, "POST", f"{link}/accept", name="Lindiwe Dube", agree=True)
    world.pass_by(days=31)
    late = buyer.get(newer_link)
    assert (late["status"], late["can_accept"]) == ("expired", False)
    told_so = buyer.refused(409, "POST", f"{newer_link}/accept", name="Lindiwe Dube", agree=True)
    assert told_so["detail"] == "Quote QU-2025-001 has expired."
    assert everything(manager, "/api/sales") == []


# Journey 7


@pytest.fixture
def stock(manager: Person) -> dict[str, str]:
    """60 board feet of oak and 5 litres of finish, bought at R 95 and R 320."""
    wishes = {
        "oak": {"unit": "bdft", "unit_cost": "95", "opening_quantity": "60"},
        "finish": {
            "kind": "consumable",
            "unit": "l",
            "unit_cost": "320",
            "opening_quantity": "5",
        },
    }
    return {
        name: manager.post("/api/inventory/items", name=name.title(), **wish)["id"]
        for name, wish in wishes.items()
    }


@pytest.fixture
def workflow(shop: Shop) -> Thing:
    found: Thing = shop.manager.get("/api/workflows", search="commission")["items"][0]
    workflow: Thing = shop.manager.get(f"/api/workflows/{found['id']}")
    assert [it["name"] for it in workflow["stages"]] == list(STAGES)
    return workflow


@pytest.fixture
def template(manager: Person, stock: dict[str, str], workflow: Thing) -> Thing:
    """Step 1: the river table, what it is made of, on what and how long."""
    bandsaw = manager.post("/api/inventory/equipment", name="Bandsaw")["id"]
    oak = {"item_id": stock["oak"], "quantity": "18.5", "waste_factor": "1.15"}
    finish = {"item_id": stock["finish"], "quantity": "0.6", "waste_factor": "1.05"}
    tasks = [
        {
            "title": f"{stage['name']} of the table",
            "planned": PLANNED[stage["name"]],
            "workflow_stage_id": stage["id"],
        }
        for stage in workflow["stages"]
    ]
    made: Thing = manager.post(
        "/api/products/templates/",
        name="River Table",
        unit_price="12000.00",
        workflow_id=workflow["id"],
        bom=[oak, finish],
        equipment=[{"equipment_id": bandsaw, "is_exclusive": True}],
        tasks=tasks,
    )
    assert [it["needed"] for it in made["bom"]] == ["21.275", "0.63"]
    return made


@pytest.fixture
def job(manager: Person, template: Thing, customer: str) -> Thing:
    """Step 2: the commission of M. Naidoo, begun with the template."""
    path = f"/api/products/templates/{template['id']}/start-project"
    made: Thing = manager.post(path, customer_id=customer, estimated_price=zar("12000.00"))
    return made


def test_a_commission_from_template_to_margin(
    shop: Shop, manager: Person, template: Thing, job: Thing, stock: dict[str, str]
) -> None:
    """J7.1 to J7.6 and J7.8."""
    check_the_plan(manager, job, template)
    order = accept_and_pay_deposit(shop, job)
    make(shop, job, stock)
    check_the_costing(manager, job)
    settle(manager, order)
    check_the_costing(manager, job)
    assert manager.get(f"/api/projects/{job['id']}")["final_price"] == zar("13800.00")
    promote(manager, job, template)
    refused = manager.refused(400, "PATCH", f"/api/projects/{job['id']}", final_price=zar("1"))
    assert list(refused["errors"]) == ["final_price"]


def check_the_plan(manager: Person, job: Thing, template: Thing) -> None:
    path = f"/api/projects/{job['id']}"
    assert [it["name"] for it in job["stages"]] == list(STAGES)
    assert job["product_template_id"] == template["id"]
    plan = manager.get(f"{path}/plan")
    oak, finish = plan["materials"]
    assert (oak["quantity"], oak["cost"]) == ("21.275", zar("2021.13"))
    assert (finish["quantity"], finish["cost"]) == ("0.63", zar("201.60"))
    assert (hours(plan["labour"]), plan["labour_cost"]) == (14, zar("4900.00"))
    assert (plan["planned_cost"], plan["margin_percent"]) == (zar("7122.73"), "40.6")
    tasks = manager.get(f"{path}/tasks")["items"]
    assert [hours(it["planned"]) for it in tasks] == [2, 5, 4, 3]
    costing = manager.get(f"{path}/costing")
    assert told(costing, "planned_cost", "price") == ["7122.73", "12000.00"]
    assert costing["planned_margin_percent"] == "40.6"


def accept_and_pay_deposit(shop: Shop, job: Thing) -> str:
    """Step 3: the quote is accepted by its link, half of it asked for and paid."""
    manager = shop.manager
    line = {"description": "River Table", "unit_price": "12000.00"}
    line |= {"product_template_id": job["product_template_id"]}
    wish = {"project_id": job["id"], "deposit_percent": "50", "lines": [line]}
    quote = manager.post("/api/quotes", **wish)
    assert told(quote, "tax", "total", "deposit") == ["1800.00", "13800.00", "6900.00"]
    link = manager.post(f"/api/quotes/{quote['id']}/send", link_days=30)["path"]
    naidoo = shop.somebody()
    assert told(naidoo.get(link), "total") == ["13800.00"]
    said = naidoo.post(f"{link}/accept", name="M. Naidoo", agree=True, total="13800.00")
    assert (said["already"], said["quote"]["status"]) == (False, "accepted")

    project = manager.get(f"/api/projects/{job['id']}")
    assert (project["quote_date"], project["approval_date"]) == ("2025-10-27", "2025-10-27")
    assert told(project, "estimated_price", "quoted_price") == ["12000.00", "13800.00"]
    order: str = manager.get(f"/api/quotes/{quote['id']}")["sale_id"]
    [drafted] = manager.get(f"/api/sales/{order}/deposits")["items"]
    deposit = manager.post(f"/api/sales/{drafted['id']}/issue")
    assert (deposit["kind"], deposit["number"]) == ("deposit", "DEP-2025-001")
    assert told(deposit, "subtotal", "tax", "total") == ["6000.00", "900.00", "6900.00"]
    paid = manager.post(f"/api/sales/{deposit['id']}/payments", amount="6900.00", method="eft")
    assert paid["status"] == "paid"
    project = manager.get(f"/api/projects/{job['id']}")
    assert told(project, "quoted_price", "final_price") == ["13800.00", "13800.00"]
    return order


def make(shop: Shop, job: Thing, stock: dict[str, str]) -> None:
    """Step 4: through all stages, with the hours and the material that it took."""
    manager, path = shop.manager, f"/api/projects/{job['id']}"
    tasks = {it["title"].split()[0]: it["id"] for it in manager.get(f"{path}/tasks")["items"]}
    manager.post(f"{path}/start/")
    for item, quantity in (("oak", "21.275"), ("finish", "0.63")):
        used = {"kind": "usage", "quantity": quantity, "project_id": job["id"]}
        manager.post(f"/api/inventory/items/{stock[item]}/movements", **used)
    for stage in STAGES:
        maker = shop.operator(f"Maker of {stage}")
        maker.post(f"/api/tasks/{tasks[stage]}/log_time/", duration=WORKED[stage])
        maker.post(f"/api/tasks/{tasks[stage]}/complete/")
        manager.post(f"{path}/move_stage/", direction="next")
    used = manager.get(f"{path}/materials")["items"]
    assert {it["name"]: it["value"] for it in used} == {
        "Oak": zar("2021.13"),
        "Finish": zar("201.60"),
    }


def check_the_costing(manager: Person, job: Thing) -> None:
    costing = manager.get(f"/api/projects/{job['id']}/costing")
    assert told(costing, "actual_cost", "price", "profit_cost") == [
        "7647.73",
        "12000.00",
        "4352.27",
    ]
    assert (costing["margin_percent"], costing["planned_margin_percent"]) == ("36.3", "40.6")
    assert (costing["planned_hours"], costing["worked_hours"]) == ("14.00", "15.50")
    parts = {it["category"]: it for it in costing["by_category"]}
    assert told(parts["labour"], "planned_cost", "actual_cost") == ["4900.00", "5425.00"]
    assert told(parts["material"], "planned_cost", "actual_cost") == ["2222.73", "2222.73"]
    assert told(parts["labour"], "variance_cost") == ["-525.00"]
    listed = everything(manager, "/api/analytics/projects/costing")
    assert [it["actual_cost"] for it in listed if it["project_id"] == job["id"]] == [zar("7647.73")]


def settle(manager: Person, order: str) -> None:
    """Step 5: the whole, less the deposit with its tax; paid in two parts."""
    final = manager.post(f"/api/sales/{order}/issue")
    table, less = final["lines"]
    assert told(table, "net", "tax_amount", "total") == ["12000.00", "1800.00", "13800.00"]
    assert less["description"] == "Less deposit DEP-2025-001 dated 2025-10-27"
    assert told(less, "net", "tax_amount", "total") == ["-6000.00", "-900.00", "-6900.00"]
    assert told(final, "total", "open") == ["6900.00", "6900.00"]
    for amount, status, left in (("5000", "partially_paid", "1900.00"), ("1900", "paid", "0.00")):
        sale = manager.post(f"/api/sales/{order}/payments", amount=amount, method="eft")
        assert (sale["status"], sale["open"]) == (status, zar(left))


def promote(manager: Person, job: Thing, template: Thing) -> None:
    """Step 6: what it came to becomes a template; the job stays as it is."""
    path = f"/api/projects/{job['id']}"
    before = [manager.get(f"{path}{part}") for part in ("", "/plan", "/tasks", "/costing")]
    made = manager.post(
        f"{path}/promote-to-template/", name="River Table II", quantities="actual", hours="actual"
    )
    assert [(it["quantity"], it["waste_factor"]) for it in made["bom"]] == [
        ("21.275", "1"),
        ("0.63", "1"),
    ]
    assert (hours(made["planned"]), made["unit_price"]) == (Decimal("15.5"), "12000")
    bill = manager.get(f"/api/products/templates/{made['id']}/cost")
    assert (bill["planned_cost"], bill["margin_percent"]) == (zar("7647.73"), "36.3")
    after = [manager.get(f"{path}{part}") for part in ("", "/plan", "/tasks", "/costing")]
    assert after == before
    sales = manager.get(f"/api/products/templates/{template['id']}/sales", total="true")
    assert (sales["total"], sales["items"][0]["status"]) == (1, "paid")


def test_a_sale_at_the_craft_fair(manager: Person, customer: str, stock: dict[str, str]) -> None:
    """J7.7: three boards over the table, without a project."""
    board = manager.post(
        "/api/products/templates",
        name="Oak board",
        unit_price="450.00",
        bom=[{"item_id": stock["oak"], "quantity": "2", "waste_factor": "1.1"}],
    )
    line = {"description": "Oak board", "quantity": "3", "unit_price": "450.00"}
    line |= {"product_template_id": board["id"]}
    fair = manager.post("/api/sales", customer_id=customer, discount_percent="10", lines=[line])
    assert told(fair, "subtotal", "discount", "tax") == ["1350.00", "135.00", "182.25"]
    assert told(fair, "total") == ["1397.25"]
    at_sale = f"/api/sales/{fair['id']}"
    number = manager.post(f"{at_sale}/issue")["number"]
    fair = manager.post(f"{at_sale}/payments", amount="1397.25", method="cash")
    assert (fair["status"], fair["payment_method"]) == ("paid", "cash")
    use = f"/api/inventory/use/sales/{fair['id']}"
    [need] = manager.get(use)["lines"]
    assert (need["needed"], need["used"], need["suggested"]) == ("6.6", "0", "6.6")
    [left] = manager.post(use, even_if_reserved=False)["lines"]
    assert (left["used"], left["suggested"]) == ("6.6", "0")
    [moved] = manager.get("/api/inventory/movements", search=number)["items"]
    assert (moved["balance"], moved["reference"], moved["kind"]) == ("53.4", number, "usage")
    again = manager.refused(409, "POST", use, even_if_reserved=False)
    assert again["detail"] == "All that this sale takes was written down already."
    manager.post(f"/api/inventory/movements/{moved['id']}/undo", reason="Not yet fetched")
    line = {"item_id": stock["oak"], "quantity": "7"}
    wrong = manager.refused(422, "POST", use, lines=[line | {"item_id": board["id"]}])
    assert wrong["errors"] == {"lines[0].item_id": "There is no such stock item."}
    answer = manager.ask("POST", use, json={"lines": [line]}, headers={"if-match": '"1"'})
    assert answer.status_code == 412
    [left] = manager.post(use, lines=[line])["lines"]
    assert (left["used"], left["suggested"], left["available"]) == ("7", "0", "53")


def test_a_customers_totals_are_the_sum_of_their_sales(
    manager: Person, customer: str, job: Thing
) -> None:
    """J7.8."""
    for project, price in ((job["id"], "12000"), (None, "1215"), (None, "10.03")):
        line = {"description": "Work", "unit_price": price}
        sale = manager.post("/api/sales", customer_id=customer, project_id=project, lines=[line])
        manager.post(f"/api/sales/{sale['id']}/issue")
        manager.post(f"/api/sales/{sale['id']}/payments", amount="10", method="eft")
    sales = everything(manager, f"/api/customers/{customer}/sales")
    [balance] = manager.get(f"/api/customers/{customer}/balance")["balances"]
    told_sums = [Decimal(it) for it in told(balance, "billed", "paid", "open")]
    assert told_sums == [amounts(sales, name) for name in ("total", "paid", "open")]
    assert told_sums[0] == Decimal("15208.78")  # 13 800.00 + 1 397.25 + 11.53
    assert manager.get(f"/api/projects/{job['id']}")["final_price"] == zar("13800.00")


@pytest.mark.parametrize("end", ["cancelled", "completed", "deleted"])
def test_what_was_set_aside_for_a_job_is_let_go_when_it_ends(
    manager: Person, shop: Shop, customer: str, stock: dict[str, str], end: str
) -> None:
    job = manager.post("/api/projects", name="Shelf", customer_id=customer, workflow_id=None)
    path = f"/api/projects/{job['id']}"
    held = {"item_id": stock["oak"], "project_id": job["id"], "quantity": "10"}
    kept = manager.post("/api/inventory/reservations", **held)
    item = f"/api/inventory/items/{stock['oak']}"
    assert manager.get(item)["reserved"] == "10"
    if end == "deleted":
        assert shop.admin.ask("DELETE", path).status_code in (200, 204)
    elif end == "cancelled":
        manager.post(f"{path}/status", status="cancelled")
    else:
        for status in ("approved", "in_progress", "completed"):
            manager.post(f"{path}/status", status=status)
    assert manager.get(item)["reserved"] == "0"
    assert manager.get(f"/api/inventory/reservations/{kept['id']}")["status"] == "released"
