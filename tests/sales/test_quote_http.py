"""Quotes from draft to final invoice, through the whole application."""

import pytest

from nexus.sales.domain.link import new_token

NOBODY = "00000000-0000-7000-8000-000000000000"
# The example of the journeys: R 13 800.00 with tax, and a bend for R 600.00 more.
TABLE = {"description": "River Table", "unit_price": "12000.00"}
BEND = {"description": "Bend", "unit_price": "600.00", "is_optional": True}


class Desk:
    """The shop's side, in few words."""

    def __init__(self, client):
        self.client = client

    def post(self, path, status=None, **body):
        response = self.client.post(path, json=body)
        assert response.status_code in ([status] if status else [200, 201]), response.text
        return response.json()

    def get(self, path):
        response = self.client.get(path)
        assert response.status_code == 200, response.text
        return response.json()


@pytest.fixture
def desk(client):
    return Desk(client)


@pytest.fixture
def quote(desk, customer_id):
    return desk.post("/api/quotes", customer_id=str(customer_id), lines=[TABLE, BEND])


@pytest.fixture
def sent(desk, quote):
    return desk.post(f"/api/quotes/{quote['id']}/send")


@pytest.fixture
def path(sent):
    return sent["path"]


def yes(desk, path, **more):
    return desk.post(f"{path}/accept", name="Lindiwe Dube", agree=True, **more)


def test_a_quote_counts_what_is_chosen(quote):
    assert quote["number"] == "QU-2026-001"
    assert (quote["revision"], quote["status"]) == (1, "draft")
    assert quote["total"] == {"amount": "13800.00", "currency": "ZAR"}
    assert quote["valid_until"] == "2026-04-01"
    table, bend = quote["lines"]
    assert (table["is_chosen"], bend["is_chosen"]) == (True, False)
    assert bend["total"]["amount"] == "690.00"


def test_a_preview_of_a_quote_counts_what_is_chosen_and_keeps_nothing(desk):
    bend = BEND | {"is_chosen": True}
    shown = desk.post("/api/quotes/preview", status=200, lines=[TABLE, bend], deposit_percent="50")
    assert (shown["total"]["amount"], shown["deposit"]["amount"]) == ("14490.00", "7245.00")
    assert desk.post("/api/quotes/preview", status=422, lines=[TABLE | {"tax": "none"}])["errors"]
    assert desk.get("/api/quotes")["items"] == []


def test_a_customer_looks_chooses_and_accepts(desk, quote, path, customer_id):
    """Journey 6, steps 3 to 5."""
    shown = desk.get(path)
    assert (shown["total"]["amount"], shown["can_accept"]) == ("13800.00", True)
    bend = {"line_id": shown["lines"][1]["id"], "chosen": True}
    assert desk.post(f"{path}/preview", choices=[bend])["total"]["amount"] == "14490.00"
    assert desk.get(path) == shown
    said = yes(desk, path, choices=[bend], total="14490.00")
    assert (said["already"], said["quote"]["status"]) == (False, "accepted")
    again = yes(desk, path)
    assert (again["already"], again["message"]) == (True, "This quote has been accepted already.")
    assert again["quote"]["accepted"] == said["quote"]["accepted"]
    kept = desk.get(f"/api/quotes/{quote['id']}")
    assert kept["acceptance"]["name"] == "Lindiwe Dube"
    assert kept["acceptance"]["ip"] == "testclient"
    assert kept["acceptance"]["user_agent"] == "testclient"
    assert kept["total"]["amount"] == "14490.00"
    [sale] = desk.get("/api/sales")["items"]
    assert (sale["id"], sale["status"]) == (kept["sale_id"], "draft")
    assert sale["total"] == kept["total"]


def test_what_a_customer_sees_has_nothing_of_the_shops_own(client, desk, customer_id):
    made = desk.post(
        "/api/quotes",
        customer_id=str(customer_id),
        notes="SECRET: he always haggles",
        terms="Payment in 30 days",
        lines=[TABLE],
    )
    sent = desk.post(f"/api/quotes/{made['id']}/send")
    text = client.get(sent["path"]).text
    assert "Payment in 30 days" in text
    assert "SECRET" not in text
    assert made["id"] not in text
    assert str(customer_id) not in text
    assert "product_template_id" not in text
    assert sent["token"] not in client.get(f"/api/quotes/{made['id']}").text


def test_a_get_changes_nothing_and_opening_is_told(desk, quote, path, client):
    before = desk.get(f"/api/quotes/{quote['id']}")
    for _ in range(2):
        assert client.head(path).status_code == 200
        desk.get(path)
    assert desk.get(f"/api/quotes/{quote['id']}") == before
    assert client.get(f"{path}/accept").status_code == 405
    desk.post(f"{path}/opened")
    opened = desk.get(f"/api/quotes/{quote['id']}")
    assert opened["links"][0]["opened_at"] == "2026-03-02T15:00:00Z"
    desk.post(f"{path}/opened")
    assert desk.get(f"/api/quotes/{quote['id']}") == opened


def test_a_link_is_for_no_search_engine(client, path):
    assert client.get(path).headers["x-robots-tag"] == "noindex, nofollow"
    assert client.get(path).headers["cache-control"] == "no-store"


def test_deposit_and_final_invoice_come_to_the_quote(desk, customer_id):
    """Journey 7, steps 3 and 5, to the cent."""
    changed = desk.client.patch("/api/settings", json={"deposit_on_acceptance": "issue"})
    assert changed.status_code == 200, changed.text
    made = desk.post(
        "/api/quotes", customer_id=str(customer_id), deposit_percent="50", lines=[TABLE]
    )
    assert made["deposit"]["amount"] == "6900.00"
    yes(desk, desk.post(f"/api/quotes/{made['id']}/send")["path"])
    order = desk.get(f"/api/quotes/{made['id']}")["sale_id"]
    [deposit] = desk.get(f"/api/sales/{order}/deposits")["items"]
    full = desk.get(f"/api/sales/{deposit['id']}")
    assert (full["kind"], full["number"], full["total"]["amount"]) == (
        "deposit",
        "DEP-2026-001",
        "6900.00",
    )
    assert (full["tax"]["amount"], full["subtotal"]["amount"]) == ("900.00", "6000.00")
    refused = desk.post(f"/api/sales/{order}/issue", status=409)
    assert "DEP-2026-001" in refused["detail"]
    desk.post(f"/api/sales/{deposit['id']}/payments", amount="6900.00", method="eft")
    plan = desk.get(f"/api/sales/{order}/deposits")
    assert (plan["total"]["amount"], plan["proposed"]["amount"]) == ("13800.00", "6900.00")
    assert plan["due"]["amount"] == "6900.00"
    final = desk.post(f"/api/sales/{order}/issue")
    item, less = final["lines"]
    assert item["total"]["amount"] == "13800.00"
    assert less["description"] == "Less deposit DEP-2026-001 dated 2026-03-02"
    assert (less["total"]["amount"], less["tax_amount"]["amount"]) == ("-6900.00", "-900.00")
    assert (final["number"], final["total"]["amount"]) == ("INV-2026-001", "6900.00")
    part = desk.post(f"/api/sales/{order}/payments", amount="5000", method="eft")
    assert (part["status"], part["open"]["amount"]) == ("partially_paid", "1900.00")
    paid = desk.post(f"/api/sales/{order}/payments", amount="1900", method="eft")
    assert paid["status"] == "paid"
    after = desk.get(f"/api/sales/{order}/deposits")
    assert after["items"][0]["left"]["amount"] == "0.00"
    assert (after["total"]["amount"], after["due"]["amount"]) == ("13800.00", "6900.00")


def test_a_deposit_is_deducted_once_and_comes_back_with_its_invoice(desk, customer_id):
    line = {"description": "Cutting", "unit_price": "1000.00"}
    order = desk.post("/api/sales", customer_id=str(customer_id), lines=[line])["id"]
    made = desk.post(f"/api/sales/{order}/deposit", amount="1150.00", issue=True)
    desk.post(f"/api/sales/{made['id']}/payments", amount="1150.00", method="eft")
    final = desk.post(f"/api/sales/{order}/issue")
    assert (final["total"]["amount"], final["status"]) == ("0.00", "paid")
    refused = desk.post(f"/api/sales/{made['id']}/cancel", status=409, reason="No")
    assert "payments" in refused["detail"]
    desk.post(f"/api/sales/{order}/cancel", reason="Wrong address")
    assert desk.get(f"/api/sales/{made['id']}/deposits")["items"] == []
    [left] = desk.get(f"/api/sales/{order}/deposits")["items"]
    assert left["left"]["amount"] == "1150.00"


def test_a_deposit_is_a_percent_or_an_amount_and_no_more_than_the_order(desk, customer_id):
    line = {"description": "Cutting", "unit_price": "1000.00"}
    order = desk.post("/api/sales", customer_id=str(customer_id), lines=[line])["id"]
    at = f"/api/sales/{order}/deposit"
    assert desk.post(at, percent="60")["total"]["amount"] == "690.00"
    assert "460.00" in desk.post(at, status=409, percent="50")["detail"]
    for wrong in ({}, {"percent": "5", "amount": "5"}, {"percent": "101"}, {"amount": "-1"}):
        assert desk.post(at, status=422, **wrong)["errors"], wrong
    desk.post(at, status=422, percent="0.000000001")
    desk.post(at, status=422, amount="1.001")
    refused = desk.client.delete(f"/api/sales/{order}")
    assert refused.status_code == 409, refused.text


def test_a_link_that_is_none_leads_nowhere(desk, path, client, a_shop, another_shop):
    token = path.rpartition("/")[2]
    strange = [
        "x",
        "x" * 64,
        token[:-1],
        token + "A",
        token.swapcase(),
        token[:22] + new_token(a_shop.id)[22:],
        new_token(a_shop.id),
        new_token(another_shop.id),
        "%2e%2e",
        "' OR 1=1 --",
        "A" * 3000,
    ]
    body = {"name": "Eve", "agree": True}
    for hostile in strange:
        at = f"/api/public/quotes/{hostile}"
        assert client.get(at).status_code == 404, hostile
        assert client.post(f"{at}/accept", json=body).status_code == 404, hostile
        assert client.post(f"{at}/opened").status_code == 404, hostile
        assert client.post(f"{at}/reject", json={}).status_code == 404, hostile
    assert desk.get(path)["can_accept"]


def test_a_revoked_link_leads_nowhere_and_a_new_one_does(desk, quote, path, client):
    renewed = desk.post(f"/api/quotes/{quote['id']}/link", status=201)
    assert client.get(path).status_code == 404
    assert desk.get(renewed["path"])["can_accept"]
    assert client.delete(f"/api/quotes/{quote['id']}/link").status_code == 200
    assert client.get(renewed["path"]).status_code == 404
    accepted = client.post(f"{path}/accept", json={"name": "Eve", "agree": True})
    assert accepted.status_code == 404


def test_a_link_to_an_older_revision_says_so_and_leads_on(desk, quote, path):
    newer = desk.post(f"/api/quotes/{quote['id']}/revise")
    assert (newer["number"], newer["revision"]) == (quote["number"], 2)
    assert desk.get(path)["can_accept"]  # the offer stands until the next one is sent
    table = newer["lines"][0]["id"]
    patched = desk.client.patch(
        f"/api/quotes/{newer['id']}/lines/{table}", json={"unit_price": "11000.00"}
    )
    assert patched.status_code == 200, patched.text
    desk.post(f"/api/quotes/{newer['id']}/send")
    old = desk.get(path)
    assert (old["status"], old["newest_revision"], old["can_accept"]) == ("superseded", 2, False)
    assert "revision 2" in old["notice"]
    refused = desk.post(f"{path}/accept", status=409, name="Lindiwe Dube", agree=True)
    assert "newer revision" in refused["detail"]
    shown = desk.get(f"{path}?revision=2")
    assert (shown["total"]["amount"], shown["can_accept"]) == ("12650.00", True)
    said = yes(desk, path, revision=2)
    assert said["quote"]["accepted"]["total"]["amount"] == "12650.00"
    assert desk.get(f"/api/quotes/by-number/{quote['number']}")["status"] == "accepted"
    was = desk.get(f"/api/quotes/by-number/{quote['number']}?revision=1")
    assert was["status"] == "superseded"


def test_a_newer_link_does_not_lead_back(desk, quote, path, client):
    newer = desk.post(f"/api/quotes/{quote['id']}/revise")
    sent = desk.post(f"/api/quotes/{newer['id']}/send")
    assert client.get(f"{sent['path']}?revision=1").status_code == 404
    assert client.get(f"{sent['path']}?revision=3").status_code == 404


def test_a_quote_is_rejected_or_to_be_changed(desk, quote, path):
    asked = desk.post(f"{path}/request-change", message="Could it be oak?")
    assert asked["status"] == "change_requested"
    assert desk.post(f"{path}/request-change", message="Again")["status"] == "change_requested"
    assert desk.get(f"/api/quotes/{quote['id']}")["answer"] == "Could it be oak?"
    assert desk.post(f"{path}/reject", reason="Too dear")["status"] == "rejected"
    assert desk.post(f"{path}/reject")["status"] == "rejected"
    refused = desk.post(f"{path}/accept", status=409, name="Lindiwe Dube", agree=True)
    assert refused["allowed"] == ["superseded"]


def test_accepting_needs_a_name_and_a_yes(desk, path):
    assert "agree" in desk.post(f"{path}/accept", status=422, name="L", agree=False)["errors"]
    assert "name" in desk.post(f"{path}/accept", status=400, name=" ", agree=True)["errors"]
    desk.post(f"{path}/accept", status=400, agree=True)
    desk.post(f"{path}/accept", status=409, name="L", agree=True, total="1.00")
    for image in ("????", "a" * 70_000):
        desk.post(f"{path}/accept", status=400, name="L", agree=True, signature_image=image)
    for image in ("PHN2Zz4=", "abc"):
        said = desk.post(f"{path}/accept", status=422, name="L", agree=True, signature_image=image)
        assert "signature_image" in said["errors"]
    assert desk.get(path)["can_accept"]


def test_choices_are_of_what_is_offered(desk, path):
    table, bend = (line["id"] for line in desk.get(path)["lines"])
    wrong = [
        [{"line_id": NOBODY, "chosen": True}],
        [{"line_id": table, "chosen": False}],
        [{"line_id": bend, "chosen": True}, {"line_id": bend, "chosen": False}],
        [{"line_id": table, "quantity": "2"}],
    ]
    for choices in wrong:
        assert desk.post(f"{path}/preview", status=422, choices=choices)["errors"], choices
    assert desk.get(path)["can_accept"]


def test_of_a_group_one_is_chosen(desk, customer_id):
    made = desk.post("/api/quotes", customer_id=str(customer_id), lines=[TABLE])
    lines = [
        {"description": "Oil", "unit_price": "100"},
        {"description": "Varnish", "unit_price": "200", "is_quantity_open": True, "most": "3"},
    ]
    made = desk.post(f"/api/quotes/{made['id']}/options", group="Finish", lines=lines)
    assert [line["is_chosen"] for line in made["lines"]] == [True, True, False]
    path = desk.post(f"/api/quotes/{made['id']}/send")["path"]
    varnish = desk.get(path)["lines"][2]["id"]
    wish = [{"line_id": varnish, "chosen": True, "quantity": "2"}]
    shown = desk.post(f"{path}/preview", choices=wish)
    assert [line["is_chosen"] for line in shown["lines"]] == [True, False, True]
    assert shown["total"]["amount"] == "14260.00"
    many = [{"line_id": varnish, "chosen": True, "quantity": "4"}]
    desk.post(f"{path}/preview", status=422, choices=many)
    said = yes(desk, path, choices=wish)
    assert said["quote"]["total"]["amount"] == "14260.00"
    order = desk.get(f"/api/quotes/{made['id']}")["sale_id"]
    assert [line["description"] for line in desk.get(f"/api/sales/{order}")["lines"]] == [
        "River Table",
        "Varnish",
    ]


def test_the_shop_records_an_order_of_the_customer(desk, sent):
    id = sent["quote"]["id"]
    at = f"/api/quotes/{id}/record-acceptance"
    desk.post(at, status=422, name="Buyer", date="2026-03-03")
    desk.post(at, status=422, name="Buyer", order_file_id=NOBODY)
    made = desk.post(at, name="Buyer", order_number="PO 4711", date="2026-03-01")
    assert made["status"] == "accepted"
    record = made["acceptance"]
    assert (record["way"], record["order_number"], record["date"], record["recorded_by"]) == (
        "purchase_order",
        "PO 4711",
        "2026-03-01",
        "Ann",
    )
    again = desk.post(at, status=409, name="Buyer")
    assert "accepted already" in again["detail"]
    assert yes(desk, sent["path"])["already"]


def test_an_accepted_quote_is_called_off_with_its_draft(desk, quote, path):
    yes(desk, path)
    order = desk.get(f"/api/quotes/{quote['id']}")["sale_id"]
    assert desk.client.delete(f"/api/sales/{order}").status_code == 409
    gone = desk.post(f"/api/quotes/{quote['id']}/withdraw", reason="The customer moved away")
    assert (gone["status"], gone["sale_id"]) == ("withdrawn", None)
    assert desk.client.get(f"/api/sales/{order}").status_code == 404
    assert desk.get(path)["notice"] == "This quote has been withdrawn."


def test_what_was_invoiced_is_not_called_off(desk, quote, path):
    yes(desk, path)
    order = desk.get(f"/api/quotes/{quote['id']}")["sale_id"]
    desk.post(f"/api/sales/{order}/issue")
    desk.post(f"/api/quotes/{quote['id']}/withdraw", status=409, reason="Too late")
    assert desk.get(f"/api/quotes/{quote['id']}")["status"] == "accepted"


def test_quotes_are_listed_filtered_and_found(desk, customer_id, another_customer_id):
    ids = {}
    for name, until in (("Soon", "2026-03-05"), ("Later", "2026-03-06"), ("Draft", "2026-03-02")):
        made = desk.post(
            "/api/quotes",
            customer_id=str(customer_id),
            reference=name,
            valid_until=until,
            lines=[TABLE],
        )
        ids[name] = made["id"]
        if name != "Draft":
            desk.post(f"/api/quotes/{made['id']}/send")

    def names(query):
        return {it["reference"] for it in desk.get(f"/api/quotes?{query}")["items"]}

    assert names("") == {"Soon", "Later", "Draft"}
    assert names("expiring=true") == {"Soon"}
    assert names("expiring=false") == {"Later", "Draft"}
    assert names("status=draft") == {"Draft"}
    assert names("status=sent") == {"Soon", "Later"}
    assert names("status=expired") == set()
    assert names("search=later") == {"Later"}
    assert names("number=QU-2026-002") == {"Later"}
    assert names(f"customer_id={another_customer_id}") == set()
    page = desk.get("/api/quotes?sort=valid_until&limit=2&total=true")
    assert [it["reference"] for it in page["items"]] == ["Draft", "Soon"]
    assert page["total"] == 3
    rest = desk.get(f"/api/quotes?sort=valid_until&limit=2&cursor={page['next']}")
    assert [it["reference"] for it in rest["items"]] == ["Later"]
    assert len(desk.get(f"/api/customers/{customer_id}/quotes")["items"]) == 3
    assert desk.get(f"/api/customers/{another_customer_id}/quotes")["items"] == []
    assert desk.client.get(f"/api/customers/{NOBODY}/quotes").status_code == 404
    assert desk.client.get(f"/api/projects/{NOBODY}/quotes").status_code == 404


def test_a_sent_quote_stays_as_it_is(desk, sent, client):
    id, line = sent["quote"]["id"], sent["quote"]["lines"][0]["id"]
    at = f"/api/quotes/{id}"
    refused = [
        client.patch(at, json={"reference": "x"}),
        client.delete(at),
        client.post(f"{at}/lines", json=TABLE),
        client.patch(f"{at}/lines/{line}", json={"unit_price": "1"}),
        client.delete(f"{at}/lines/{line}"),
        client.post(f"{at}/options", json={"group": "g", "lines": [TABLE, TABLE]}),
        client.post(f"{at}/send", json={}),
        client.post(f"{at}/deposit", json={}),
    ]
    assert [answer.status_code for answer in refused] == [409] * len(refused)
    assert desk.get(at) == sent["quote"]


def test_a_stale_view_changes_nothing(client, quote):
    at = f"/api/quotes/{quote['id']}"
    first = client.patch(at, json={"reference": "x"}, headers={"if-match": '"1"'})
    assert first.status_code == 200
    assert client.post(f"{at}/send", headers={"if-match": '"1"'}).status_code == 412
    assert client.get(at).headers["etag"] == '"2"'


def test_a_duplicate_is_another_quote(desk, sent):
    made = desk.post(f"/api/quotes/{sent['quote']['id']}/duplicate")
    assert (made["number"], made["revision"], made["status"]) == ("QU-2026-002", 1, "draft")
    assert made["total"] == sent["quote"]["total"]
    assert not {it["id"] for it in made["lines"]} & {it["id"] for it in sent["quote"]["lines"]}


def test_another_shops_quotes_are_not_there(house, another_shop, sent):
    id = sent["quote"]["id"]
    stranger = house.client(another_shop.actor)
    at = f"/api/quotes/{id}"
    assert stranger.get(at).status_code == 404
    for step in ("send", "link", "revise", "duplicate", "deposit"):
        assert stranger.post(f"{at}/{step}").status_code == 404, step
    assert stranger.post(f"{at}/withdraw", json={"reason": "x"}).status_code == 404
    said = stranger.post(f"{at}/record-acceptance", json={"name": "x"})
    assert said.status_code == 404
    assert stranger.get("/api/quotes").json()["items"] == []


def test_a_project_follows_its_quote(desk, client):
    """Rulings 6 to 8: approved on the day, priced by the quote, and released by nobody yet."""
    customer = desk.post("/api/customers", name="M. Naidoo")["id"]
    job = desk.post("/api/projects", name="River Table", customer_id=customer)
    made = desk.post("/api/quotes", project_id=job["id"], lines=[TABLE])
    assert made["customer_id"] == customer
    sent = desk.post(f"/api/quotes/{made['id']}/send")
    at = f"/api/projects/{job['id']}"
    assert desk.get(at)["quote_date"] == "2026-03-02"
    assert desk.get(at)["quoted_price"] is None
    yes(desk, sent["path"])
    after = desk.get(at)
    assert (after["approval_date"], after["status"]) == ("2026-03-02", job["status"])
    assert after["quoted_price"]["amount"] == "13800.00"
    assert after["estimated_price"]["amount"] == "12000.00"
    assert after["final_price"]["amount"] == "13800.00"
    [row] = desk.get(f"{at}/quotes")["items"]
    assert (row["project_code"], row["status"]) == (job["code"], "accepted")
    assert client.delete(at).status_code == 409
