"""Deposits: their tax, and that what is deducted in parts is the deposit to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid, Refused
from nexus.sales.domain import Kind, LineKind, Rounding, Status
from nexus.sales.domain.deposit import (
    check_paid,
    deduct,
    deposit_lines,
    left_of,
    planned,
    worth,
)
from nexus.sales.domain.sale import WrongStatus

from tests.conftest import NOW
from tests.sales.samples import TODAY, a_draft, a_line, a_payment, issued

RATES = [("standard", "15"), ("reduced", "7.5"), ("zero", "0")]

lines = st.builds(
    lambda price, rate, quantity: a_line(rate, unit_price=price, quantity=quantity),
    st.decimals("0.01", 5_000, places=2),
    st.sampled_from(RATES),
    st.decimals("0.1", 20, places=1),
)
orders = st.builds(
    lambda some, included, rounding, off: a_draft(
        *some, prices_include_tax=included, tax_rounding=rounding, discount_percent=off
    ),
    st.lists(lines, min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from(Rounding),
    st.none() | st.decimals(0, 90, places=1),
)


def a_deposit(order, minor, paid=True):
    deposit = a_draft(
        *deposit_lines(order, minor, "Deposit"),
        kind=Kind.DEPOSIT,
        prices_include_tax=True,
        tax_rounding=Rounding.LINE,
        order_id=order.id,
    )
    issued(deposit)
    if paid:
        deposit.pay(a_payment(deposit.open_minor), TODAY, NOW)
    return deposit


def taken_from(*invoices):
    taken = {}
    for line in (line for invoice in invoices for line in invoice.lines if line.is_fixed):
        rate = (line.tax, line.tax_percent)
        net, tax = taken.get(rate, (0, 0))
        taken[rate] = (net - line.net_minor, tax - line.tax_minor)
    return taken


@given(orders, st.data())
def test_a_deposit_comes_to_what_was_asked_with_tax_of_the_orders_rates(order, data):
    if worth(order) < 1:
        return
    minor = data.draw(st.integers(1, worth(order)))
    deposit = a_deposit(order, minor)
    assert deposit.total_minor == minor
    assert {(it.tax, it.tax_percent) for it in deposit.lines} <= {
        (it.tax, it.tax_percent) for it in order.lines
    }
    for line in deposit.lines:
        gross = line.net_minor + line.tax_minor
        assert abs(line.tax_minor - gross * line.tax_percent / (100 + line.tax_percent)) <= 0.5
    assert deposit.tax_minor == sum(it.tax_minor for it in deposit.lines)


@given(orders, st.data())
def test_what_is_deducted_in_parts_is_the_deposit(order, data):
    if worth(order) < 1:
        return
    minor = data.draw(st.integers(1, worth(order)))
    deposit = a_deposit(order, minor)
    included = data.draw(st.booleans())
    invoices = []
    left = left_of(deposit, {})
    while left:
        most = sum(part.gross for part in left)
        part = data.draw(st.integers(1, most)) if len(invoices) < 4 else most
        invoice = a_draft(a_line(unit_price=order.total.amount), prices_include_tax=included)
        before = invoice.total_minor
        invoice.put_lines([*invoice.lines, *deduct(deposit, left, part, invoice)])
        assert invoice.total_minor == before - part
        assert invoice.total_minor == sum(it.net_minor + it.tax_minor for it in invoice.lines)
        assert invoice.total_minor == (
            invoice.subtotal_minor - invoice.discount_minor + invoice.tax_minor
        )
        for line in invoice.lines[1:]:
            assert line.net_minor <= 0 >= line.tax_minor
            assert line.quantity == -1
            assert line.unit_price >= 0
        invoices.append(invoice)
        left = left_of(deposit, taken_from(*invoices))
    for part in left_of(deposit, {}):
        assert taken_from(*invoices)[part.rate] == (part.net, part.tax)


def test_a_discount_of_the_document_leaves_deductions_alone():
    order = a_draft(a_line(unit_price="1000"), discount_percent=Decimal(10))
    assert worth(order) == 103_500
    deposit = a_deposit(order, 50_000)
    order.put_lines([*order.lines, *deduct(deposit, left_of(deposit, {}), 50_000, order)])
    assert order.total_minor == 53_500
    assert order.discount_minor == 10_000


def test_a_plan_takes_what_is_left_up_to_what_the_invoice_is():
    order = a_draft(a_line(unit_price="1000"))
    first, second = a_deposit(order, 80_000), a_deposit(order, 35_000)
    invoice = a_draft(a_line(unit_price="800"))  # 920.00 with tax
    plan = planned(invoice, [(first, {}), (second, {})])
    assert plan == {first.id: 80_000, second.id: 12_000}
    draft = a_draft(kind=Kind.DEPOSIT)
    assert planned(invoice, [(draft, {})]) == {}
    assert planned(first, [(second, {})]) == {}


def test_an_unpaid_deposit_is_not_deducted():
    order = a_draft(a_line(unit_price="1000"))
    deposit = a_deposit(order, 50_000, paid=False)
    with pytest.raises(Refused, match="still to be paid"):
        check_paid(deposit)
    deposit.pay(a_payment(49_999), TODAY, NOW)
    with pytest.raises(Refused, match=r"ZAR 0\.01"):
        check_paid(deposit)
    deposit.pay(a_payment(1), TODAY, NOW)
    check_paid(deposit)


def test_a_deposit_is_deducted_once_and_is_not_cancelled_meanwhile():
    deposit = a_deposit(a_draft(a_line(unit_price="1000")), 50_000, paid=False)
    deposit.be_deducted(30_000)
    with pytest.raises(Refused):
        deposit.be_deducted(20_001)
    with pytest.raises(WrongStatus, match="deducts this deposit"):
        deposit.cancel("No", NOW)
    deposit.be_deducted(-30_000)
    with pytest.raises(Refused):
        deposit.be_deducted(-1)
    deposit.cancel("No", NOW)
    assert deposit.status is Status.CANCELLED


@pytest.mark.parametrize("minor", [0, -1, 11_501])
def test_a_deposit_is_above_zero_and_no_more_than_the_order(minor):
    with pytest.raises(Invalid):
        deposit_lines(a_draft(), minor, "Deposit")


def test_an_order_of_nothing_has_no_deposit():
    with pytest.raises(Invalid):
        deposit_lines(a_draft(a_line(unit_price="0")), 1, "Deposit")


def test_a_deduction_names_its_deposit():
    order = a_draft(a_line(unit_price="12000"))
    deposit = a_deposit(order, 690_000)
    [line] = deduct(deposit, left_of(deposit, {}), 690_000, order)
    assert line.kind is LineKind.DEPOSIT_DEDUCTION
    assert (line.deposit_id, line.net_minor, line.tax_minor) == (deposit.id, -600_000, -90_000)
    assert line.description == f"Less deposit {deposit.number} dated {TODAY}"
