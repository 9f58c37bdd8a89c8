"""Payments, what takes them back, and credit: the rules, and the books after any of them."""

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import CustomerId, PaymentId, ShopId, new_id
from nexus.sales.domain import (
    CREDIT,
    LARGEST_TOTAL,
    CustomerCredit,
    PaymentKind,
    PaymentRecorded,
    PaymentReversed,
    Reversal,
    SalePaid,
    Status,
    WrongStatus,
)

from tests.conftest import NOW
from tests.sales.samples import (
    TODAY,
    a_payment,
    an_invoice,
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
