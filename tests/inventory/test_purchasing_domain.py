"""Purchase orders by themselves: sums, moves, what comes in."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nexus.inventory.domain.purchase_events import GoodsReceived, PurchaseOrdered
from nexus.inventory.domain.purchase_parts import PurchaseLine, Receipt, ReceiptLine, worth
from nexus.inventory.domain.purchasing import (
    WAITING,
    OrderStatus,
    PurchaseOrder,
    WrongOrderStatus,
)
from nexus.inventory.domain.suppliers import Supplier, SupplierItem
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import (
    PurchaseLineId,
    PurchaseOrderId,
    ReceiptId,
    ReceiptLineId,
    ShopId,
    StockItemId,
    SupplierId,
    SupplierItemId,
    new_id,
)
from nexus.kernel.money import Money

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SHOP = ShopId(new_id())
quantities = st.decimals("0.001", "100000", places=3)
prices = st.decimals("0", "10000", places=4)


def a_line(quantity="10", unit_cost="100", **more):
    return PurchaseLine(
        id=PurchaseLineId(new_id()),
        description="Sheet 3 mm",
        quantity=Decimal(quantity),
        unit_cost=Decimal(unit_cost),
        tax="standard",
        tax_percent=Decimal(15),
        **more,
    )


def an_order(*lines, ordered=True, **more):
    order = PurchaseOrder(
        id=PurchaseOrderId(new_id()),
        shop_id=SHOP,
        number="PO-2026-0001",
        supplier_id=SupplierId(new_id()),
        currency="ZAR",
        created_at=NOW,
        created_by="Ann",
        **more,
    )
    order.put_lines(lines)
    if ordered:
        order.order(TODAY, TODAY, NOW)
    return order


def a_receipt(line, quantity, **more):
    its = ReceiptLine(
        id=ReceiptLineId(new_id()),
        line_id=line.id,
        quantity=Decimal(quantity),
        unit_cost=line.unit_cost,
        value=Money.of(0, "ZAR"),
    )
    told = {"received_on": TODAY, "recorded_at": NOW, "recorded_by": "Ann"} | more
    return Receipt(id=ReceiptId(new_id()), lines=[its], **told)


def test_an_order_comes_to_its_lines_and_their_tax():
    order = an_order(a_line("3", "0.335"), a_line("7", "1.115"), ordered=False)
    assert (order.subtotal_minor, order.tax_minor, order.total_minor) == (882, 132, 1014)
    assert [line.position for line in order.lines] == [1, 2]


def test_tax_may_be_rounded_once_for_the_document():
    lines = [a_line("1", "0.03") for _ in range(10)]
    assert an_order(*lines).tax_minor == 0
    assert an_order(*lines, tax_by_document=True, ordered=False).tax_minor == 5


@given(st.lists(st.tuples(quantities, prices), max_size=8), st.booleans())
def test_the_total_is_subtotal_and_tax(parts, by_document):
    order = an_order(*(a_line(q, p) for q, p in parts), ordered=False, tax_by_document=by_document)
    assert order.total_minor == order.subtotal_minor + order.tax_minor
    assert order.subtotal_minor == sum(line.net_minor for line in order.lines)


@given(quantities, prices, st.decimals("0.0001", "50", places=4))
def test_what_comes_in_is_worth_its_price_at_the_rate(quantity, price, rate):
    exact = quantity * price * rate
    assert abs(worth(quantity, price, rate, "ZAR", "x").amount - exact) <= Decimal("0.005")


def test_a_yen_has_no_cents():
    assert worth(Decimal(3), Decimal("0.5"), Decimal(1), "JPY", "x") == Money.of(2, "JPY")


def test_an_order_is_sent_once_and_with_lines():
    with pytest.raises(Refused, match="at least one line"):
        an_order().order(TODAY, TODAY, NOW)
    order = an_order(a_line(), ordered=False)
    (told,) = order.order(TODAY, TODAY, NOW)
    assert isinstance(told, PurchaseOrdered)
    assert (order.status, order.sent_on) == (OrderStatus.ORDERED, TODAY)
    with pytest.raises(WrongOrderStatus):
        order.order(TODAY, TODAY, NOW)


def test_an_order_is_not_sent_tomorrow():
    with pytest.raises(Invalid):
        an_order(a_line(), ordered=False).order(TODAY + timedelta(days=1), TODAY, NOW)


def test_lines_are_expected_after_the_lead_time_unless_told():
    told = a_line(expected_on=date(2026, 3, 9))
    other = a_line()
    order = an_order(told, other, ordered=False)
    order.order(TODAY, TODAY, NOW, lambda line: TODAY + timedelta(days=5))
    assert (told.expected_on, other.expected_on) == (date(2026, 3, 9), date(2026, 3, 7))
    assert order.expected_on == date(2026, 3, 7)
    order.receive(a_receipt(other, 10), TODAY, NOW)
    assert order.expected_on == date(2026, 3, 9)


def test_what_was_ordered_stays_but_for_the_day_it_is_expected():
    order = an_order(a_line())
    line = order.lines[0]
    order.change_line(line.id, {"expected_on": date(2026, 4, 1)})
    assert order.expected_on == date(2026, 4, 1)
    for act in (
        lambda: order.change_line(line.id, {"quantity": Decimal(1)}),
        lambda: order.remove_line(line.id),
        lambda: order.add_line(a_line()),
        lambda: order.change({"currency": "EUR"}),
    ):
        with pytest.raises(WrongOrderStatus):
            act()
    order.change({"reference": "Confirmed 77"})
    assert order.reference == "Confirmed 77"


def test_a_line_moves_to_its_place():
    order = an_order(*(a_line(supplier_code=code) for code in "abc"), ordered=False)
    order.change_line(order.lines[2].id, {"position": 1})
    assert [(it.position, it.supplier_code) for it in order.lines] == [(1, "c"), (2, "a"), (3, "b")]


def test_the_status_follows_what_came_in():
    order = an_order(a_line("10"), a_line("5"))
    first, second = order.lines
    (told,) = order.receive(a_receipt(first, 4), TODAY, NOW)
    assert isinstance(told, GoodsReceived)
    assert (order.status, told.is_complete) == (OrderStatus.PARTIALLY_RECEIVED, False)
    order.receive(a_receipt(first, 6), TODAY, NOW)
    (told,) = order.receive(a_receipt(second, 5), TODAY, NOW)
    assert (order.status, told.is_complete) == (OrderStatus.RECEIVED, True)
    with pytest.raises(WrongOrderStatus):
        order.receive(a_receipt(first, 1), TODAY, NOW)


def test_more_than_ordered_is_taken_in_with_a_warning():
    order = an_order(a_line("10"), a_line("1"))
    order.receive(a_receipt(order.lines[0], "12.5"), TODAY, NOW)
    assert order.warnings == ["Line 1: 12.5 of 10 came in, 2.5 more than ordered."]
    assert order.lines[0].open == 0
    assert order.status is OrderStatus.PARTIALLY_RECEIVED


def test_a_receipt_is_undone_once_and_its_goods_are_open_again():
    order = an_order(a_line("10"))
    receipt = a_receipt(order.lines[0], 10)
    order.receive(receipt, TODAY, NOW)
    order.undo(order.receipt_to_undo(receipt.id), "Wrong order", NOW)
    assert (order.status, order.lines[0].open) == (OrderStatus.ORDERED, 10)
    with pytest.raises(Refused, match="already"):
        order.receipt_to_undo(receipt.id)


def test_goods_are_received_once_they_are_there():
    order = an_order(a_line())
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(Invalid):
        order.receive(a_receipt(order.lines[0], 1, received_on=tomorrow), TODAY, NOW)


def test_an_order_is_cancelled_before_and_closed_after_something_came():
    order = an_order(a_line())
    with pytest.raises(WrongOrderStatus):
        order.close(NOW)
    order.receive(a_receipt(order.lines[0], 1), TODAY, NOW)
    with pytest.raises(WrongOrderStatus, match="partially received"):
        order.cancel("Late", NOW)
    order.close(NOW)
    assert order.status is OrderStatus.CLOSED
    order.reopen()
    assert order.status is OrderStatus.PARTIALLY_RECEIVED
    with pytest.raises(WrongOrderStatus):
        order.reopen()


def test_cancelling_needs_a_reason():
    with pytest.raises(Invalid):
        an_order(a_line()).cancel("  ", NOW)


@pytest.mark.parametrize(
    "more",
    [
        {"quantity": "0"},
        {"quantity": "-1"},
        {"unit_cost": "-1"},
        {"quantity": "0.0000001"},
        {"quantity": "10000000000"},
        {"unit_cost": "1e30"},
    ],
)
def test_a_line_that_makes_no_sense_is_refused(more):
    with pytest.raises(Invalid):
        a_line(**more)


def test_an_order_beyond_all_measure_is_refused():
    with pytest.raises(Invalid):
        an_order(a_line("1000000000", "1000000000"))


def a_supplier(**more):
    told = {"code": "SUP-0001", "name": "Acme", "currency": "ZAR"} | more
    return Supplier(id=SupplierId(new_id()), shop_id=SHOP, created_at=NOW, **told)


def an_offer(**more):
    ids = {"supplier_id": SupplierId(new_id()), "item_id": StockItemId(new_id())}
    return SupplierItem(id=SupplierItemId(new_id()), shop_id=SHOP, **ids | more)


@given(quantities, quantities, quantities)
def test_what_is_ordered_comes_in_whole_packs_and_is_enough(quantity, pack, minimum):
    offer = an_offer(pack_size=pack, minimum=minimum)
    ordered = offer.orderable(quantity)
    assert ordered >= max(quantity, minimum)
    assert ordered % pack == 0
    assert ordered - pack < max(quantity, minimum)


def test_the_items_own_lead_time_goes_before_the_suppliers():
    supplier = a_supplier(lead_time_days=5)
    assert an_offer().lead_time(supplier) == timedelta(days=5)
    assert an_offer(lead_time_days=0).lead_time(supplier) == timedelta()
    assert an_offer().lead_time(a_supplier()) is None


def test_nothing_is_ordered_from_an_archived_supplier():
    supplier = a_supplier()
    supplier.check_in_use()
    supplier.archive(NOW)
    with pytest.raises(Refused, match="archived"):
        supplier.check_in_use()


class OrderMachine(RuleBasedStateMachine):
    """Whatever is done in whatever order, what was received is the sum of the receipts."""

    def __init__(self):
        super().__init__()
        self.order = an_order(a_line("10"), a_line("5"), ordered=False)

    @rule()
    def send(self):
        self._try(lambda: self.order.order(TODAY, TODAY, NOW))

    @rule(at=st.integers(0, 1), quantity=st.integers(1, 7))
    def receive(self, at, quantity):
        line = self.order.lines[at]
        self._try(lambda: self.order.receive(a_receipt(line, quantity), TODAY, NOW))

    @precondition(lambda self: self.order.receipts)
    @rule(at=st.integers(0, 5))
    def undo(self, at):
        receipt = self.order.receipts[at % len(self.order.receipts)]
        self._try(lambda: self.order.undo(self.order.receipt_to_undo(receipt.id), "Wrong", NOW))

    @rule(move=st.sampled_from(["cancel", "close", "reopen"]))
    def move(self, move):
        args = {"cancel": ("Late", NOW), "close": (NOW,), "reopen": ()}[move]
        self._try(lambda: getattr(self.order, move)(*args))

    @invariant()
    def received_is_the_sum_of_the_receipts(self):
        for line in self.order.lines:
            came = [
                its.quantity
                for receipt in self.order.receipts
                if receipt.undone_at is None
                for its in receipt.lines
                if its.line_id == line.id
            ]
            assert line.received == sum(came)

    @invariant()
    def the_status_tells_what_is_open(self):
        is_open = any(line.open for line in self.order.lines)
        if self.order.status in WAITING:
            assert is_open
        if self.order.status is OrderStatus.RECEIVED:
            assert not is_open
        if self.order.status in (OrderStatus.DRAFT, OrderStatus.CANCELLED, OrderStatus.ORDERED):
            assert not any(line.received for line in self.order.lines)

    def _try(self, act):
        before = self.order.version
        try:
            act()
        except Refused:
            assert self.order.version == before
        else:
            assert self.order.version > before


TestOrderMachine = OrderMachine.TestCase
