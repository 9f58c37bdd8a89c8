"""The pages of sales through the whole application: lines, drafts, invoices, money, accounts."""

import re
from decimal import Decimal
from html import unescape

import pytest

from nexus.customers import CreateCustomer
from nexus.products import CreateTemplate
from nexus.sales import CreateSale, WriteLine

from tests.accounts.conftest import (
    PASSWORD,
    elsewhere,
    founded,
    nexus,
    programs,
    watch,
    web,
)
from tests.app.test_pages import EVIL, desk, look, send, token_of

__all__ = ["desk", "elsewhere", "founded", "nexus", "programs", "watch", "web"]

ONE = Decimal(1)
LINES = {
    "lines[0].description": "Brackets, mild steel 3 mm",
    "lines[0].quantity": "200",
    "lines[0].unit_price": "67.50",
    "lines[1].description": "Delivery",
    "lines[1].quantity": "1",
    "lines[1].unit_price": "1 150",
}


@pytest.fixture
def customer(nexus, founded):
    return nexus.customers.service().create(founded.founder, CreateCustomer(name="Anvil"))


def version_of(text):
    return re.search(r'name="_version" value="(\d+)"', text)[1]


def drafted(desk, customer, **more):
    said = {"customer_id": str(customer.id), "act": "save"} | LINES | more
    answer = send(desk, "/sales/new", **said)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def issued(desk, customer):
    page = drafted(desk, customer)
    version = version_of(look(desk, f"{page}/issue").text)
    answer = send(desk, f"{page}/issue", _version=version, deduct_deposits="on")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


# Lines


def test_lines_come_go_and_change_places_without_a_script(desk):
    text = send(desk, "/sales/new", act="add", **LINES).text
    assert text.count("data-line>") == 4  # with the pattern for the script
    assert 'value="67.50"' in text
    text = send(desk, "/sales/new", act="remove-0", **LINES).text
    assert text.count("data-line>") == 2
    assert "Brackets" not in text
    text = send(desk, "/sales/new", act="down-0", **LINES).text
    assert text.index("Delivery") < text.index("Brackets")
    assert 'name="lines[1].unit_price" value="67.50"' in text
    assert send(desk, "/sales/new", act="remove-99", **LINES).text.count("data-line>") == 3
    for act, name in (("add-product", "product"), ("add-stock", "stock_item")):
        assert send(desk, "/sales/new", act=act, **LINES, **{name: "x"}).status_code == 200


def test_what_is_picked_takes_the_place_of_an_empty_line(desk, nexus, founded):
    wish = CreateTemplate(name="River Table", unit_price=Decimal(12000))
    product = nexus.products.service().create(founded.founder, wish)
    empty = {"lines[0].description": "", "lines[0].quantity": "1", "lines[0].unit_price": ""}
    picked = {"act": "add-product", "product": str(product.id)}
    text = send(desk, "/sales/new", **empty, **picked).text
    assert text.count("data-line>") == 2  # with the pattern for the script
    assert re.search(r'name="lines\[0\].unit_price" value="12.000"', text)
    text = send(desk, "/sales/new", **LINES, **picked).text
    assert text.count("data-line>") == 4


def test_what_is_typed_is_counted_by_the_server_alone(desk):
    text = send(desk, "/sales/preview", **LINES, **{"lines[2].description": ""}).text
    assert "14\xa0650,00" in text
    assert "2\xa0197,50" in text
    assert "16\xa0847,50" in text
    assert 'data-at="1"' in text
    assert "<html" not in text
    wrong = send(desk, "/sales/preview", **LINES | {"lines[1].unit_price": "much"}).text
    assert "Not counted yet: Write a number" in wrong


# Drafts


def test_a_draft_is_written_changed_and_thrown_away(desk, customer):
    page = drafted(desk, customer, reference="PO 7")
    text = look(desk, page).text
    for said in ("Brackets", "16\xa0847,50", "PO 7", "A draft: it has no number yet."):
        assert said in text
    form = look(desk, f"{page}/edit").text
    assert 'name="lines[0].unit_price" value="67,50"' in form
    said = {"customer_id": str(customer.id), "_version": version_of(form), "act": "save"}
    assert send(desk, f"{page}/edit", **said).status_code == 303
    assert "No line yet." in look(desk, page).text  # none were sent, and none are left
    stale = send(desk, f"{page}/edit", **said, **LINES)
    assert stale.status_code == 412
    assert "Brackets" in stale.text
    answer = send(desk, f"{page}/delete", _version=version_of(look(desk, page).text))
    assert answer.headers["location"] == "/sales"
    assert look(desk, page).status_code == 404


def test_what_is_wrong_stands_at_its_line_and_nothing_is_lost(desk, customer):
    bad = LINES | {
        "lines[1].unit_price": "much",
        "lines[4].description": "Keep me",
        "lines[4].unit_price": "",
    }
    answer = send(desk, "/sales/new", act="save", customer_id=str(customer.id), **bad)
    assert answer.status_code == 422
    assert 'id="e-lines[1].unit_price"' in answer.text
    assert 'id="e-lines[2].unit_price"' in answer.text  # blank rows in between are gone
    assert "Keep me" in answer.text
    nobody = send(desk, "/sales/new", act="save", **LINES)
    assert nobody.status_code == 422
    assert 'id="e-customer_id"' in nobody.text
    off = {"discount_percent": "200", "customer_id": str(customer.id), "act": "save"}
    assert send(desk, "/sales/new", **off, **LINES).status_code == 422


# Invoices


def test_an_invoice_is_issued_paid_in_parts_and_credited(desk, customer):
    page = issued(desk, customer)
    assert page == "/sales/INV-2026-001"
    text = look(desk, page).text
    assert "Record Payment" in text
    wrong = send(desk, f"{page}/pay", amount="much", method="eft", _version=version_of(text))
    assert wrong.status_code == 422
    assert 'id="e-amount"' in wrong.text
    paid = {"amount": "1 000", "method": "eft", "_version": version_of(text)}
    assert send(desk, f"{page}/pay", **paid).headers["location"] == page
    text = look(desk, page).text
    assert "Partially paid" in text
    assert "15\xa0847,50" in text
    payment = re.search(r"/payments/([0-9a-f-]{36})/void", text)[1]
    assert look(desk, f"{page}/payments/{payment}/refund").status_code == 200
    assert look(desk, f"{page}/payments/{payment}/steal").status_code == 404
    version = version_of(look(desk, f"{page}/payments/{payment}/void").text)
    undo = f"{page}/payments/{payment}/void"
    assert send(desk, undo, reason="", _version=version).status_code == 422
    assert send(desk, undo, reason="Not ours", _version=version).status_code == 303
    assert look(desk, f"{page}/cancel").status_code == 200
    version = version_of(look(desk, f"{page}/credit").text)
    credit = {"reason": "Too many", "amount": "115", "_version": version}
    note = send(desk, f"{page}/credit", **credit).headers["location"]
    assert note == "/sales/CN-2026-001"
    assert "It takes back a part of INV-2026-001." in look(desk, note).text
    assert look(desk, f"{page}/edit").status_code == 200  # which refuses to be saved
    said = {"customer_id": str(customer.id), "act": "save"}
    assert send(desk, f"{page}/edit", **said, **LINES).status_code == 409


def test_the_paper_of_a_sale_is_a_picture_beside_it(desk, customer):
    page = issued(desk, customer)
    answer = look(desk, f"{page}/paper")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert look(desk, f"{page}/paper?page=9").status_code == 200


def test_a_sale_is_delivered_and_invoiced_in_parts(desk, customer):
    page = drafted(desk, customer)
    version = version_of(look(desk, f"{page}/draw").text)
    wrong = send(desk, f"{page}/draw", percent="200", _version=version)
    assert wrong.status_code in (409, 422)
    part = send(desk, f"{page}/draw", percent="40", _version=version)
    assert part.status_code == 303, part.text
    assert "It is invoiced in parts." in look(desk, page).text
    drawn = part.headers["location"]
    form = look(desk, f"{drawn}/edit").text
    assert "data-lines" not in form  # its lines are the order's
    changed = {"notes": "Part one", "_version": version_of(form), "act": "save"}
    assert send(desk, f"{drawn}/edit", **changed, **LINES).status_code == 303
    assert "80" in look(desk, drawn).text
    note = send(desk, f"{page}/deliver", recipient="Sam").headers["location"]
    text = look(desk, note).text
    assert "Brackets" in text
    said = {"act": "deliver", "delivered_on": "2026-03-02", "_version": version_of(text)}
    assert send(desk, note, **said | {"delivered_on": "2029-01-01"}).status_code == 422
    assert send(desk, note, **said, signed_by="Sam").status_code == 303
    assert send(desk, f"{page}/deliver", recipient="Sam").status_code == 409
    assert "Delivered" in look(desk, "/sales/deliveries").text
    version = version_of(look(desk, f"{page}/deposit").text)
    asked = send(desk, f"{page}/deposit", percent="0", _version=version)
    assert asked.status_code in (409, 422)


def test_an_account_and_what_is_not_invoiced_are_shown(desk, customer):
    issued(desk, customer)
    text = look(desk, f"/sales/statements/{customer.code}").text
    assert "INV-2026-001" in text
    assert "16\xa0847,50" in text
    assert look(desk, "/sales/statements/CL-9999").status_code == 404
    backwards = f"/sales/statements/{customer.code}?from=2026-03-02&to=2026-03-01"
    assert look(desk, backwards).status_code == 422
    assert "Everything is invoiced" in look(desk, "/sales/unbilled").text


def test_what_a_customer_has_in_hand_is_used_or_paid_out(desk, customer):
    page = issued(desk, customer)
    over = {"amount": "17 000", "method": "eft", "_version": version_of(look(desk, page).text)}
    assert send(desk, f"{page}/pay", **over).status_code == 303
    account = f"/sales/statements/{customer.code}"
    assert "Pay out what the customer has in hand" in look(desk, account).text
    much = send(desk, account, amount="9 999", method="eft", currency="ZAR")
    assert much.status_code in (409, 422)
    assert send(desk, account, amount="52,50", method="eft", currency="ZAR").status_code == 303
    other = issued(desk, customer)
    text = look(desk, other).text
    assert "in hand" in text
    version = re.search(r'apply-credit">.*?name="_version" value="(\d+)"', text, re.DOTALL)[1]
    assert send(desk, f"{other}/apply-credit", _version=version).status_code == 303
    assert "From credit" in look(desk, other).text


# Lists


def test_a_list_of_sales_is_filtered_and_asks_little(desk, customer, nexus, founded, statements):
    sales = nexus.sales.service()
    for n in range(12):
        line = WriteLine(description="Work", unit_price=Decimal(n + 1))
        sales.create(founded.founder, CreateSale(customer_id=customer.id, lines=[line]))
    issued(desk, customer)
    statements.clear()
    text = look(desk, "/sales").text
    assert len(statements) <= 8, statements
    assert "13 Invoices" in text
    assert "INV-2026-001" not in look(desk, "/sales?status=draft").text
    assert "16\xa0847,50" in look(desk, "/sales?unpaid=true").text
    assert "Nothing fits" in look(desk, "/sales?kind=credit_note").text
    drafts = re.findall(r'name="picked" value="([^"]+)"', look(desk, "/sales?status=draft").text)
    assert send(desk, "/sales/bulk", act="issue", picked=drafts[0]).status_code == 303
    assert send(desk, "/sales/bulk", act="delete", picked=drafts[:2]).status_code == 303
    assert "1 refused. INV-2026-002: " in look(desk, "/sales?status=draft").text
    empty = sales.create(founded.founder, CreateSale(customer_id=customer.id))
    assert send(desk, "/sales/bulk", act="issue", picked=str(empty.id)).status_code == 303
    text = look(desk, "/sales?status=draft").text  # a draft is called by its customer and sum
    assert f"1 refused. {customer.name}, R\xa00,00: " in text


# What people type, and who may


def test_what_people_type_on_a_sale_is_shown_and_never_run(desk, nexus, founded):
    evil = nexus.customers.service().create(founded.founder, CreateCustomer(name=EVIL))
    said = {"lines[0].description": EVIL, "lines[0].unit_price": "1", "lines[0].unit": "<b>"}
    page = drafted(desk, evil, reference=EVIL, notes=EVIL, **said)
    for path in (page, f"{page}/edit", f"{page}/issue", "/sales", f"{page}/deliver"):
        text = look(desk, path).text
        assert EVIL in unescape(text)
        assert "<img src=x" not in text
        assert "<script>alert" not in text


def test_a_viewer_is_not_offered_what_they_may_not_do(web, founded, nexus, customer):
    sale = nexus.sales.service().create(
        founded.founder,
        CreateSale(customer_id=customer.id, lines=[WriteLine(description="Work", unit_price=ONE)]),
    )
    viewer = founded.user("viewer")
    send(web, "/login", "", username=viewer.username, password=PASSWORD, next="/")
    page = f"/sales/{sale.id}"
    text = look(web, page).text
    for said in ("Check and issue", "/edit", "Delete draft"):
        assert said not in text
    assert "New Invoice" not in look(web, "/sales").text
    for path in ("/sales/new", f"{page}/edit", f"{page}/issue", f"{page}/pay", f"{page}/credit"):
        assert look(web, path).status_code == 403
    assert send(web, f"{page}/delete").status_code == 403


def test_another_shops_sale_is_not_there(desk, elsewhere, nexus):
    theirs = nexus.customers.service().create(elsewhere.founder, CreateCustomer(name="Secret"))
    wish = CreateSale(customer_id=theirs.id, lines=[WriteLine(description="X", unit_price=ONE)])
    sale = nexus.sales.service().create(elsewhere.founder, wish)
    for path in ("", "/edit", "/issue", "/paper", "/pay"):
        assert look(desk, f"/sales/{sale.id}{path}").status_code == 404
    assert token_of(desk)
