"""Statements: what was owed, counted from the documents."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.sales.domain import Number
from nexus.sales.domain.account import ages, open_on, postings
from nexus.sales.domain.credit_note import credit_note, settle

from tests.conftest import NOW
from tests.sales.samples import TODAY, A_Company, a_card, a_draft, a_line, a_payment, issued

ZONE = "Africa/Johannesburg"
NOBODY = "00000000-0000-7000-8000-000000000000"


def zar(amount):
    return {"amount": amount, "currency": "ZAR"}


def of_age(days, terms=0):
    draft = a_draft(a_line(("zero", "0"), unit_price="1"), terms_days=terms)
    return issued(draft, on=TODAY - timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (400, 4)],
)
def test_what_is_open_has_an_age_since_it_was_due(days, bucket):
    sums = ages([of_age(days)], TODAY, ZONE)
    assert [at for at, minor in enumerate(sums) if minor] == [bucket]


def test_before_it_is_due_nothing_is_late():
    assert ages([of_age(20, terms=30)], TODAY, ZONE) == [100, 0, 0, 0, 0]


@given(st.lists(st.tuples(st.sampled_from(["pay", "credit", "cancel"]), st.integers(1, 20_000))))
def test_what_is_owed_is_what_is_open_less_what_is_in_hand(steps):
    invoice, notes, in_hand = of_age(5), [], 0
    for way, minor in steps:
        try:
            if way == "pay":
                invoice.pay(row := a_payment(minor), TODAY, NOW)
                in_hand += row.over_minor
            elif way == "cancel":
                invoice.cancel("x", NOW)
            else:
                note = credit_note(
                    invoice, notes, [], amount_minor=min(minor, 100), reason="x", at=NOW
                )
                note = issued_note(note, len(notes) + 1)
                in_hand += settle(invoice, note, NOW, TODAY).over_minor
                notes.append(note)
        except Exception as error:  # what is refused changes nothing
            assert type(error).__module__.startswith("nexus")  # noqa: PT017
    owed = sum(it.minor for it in postings([invoice, *notes], ZONE))
    assert owed == open_on(invoice, TODAY, ZONE) - in_hand
    assert open_on(invoice, TODAY, ZONE) == invoice.open_minor


def issued_note(note, place):
    number = Number(f"CN-{place}", "CN-{n}", place)
    note.issue(number, a_card(), A_Company(), TODAY, ZONE, NOW)
    return note


def test_a_statement_opens_moves_and_closes(client, customer_id):
    def post(path, **body):
        answer = client.post(path, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def sale(price, day):
        line = {"description": "x", "unit_price": price, "tax": "zero"}
        made = post("/api/sales", customer_id=str(customer_id), terms_days=0, lines=[line])
        return post(f"/api/sales/{made['id']}/issue", issue_date=day)

    old = sale("100", "2025-11-01")
    new = sale("1000", "2026-02-10")
    post(f"/api/sales/{old['id']}/payments", amount="40", method="eft", date="2026-01-05")
    post(f"/api/sales/{new['id']}/credit-notes", reason="Bent", amount="200")
    post(f"/api/sales/{new['id']}/payments", amount="900", method="eft", reference="R1")
    post(f"/api/sales/{old['id']}/apply-credit")
    last = post(f"/api/customers/{customer_id}/credit/pay-out", method="eft")
    assert last["in_hand"] == [zar("0.00")]
    path = f"/api/customers/{customer_id}/statement"
    seen = client.get(path, params={"from": "2026-01-01", "to": "2026-03-02"})
    assert seen.status_code == 200, seen.text
    view = seen.json()
    assert (view["from"], view["to"]) == ("2026-01-01", "2026-03-02")
    [own] = view["statements"]
    assert own["opening"] == zar("100.00")
    told = [(it["date"], it["kind"], it["amount"]["amount"]) for it in own["entries"]]
    assert told == [
        ("2026-01-05", "payment", "-40.00"),
        ("2026-02-10", "invoice", "1000.00"),
        ("2026-03-02", "paid_out", "40.00"),
        ("2026-03-02", "credit_note", "-200.00"),
        ("2026-03-02", "payment", "-900.00"),
    ]
    assert [own[name]["amount"] for name in ("invoiced", "credited", "paid", "returned")] == [
        "1000.00",
        "200.00",
        "940.00",
        "40.00",
    ]
    assert own["closing"] == own["entries"][-1]["balance"] == zar("0.00")
    earlier = client.get(path, params={"to": "2026-02-28", "from": "2026-02-01"}).json()
    [own] = earlier["statements"]
    assert (own["opening"], own["closing"]) == (zar("60.00"), zar("1060.00"))
    assert own["ageing"]["days_0_30"] == zar("1000.00")
    assert own["ageing"]["days_over_90"] == zar("60.00")
    assert own["ageing"]["in_hand"] == zar("0.00")
    assert [
        it["currency"] for it in client.get(path, params={"currency": "EUR"}).json()["statements"]
    ] == []


def test_bad_wishes_for_a_statement_are_refused(client, customer_id, another_shop):
    path = f"/api/customers/{customer_id}/statement"
    late = client.get(path, params={"from": "2026-03-02", "to": "2026-03-01"})
    assert late.status_code == 422
    assert client.get(path, params={"from": "x"}).status_code == 400
    assert client.get(path, params={"currency": "rand"}).status_code == 400
    assert date.fromisoformat(client.get(path).json()["from"]) == date(2026, 3, 1)
    theirs = another_shop.add("customers_customer", name="Theirs")
    for id in (theirs, NOBODY):
        assert client.get(f"/api/customers/{id}/statement").status_code == 404
