"""Setting stock aside for jobs, on both databases."""

import pytest

from nexus.inventory.domain import Short
from nexus.inventory.messages.movements import (
    ChangeReservation,
    ConsumeReservation,
    ListReservations,
    Reserve,
)
from nexus.kernel.errors import Invalid, Refused, Stale
from nexus.kernel.ids import new_id

from tests.inventory.samples import d, use

pytestmark = pytest.mark.usefixtures("promises")


def test_what_is_reserved_is_there_for_its_job_alone(
    ledger, stock, reservations, actor, steel, job
):
    wish = Reserve(item_id=steel.id, project_id=job, quantity=d(8))
    held = reservations.reserve(actor, wish)
    assert (held.open, held.short, held.status_label) == (8, 0, "Reserved")
    seen = stock.one(actor, steel.id)
    assert (seen.on_hand, seen.reserved, seen.available) == (10, 8, 2)
    with pytest.raises(Short, match="2 may be taken"):
        ledger.move(actor, steel.id, use(3))
    ledger.move(actor, steel.id, use(5, project_id=job))
    seen = stock.one(actor, steel.id)
    assert (seen.on_hand, seen.reserved) == (5, 3)
    assert reservations.one(actor, held.id).consumed == 5


def test_more_than_is_there_is_reserved_as_a_warning_only(reservations, actor, steel, job):
    wish = {"item_id": steel.id, "project_id": job, "quantity": d(12)}
    with pytest.raises(Short) as refused:
        reservations.reserve(actor, Reserve(**wish))
    assert refused.value.more == {"available": 10, "short": 2}
    held = reservations.reserve(actor, Reserve(**wish, even_if_short=True))
    assert held.short == 2


def test_a_reservation_is_consumed_and_released(ledger, stock, reservations, actor, steel, job):
    wish = Reserve(item_id=steel.id, project_id=job, quantity=d(6))
    first, second = (
        reservations.reserve(actor, w)
        for w in (wish, Reserve(item_id=steel.id, project_id=job, quantity=d(2)))
    )
    seen = reservations.consume(actor, second.id, ConsumeReservation(quantity=d(1)))
    assert (seen.open, seen.consumed) == (1, 1)
    assert reservations.one(actor, first.id).open == 6
    seen = reservations.consume(actor, second.id, ConsumeReservation(quantity=d(3)))
    assert (seen.status, seen.consumed) == ("consumed", 2)
    assert reservations.one(actor, first.id).open == 4
    with pytest.raises(Refused):
        reservations.consume(actor, second.id, ConsumeReservation())
    with pytest.raises(Invalid):
        reservations.consume(actor, first.id, ConsumeReservation(quantity=d(-1)))
    assert reservations.release(actor, first.id).status == "released"
    assert (stock.one(actor, steel.id).on_hand, stock.one(actor, steel.id).reserved) == (6, 0)


def test_a_reservation_is_resized_within_what_is_there(reservations, stock, actor, steel, job):
    held = reservations.reserve(actor, Reserve(item_id=steel.id, project_id=job, quantity=d(6)))
    changed = reservations.change(actor, held.id, ChangeReservation(quantity=d(9)), held.version)
    assert changed.open == 9
    with pytest.raises(Short):
        reservations.change(actor, held.id, ChangeReservation(quantity=d(11)))
    with pytest.raises(Stale):
        reservations.change(actor, held.id, ChangeReservation(quantity=d(1)), held.version)
    reservations.change(actor, held.id, ChangeReservation(quantity=d(1)))
    assert stock.one(actor, steel.id).reserved == 1


def test_a_job_that_ends_lets_all_go(reservations, stock, actor, steel, powder, job):
    wishes = [Reserve(item_id=it.id, project_id=job, quantity=d(2)) for it in (steel, powder)]
    assert len(reservations.reserve_all(actor, wishes)) == 2
    reservations.release_of_project(actor, job)
    assert stock.one(actor, steel.id).reserved == 0
    assert reservations.page(actor, ListReservations(status="open")).items == []
    assert len(reservations.page(actor, ListReservations(project_id=job)).items) == 2


@pytest.mark.parametrize("field", ["item_id", "project_id"])
def test_a_reservation_names_what_there_is(reservations, actor, steel, job, field):
    said = {"item_id": steel.id, "project_id": job, "quantity": d(1)} | {field: new_id()}
    with pytest.raises(Invalid) as invalid:
        reservations.reserve(actor, Reserve(**said))
    assert invalid.value.field == field
