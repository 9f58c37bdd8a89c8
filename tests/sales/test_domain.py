"""The rules of sales, payments and credit, without any input or output."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import CustomerId, PaymentId, SaleLineId, ShopId, new_id
from nexus.sales.domain import (
    CREDIT,
    LARGEST_TOTAL,
    AlreadyIssued,
    CustomerCredit,
    Number,
    PaymentKind,
    PaymentRecorded,
    PaymentReversed,
    Reversal,
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
    a_payment,
    an_invoice,
    issued,
)


def pay(sale, minor, **changes):
    payment = a_payment(minor, **changes)
    return payment, sale.pay(payment, TODAY, NOW)


def back(sale, payment, minor=None, kind=PaymentKind.REFUND, credit=0, **changes):
    given = dict(kind=kind, on=TODAY, reason="A mistake", amount_minor=minor)
    return sale.reverse(payment.id, Reversal(**given | changes), TODAY, credit=credit, at=NOW)


def void(sale, payment):
    return back(sale, payment, kind=PaymentKind.VOID, credit=10**9)


def kinds(events):
    return [type(event) for event in events]


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


# Payments


def test_payments_lead_to_paid():
    sale = an_invoice()
    _, first = pay(sale, 5000)
    assert (sale.status, sale.open_minor) == (Status.PARTIALLY_PAID, 6500)
    _, last = pay(sale, 6500)
    assert (sale.status, sale.open_minor) == (Status.PAID, 0)
    assert (kinds(first), kinds(last)) == ([PaymentRecorded], [PaymentRecorded, SalePaid])


def test_what_is_over_becomes_credit():
    sale = an_invoice()
    payment, _ = pay(sale, 21500)
    assert (sale.paid_minor, payment.over_minor, payment.credit_minor) == (11500, 10000, 10000)
    again, events = pay(sale, 700)
    assert (again.applied_minor, again.credit_minor) == (0, 700)
    assert kinds(events) == [PaymentRecorded]


def test_credit_pays_no_more_than_is_open():
    sale = an_invoice()
    with pytest.raises(Refused, match="no more"):
        pay(sale, 11501, method=CREDIT)
    payment, _ = pay(sale, 11500, method=CREDIT)
    assert payment.credit_minor == -11500


@pytest.mark.parametrize("minor", [0, -1, LARGEST_TOTAL + 1])
def test_a_payment_is_above_zero_and_has_its_limit(minor):
    with pytest.raises(Invalid) as refusal:
        a_payment(minor)
    assert refusal.value.field == "amount"


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), date.min])
def test_a_payment_has_been_made(on):
    with pytest.raises(Invalid) as refusal:
        pay(an_invoice(), 1, paid_on=on)
    assert refusal.value.field == "date"


def test_a_void_takes_all_back_and_leaves_both_rows():
    sale = an_invoice()
    payment, _ = pay(sale, 20000)
    [event] = void(sale, payment)
    assert (sale.status, sale.paid_minor, len(sale.payments)) == (Status.ISSUED, 0, 2)
    row = sale.payments[-1]
    assert (row.amount_minor, row.over_minor, row.reverses_id) == (-20000, -8500, payment.id)
    assert (type(event), event.amount.minor, event.reason) == (PaymentReversed, 20000, "A mistake")
    with pytest.raises(WrongStatus, match="taken back already"):
        void(sale, payment)


def test_a_refund_takes_first_what_was_over_as_far_as_it_is_left():
    sale = an_invoice()
    payment, _ = pay(sale, 12500)
    back(sale, payment, 600, credit=1000)
    assert (sale.status, sale.payments[-1].credit_minor) == (Status.PAID, -600)
    back(sale, payment, 600, credit=400)
    assert (sale.status, sale.paid_minor) == (Status.PARTIALLY_PAID, 11300)
    assert sale.payments[-1].credit_minor == -400
    with pytest.raises(Refused, match="more than is left"):
        back(sale, payment, 11301)
    back(sale, payment, 11300)
    assert sale.status is Status.ISSUED


@pytest.mark.parametrize("minor", [0, -5])
def test_a_refund_is_above_zero(minor):
    sale = an_invoice()
    payment, _ = pay(sale, 100)
    with pytest.raises(Invalid) as refusal:
        back(sale, payment, minor, credit=100)
    assert refusal.value.field == "amount"


def test_what_came_out_of_credit_goes_back_there():
    sale = an_invoice()
    payment, _ = pay(sale, 100, method=CREDIT)
    back(sale, payment, 40, method="cash")
    assert (sale.payments[-1].method, sale.payments[-1].credit_minor) == (CREDIT, 40)
    money, _ = pay(sale, 100)
    with pytest.raises(Invalid) as refusal:
        back(sale, money, 40, method=CREDIT)
    assert refusal.value.field == "method"


def test_a_reversal_is_no_payment_that_could_be_reversed():
    sale = an_invoice()
    payment, _ = pay(sale, 100)
    void(sale, payment)
    with pytest.raises(NotFound):
        void(sale, sale.payments[-1])
    with pytest.raises(NotFound):
        void(sale, a_payment(1, id=PaymentId(new_id())))


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


class Till(RuleBasedStateMachine):
    """Whatever is paid, applied, voided and refunded: the books agree."""

    @initialize()
    def open(self) -> None:
        customer = CustomerId(new_id())
        self.sales = [an_invoice(customer_id=customer) for _ in range(2)]
        self.credit = CustomerCredit.new(ShopId(new_id()), customer, "ZAR")
        self.came_in = self.went_out = 0

    def book(self, sale, change) -> None:
        """Do the change and its credit, both or none."""
        versions, rows = sale.version, len(sale.payments)
        try:
            change()
        except (Refused, Invalid, NotFound):
            assert (sale.version, len(sale.payments)) == (versions, rows)
            return
        row = sale.payments[-1]
        try:
            if row.credit_minor:
                self.credit.move(row.credit_minor, NOW)
        except Refused:  # the transaction would be rolled back
            sale.payments.pop()
            sale.paid_minor -= row.applied_minor
            sale._settle()
            return
        if row.method != CREDIT:
            self.came_in += max(row.amount_minor, 0)
            self.went_out += max(-row.amount_minor, 0)

    @rule(at=st.integers(0, 1), minor=st.integers(-10, 20000))
    def pay(self, at: int, minor: int) -> None:
        self.book(self.sales[at], lambda: pay(self.sales[at], minor))

    @rule(at=st.integers(0, 1), minor=st.integers(1, 20000))
    def apply(self, at: int, minor: int) -> None:
        self.book(self.sales[at], lambda: pay(self.sales[at], minor, method=CREDIT))

    @rule(at=st.integers(0, 1), which=st.integers(0, 5), minor=st.integers(1, 20000))
    def refund(self, at: int, which: int, minor: int) -> None:
        sale, credit = self.sales[at], self.credit.balance_minor
        if which < len(sale.payments):
            payment = sale.payments[which]
            self.book(sale, lambda: back(sale, payment, minor, credit=credit))

    @rule(at=st.integers(0, 1), which=st.integers(0, 5))
    def void(self, at: int, which: int) -> None:
        sale = self.sales[at]
        if which < len(sale.payments):
            self.book(sale, lambda: void(sale, sale.payments[which]))

    @rule(at=st.integers(0, 1))
    def cancel(self, at: int) -> None:
        sale = self.sales[at]
        nothing_left = sale.paid_minor == 0
        try:
            sale.cancel("x", NOW)
            assert nothing_left
        except WrongStatus:
            pass

    @invariant()
    def the_books_agree(self) -> None:
        for sale in self.sales:
            applied = sum(row.applied_minor for row in sale.payments)
            assert sale.paid_minor == applied
            assert 0 <= applied <= sale.total_minor
            if sale.status is not Status.CANCELLED:
                assert sale.open_minor == sale.total_minor - applied
                expected = Status.PARTIALLY_PAID if applied else Status.ISSUED
                assert sale.status is (Status.PAID if applied == sale.total_minor else expected)
        assert self.credit.balance_minor >= 0
        kept = sum(sale.paid_minor for sale in self.sales) + self.credit.balance_minor
        assert kept == self.came_in - self.went_out  # no cent is lost, and none is made


test_the_till = Till.TestCase


def test_credit_is_never_below_zero():
    credit = CustomerCredit.new(ShopId(new_id()), CustomerId(new_id()), "ZAR")
    credit.move(100, NOW)
    with pytest.raises(Refused, match="used already"):
        credit.move(-101, NOW)
    assert credit.balance_minor == 100


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
