"""Papers are kept when issued, and given out byte for byte for ever; over REST."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from PIL import Image
from pypdf import PdfReader

from nexus.kernel.errors import Refused
from nexus.kernel.ids import ShopId, new_id
from nexus.kernel.papers import file_name
from nexus.platform.db import metadata
from nexus.platform.shops import bind_shop
from nexus.platform.uow import SqlUnitOfWork
from nexus.sales.adapters.db.papers import stray_papers
from nexus.sales.domain.link import new_token

from tests.conftest import at_now

NOBODY = "00000000-0000-7000-8000-000000000000"
SHOP = {
    "company_name": "Kestrel Fabrication",
    "address": ["12 Foundry Road", "Johannesburg"],
    "tax_number": "4000000000",
    "registration_number": "2015/1",
    "bank_details": "Example Bank\nAccount 1",
}


@pytest.fixture
def nexus(engine, database, told):
    """The application with its real neighbours: papers ask them for more than the fakes know."""
    return at_now(engine, told)


@pytest.fixture
def draft(client, customer_id):
    assert client.patch("/api/settings", json=SHOP).status_code == 200
    place = {"kind": "billing", "lines": ["1 Mill Road"], "city": "Durban", "country": "ZA"}
    said = client.post(f"/api/customers/{customer_id}/addresses", json=place)
    assert said.status_code == 201, said.text
    line = {"description": "Cutting", "quantity": "200", "unit_price": "75.00"}
    body = {"customer_id": str(customer_id), "lines": [line]}
    return client.post("/api/sales", json=body).json()


@pytest.fixture
def invoice(client, draft):
    return client.post(f"/api/sales/{draft['id']}/issue", json={}).json()


def pdf(client, sale, query=""):
    said = client.get(f"/api/sales/{sale['id']}/pdf{query}")
    assert (said.status_code, said.headers["content-type"]) == (200, "application/pdf"), said.text
    return said


def papers_of(database, actor):
    paper = metadata.tables["sales_paper"]
    with SqlUnitOfWork(database, actor) as uow:
        query = sa.select(paper).where(paper.c.shop_id == actor.shop_id)
        return uow.session.execute(query).all()


def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_an_invoice_is_a_file_of_its_number(client, invoice):
    said = pdf(client, invoice)
    assert said.headers["content-disposition"] == (
        "attachment; filename=\"INV-2026-001.pdf\"; filename*=UTF-8''INV-2026-001.pdf"
    )
    assert "INV-2026-001" in text_of(said.content)


def test_the_same_bytes_come_for_ever(client, invoice, customer_id, database, actor):
    first = pdf(client, invoice).content
    assert client.patch("/api/settings", json={"company_name": "Other"}).status_code == 200
    assert client.patch(f"/api/customers/{customer_id}", json={"name": "Else"}).status_code == 200
    client.post(f"/api/sales/{invoice['id']}/payments", json={"amount": "10", "method": "eft"})
    assert pdf(client, invoice).content == first
    (kept,) = papers_of(database, actor)
    assert (kept.sha256, kept.size) == (hashlib.sha256(first).hexdigest(), len(first))
    assert (kept.kind.value, str(kept.subject_id)) == ("invoice", invoice["id"])


def test_a_draft_is_printed_as_it_is_and_not_kept(client, draft, database, actor):
    said = pdf(client, draft)
    assert "draft" in said.headers["content-disposition"]
    client.patch(f"/api/sales/{draft['id']}", json={"reference": "PO 99"})
    assert "PO 99" in text_of(pdf(client, draft).content)
    assert papers_of(database, actor) == []


def test_the_paper_is_kept_after_the_issue_and_once(client, invoice, nexus, database, actor):
    papers = nexus.sales.papers()
    papers.keep_sale(actor, UUID(invoice["id"]))
    papers.keep_sale(actor, UUID(invoice["id"]))
    (kept,) = papers_of(database, actor)
    stored = b"".join(nexus.files().read(kept.key))
    assert pdf(client, invoice).content == stored


def test_many_at_once_get_the_same_paper(nexus, client, invoice, database, actor):
    papers = nexus.sales.papers()
    with ThreadPoolExecutor(8) as threads:
        made = list(
            threads.map(lambda _: papers.of_sale(actor, UUID(invoice["id"])).content, range(8))
        )
    assert len(set(made)) == 1
    (kept,) = papers_of(database, actor)
    places = [it.key for it in nexus.files().under(f"{actor.shop_id}/papers")]
    assert places == [kept.key]


def test_a_paper_that_was_lost_or_altered_is_told_in_words(nexus, client, invoice, database, actor):
    pdf(client, invoice)
    (kept,) = papers_of(database, actor)
    nexus.files().remove(kept.key)
    with pytest.raises(Refused, match="file store"):
        nexus.sales.papers().of_sale(actor, UUID(invoice["id"]))
    nexus.files().put(kept.key, [b"%PDF"])
    assert client.get(f"/api/sales/{invoice['id']}/pdf").status_code == 409


def test_a_stamped_copy_shows_the_payments_and_is_not_kept(client, invoice, database, actor):
    client.post(f"/api/sales/{invoice['id']}/payments", json={"amount": "17250", "method": "eft"})
    said = text_of(pdf(client, invoice, "?stamped=true").content)
    assert "PAID" in said
    assert papers_of(database, actor) == []
    assert "PAID" not in text_of(pdf(client, invoice).content)


def test_the_customers_language_is_spoken(client, draft, customer_id):
    client.patch(f"/api/customers/{customer_id}", json={"language": "de"})
    assert "Rechnung an" in text_of(pdf(client, draft).content)


def test_electronic_invoices_are_files(client, invoice, customer_id):
    for kind, mark in (("cii", b"CrossIndustryInvoice"), ("ubl", b"Invoice-2")):
        said = client.get(f"/api/sales/{invoice['id']}/{kind}")
        assert said.headers["content-type"].startswith("application/xml")
        assert mark in said.content
        assert f'filename="INV-2026-001-{kind}.xml"' in said.headers["content-disposition"]
    path = f"/api/sales/{invoice['id']}"
    assert client.get(f"{path}/einvoice-check").json()["valid"]
    assert "factur-x.xml" in PdfReader(io.BytesIO(pdf(client, invoice).content)).attachments


def test_the_check_tells_what_an_electronic_invoice_misses(client, draft, customer_id):
    path = f"/api/sales/{draft['id']}"
    assert client.get(f"{path}/einvoice-check").json() == {
        "valid": False,
        "profile": "EN 16931",
        "missing": [{"field": "number", "message": "A draft is issued first."}],
    }
    assert client.get(f"{path}/cii").status_code == 409
    client.patch("/api/settings", json={"tax_number": "", "registration_number": ""})
    client.post(f"{path}/issue", json={})
    said = client.get(f"{path}/einvoice-check").json()
    assert not said["valid"]
    assert "settings.tax_number" in {it["field"] for it in said["missing"]}
    refused = client.get(f"{path}/ubl")
    assert refused.status_code == 409
    assert "no tax number" in refused.json()["detail"]


@pytest.mark.parametrize("what", ["pdf", "cii", "ubl", "einvoice-check"])
def test_a_sale_that_is_not_there_has_no_paper(client, what):
    assert client.get(f"/api/sales/{NOBODY}/{what}").status_code == 404
    assert client.get(f"/api/sales/x/{what}").status_code == 404


def test_a_parameter_that_is_none_is_refused(client, draft):
    assert client.get(f"/api/sales/{draft['id']}/pdf?stamped=maybe").status_code == 400
    assert client.get(f"/api/sales/{draft['id']}/pdf?paid=true").status_code == 400


@pytest.mark.parametrize(
    ("number", "name"),
    [("INV-2026-001", "INV-2026-001"), ('../a b/é"\n', "a-b-é"), ("//", "paper"), ("", "paper")],
)
def test_a_number_becomes_a_name_that_every_system_takes(number, name):
    assert file_name(number) == name


TABLE = {"description": "River Table", "unit_price": "12000.00"}
BEND = {"description": "Bend", "unit_price": "600.00", "is_optional": True}


@pytest.fixture
def quote(client, customer_id):
    assert client.patch("/api/settings", json=SHOP).status_code == 200
    body = {"customer_id": str(customer_id), "lines": [TABLE, BEND]}
    return client.post("/api/quotes", json=body).json()


def test_a_quote_is_printed_as_it_was_sent(client, quote, database, actor):
    path = f"/api/quotes/{quote['id']}"
    assert "DRAFT" in text_of(client.get(f"{path}/pdf").content)
    assert papers_of(database, actor) == []
    sent = client.post(f"{path}/send", json={}).json()
    first = client.get(f"{path}/pdf")
    assert 'filename="QU-2026-001.pdf"' in first.headers["content-disposition"]
    said = " ".join(text_of(first.content).split())
    for part in ("13 800,00", "Option, not included", "valid until 1 April 2026"):
        assert part in said, part
    choices = [{"line_id": quote["lines"][1]["id"], "chosen": True}]
    body = {"name": "Lindiwe", "agree": True, "choices": choices}
    assert client.post(f"{sent['path']}/accept", json=body).status_code == 200
    assert client.get(f"{path}/pdf").content == first.content
    copy = text_of(client.get(f"{path}/pdf?stamped=true").content)
    assert "ACCEPTED" in copy
    assert "Accepted by Lindiwe on 2 March 2026" in copy
    (kept,) = papers_of(database, actor)
    assert kept.kind.value == "quote"


def test_a_customer_gets_the_quotes_paper_by_the_link(client, quote):
    sent = client.post(f"/api/quotes/{quote['id']}/send", json={}).json()
    said = client.get(f"{sent['path']}/pdf")
    assert said.status_code == 200
    assert said.content == client.get(f"/api/quotes/{quote['id']}/pdf").content
    assert said.headers["x-robots-tag"] == "noindex, nofollow"
    for token in (new_token(ShopId(UUID(NOBODY))), "x", sent["path"].rsplit("/")[-1] + "x"):
        assert client.get(f"/api/public/quotes/{token}/pdf").status_code == 404
    client.post(f"/api/quotes/{quote['id']}/withdraw", json={"reason": "Too late"})
    assert client.get(f"{sent['path']}/pdf").status_code in (200, 404)


def test_a_sent_quotes_paper_is_kept_once(nexus, client, quote, database, actor):
    client.post(f"/api/quotes/{quote['id']}/send", json={})
    papers = nexus.sales.papers()
    papers.keep_quote(actor, UUID(quote["id"]))
    papers.keep_quote(actor, UUID(quote["id"]))
    assert len(papers_of(database, actor)) == 1


def test_a_delivery_note_goes_with_the_goods_and_stays(client, draft, database, actor):
    note = client.post("/api/deliveries", json={"sale_id": draft["id"]}).json()
    path = f"/api/deliveries/{note['id']}"
    said = text_of(client.get(f"{path}/pdf").content)
    for part in ("Delivery note", note["number"], "Cutting", "Received by"):
        assert part in said, part
    assert "75,00" not in said
    assert papers_of(database, actor) == []
    assert client.post(f"{path}/deliver", json={}).status_code == 200
    first = client.get(f"{path}/pdf")
    assert f'filename="{note["number"]}.pdf"' in first.headers["content-disposition"]
    client.patch("/api/settings", json={"company_name": "Other"})
    assert client.get(f"{path}/pdf").content == first.content
    assert client.get(f"/api/deliveries/{NOBODY}/pdf").status_code == 404


def test_who_may_not_see_sales_gets_no_paper(house, actor, invoice, quote):
    stranger = replace(actor, scopes=frozenset({"inventory.read"}))
    nobody = house.client(stranger)
    for path in ("pdf", "cii", "ubl", "einvoice-check"):
        assert nobody.get(f"/api/sales/{invoice['id']}/{path}").status_code == 403
    assert nobody.get(f"/api/quotes/{quote['id']}/pdf").status_code == 403


def test_another_shop_gets_no_paper(house, another_shop, invoice, quote):
    other = house.client(another_shop.actor)
    for path in ("pdf", "cii", "ubl", "einvoice-check"):
        assert other.get(f"/api/sales/{invoice['id']}/{path}").status_code == 404
    assert other.get(f"/api/quotes/{quote['id']}/pdf").status_code == 404


def test_a_statement_shows_what_was_charged_and_received(client, invoice, customer_id):
    client.post(f"/api/sales/{invoice['id']}/payments", json={"amount": "10000", "method": "eft"})
    said = client.get(f"/api/customers/{customer_id}/statement/pdf")
    assert said.status_code == 200, said.text
    assert "2026-03-02.pdf" in said.headers["content-disposition"]
    text = " ".join(text_of(said.content).split()).replace("\N{NO-BREAK SPACE}", " ")
    api = client.get(f"/api/customers/{customer_id}/statement").json()
    assert api["statements"][0]["closing"]["amount"] == "7250.00"
    for part in ("Statement of account", "INV-2026-001", "17 250,00", "10 000,00", "R 7 250,00"):
        assert part in text, part
    path = f"/api/customers/{customer_id}/statement/pdf"
    assert client.get(f"{path}?from=2026-03-05&to=2026-03-01").status_code == 422
    assert client.get(f"{path}?from=yesterday").status_code == 400
    assert client.get(f"/api/customers/{NOBODY}/statement/pdf").status_code == 404


def test_papers_bear_the_logo(client, draft):
    drawn = io.BytesIO()
    Image.new("RGB", (300, 100), "teal").save(drawn, "PNG")
    sent = {"name": "logo.png", "purpose": "logo"}
    made = client.post("/api/files", content=drawn.getvalue(), params=sent)
    assert made.status_code == 201, made.text
    assert len(PdfReader(io.BytesIO(pdf(client, draft).content)).pages[0].images) == 0
    said = client.patch("/api/settings", json={"logo_file_id": made.json()["id"]})
    assert said.status_code == 200, said.text
    assert len(PdfReader(io.BytesIO(pdf(client, draft).content)).pages[0].images) == 1


def test_verify_tells_of_papers_of_what_was_never_issued(client, invoice, draft, a_shop, database):
    pdf(client, invoice)
    with database.engine.connect() as connection:
        bind_shop(connection, a_shop.id)
        assert list(stray_papers(connection, a_shop.id)) == []
    a_shop.add("sales_paper", kind="invoice", subject_id=new_id())
    with database.engine.connect() as connection:
        bind_shop(connection, a_shop.id)
        (told,) = stray_papers(connection, a_shop.id)
    assert "never issued" in told
