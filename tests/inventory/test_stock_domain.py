"""What holds of stock, whatever is done with it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nexus.inventory.domain import Ledger, MovementKind, Shelf, Short, Spot
from nexus.inventory.domain.measures import converted
from nexus.inventory.domain.places import Remnant
from nexus.inventory.domain.powder import powder_needed, variance
from nexus.inventory.domain.reservation import Reservation, ReservationStatus
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import LocationId, LotId, ProjectId, RemnantId, ReservationId, new_id
from nexus.kernel.quantity import Unit

from tests.conftest import NOW
from tests.inventory.samples import SHOP, a_ledger, an_item, d, told

KIND = MovementKind
amounts = st.integers(1, 10**9).map(lambda n: Decimal(n).scaleb(-3))
costs = st.integers(0, 10**8).map(lambda n: Decimal(n).scaleb(-4))
LOTS = [None, LotId(new_id()), LotId(new_id())]
PLACES = [None, LocationId(new_id())]
spots = st.builds(Spot, st.sampled_from(LOTS), st.sampled_from(PLACES))


class Books(RuleBasedStateMachine):
    """Any sequence of movements: the sums hold, and nothing is worth nothing."""

    may_go_below = False

    def __init__(self):
        super().__init__()
        self.ledger = a_ledger(self.may_go_below)
        self.written = []

    def tried(self, move):
        before = (self.ledger.item.on_hand, self.ledger.item.value_minor, self.ledger.item.moves)
        try:
            self.written += move()
        except Short:
            now = (self.ledger.item.on_hand, self.ledger.item.value_minor, self.ledger.item.moves)
            assert now == before
        except Refused:
            pass

    @rule(quantity=amounts, cost=costs, spot=spots)
    def buy(self, quantity, cost, spot):
        worth = Fraction(quantity) * Fraction(cost)
        self.tried(
            lambda: self.ledger.receive(KIND.PURCHASE, quantity, told(), worth=worth, spot=spot)
        )

    @rule(quantity=amounts, spot=spots)
    def return_(self, quantity, spot):
        self.tried(lambda: self.ledger.receive(KIND.RETURN, quantity, told(), spot=spot))

    @rule(quantity=amounts, spot=spots)
    def use(self, quantity, spot):
        self.tried(
            lambda: self.ledger.issue(
                KIND.USAGE, quantity, told(), lot_id=spot.lot_id, location_id=spot.location_id
            )
        )

    @precondition(lambda self: self.ledger.item.on_hand > 0)
    @rule(spot=spots)
    def use_up(self, spot):
        there = self.ledger.shelf.at(spot)
        self.use(there if there > 0 else Decimal(1), spot)

    @rule(quantity=amounts, to=spots)
    def transfer(self, quantity, to):
        self.tried(
            lambda: self.ledger.transfer(quantity, told(), lot_id=None, location_id=None, to=to)
        )

    @rule(cost=costs)
    def revalue(self, cost):
        self.tried(lambda: self.ledger.revalue(cost, told()))

    @precondition(lambda self: self.written)
    @rule(data=st.data())
    def undo(self, data):
        done = {it.reverses_id for it in self.written}
        left = [it for it in self.written if it.id not in done]
        movement = data.draw(st.sampled_from(left))
        sides = [it for it in self.written if it is movement]
        if movement.kind is KIND.TRANSFER and movement.reverses_id is None:
            sides = [it for it in left if it.origin_id == movement.origin_id]
        self.tried(lambda: self.ledger.undo(sides, told(reason="Undone")))

    @invariant()
    def the_sums_hold(self):
        item = self.ledger.item
        assert item.on_hand == sum(it.quantity for it in self.written)
        assert item.value_minor == sum(it.value.minor for it in self.written)
        assert [it.place for it in self.written] == list(range(1, item.moves + 1))
        assert item.on_hand == sum(self.ledger.shelf.amounts.values())
        for spot, amount in self.ledger.shelf.amounts.items():
            at = [it.quantity for it in self.written if (it.lot_id, it.location_id) == spot]
            assert amount == sum(at)

    @invariant()
    def nothing_is_worth_nothing(self):
        item = self.ledger.item
        if item.on_hand == 0:
            assert item.value_minor == 0
        if not self.may_go_below:
            assert item.on_hand >= 0
            assert item.value_minor >= 0
            assert min(self.ledger.shelf.amounts.values(), default=0) >= 0


class BooksBelow(Books):
    may_go_below = True


TestBooks = Books.TestCase
TestBooksBelow = BooksBelow.TestCase


def bought(quantity, cost, **changes):
    ledger = a_ledger(**changes)
    worth = Fraction(d(quantity)) * Fraction(d(cost))
    ledger.receive(KIND.PURCHASE, d(quantity), told(), worth=worth)
    return ledger


def test_a_purchase_of_fifty_at_five_hundred_is_worth_that():
    item = bought(50, "500.00").item
    assert (item.on_hand, item.value_minor, item.unit_cost) == (50, 2_500_000, 500)


def test_a_usage_costs_the_average_of_its_time():
    ledger = bought(10, 100)
    ledger.receive(KIND.PURCHASE, d(30), told(), worth=Fraction(30 * 120))
    used = ledger.issue(KIND.USAGE, d(4), told())[0]
    assert ledger.item.unit_cost == 115
    assert used.value.amount == -460
    assert used.unit_cost == 115


def test_powder_that_is_weighed_costs_to_the_cent():
    ledger = bought("18.4", 145)
    used = ledger.issue(KIND.USAGE, d("6.15"), told())[0]
    assert used.value.amount == d("-891.75")
    assert ledger.item.on_hand == d("12.25")


def test_a_price_of_less_than_a_cent_is_kept_exactly():
    ledger = bought(12345, "0.0045")
    assert ledger.item.value.amount == d("55.55")
    assert ledger.item.unit_cost == d("0.0045")


def test_the_last_of_it_takes_every_cent():
    ledger = bought(3, "0.3333")
    values = [ledger.issue(KIND.USAGE, d(1), told())[0].value.minor for _ in range(3)]
    assert sum(values) == -100
    assert ledger.item.value_minor == 0


def test_what_is_not_there_is_refused_with_what_is():
    with pytest.raises(Short, match="2 sheets there") as refused:
        bought(2, 10).issue(KIND.USAGE, d(3), told())
    assert refused.value.more == {"on_hand": 2, "short": 1}


def test_a_shop_may_allow_stock_below_nothing_and_it_is_flagged():
    ledger = bought(2, 10, may_go_below=True)
    used = ledger.issue(KIND.USAGE, d(3), told())[0]
    assert used.is_flagged
    assert (ledger.item.on_hand, ledger.item.value_minor) == (-1, -1000)


def test_a_delivery_that_is_written_up_late_is_worth_what_it_cost():
    ledger = bought(1, 95, may_go_below=True)
    ledger.issue(KIND.USAGE, d(4), told())
    made = ledger.receive(KIND.PURCHASE, d(10), told(), worth=Fraction(1000))
    assert (ledger.item.on_hand, ledger.item.value_minor) == (7, 70_000)
    assert [(it.kind, it.quantity, it.value.minor) for it in made] == [
        (KIND.PURCHASE, 10, 100_000),
        (KIND.ADJUSTMENT, 0, -1500),
    ]


def test_undoing_a_usage_gives_back_what_it_cost():
    ledger = bought(10, 100)
    used = ledger.issue(KIND.USAGE, d(10), told(project_id=ProjectId(new_id())))[0]
    ledger.receive(KIND.PURCHASE, d(10), told(), worth=Fraction(2000))
    back = ledger.undo([used], told(reason="Wrong job"))[0]
    assert (back.quantity, back.value.amount, back.project_id) == (10, 1000, used.project_id)
    assert ledger.item.unit_cost == 150


def test_undoing_a_purchase_that_was_used_is_refused():
    ledger = bought(10, 100)
    first = ledger.receive(KIND.PURCHASE, d(5), told(), worth=Fraction(500))[0]
    ledger.issue(KIND.USAGE, d(12), told())
    with pytest.raises(Short, match="moved since"):
        ledger.undo([first], told())


def test_an_undoing_is_not_undone():
    ledger = bought(10, 100)
    used = ledger.issue(KIND.USAGE, d(1), told())[0]
    back = ledger.undo([used], told())[0]
    with pytest.raises(Refused, match="takes back another"):
        ledger.undo([back], told())


def test_what_others_reserved_is_not_taken_by_mistake():
    ledger = bought(10, 100)
    ledger.item.reserve(d(8))
    with pytest.raises(Short, match="2 may be taken") as refused:
        ledger.issue(KIND.USAGE, d(3), told())
    assert refused.value.more == {"available": 2, "short": 1}
    assert ledger.issue(KIND.USAGE, d(3), told(), even_if_reserved=True)[0].is_flagged


def test_a_lot_is_never_guessed_where_there_are_two():
    ledger = a_ledger()
    for lot_id in LOTS[1:]:
        ledger.receive(KIND.PURCHASE, d(5), told(), spot=Spot(lot_id, None))
    with pytest.raises(Refused, match="Say which one"):
        ledger.issue(KIND.USAGE, d(1), told())
    used = ledger.issue(KIND.USAGE, d(1), told(), lot_id=LOTS[1])[0]
    assert used.lot_id == LOTS[1]


def test_stock_is_taken_from_its_usual_place_first_and_then_from_the_fullest():
    home, near, far = (LocationId(new_id()) for _ in range(3))
    shelf = Shelf({Spot(None, home): d(2), Spot(None, near): d(5), Spot(None, far): d(9)})
    assert shelf.pick(d(2), None, None, home) == Spot(None, home)
    assert shelf.pick(d(3), None, None, home) == Spot(None, far)
    assert shelf.pick(d(3), None, near, home) == Spot(None, near)
    assert shelf.pick(d(17), None, None, home) is None
    with pytest.raises(Refused, match="at most 9 in one"):
        shelf.pick(d(10), None, None, home)


def test_a_transfer_changes_neither_stock_nor_value():
    ledger, to = bought(10, 100), LocationId(new_id())
    away, there = ledger.transfer(d(4), told(), lot_id=None, location_id=None, to=Spot(None, to))
    assert (away.quantity, there.quantity, away.value + there.value) == (
        -4,
        4,
        ledger.item.value - ledger.item.value,
    )
    assert away.origin_id == there.origin_id
    assert (ledger.item.on_hand, ledger.shelf.at(Spot(None, to))) == (10, 4)


def test_another_cost_revalues_what_there_is():
    ledger = bought(10, 100)
    made = ledger.revalue(d("110.50"), told())
    assert [(it.quantity, it.value.amount, it.reason) for it in made] == [(0, 105, "Revalued")]
    assert (ledger.item.unit_cost, ledger.item.value.amount) == (d("110.5"), 1105)


def test_an_archived_item_is_left_alone():
    item = an_item()
    item.archive()
    with pytest.raises(Refused, match="archived"):
        Ledger(item=item, shelf=Shelf()).receive(KIND.PURCHASE, d(1), told())


def test_an_item_with_stock_is_not_archived():
    with pytest.raises(Refused, match="Adjust it to nothing"):
        bought(1, 1).item.archive()


def test_the_unit_of_what_was_moved_stays():
    with pytest.raises(Refused, match="its unit stays"):
        bought(1, 1).item.change({"unit": Unit.KILOGRAM})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("thickness", d(0)),
        ("length", d(-1)),
        ("density", d(26)),
        ("reorder_level", d(-1)),
        ("unit_cost", d(-1)),
        ("unit_cost", d("0.0000001")),
        ("unit_cost", d("1e12")),
        ("colour_hex", "#12345"),
    ],
)
def test_what_makes_no_sense_of_an_item_is_invalid(field, value):
    with pytest.raises(Invalid) as invalid:
        an_item(**{field: value})
    assert invalid.value.field == field


def test_sheets_and_areas_convert_by_the_size_of_a_sheet():
    sheet = (d(2500), d(1250))
    assert converted(d(2), Unit.SHEET, Unit.SQUARE_METRE, sheet) == d("6.25")
    assert converted(d("6.25"), Unit.SQUARE_METRE, Unit.SHEET, sheet) == 2
    with pytest.raises(Invalid, match="does not convert"):
        converted(d(1), Unit.SHEET, Unit.SQUARE_METRE, (None, d(1)))


def test_board_feet_convert_to_volumes_and_to_nothing_else():
    assert converted(d(100), Unit.BOARD_FOOT, Unit.LITRE, (None, None)) == d("235.973722")
    with pytest.raises(Invalid) as invalid:
        converted(d(1), Unit.BOARD_FOOT, Unit.KILOGRAM, (d(1), d(1)))
    assert invalid.value.field == "unit"


def test_powder_needed_is_what_the_trade_reckons():
    assert powder_needed(d("43.2"), d(60), d("1.5"), d(65)) == d("5.982")
    assert round(powder_needed(d("43.2"), d(60), d("1.5"), d(65)), 2) == d("5.98")


@pytest.mark.parametrize("field", ["area", "film", "density", "efficiency"])
def test_powder_for_nothing_is_invalid(field):
    said = {"area": d(1), "film": d(60), "density": d("1.5"), "efficiency": d(65)} | {field: d(0)}
    with pytest.raises(Invalid) as invalid:
        powder_needed(**said)
    assert invalid.value.field == field


def test_variance_is_told_to_a_tenth_of_a_percent():
    assert variance(d("6.15"), d("5.982")) == d("2.8")
    assert variance(d("6.15"), None) is None
    assert variance(d("6.15"), d(0)) is None


def a_reservation(quantity=10):
    return Reservation(
        shop_id=SHOP,
        id=ReservationId(new_id()),
        item_id=an_item().id,
        project_id=ProjectId(new_id()),
        quantity=d(quantity),
        created_at=NOW,
        created_by="Ann",
    )


@given(st.lists(amounts, max_size=8))
def test_a_reservation_is_open_consumed_or_released_and_never_two_of_them(used):
    reservation = a_reservation(10**6)
    for quantity in used:
        reservation.consume(quantity)
        assert reservation.open + reservation.consumed == reservation.quantity
    rest = reservation.open
    assert reservation.release() == rest
    assert reservation.status is not ReservationStatus.OPEN
    assert reservation.open == 0


def test_a_reservation_that_ended_is_not_changed():
    reservation = a_reservation()
    reservation.release()
    with pytest.raises(Refused, match="come to its end"):
        reservation.resize(d(5))


def test_a_reservation_is_not_less_than_what_was_used_of_it():
    reservation = a_reservation()
    reservation.consume(d(4))
    assert reservation.resize(d(5)) == -5
    with pytest.raises(Invalid):
        reservation.resize(d(4))


def a_remnant(length=600, width=2500, **changes):
    return Remnant(
        shop_id=SHOP,
        id=RemnantId(new_id()),
        item_id=an_item().id,
        length=d(length),
        width=d(width),
        created_at=NOW,
        created_by="Ann",
        **changes,
    )


def test_an_offcut_has_its_longer_side_for_length():
    remnant = a_remnant()
    assert (remnant.length, remnant.width, remnant.area) == (2500, 600, d("1.5"))


def test_an_offcut_is_used_once_and_can_be_put_back():
    remnant, job = a_remnant(), ProjectId(new_id())
    remnant.use(job)
    with pytest.raises(Refused, match="used already"):
        remnant.discard()
    remnant.put_back()
    assert (remnant.used_by_project_id, remnant.status) == (None, "available")
    with pytest.raises(Refused, match="in its place"):
        remnant.put_back()


def test_an_offcut_in_the_books_keeps_its_size():
    with pytest.raises(Refused, match="by its size"):
        a_remnant(quantity=d("0.48")).change({"length": d(100)})
