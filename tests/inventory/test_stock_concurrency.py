"""Many at once: stock never lies, and the last sheet is promised once.

The suite runs a small storm; NEXUS_STORM=20000 runs the whole of it (reliability, row 21).
"""

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from dependency_injector import providers
from sqlalchemy.exc import OperationalError

from nexus.inventory.domain import MovementKind, Short
from nexus.inventory.messages.items import CreateItem
from nexus.inventory.messages.movements import (
    ListMovements,
    ListReservations,
    MoveItem,
    MoveStock,
    Reserve,
    UndoMovement,
)
from nexus.inventory.messages.places import CreateLocation, CreateLot
from nexus.kernel.errors import Refused
from nexus.platform.db import make_engine

from tests.inventory.samples import buy, d, use

pytestmark = pytest.mark.usefixtures("promises")

STORM = int(os.environ.get("NEXUS_STORM", "300"))
THREADS = 30 if STORM > 1000 else 8
LOTS = 50 if STORM > 1000 else 6
KIND = MovementKind


class Storm:
    """Random wishes about some lots in some places; what is refused is counted, not hidden."""

    def __init__(self, store, actor, job, items, lots, racks):
        self.store, self.actor, self.job = store, actor, job
        self.items, self.lots, self.racks = items, lots, racks
        self.outcomes = Counter()

    def blow(self, seed):
        chance = random.Random(seed)
        item_id, lot_id = chance.choice(self.lots)
        wish = chance.choice(
            [
                self.receive,
                self.issue,
                self.issue,
                self.reserve,
                self.release,
                self.give_back,
                self.transfer,
                self.undo,
            ]
        )
        try:
            wish(chance, item_id, lot_id)
            self.outcomes[wish.__name__] += 1
        except (Refused, OperationalError) as refused:  # the latter: SQLite waited five seconds
            self.outcomes[type(refused).__name__] += 1

    def receive(self, chance, item_id, lot_id):
        place = chance.choice(self.racks)
        cost = f"{chance.randint(1, 99999)}e-3"
        wish = buy(chance.randint(1, 20), cost, lot_id=lot_id, location_id=place)
        self.store.ledger().move(self.actor, item_id, wish)

    def issue(self, chance, item_id, lot_id):
        job = chance.choice([None, self.job])
        wish = use(chance.randint(1, 15), lot_id=lot_id, project_id=job)
        self.store.ledger().move(self.actor, item_id, wish)

    def give_back(self, chance, item_id, lot_id):
        wish = MoveStock(
            kind=KIND.RETURN, quantity=d(chance.randint(1, 3)), lot_id=lot_id, project_id=self.job
        )
        self.store.ledger().move(self.actor, item_id, wish)

    def reserve(self, chance, item_id, lot_id):
        wish = Reserve(item_id=item_id, project_id=self.job, quantity=d(chance.randint(1, 9)))
        self.store.reservations().reserve(self.actor, wish)

    def release(self, chance, item_id, lot_id):
        wish = ListReservations(item_id=item_id, status="open", limit=5)
        held = self.store.reservations().page(self.actor, wish).items
        if held:
            self.store.reservations().release(self.actor, chance.choice(held).id)

    def transfer(self, chance, item_id, lot_id):
        wish = MoveStock(
            kind=KIND.TRANSFER,
            quantity=d(chance.randint(1, 9)),
            lot_id=lot_id,
            to_location_id=chance.choice(self.racks),
        )
        self.store.ledger().move(self.actor, item_id, wish)

    def undo(self, chance, item_id, lot_id):
        page = self.store.ledger().page(self.actor, ListMovements(lot_id=lot_id, limit=5))
        if page.items:
            moved = chance.choice(page.items)
            self.store.ledger().undo(self.actor, moved.id, UndoMovement())


@pytest.fixture
def wide(engine):
    """As many connections as threads, as the server has them."""
    wide = make_engine(engine.url.render_as_string(hide_password=False), pool_size=THREADS)
    yield wide
    wide.dispose()


@pytest.fixture
def storm(store, nexus, wide, actor, job):
    nexus.engine.override(providers.Object(wide))
    places, stock = store.places(), store.stock()
    racks = [places.create(actor, CreateLocation(name=f"Rack {n}")).id for n in range(3)]
    items = [stock.create(actor, CreateItem(name=f"Powder {n}")).id for n in range(LOTS // 2)]
    lots = [
        (item, places.create_lot(actor, item, CreateLot(number=f"L{n}")).id)
        for item in items
        for n in range(2)
    ]
    return Storm(store, actor, job, items, lots, racks)


def test_stock_never_lies(storm, actor):
    seeds = random.Random(7).sample(range(10**9), STORM)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(storm.blow, seeds))
    assert set(storm.outcomes) <= {
        "receive",
        "issue",
        "reserve",
        "release",
        "give_back",
        "transfer",
        "undo",
        "Short",
        "Refused",
        "OperationalError",
    }
    assert storm.outcomes["issue"] > STORM // 50
    for item_id in storm.items:
        seen = storm.store.stock().one(actor, item_id)
        assert seen.on_hand >= 0
        assert seen.stock_value.minor >= 0
    for item_id, lot_id in storm.lots:
        assert storm.store.places().one_lot(actor, lot_id).on_hand >= 0, item_id


def test_the_last_sheet_is_promised_once(store, actor, steel, job):
    last = store.stock().create(actor, CreateItem(name="Last sheet", opening_quantity=d(1)))
    wish = Reserve(item_id=last.id, project_id=job, quantity=d(1))

    def reserve(_):
        try:
            return store.reservations().reserve(actor, wish).id
        except Short:
            return None

    with ThreadPoolExecutor(THREADS) as pool:
        got = list(pool.map(reserve, range(100)))
    assert len([it for it in got if it]) == 1
    assert store.stock().one(actor, last.id).available == 0


def test_one_key_at_once_moves_once(store, actor, steel):
    def move(_):
        try:
            return store.ledger().move(actor, steel.id, use(1, key="scan-1")).id
        except Refused:
            return None

    with ThreadPoolExecutor(THREADS) as pool:
        got = set(pool.map(move, range(20))) - {None}
    assert len(got) == 1
    assert store.stock().one(actor, steel.id).on_hand == 9


def test_two_who_move_the_same_items_in_another_order_do_not_block_each_other(
    store, actor, steel, powder
):
    wishes = [
        MoveItem(item_id=it.id, kind=KIND.USAGE, quantity=d("0.01")) for it in (steel, powder)
    ]

    def move(turn):
        return store.ledger().move_all(actor, wishes[:: 1 if turn % 2 else -1])

    with ThreadPoolExecutor(THREADS) as pool:
        assert len(list(pool.map(move, range(40)))) == 40
    assert store.stock().one(actor, steel.id).on_hand == d("9.6")
