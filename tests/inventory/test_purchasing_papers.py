"""The paper of a purchase order, over REST and beside its page."""

import io
from decimal import Decimal

import msgspec
import pytest
from PIL import Image
from pypdf import PdfReader

from nexus.inventory.adapters.files.order_paper import Words
from nexus.kernel.money import Money
from nexus.platform.wording import catalogue

from tests.conftest import at_now

ORDERS = "/api/inventory/purchase-orders"
SHOP = {"company_name": "Kestrel Fabrication", "address": ["12 Foundry Road", "Johannesburg"]}


@pytest.fixture
def nexus(engine, database, told):
    """The application with its real neighbours: a paper asks them for more than the fakes know."""
    return at_now(engine, told)


@pytest.fixture
def supplier(client):
    said = {"name": "Stahl AG", "address": "Hafenweg 3\nHamburg", "contact_person": "Ms Kruse"}
    more = {"terms_days": 30, "lead_time_days": 5}
    return client.post("/api/inventory/suppliers", json=said | more).json()


@pytest.fixture
def draft(client, supplier):
    assert client.patch("/api/settings", json=SHOP).status_code == 200
    lines = [
        {
            "description": "Sheet 3 mm\nlaser quality",
            "supplier_code": "ST-3/DC",
            "quantity": "12.5",
            "unit": "sheet",
            "unit_cost": "499.0045",
            "expected_on": "2026-03-20",
        },
        {"description": "Pallet", "quantity": "3", "unit_cost": "99.95", "tax": "zero"},
    ]
    body = {"supplier_id": supplier["id"], "lines": lines, "reference": "Q-7", "notes": "Gate 2"}
    answer = client.post(ORDERS, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def pdf(client, order):
    said = client.get(f"{ORDERS}/{order['id']}/pdf")
    assert (said.status_code, said.headers["content-type"]) == (200, "application/pdf"), said.text
    return said


def text_of(content):
    pages = PdfReader(io.BytesIO(content)).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_paper_comes_to_what_the_order_comes_to(client, draft):
    said = pdf(client, draft)
    assert f'filename="{draft["number"]}.pdf"' in said.headers["content-disposition"]
    text, words = text_of(said.content), Words("en", "en-ZA", "ZA")
    for name in ("net_cost", "tax_cost", "total_cost"):
        money = Money(Decimal(draft[name]["amount"]), draft[name]["currency"])
        assert words.money(money).replace("\N{NO-BREAK SPACE}", " ") in text, name
    for line in draft["lines"]:
        money = Money(Decimal(line["net_cost"]["amount"]), line["net_cost"]["currency"])
        assert words.amount(money).replace("\N{NO-BREAK SPACE}", " ") in text
        assert words.number(Decimal(line["unit_cost"])).replace("\N{NO-BREAK SPACE}", " ") in text


def test_the_paper_tells_who_what_and_when(client, draft):
    text = text_of(pdf(client, draft).content)
    told = ("Purchase order", draft["number"], "Stahl AG", "Hafenweg 3", "Attn. Ms Kruse", "Q-7")
    lines = ("ST-3/DC", "Sheet 3 mm", "laser quality", "12,5 sheets", "by 20 March 2026", "Pallet")
    for part in (*told, *lines, "30 days", "Gate 2", "Deliver to", "12 Foundry Road", "Draft"):
        assert part in text, part


def test_an_order_on_its_way_is_no_draft_and_a_cancelled_one_says_so(client, draft):
    path = f"{ORDERS}/{draft['id']}"
    assert client.post(f"{path}/order", json={}).status_code == 200
    first = pdf(client, draft).content
    assert "Draft" not in text_of(first)
    assert pdf(client, draft).content == first
    assert client.post(f"{path}/cancel", json={"reason": "Twice"}).status_code == 200
    assert "CANCELLED" in text_of(pdf(client, draft).content)


def test_it_speaks_the_language_of_the_shop(client, draft):
    assert client.patch("/api/settings", json={"locale": "de-DE"}).status_code == 200
    text = text_of(pdf(client, draft).content)
    for part in ("Bestellung", "Bestellt bei", "12,5 Tafeln", "bis 20. März 2026", "6.237,56"):
        assert part in text, part


def test_the_languages_of_papers_say_the_same():
    said = catalogue(Words.own)
    assert set(said["de"]) == set(said["en"])


def test_an_order_of_nothing_yet_has_a_paper(client, supplier):
    empty = client.post(ORDERS, json={"supplier_id": supplier["id"]}).json()
    assert empty["number"] in text_of(pdf(client, empty).content)


def test_who_sees_no_costs_prints_none(client, draft, house, actor):
    few = frozenset({"inventory.read", "inventory.buy"})
    buyer = house.client(msgspec.structs.replace(actor, scopes=few))
    text = text_of(pdf(buyer, draft).content)
    assert "12,5 sheets" in text
    for hidden in ("499,0045", "6 237,56", "99,95", "Total", "Price", "VAT 1"):
        assert hidden not in text, hidden
        if hidden != "VAT 1":
            assert hidden in text_of(pdf(client, draft).content), hidden


def test_who_may_not_see_stock_or_is_of_another_shop_gets_no_paper(
    draft, house, actor, another_shop
):
    path = f"{ORDERS}/{draft['id']}/pdf"
    stranger = msgspec.structs.replace(actor, scopes=frozenset({"sales.read"}))
    assert house.client(stranger).get(path).status_code == 403
    assert house.client(another_shop.actor).get(path).status_code == 404


def test_the_paper_stands_beside_the_page_as_a_picture(client, draft):
    page = client.get(f"/inventory/orders/{draft['number']}")
    assert f'href="{ORDERS}/{draft["id"]}/pdf"' in page.text
    drawn = client.get(f"/inventory/orders/{draft['number']}/paper")
    assert drawn.headers["content-type"] == "image/webp"
    with Image.open(io.BytesIO(drawn.content)) as picture:
        assert picture.width == 1190
    assert client.get(f"/inventory/orders/{draft['number']}/paper?page=0").status_code == 400
    assert client.get("/inventory/orders/PO-1999-1/paper").status_code == 404
