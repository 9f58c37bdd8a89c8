"""Lots, powder, offcuts and stock takes on both databases."""

from datetime import timedelta

import pytest

from nexus.inventory.messages.movements import (
    AskPowder,
    ListMovements,
    Reserve,
    WeighPowder,
)
from nexus.inventory.messages.places import (
    ChangeLot,
    CountLine,
    CountStock,
    CreateLocation,
    CreateLot,
    DiscardRemnant,
    KeepRemnant,
    ListCounts,
    ListLots,
    ListRemnants,
    OpenStockTake,
    UseRemnant,
)
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import FileId, ProjectId, StockItemId, new_id

from tests.conftest import NOW
from tests.inventory.samples import d, use

pytestmark = pytest.mark.usefixtures("promises")


def test_a_lot_keeps_its_number_expiry_and_stock(ledger, places, actor, powder):
    (lot,) = places.lots(actor, ListLots(item_id=powder.id)).items
    assert (lot.number, lot.on_hand, lot.received_on) == ("PB-2291", d("18.4"), NOW.date())
    soon = NOW.date() + timedelta(days=30)
    places.change_lot(actor, lot.id, ChangeLot(expires_on=soon), lot.version)
    assert [it.id for it in places.lots(actor, ListLots(expires_by=soon)).items] == [lot.id]
    with pytest.raises(Refused, match="already"):
        places.create_lot(actor, powder.id, CreateLot(number="pb-2291"))
    with pytest.raises(Refused, match="Use it up"):
        places.archive_lot(actor, lot.id)
    with pytest.raises(Invalid) as invalid:
        places.change_lot(actor, lot.id, ChangeLot(certificate_file_id=FileId(new_id())))
    assert invalid.value.field == "certificate_file_id"


def test_a_lot_of_another_item_is_not_taken(ledger, places, actor, powder, steel):
    (lot,) = places.lots(actor, ListLots(item_id=powder.id)).items
    with pytest.raises(Invalid, match="another item"):
        ledger.move(actor, steel.id, use(1, lot_id=lot.id))


def test_the_powder_of_a_job_is_reckoned_reserved_and_weighed(
    ledger, places, reservations, stock, actor, powder, job
):
    ask = AskPowder(area=d("43.2"), film=d(60), efficiency=d(65), item_id=powder.id)
    needed = ledger.powder_needed(actor, ask)
    assert (needed.needed, needed.short, needed.cost.amount) == (d("5.982"), 0, d("867.39"))
    wish = Reserve(item_id=powder.id, project_id=job, quantity=d("5.98"))
    reservations.reserve(actor, wish)
    (lot,) = places.lots(actor, ListLots(item_id=powder.id)).items
    scale = WeighPowder(before=d("18.400"), after=d("12.250"), planned=d("5.98"), project_id=job)
    weighed = ledger.weigh(actor, lot.id, scale)
    assert (weighed.used, weighed.movement.quantity) == (d("6.15"), d("-6.15"))
    assert weighed.movement.value.amount == d("-891.75")
    assert (weighed.variance_percent, weighed.left) == (d("2.8"), d("12.25"))
    assert weighed.unexplained == 0
    seen = stock.one(actor, powder.id)
    assert (seen.on_hand, seen.reserved) == (d("12.25"), 0)


@pytest.mark.parametrize(("before", "after"), [(1, 2), (1, 1), (1, -1)])
def test_a_scale_that_says_more_afterwards_is_not_believed(
    ledger, places, actor, powder, before, after
):
    (lot,) = places.lots(actor, ListLots(item_id=powder.id)).items
    with pytest.raises(Invalid):
        ledger.weigh(actor, lot.id, WeighPowder(before=d(before), after=d(after)))


def test_powder_of_unknown_density_or_kind_is_not_reckoned(ledger, actor, steel):
    ask = {"area": d(1), "film": d(60), "efficiency": d(65)}
    with pytest.raises(Invalid) as invalid:
        ledger.powder_needed(actor, AskPowder(**ask))
    assert invalid.value.field == "density"
    with pytest.raises(Invalid) as invalid:
        ledger.powder_needed(actor, AskPowder(**ask, item_id=steel.id))
    assert invalid.value.field == "item_id"


def test_an_offcut_goes_back_into_the_books_and_out_for_the_next_job(
    store, ledger, stock, actor, steel, job, projects
):
    remnants = store.remnants()
    ledger.move(actor, steel.id, use(1, project_id=job))
    wish = KeepRemnant(item_id=steel.id, length=d(600), width=d(1250), project_id=job, counted=True)
    kept = remnants.keep(actor, wish)
    assert (kept.length, kept.area, kept.quantity) == (1250, d("0.75"), d("0.24"))
    (used,) = store.answers().used_by_project(actor.shop_id, job)
    assert (used.quantity, used.value.amount) == (d("0.76"), 380)
    fits = ListRemnants(
        material_type="mild steel", thickness=d(3), fits_length=d(500), fits_width=d(1200)
    )
    assert [it.id for it in remnants.page(actor, fits).items] == [kept.id]
    assert remnants.page(actor, ListRemnants(fits_length=d(700), fits_width=d(700))).items == []
    next_job = ProjectId(new_id())
    projects.known.add(next_job)
    gone = remnants.use(actor, kept.id, UseRemnant(project_id=next_job), kept.version)
    assert (gone.status_label, gone.used_by_project_id) == ("Used", next_job)
    (charged,) = store.answers().used_by_project(actor.shop_id, next_job)
    assert charged.value.amount == 120
    assert stock.one(actor, steel.id).on_hand == 9
    remnants.put_back(actor, kept.id)
    assert stock.one(actor, steel.id).on_hand == d("9.24")
    remnants.discard(actor, kept.id, DiscardRemnant(reason="Rusty"))
    assert stock.one(actor, steel.id).on_hand == 9


def test_an_offcut_is_not_larger_than_its_sheet(store, actor, steel, powder):
    for item, field in ((steel, "length"), (powder, "counted")):
        wish = KeepRemnant(item_id=item.id, length=d(3000), width=d(1250), counted=True)
        with pytest.raises(Invalid) as invalid:
            store.remnants().keep(actor, wish)
        assert invalid.value.field == field


def test_a_stock_take_corrects_what_differs_once(
    store, ledger, stock, places, actor, steel, powder
):
    takes, rack = store.stock_takes(), places.create(actor, CreateLocation(name="Rack A"))
    take = takes.open(actor, OpenStockTake(name="March"))
    assert (take.lines, take.counted, take.status_label) == (2, 0, "Counting")
    ledger.move(actor, steel.id, use(1))  # meanwhile
    lines = {it.item_id: it for it in takes.counts(actor, take.id, ListCounts()).items}
    assert lines[steel.id].expected == 10
    found = [
        CountLine(id=lines[steel.id].id, counted=d(8)),
        CountLine(id=lines[powder.id].id, counted=d("18.4")),
        CountLine(item_id=steel.id, location_id=rack.id, counted=d(1), note="Behind the door"),
    ]
    seen = takes.count(actor, take.id, CountStock(counts=found))
    assert (seen.lines, seen.counted, seen.differing) == (3, 3, 2)
    closed = takes.close(actor, take.id, seen.version)
    assert (closed.status, closed.difference_value.amount) == ("closed", -500)
    assert stock.one(actor, steel.id).on_hand == 8
    corrections = ledger.page(actor, ListMovements(search="March")).items
    assert sorted(it.quantity for it in corrections) == [-2, 1]
    for again in (takes.close, takes.cancel):
        with pytest.raises(Refused, match="closed already"):
            again(actor, take.id)


def test_a_stock_take_of_a_kind_or_a_place_counts_that_alone(store, places, actor, steel, powder):
    takes, rack = store.stock_takes(), places.create(actor, CreateLocation(name="Rack A"))
    assert takes.open(actor, OpenStockTake(name="Powder", kind="powder")).lines == 1
    assert takes.open(actor, OpenStockTake(name="Rack", location_id=rack.id)).lines == 0


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (CountLine(id=new_id(), counted=d(1)), "counts[0].id"),
        (CountLine(counted=d(1)), "counts[0].item_id"),
        (CountLine(item_id=StockItemId(new_id()), counted=d(1)), "counts[0].item_id"),
    ],
)
def test_a_count_of_nothing_is_invalid(store, actor, steel, line, field):
    takes = store.stock_takes()
    take = takes.open(actor, OpenStockTake(name="March"))
    with pytest.raises(Invalid) as invalid:
        takes.count(actor, take.id, CountStock(counts=[line]))
    assert invalid.value.field == field
