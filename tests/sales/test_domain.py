"""The rules of sales, payments and credit, without any input or output."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import CustomerId, SaleLineId, new_id
from nexus.sales.domain import (
    AlreadyIssued,
    Number,
    SaleCancelled,
    SaleIssued,
    SalePaid,
    Status,
    WrongStatus,
)
from nexus.sales.messages import plain

from tests.conftest import NOW
from tests.sales.samples import (
    TODAY,
    A_Company,
    a_card,
    a_draft,
    a_line,
    an_invoice,
    issued,
)
from tests.sales.test_payments import kinds, pay, void

# Drafts


def test_a_draft_has_no_number_and_counts_its_lines():
    draft = a_draft(a_line(), a_line(unit_price="0.5"))
    assert (draft.status, draft.number, draft.version) == (Status.DRAFT, None, 1)
    assert (draft.subtotal_minor, draft.tax_minor, draft.total_minor) == (10050, 1508, 11558)
    assert [line.position for line in draft.lines] == [1, 2]


def test_lines_are_added_changed_moved_and_removed():
    draft = a_draft(a_line(description="A"), a_line(description="B"))
    draft.add_line(a_line(description="C", unit_price="1"))
    draft.change_line(draft.lines[2].id, {"position": 1, "quantity": Decimal(3)})
    assert [(it.description, it.position) for it in draft.lines] == [("C", 1), ("A", 2), ("B", 3)]
    draft.remove_line(draft.lines[1].id)
    assert (draft.subtotal_minor, len(draft.lines), draft.version) == (10300, 2, 4)
    with pytest.raises(NotFound, match="no such line"):
        draft.remove_line(SaleLineId(new_id()))


def test_a_discount_of_one_kind_takes_the_place_of_the_other():
    draft = a_draft(discount_percent=Decimal(10))
    draft.change({"discount_amount": Decimal("5.00")})
    assert (draft.discount_percent, draft.discount_minor) == (None, 500)
    draft.change_line(draft.lines[0].id, {"discount_percent": Decimal(50)})
    draft.change_line(draft.lines[0].id, {"discount_amount": Decimal(1)})
    assert draft.subtotal_minor - draft.discount_minor == 9400


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "1e12"}, "quantity"),
        ({"quantity": "0.0000001"}, "quantity"),
        ({"quantity": "NaN"}, "quantity"),
        ({"quantity": "Infinity"}, "quantity"),
        ({"unit_price": "-0.01"}, "unit_price"),
        ({"unit_price": "1E+999999"}, "unit_price"),
        ({"description": " \n "}, "description"),
        ({"discount_percent": Decimal("100.01")}, "discount_percent"),
        ({"discount_percent": Decimal("NaN")}, "discount_percent"),
        ({"discount_amount": Decimal("-1")}, "discount_amount"),
        ({"discount_amount": Decimal("sNaN")}, "discount_amount"),
        ({"discount_amount": Decimal(1), "discount_percent": Decimal(1)}, "discount_amount"),
    ],
)
def test_a_senseless_line_is_refused(changes, field):
    with pytest.raises(Invalid) as refusal:
        a_line(**changes)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"discount_percent": Decimal(-1)}, "discount_percent"),
        ({"discount_amount": Decimal("0.001")}, "discount_amount"),
        ({"discount_amount": Decimal("1000")}, "discount_amount"),
        ({"currency": "zar"}, "currency"),
    ],
)
def test_a_senseless_head_is_refused(changes, field):
    with pytest.raises(Invalid) as refusal:
        a_draft().change(changes)
    assert refusal.value.field == field


def test_another_currency_takes_only_discounts_that_it_can_express():
    draft = a_draft(a_line(discount_amount=Decimal("0.50")))
    with pytest.raises(Invalid) as refusal:
        draft.change({"currency": "JPY"})
    assert refusal.value.field == "lines[0].discount_amount"


# Invoices


def test_issuing_takes_number_dates_and_cards():
    sale = an_invoice(terms_days=14)
    assert (sale.number, sale.status, sale.due_on) == (
        "INV-2026-001",
        Status.ISSUED,
        date(2026, 3, 16),
    )
    assert (sale.customer_name, sale.customer_address) == (
        "ABC Manufacturing",
        "1 Mill Road\nDurban",
    )
    assert (sale.seller_name, sale.seller_tax_number) == ("Bench & Co", "4000000001")


def test_an_invoice_is_overdue_when_its_last_day_is_over_where_the_shop_is():
    sale = an_invoice(terms_days=0)
    midnight = datetime(2026, 3, 2, 22, tzinfo=UTC)  # in Johannesburg
    assert not sale.is_overdue(midnight - timedelta(seconds=1))
    assert sale.is_overdue(midnight)
    pay(sale, 11500)
    assert not sale.is_overdue(midnight)


def test_an_invoice_needs_a_line():
    with pytest.raises(Refused, match="at least one line"):
        an_invoice_without_lines = a_draft()
        an_invoice_without_lines.remove_line(an_invoice_without_lines.lines[0].id)
        issued(an_invoice_without_lines)


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), date(1999, 12, 31), date.min, date.max])
def test_an_invoice_is_not_dated_in_the_future_or_before_its_time(on):
    with pytest.raises(Invalid) as refusal:
        issued(a_draft(), on=on)
    assert refusal.value.field == "issue_date"


def test_an_invoice_over_nothing_is_paid_at_once():
    draft = a_draft(discount_percent=Decimal(100))
    draft.check_issue(TODAY, TODAY)
    issued(draft)
    assert (draft.status, draft.open_minor) == (Status.PAID, 0)


ALTERATIONS = {
    "issue": lambda sale: issued(sale),
    "customer": lambda sale: sale.bill_to(CustomerId(new_id()), a_card("Other")),
    "lines": lambda sale: sale.put_lines([]),
    "add": lambda sale: sale.add_line(a_line()),
    "price": lambda sale: sale.change_line(sale.lines[0].id, {"unit_price": Decimal(1)}),
    "remove": lambda sale: sale.remove_line(sale.lines[0].id),
} | {
    name: lambda sale, name=name, value=value: sale.change({name: value})
    for name, value in {
        "project_id": new_id(),
        "currency": "EUR",
        "prices_include_tax": True,
        "discount_percent": Decimal(1),
        "discount_amount": Decimal(1),
        "terms_days": 1,
        "reference": "x",
        "notes": "x",
        "lines": [],
    }.items()
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
@pytest.mark.parametrize("state", ["issued", "partially_paid", "paid", "cancelled"])
def test_an_invoice_never_changes(alteration, state):
    sale = in_status(Status(state))
    before, lines = dict(vars(sale)), [dict(vars(line)) for line in sale.lines]
    with pytest.raises(WrongStatus if state == "cancelled" else AlreadyIssued):
        ALTERATIONS[alteration](sale)
    assert dict(vars(sale)) == before
    assert [dict(vars(line)) for line in sale.lines] == lines


def test_a_change_of_an_invoice_is_refused_with_what_helps():
    with pytest.raises(
        AlreadyIssued, match=r"INV-2026-001 .* correct it by a credit note"
    ) as refusal:
        an_invoice().change({"notes": "x"})
    assert refusal.value.more["allowed"] == ["pay", "cancel"]


def test_following_a_merge_leaves_the_copied_card_alone():
    sale, other = an_invoice(), CustomerId(new_id())
    sale.follow(other)
    assert (sale.customer_id, sale.customer_name) == (other, "ABC Manufacturing")


# Cancelling


def test_an_unpaid_invoice_is_cancelled_with_a_reason_and_keeps_its_number():
    sale = an_invoice()
    with pytest.raises(Invalid, match="say why"):
        sale.cancel("  ", NOW)
    [event] = sale.cancel("Wrong customer", NOW)
    assert (type(event), event.reason) == (SaleCancelled, "Wrong customer")
    assert (sale.status, sale.number, sale.open_minor) == (Status.CANCELLED, "INV-2026-001", 0)


def test_an_invoice_with_payments_is_not_cancelled_until_they_are_void():
    sale = an_invoice()
    payment, _ = pay(sale, 100)
    with pytest.raises(WrongStatus, match="Void them first"):
        sale.cancel("x", NOW)
    void(sale, payment)
    sale.cancel("x", NOW)


# Status


def in_status(status: Status, **changes):
    draft = a_draft(**changes)
    if status is Status.DRAFT:
        return draft
    sale = issued(draft)
    if status is Status.CANCELLED:
        sale.cancel("x", NOW)
    if status in (Status.PARTIALLY_PAID, Status.PAID):
        pay(sale, 5000)
    if status is Status.PAID:
        pay(sale, 6500)
    return sale


def move(sale, to: Status):
    """Do what leads there from where the sale is, if anything does."""
    if to is Status.CANCELLED:
        return sale.cancel("x", NOW)
    if sale.status is Status.DRAFT and to is Status.ISSUED:
        return issued(sale)
    if to is Status.PARTIALLY_PAID and sale.status is Status.PAID:
        return void(sale, sale.payments[-1])
    if to is Status.PARTIALLY_PAID:
        return pay(sale, 1)
    if to is Status.PAID:
        return pay(sale, 11500)
    if to is Status.ISSUED and sale.payments:
        return [void(sale, payment) for payment in list(sale.payments)]
    raise WrongStatus("Nothing leads there.")


ARROWS = {
    (Status.DRAFT, Status.ISSUED),
    (Status.ISSUED, Status.PARTIALLY_PAID),
    (Status.ISSUED, Status.PAID),
    (Status.ISSUED, Status.CANCELLED),
    (Status.PARTIALLY_PAID, Status.PARTIALLY_PAID),
    (Status.PARTIALLY_PAID, Status.PAID),
    (Status.PARTIALLY_PAID, Status.ISSUED),
    (Status.PAID, Status.PAID),
    (Status.PAID, Status.PARTIALLY_PAID),
    (Status.PAID, Status.ISSUED),
}


@pytest.mark.parametrize("at", Status)
@pytest.mark.parametrize("to", Status)
def test_a_status_follows_only_along_the_drawn_arrows(at, to):
    sale = in_status(at)
    if (at, to) in ARROWS:
        move(sale, to)
        assert sale.status is to
    else:
        with pytest.raises(Refused):
            move(sale, to)
        assert sale.status is at


# Events and figures


def test_events_tell_what_others_need():
    draft = a_draft(discount_percent=Decimal(100))
    draft.check_issue(TODAY, TODAY)
    events = draft.issue(Number("I-1", "I-{n}", 1), a_card(), A_Company(), TODAY, "UTC", NOW)
    assert kinds(events) == [SaleIssued, SalePaid]
    assert {event.about for event in events} == {draft.id}
    assert events[0].topic() == "sales.SaleIssued"


@given(st.integers(0, 10**17), st.integers(0, 6))
def test_a_shown_decimal_is_the_stored_one(units, least):
    value = Decimal(units).scaleb(-6)
    shown = plain(value, least)
    assert shown == value
    assert "E" not in str(shown)
    assert -shown.as_tuple().exponent >= least


@pytest.mark.parametrize(
    ("stored", "least", "shown"),
    [("200.000000", 0, "200"), ("75.000000", 2, "75.00"), ("0.004500", 2, "0.0045"), ("0", 0, "0")],
)
def test_decimals_are_shown_as_short_as_they_are(stored, least, shown):
    assert str(plain(Decimal(stored), least)) == shown
