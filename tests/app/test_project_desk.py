"""The page of a project, which several modules know something of."""

import re
from decimal import Decimal

import lxml.html
import msgspec
import pytest

from nexus.accounts import CreateEmployee
from nexus.customers import CreateCustomer
from nexus.inventory import CreateItem, MoveStock
from nexus.products import CreateTemplate
from nexus.projects import CreateProject, ListProjects
from nexus.sales import CreateQuote, CreateSale
from nexus.settings import ChangeSettings
from nexus.workflows import CreateWorkflow

from tests.accounts.conftest import PASSWORD, elsewhere, founded, nexus, programs, watch, web
from tests.app.test_pages import EVIL, desk, enclose, look, send
from tests.documents.samples import png

__all__ = ["desk", "elsewhere", "founded", "nexus", "programs", "watch", "web"]
TABS = ("", "/tasks", "/time", "/files", "/money", "/activity")


@pytest.fixture
def job(nexus, founded):
    """A job with two stages."""
    boss = founded.founder
    customer = nexus.customers.service().create(boss, CreateCustomer(name="Anvil"))
    stages = [{"name": "Draw"}, {"name": "Cut"}]
    flow = msgspec.convert({"name": "Usual", "stages": stages}, CreateWorkflow)
    workflow = nexus.workflows.service().create(boss, flow)
    wish = CreateProject(name="Gate", customer_id=customer.id, workflow_id=workflow.id)
    return nexus.projects.service().create(boss, wish)


@pytest.fixture
def path(job):
    return f"/projects/{job.code}"


def version_on(page):
    return re.search(r'name="_version" value="(\d+)"', page.text)[1]


def test_a_job_goes_its_way_by_the_one_thing_that_is_next(desk, path):
    text = look(desk, path).text
    assert "Next: write a quote." in text or "Next: quote it" in text
    assert send(desk, f"{path}/status", status="quote_approval").status_code == 303
    assert "Record proof of payment" in look(desk, path).text
    assert look(desk, f"{path}/pop").status_code == 200
    wrong = send(desk, f"{path}/pop", pop_received_date="2099-01-01", amount="much")
    assert wrong.status_code == 422
    assert 'value="2099-01-01"' in wrong.text
    paper = ("eft.png", png())
    late = enclose(desk, f"{path}/pop", paper, pop_received_date="2099-01-01")
    assert (late.status_code, 'id="e-pop_received_date"' in late.text) == (422, True)
    assert "eft.png" not in look(desk, "/files").text  # with the proof, or not at all
    assert enclose(desk, f"{path}/pop", paper, reference="EFT 7").status_code == 303
    text = look(desk, path).text
    assert "EFT 7" in text
    [file] = re.findall(r'href="(/files/[0-9a-f-]{36})">Show the paper', text)
    assert "eft.png" in look(desk, file).text
    wrong = enclose(desk, f"{path}/pop", ("empty.pdf", b""), reference="EFT 8")
    assert (wrong.status_code, "EFT 8" in wrong.text) == (422, True)
    assert enclose(desk, f"{path}/pop", ("", b""), reference="EFT 9").status_code == 303
    assert "Next: start the work." in text
    assert send(desk, f"{path}/start").status_code == 303
    assert "Next: finish Draw." in look(desk, path).text
    assert send(desk, f"{path}/stage", direction="next").status_code == 303
    assert "Finish and complete" in look(desk, path).text
    assert send(desk, f"{path}/stage", direction="next", complete="on").status_code == 303
    assert "Completed" in look(desk, path).text
    again = send(desk, f"{path}/status", status="in_progress")
    assert again.status_code == 422
    assert "why it is taken up again" in again.text
    assert send(desk, f"{path}/status", status="in_progress", reason="Rust").status_code == 303


def test_a_proof_of_payment_is_recorded_on_the_sale_with_its_paper(desk, path, job, nexus, founded):
    sale = nexus.sales.service().create(founded.founder, CreateSale(project_id=job.id))
    there = f"/sales/{sale.id}"
    assert 'type="file"' in look(desk, f"{there}/proof").text
    late = enclose(desk, f"{there}/proof", ("eft.png", png()), amount="much")
    assert (late.status_code, 'id="e-amount"' in late.text) == (422, True)
    said = {"amount": "100", "reference": "EFT 7"}
    done = enclose(desk, f"{there}/proof", ("eft.png", png()), **said)
    assert (done.status_code, done.headers["location"]) == (303, there)
    assert "eft.png" in look(desk, f"/files/of/sale/{sale.id}").text
    assert "Show the paper" in look(desk, path).text


def test_a_quote_that_waits_is_what_is_next(desk, path, job, nexus, founded):
    wish = {"project_id": str(job.id), "customer_id": str(job.customer_id)}
    wish |= {"lines": [{"description": "Gate", "quantity": "1", "unit_price": "100"}]}
    quotes, boss = nexus.sales.quotes(), founded.founder
    quote = quotes.create(boss, msgspec.convert(wish, CreateQuote, strict=False))
    text = look(desk, path).text
    assert f"Next: send quote {quote.number}." in text
    assert f'href="/quotes/{quote.number}"' in text


def test_what_is_refused_is_told_and_asks_for_the_reason(desk, path):
    refused = send(desk, f"{path}/start", nothing="")
    assert refused.status_code in (303, 409)
    send(desk, f"{path}/status", status="in_progress")
    stages = re.findall(r'name="stage_id" value="([^"]+)"', look(desk, path).text)
    refused = send(desk, f"{path}/status", status="completed")
    assert refused.status_code == 409
    assert "would be skipped" in refused.text
    assert 'name="skip_reason"' in refused.text
    assert send(desk, f"{path}/stage", stage_id=stages[-1]).status_code == 303
    done = send(desk, f"{path}/status", status="completed", skip_reason="Made elsewhere")
    assert done.status_code == 303
    for to in ("on_hold", "cancelled", "completed", "nonsense", ""):
        assert look(desk, f"{path}/status?to={to}").status_code == 200
    assert look(desk, f"{path}/stage?to=nonsense").status_code == 200
    assert send(desk, f"{path}/stage", direction="sideways").status_code == 422
    assert send(desk, f"{path}/delete").status_code == 409


def test_hold_and_resume(desk, path):
    held = send(desk, f"{path}/status", status="on_hold", reason="No sheet")
    assert held.status_code == 303
    text = look(desk, path).text
    assert "No sheet" in text
    assert send(desk, f"{path}/resume").status_code == 303
    assert send(desk, f"{path}/delete").status_code == 303
    assert look(desk, path).status_code == 404


def test_notes_and_team(desk, path, founded):
    wrong = send(desk, f"{path}/notes", text="")
    assert wrong.status_code == 422
    note = {"text": f"Call before two. {EVIL}", "is_internal": ["", "on"]}
    assert send(desk, f"{path}/notes", **note).status_code == 303
    text = look(desk, path).text
    assert "Call before two." in text
    assert EVIL not in text
    its = re.search(rf"{path}/notes/([^/]+)/delete", text)[1]
    version = version_on(look(desk, f"{path}/notes/{its}"))
    assert send(desk, f"{path}/notes/{its}", text="", _version=version).status_code == 422
    changed = {"text": "Call before three.", "is_internal": "", "_version": version}
    assert send(desk, f"{path}/notes/{its}", **changed).status_code == 303
    assert send(desk, f"{path}/notes/{its}", **changed).status_code == 412
    assert "Call before three." in look(desk, path).text
    assert send(desk, f"{path}/notes/{its}/delete").status_code == 303
    assert "Call before two." not in look(desk, path).text
    assert send(desk, f"{path}/notes/{its}/delete").status_code == 404
    assert look(desk, f"{path}/notes/{its}").status_code == 404
    person = founded.accounts.create_employee(founded.founder, CreateEmployee(name="Ann Lee"))
    assert send(desk, f"{path}/team", role="cutting").status_code == 422
    joined = send(desk, f"{path}/team", employee_id=str(person.id), role="cutting")
    assert joined.status_code == 303
    assert "Ann Lee" in look(desk, path).text
    assert send(desk, f"{path}/team/{person.id}/leave").status_code == 303
    assert send(desk, f"{path}/team/{person.id}/leave").status_code == 404


def test_work_is_planned_done_logged_and_corrected(desk, path, founded):
    person = founded.accounts.create_employee(founded.founder, CreateEmployee(name="Ann Lee"))
    send(desk, f"{path}/status", status="in_progress")
    wrong = send(desk, f"{path}/tasks", title="", planned="soon")
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.text
    made = {"title": f"Bend {EVIL}", "planned": "1:30", "assignee.employee_id": str(person.id)}
    assert send(desk, f"{path}/tasks", **made).status_code == 303
    text = look(desk, f"{path}/tasks").text
    assert "Ann Lee" in text
    assert EVIL not in text
    task = re.search(r"/tasks/([0-9a-f-]{36})/start", text)[1]
    assert send(desk, f"{path}/tasks/{task}/start").status_code == 303
    log = {"task_id": task, "duration": "90 min", "employee_id": str(person.id)}
    assert send(desk, f"{path}/time", duration="1:30").status_code == 422
    assert send(desk, f"{path}/time", **log | {"duration": "long"}).status_code == 422
    assert send(desk, f"{path}/time", **log | {"worked_on": "2026-02-27"}).status_code == 303
    text = look(desk, f"{path}/time").text
    assert "1:30" in text
    assert EVIL not in text
    entry = re.search(rf"{path}/time/([0-9a-f-]{{36}})", text)[1]
    page = look(desk, f"{path}/time/{entry}")
    version = {"_version": version_on(page)}
    assert send(desk, f"{path}/time/{entry}", duration="1:00", **version).status_code == 422
    fixed = {"duration": "1:00", "reason": "Read the clock wrong", "act": "save", **version}
    assert send(desk, f"{path}/time/{entry}", **fixed).status_code == 303
    assert "Read the clock wrong" in look(desk, f"{path}/time").text
    version = {"_version": version_on(look(desk, f"{path}/time/{entry}"))}
    struck = {"reason": "Never was", "act": "delete", **version}
    assert send(desk, f"{path}/time/{entry}", **struck).status_code == 303
    assert send(desk, f"{path}/tasks/{task}/complete").status_code == 303


def test_budget_and_expenses(desk, path):
    line = {"lines[0].category": "material", "lines[0].description": f"Sheet {EVIL}"}
    wrong = send(desk, f"{path}/budget", **line, **{"lines[0].unit_cost": "dear"})
    assert wrong.status_code == 422
    assert 'value="dear"' in wrong.text
    more = send(desk, f"{path}/budget", act="more", **line)
    assert more.status_code == 200
    assert 'name="lines[3].unit_cost"' in more.text
    good = line | {"lines[0].unit_cost": "12,50", "lines[0].quantity": "4", "lines[3].count": ""}
    assert send(desk, f"{path}/budget", **good).status_code == 303
    text = look(desk, f"{path}/money").text
    assert re.search(r"50[.,]00", text)
    assert EVIL not in text
    version = {"_version": re.search(r'_version" value="(\d+)"', text)[1]}
    assert send(desk, f"{path}/budget/approve", **version).status_code == 303
    assert send(desk, f"{path}/budget", **good).status_code == 409
    revised = version_on(look(desk, f"{path}/money"))
    assert send(desk, f"{path}/budget/revise", _version=revised).status_code == 303
    assert send(desk, f"{path}/expenses/new", description="Paint").status_code == 422
    spent = {"description": "Galvanising", "amount": "200", "category": "outside"}
    assert send(desk, f"{path}/expenses/new", **spent, status="spent").status_code == 303
    text = look(desk, f"{path}/money").text
    its = re.search(rf"{path}/expenses/([0-9a-f-]{{36}})", text)[1]
    page = look(desk, f"{path}/expenses/{its}")
    assert "Galvanising" in page.text
    change = {"description": "Zinc", "amount": "250", "_version": version_on(page)}
    assert send(desk, f"{path}/expenses/{its}", **change, act="save").status_code == 303
    version = version_on(look(desk, f"{path}/expenses/{its}"))
    gone = send(desk, f"{path}/expenses/{its}", act="delete", _version=version, description="Zinc")
    assert gone.status_code == 303
    assert "Nothing was billed by others." in look(desk, f"{path}/money").text


def test_products_are_put_on_a_job_and_taken_off(desk, path, nexus, founded):
    boss = founded.founder
    product = nexus.products.service().create(boss, CreateTemplate(name=f"Bracket {EVIL}"))
    on = msgspec.convert({"features": {"products": True}}, ChangeSettings)
    nexus.settings.service().change(boss, on)
    assert look(desk, f"{path}/products/new").status_code == 200
    assert send(desk, f"{path}/products/new", quantity="2").status_code == 422
    said = {"product_template_id": str(product.id), "quantity": "2", "unit_price": "12,50"}
    assert send(desk, f"{path}/products/new", **said).status_code == 303
    text = look(desk, path).text
    assert re.search(r"25[.,]00", text)
    assert EVIL not in text
    line = re.search(rf"{path}/products/([0-9a-f-]{{36}})", text)[1]
    version = version_on(look(desk, f"{path}/products/{line}"))
    wrong = send(desk, f"{path}/products/{line}", quantity="-1", _version=version)
    assert wrong.status_code == 422
    assert send(desk, f"{path}/products/{line}", quantity="3", _version=version).status_code == 303
    version = version_on(look(desk, f"{path}/products/{line}"))
    gone = send(desk, f"{path}/products/{line}", act="delete", _version=version)
    assert gone.status_code == 303
    assert look(desk, f"{path}/products/{line}").status_code == 404


def test_planned_and_used_material_stand_side_by_side(desk, nexus, founded):
    boss, stock = founded.founder, nexus.inventory.stock()
    on = msgspec.convert({"features": {"products": True, "inventory": True}}, ChangeSettings)
    nexus.settings.service().change(boss, on)
    oak, oil, glue = (
        stock.create(boss, CreateItem(name=name, unit="l", opening_quantity=Decimal(9)))
        for name in ("Oak", "Oil", f"Glue {EVIL}")
    )
    bom = [{"item_id": str(it.id), "quantity": "2.5"} for it in (oak, oil)]
    product = nexus.products.service().create(
        boss, msgspec.convert({"name": "Table", "bom": bom}, CreateTemplate)
    )
    customer = nexus.customers.service().create(boss, CreateCustomer(name="Anvil"))
    said = {"name": "Table", "customer_id": str(customer.id)}
    send(desk, "/projects/new", product_template_id=str(product.id), product_quantity="1", **said)
    [job] = nexus.projects.service().page(boss, ListProjects(search="Table")).items
    for item, quantity in ((oil, "2"), (glue, "1")):
        used = {"kind": "usage", "quantity": quantity, "project_id": str(job.id)}
        nexus.inventory.ledger().move(boss, item.id, msgspec.convert(used, MoveStock))
    page = look(desk, f"/projects/{job.code}/money").text
    assert EVIL not in page
    [table] = lxml.html.document_fromstring(page).xpath("//table[contains(., 'Oak')]")
    rows = [[it.text_content() for it in row] for row in table.xpath(".//tbody/tr")]
    said = [[re.sub(r"R.*|[^\w,]", "", cell) for cell in row] for row in rows]
    assert said[:2] == [["Oak", "2,5l", ""], ["Oil", "2,5l", "2l"]]
    assert said[2][1:] == ["", "1l"]


def test_every_tab_answers_and_hides_what_a_role_may_not_see(desk, web, path, founded, elsewhere):
    for tab in TABS:
        assert look(desk, path + tab).status_code == 200, tab
    operator = founded.user("operator")
    send(web, "/logout")
    send(web, "/login", "", username=operator.username, password=PASSWORD, next="/")
    assert look(web, path).status_code == 403


def test_who_may_only_look_changes_nothing(web, path, founded):
    viewer = founded.user("viewer")
    send(web, "/login", "", username=viewer.username, password=PASSWORD, next="/")
    for tab in TABS:
        page = look(web, path + tab)
        assert page.status_code == 200, tab
        inside = page.text.partition("<main")[2].partition("</main>")[0]
        assert f'action="{path}' not in inside, tab
        assert f"{path}/edit" not in inside, tab
    refused = ("status", "start", "stage", "resume", "pop", "notes", "team", "tasks", "time")
    for act in (*refused, "budget", "expenses/new", "delete"):
        assert send(web, f"{path}/{act}").status_code == 403, act


def test_another_shops_job_is_not_there(web, path, elsewhere):
    send(web, "/login", "", username=elsewhere.admin.username, password=PASSWORD, next="/")
    for tab in TABS:
        assert look(web, path + tab).status_code == 404
    assert send(web, f"{path}/start").status_code == 404
